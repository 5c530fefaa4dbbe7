"""Second factors and devices, in words."""

from __future__ import annotations

from typing import Any

from django import template

from heraut.people.gate import asks_second_factor, must_keep_second_factor
from heraut.people.models import User
from heraut.people.sessions import device

register = template.Library()


@register.filter
def must_keep(authenticator: Any) -> bool:
    """The last second factor of a person whose role asks for one."""
    return must_keep_second_factor(authenticator.user, authenticator)


@register.filter
def asks_factor(user: User) -> bool:
    return asks_second_factor(user)


@register.filter
def device_name(user_agent: str) -> str:
    """``Firefox, Windows``; empty where the browser does not tell."""
    return ", ".join(part for part in device(user_agent) if part)


@register.filter
def in_fours(text: str) -> str:
    """A secret in groups of four, to type it from the screen."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))
