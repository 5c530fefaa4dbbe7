"""A journalist's question, with its deadline, on its way to an answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from heraut.foundation.models import Row
from heraut.foundation.sealed import SealedField
from heraut.guidance.models import Clearance
from heraut.kernel.states import StateMachine
from heraut.newsroom.models import Fact
from heraut.people.models import Unit, User
from heraut.press.models.contact import PressContact
from heraut.press.models.line import LineToTake


class EnquiryState(models.TextChoices):
    RECEIVED = "received", _("Nobody has it yet")
    ASSIGNED = "assigned", _("Taken")
    DRAFTED = "drafted", _("Answer drafted")
    CLEARED = "cleared", _("Answer cleared")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined")
    CLOSED = "closed", _("Closed")


_ENDS = {EnquiryState.DECLINED, EnquiryState.CLOSED}
#: The states in which somebody still waits for an answer.
OPEN = (
    EnquiryState.RECEIVED,
    EnquiryState.ASSIGNED,
    EnquiryState.DRAFTED,
    EnquiryState.CLEARED,
)
ENQUIRY = StateMachine(
    "enquiry",
    start=EnquiryState.RECEIVED,
    moves={
        EnquiryState.RECEIVED: {EnquiryState.ASSIGNED, *_ENDS},
        # Passed on to another unit, it is received there.
        EnquiryState.ASSIGNED: {EnquiryState.RECEIVED, EnquiryState.DRAFTED, *_ENDS},
        EnquiryState.DRAFTED: {EnquiryState.RECEIVED, EnquiryState.CLEARED, *_ENDS},
        # An edit or a person takes the clearance back.
        EnquiryState.CLEARED: {EnquiryState.DRAFTED, EnquiryState.ANSWERED, *_ENDS},
        EnquiryState.ANSWERED: set(),
        EnquiryState.DECLINED: set(),
        EnquiryState.CLOSED: set(),
    },
)


class Via(models.TextChoices):
    """How a question came, or an answer went: by people's own means, never by Heraut."""

    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Telephone")
    MESSAGE = "message", _("Message")
    IN_PERSON = "in-person", _("In person")
    OTHER = "other", _("Another way")


class Enquiry(Row):
    """``unit`` has it now, ``origin`` received it: both may read it.

    ``deadline`` is a moment, ``time_zone`` the clock on which it was set. ``revision`` counts
    saved changes of the answer: who saves on an older one is told.
    """

    ACCESS: ClassVar[tuple[str, ...]] = ("unit", "origin")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="enquiries")
    origin = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(PressContact, on_delete=models.PROTECT, related_name="enquiries")
    subject = models.CharField(max_length=200)
    question = SealedField()
    via = models.CharField(max_length=10, choices=Via.choices)
    received_at = models.DateTimeField()
    deadline = models.DateTimeField()
    time_zone = models.CharField(max_length=50)
    state = models.CharField(
        max_length=10, choices=EnquiryState.choices, default=EnquiryState.RECEIVED
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    assigned_to = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    answer_language = models.CharField(max_length=12, blank=True)
    revision = models.PositiveIntegerField(default=1)
    editors = models.ManyToManyField(User, related_name="+", help_text="who wrote in the answer")
    lines = models.ManyToManyField(LineToTake, blank=True, related_name="enquiries")
    facts = models.ManyToManyField(Fact, blank=True, related_name="+")
    clearance = models.ForeignKey(Clearance, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, help_text="answered, declined or closed")
    ended_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    ended_via = models.CharField(max_length=10, choices=Via.choices, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why declined or closed")

    class Meta:
        ordering = ["deadline", "id"]
        indexes = [
            models.Index(fields=["state", "deadline"]),
            models.Index(fields=["unit", "deadline"]),
        ]

    def __str__(self) -> str:
        return self.subject
