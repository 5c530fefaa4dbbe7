from heraut.dispatch.models.carried import Carried, Reached
from heraut.dispatch.models.dispatch import DISPATCH, Delivery, Dispatch, DispatchState

__all__ = ["DISPATCH", "Carried", "Delivery", "Dispatch", "DispatchState", "Reached"]
