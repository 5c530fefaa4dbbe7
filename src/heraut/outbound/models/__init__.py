from heraut.outbound.models.attempt import Attempt, Outcome
from heraut.outbound.models.hold import Hold, HoldScope
from heraut.outbound.models.parcel import PARCEL, Parcel, ParcelState, Verb
from heraut.outbound.models.queue import Queue

__all__ = [
    "PARCEL",
    "Attempt",
    "Hold",
    "HoldScope",
    "Outcome",
    "Parcel",
    "ParcelState",
    "Queue",
    "Verb",
]
