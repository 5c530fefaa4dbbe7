from heraut.dispatch.models.dispatch import DISPATCH, Delivery, Dispatch, DispatchState

__all__ = ["DISPATCH", "Delivery", "Dispatch", "DispatchState"]
