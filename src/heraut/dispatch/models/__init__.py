from heraut.dispatch.models.carried import Carried, Reached
from heraut.dispatch.models.dispatch import (
    DISPATCH,
    Delivery,
    Dispatch,
    DispatchKind,
    DispatchState,
)

__all__ = [
    "DISPATCH",
    "Carried",
    "Delivery",
    "Dispatch",
    "DispatchKind",
    "DispatchState",
    "Reached",
]
