"""Keep the ministry's registration at a platform, or at one server of it."""

from __future__ import annotations

from django.db import transaction

from heraut.connectors import catalogue
from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network import custody
from heraut.network.models import PlatformApp
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def register_app(
    platform: str, origin: str, client_id: str, client_secret: str, *, by: User | None
) -> PlatformApp:
    """Replaces the one that is there; an empty secret keeps the old one of the same id. ``by`` None:
    Heraut registered itself at a server. Raises ``Refusal("app.no_sign_in")``."""
    if by is not None:
        custody.require_ministry(by, Right.PLATFORM_APPS)
    connector = catalogue.find(platform)
    if connector is None or connector.declaration.sign_in is None:
        raise Refusal("app.no_sign_in")
    known = PlatformApp.objects.select_for_update().filter(platform=platform, origin=origin).first()
    if known is not None and known.client_id == client_id and not client_secret:
        client_secret = known.client_secret or ""
    made, _created = PlatformApp.objects.update_or_create(
        platform=platform,
        origin=origin,
        defaults={
            "client_id": client_id,
            "client_secret": client_secret or None,
            "registered_at": clock.now(),
            "registered_by": by,
        },
    )
    audit.record("app.register", actor=by, subject=made, detail={"platform": platform})
    return made
