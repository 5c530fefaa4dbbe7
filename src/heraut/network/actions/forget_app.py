"""Forget a registration: the next sign-in there needs a new one."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.network import custody
from heraut.network.models import PlatformApp
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def forget_app(app_id: UUID, *, by: User | None) -> None:
    """Channels that are signed in stay so. ``by`` None: the server said that it does not know
    Heraut any more. One that is gone already changes nothing."""
    if by is not None:
        custody.require_ministry(by, Right.PLATFORM_APPS)
    app = PlatformApp.objects.select_for_update().filter(pk=app_id).first()
    if app is None:
        return
    audit.record("app.forget", actor=by, subject=app, detail={"platform": app.platform})
    app.delete()
