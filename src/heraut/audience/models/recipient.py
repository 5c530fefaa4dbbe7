"""Somebody whom we may reach, and where; readable with the master key alone."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row


class Kind(models.TextChoices):
    """What an address is an address of; more kinds come with those who send to them."""

    EMAIL = "email", _("E-mail")


class Recipient(Row):
    """``data_key``: the key that all of the recipient is sealed with, itself wrapped by the master
    key. Destroyed, nothing of it can ever be read again; the row stays so that ledgers add up."""

    #: Nobody browses recipients: one is found by the address that somebody already knows.
    ACCESS: ClassVar[tuple[str, ...]] = ()

    data_key = models.BinaryField(null=True, editable=False)
    language = models.CharField(max_length=12)
    erased_at = models.DateTimeField(null=True)


class RecipientAddress(Row):
    """``sealed`` under the recipient's key; ``lookup`` is a keyed hash, to find it by."""

    ACCESS: ClassVar[tuple[str, ...]] = ()

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.EMAIL)
    sealed = models.BinaryField(editable=False)
    lookup = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "lookup"], name="address_known_once"),
            models.UniqueConstraint(fields=["recipient", "kind"], name="address_once_a_kind"),
        ]
