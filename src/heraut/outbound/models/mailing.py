"""One mail to many recipients: what is sent, in which batches, and what became of each."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heraut.audience.models import Recipient
from heraut.foundation.models import Row
from heraut.kernel.states import StateMachine
from heraut.network.models import Channel
from heraut.people.models import Unit, User


class MailingState(models.TextChoices):
    WAITING = "waiting", _("Scheduled")
    PREPARING = "preparing", _("Being prepared")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    STOPPED = "stopped", _("Stopped")


MAILING = StateMachine(
    "mailing",
    start=MailingState.WAITING,
    moves={
        MailingState.WAITING: {MailingState.PREPARING, MailingState.STOPPED},
        MailingState.PREPARING: {MailingState.SENDING, MailingState.STOPPED},
        MailingState.SENDING: {MailingState.SENT, MailingState.STOPPED},
        # What nobody could tell of, a person may let be tried again.
        MailingState.SENT: {MailingState.SENDING},
        MailingState.STOPPED: set(),
    },
)


class RowState(models.TextChoices):
    """What became of one recipient."""

    WAITING = "waiting", _("Waiting")
    CALLING = "calling", _("Being sent")
    RETRY = "retry", _("Will be tried again")
    DONE = "done", _("Accepted")
    REJECTED = "rejected", _("Refused")
    UNKNOWN = "unknown", _("Nobody can tell")
    BOUNCED = "bounced", _("Came back")
    SKIPPED = "skipped", _("Left out")


MAILING_ROW = StateMachine(
    "mailing recipient",
    start=RowState.WAITING,
    moves={
        RowState.WAITING: {
            RowState.CALLING,
            RowState.REJECTED,
            RowState.RETRY,
            RowState.SKIPPED,
        },
        RowState.CALLING: {
            RowState.DONE,
            RowState.REJECTED,
            RowState.RETRY,
            RowState.UNKNOWN,
        },
        RowState.RETRY: {RowState.CALLING, RowState.REJECTED, RowState.SKIPPED},
        # A report came back, or a person decided.
        RowState.UNKNOWN: {RowState.DONE, RowState.BOUNCED, RowState.RETRY, RowState.SKIPPED},
        RowState.DONE: {RowState.BOUNCED},
        RowState.REJECTED: set(),
        RowState.BOUNCED: set(),
        RowState.SKIPPED: set(),
    },
)
#: The states after which nothing more is tried.
SETTLED = ("done", "rejected", "unknown", "bounced", "skipped")


class Mailing(Row):
    """``template``: the whole mail as bytes, with marks where each recipient's own words go
    (heraut.outbound.mail). ``kind`` names who made it, for those above.

    ``is_open``: recipients may still be added, as with confirmations that are asked for one by
    one. ``prepared_to``: the last subscription that has its row, so that preparing goes on where a
    dead process left it. ``code``: why the whole of it does not get on.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit",)

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="mailings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=16)
    needs = models.CharField(
        max_length=9, blank=True, help_text="the state a subscription must be in to be sent to"
    )
    title = models.CharField(max_length=200)
    sender = models.CharField(max_length=254, help_text="the address in From")
    template = models.BinaryField(editable=False)
    digest = models.CharField(max_length=64)
    state = models.CharField(
        max_length=9, choices=MailingState.choices, default=MailingState.WAITING
    )
    is_open = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    prepared_to = models.UUIDField(null=True)
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=80, blank=True)
    code_at = models.DateTimeField(null=True)
    blocked_until = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["waiting", "preparing", "sending"]),
                name="mailing_going",
            ),
            models.Index(fields=["channel", "kind", "-created_at"]),
        ]

    def __str__(self) -> str:
        return self.title


class MailingBatch(models.Model):
    """Some hundred recipients of a mailing: at most one process sends to them, for as long as its
    lease runs. The counts are taken from the rows whenever a lease is given back."""

    number = models.BigAutoField(primary_key=True)
    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="batches")
    next_at = models.DateTimeField(help_text="not before; then the earliest row to be tried again")
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    unknown = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    retrying = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(
                fields=["mailing", "number"], condition=Q(finished_at=None), name="batch_open"
            ),
            models.Index(fields=["mailing"], condition=Q(unknown__gt=0), name="batch_unknown"),
        ]


class MailingAttempt(models.Model):
    """One turn of a process at a batch: no row of the batch is called outside one."""

    number = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(MailingBatch, on_delete=models.CASCADE, related_name="attempts")
    worker = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=80, blank=True)


class MailingRow(models.Model):
    """One recipient of one mailing. Holds no address: it is opened from the audience when it is
    sent to. ``attempt``: the turn in which it was last called."""

    number = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(MailingBatch, on_delete=models.CASCADE, related_name="rows")
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, related_name="+", db_index=True
    )
    subscription_id = models.UUIDField(null=True)
    state = models.CharField(max_length=8, choices=RowState.choices, default=RowState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    attempt = models.BigIntegerField(null=True)
    code = models.CharField(max_length=40, blank=True)
    reply = models.CharField(max_length=12, blank=True, help_text="550 5.1.1: never its words")

    class Meta:
        db_table = "outbound_mailing_row"
