"""Who may see or change what is held about one person: recipients are the whole ministry's."""

from __future__ import annotations

from heraut.people import access
from heraut.people.models import Unit, User
from heraut.people.rights import Right


def require_audience(by: User) -> None:
    """Raise ``Forbidden`` unless ``by`` holds the right at the ministry itself."""
    access.require(by, Right.AUDIENCE, Unit.objects.get(parent=None))
