"""Finding a recipient by an address, or making one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from heraut.audience import addresses
from heraut.audience.models import Recipient, RecipientAddress
from heraut.foundation.keys import master_keys


def find(address: str) -> Recipient | None:
    """The recipient with this address (in normal form), locked; None if nobody is known by it."""
    found = (
        RecipientAddress.objects.select_related("recipient")
        .filter(kind="email", lookup=addresses.look_up(address))
        .first()
    )
    if found is None:
        return None
    return Recipient.objects.select_for_update().get(pk=found.recipient_id)


def find_or_make(address: str, language: str) -> Recipient:
    """Locked. Two requests at once make one recipient."""
    known = find(address)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _make(address, language)
    except IntegrityError:
        again = find(address)
        assert again is not None
        return again


def _make(address: str, language: str) -> Recipient:
    recipient = Recipient.objects.create(data_key=master_keys().new_key(), language=language)
    RecipientAddress.objects.create(
        recipient=recipient,
        sealed=addresses.seal(address, recipient.pk, bytes(recipient.data_key or b"")),
        lookup=addresses.look_up(address),
    )
    return recipient
