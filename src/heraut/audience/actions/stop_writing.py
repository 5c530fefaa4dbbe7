"""Somebody asked the ministry to send nothing more: a person notes it for them."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from heraut.audience.actions._rights import require_audience
from heraut.audience.actions.suppress import suppress
from heraut.audience.models import Reason, Recipient
from heraut.foundation import audit
from heraut.people.models import User


@transaction.atomic
def stop_writing(recipient_id: UUID, *, by: User) -> None:
    """Every subscription ends, and none can begin again until a person allows it."""
    require_audience(by)
    recipient = Recipient.objects.filter(pk=recipient_id).first()
    if recipient is None:
        raise Http404
    suppress(recipient.pk, Reason.MANUAL, by=by)
    audit.record("recipient.stop", actor=by, subject=recipient)
