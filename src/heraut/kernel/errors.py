"""Errors that carry a code and its parameters; the words for people live in the layers above."""

from __future__ import annotations

from collections.abc import Mapping


class HerautError(Exception):
    """The root of every error that Heraut raises on purpose."""


class Refusal(HerautError):
    """Something a person asked for that cannot be done, and why.

    ``code`` is a stable dotted word such as ``clearance.own_text``; ``params`` fill its sentence.
    Raised before anything was changed.
    """

    def __init__(self, code: str, **params: object) -> None:
        self.code = code
        self.params: Mapping[str, object] = params
        detail = ", ".join(f"{key}={value!r}" for key, value in sorted(params.items()))
        super().__init__(f"{code}({detail})" if detail else code)


class Forbidden(Refusal):
    """The person does not hold the right that this takes."""


class Stale(Refusal):
    """Somebody else changed the thing since the person last saw it."""
