"""Who may do what with an enquiry, where one unit alone does not say it."""

from __future__ import annotations

from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right
from heraut.press.models import Enquiry


def can_answer(user: User, enquiry: Enquiry) -> bool:
    """Whoever has the enquiry, and whoever received it: the journalist knows them."""
    return any(access.can(user, Right.PRESS_WORK, unit) for unit in (enquiry.unit, enquiry.origin))


def may_answer(user: User, enquiry: Enquiry) -> None:
    """Raise ``Forbidden`` unless ``can_answer``."""
    if not can_answer(user, enquiry):
        access.require(user, Right.PRESS_WORK, enquiry.unit)
