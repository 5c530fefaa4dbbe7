"""What the network's views share."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from heraut.people.models import User


def person(request: HttpRequest) -> User:
    return cast(User, request.user)
