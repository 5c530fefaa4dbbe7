"""Where the registry and the platforms differ, and when each platform was last asked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.network.models.channel import Channel
from heraut.people.models import User


class FindingKind(models.TextChoices):
    """What a comparison can find."""

    SUSPENDED = "suspended", _("Suspended")
    MISSING = "missing", _("Not found")
    ANOTHER = "another", _("Another account")
    SIGN_IN = "sign-in", _("Sign-in lost")
    HANDLE_TAKEN = "handle-taken", _("Former name taken")
    HANDLE_FREE = "handle-free", _("Former name free")
    BADGE = "badge", _("Badge lost")
    HANDLE = "handle", _("Account name changed")
    NAME = "name", _("Renamed")
    SILENT = "silent", _("Silent against the plan")
    CERTIFICATION = "certification", _("Certification ends")


class Finding(Row):
    """One a channel and kind, until reality agrees again. ``params``: what differs, filling the words
    of ``network.reality.words``. Who set it aside with a reason hears of it again when these change."""

    ACCESS: ClassVar[tuple[str, ...]] = ("channel__holder", "channel__sharing")
    ACCESS_MANY: ClassVar[bool] = True

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=16, choices=FindingKind.choices)
    params = models.JSONField(default=dict)
    since = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="when it was last found so")
    resolved_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind"],
                condition=Q(resolved_at=None),
                name="finding_once_a_channel_and_kind",
            )
        ]
        indexes = [
            models.Index(
                fields=["-since"],
                condition=Q(resolved_at=None, set_aside_at=None),
                name="finding_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel_id}"


class RealityCheck(Row):
    """When a channel's platform is asked again; what readers saw there when it was asked last."""

    channel = models.OneToOneField(Channel, on_delete=models.CASCADE, related_name="check_row")
    asked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    busy_until = models.DateTimeField(null=True, blank=True, help_text="a worker's lease")
    failures = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=80, blank=True, help_text="why the last question failed")
    name = models.CharField(max_length=200, blank=True)
    badge = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["next_at"])]
