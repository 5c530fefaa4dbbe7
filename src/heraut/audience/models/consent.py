"""What somebody agreed to, in which words, when and how; and when they took it back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.audience.models.recipient import Recipient
from heraut.foundation.models import Row
from heraut.network.models import Channel


class How(models.TextChoices):
    FORM = "form", _("Form on a public page, confirmed by mail")
    IMPORT = "import", _("Imported from an earlier list")


class Consent(Row):
    """``purpose`` names what for (``newsletter``); ``wording`` is the text that was shown.

    ``ip_hash``: a keyed hash of the network address; ``evidence``: for what was taken over, where
    the proof is kept, sealed under the recipient's key.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ()

    recipient = models.ForeignKey(Recipient, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20)
    channel = models.ForeignKey(Channel, null=True, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField()
    language = models.CharField(max_length=12)
    how = models.CharField(max_length=8, choices=How.choices)
    given_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ip_hash = models.CharField(max_length=64, blank=True)
    evidence = models.BinaryField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at"]
