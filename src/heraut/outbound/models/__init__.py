from heraut.outbound.models.attempt import Attempt, Outcome
from heraut.outbound.models.budget import Budget, Spending
from heraut.outbound.models.hold import Hold, HoldScope
from heraut.outbound.models.mailing import (
    MAILING,
    MAILING_ROW,
    SETTLED,
    Mailing,
    MailingAttempt,
    MailingBatch,
    MailingRow,
    MailingState,
    RowState,
)
from heraut.outbound.models.parcel import BY_HAND_SAID, PARCEL, Parcel, ParcelState, Verb
from heraut.outbound.models.queue import Queue

__all__ = [
    "BY_HAND_SAID",
    "MAILING",
    "MAILING_ROW",
    "PARCEL",
    "SETTLED",
    "Attempt",
    "Budget",
    "Hold",
    "HoldScope",
    "Mailing",
    "MailingAttempt",
    "MailingBatch",
    "MailingRow",
    "MailingState",
    "Outcome",
    "Parcel",
    "ParcelState",
    "Queue",
    "RowState",
    "Spending",
    "Verb",
]
