from heraut.dispatch.models.dispatch import (
    DISPATCH,
    Delivery,
    Dispatch,
    DispatchKind,
    DispatchState,
)

__all__ = ["DISPATCH", "Delivery", "Dispatch", "DispatchKind", "DispatchState"]
