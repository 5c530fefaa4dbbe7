from heraut.guidance.models.clearance import CLEARANCE, Clearance, ClearanceState

__all__ = ["CLEARANCE", "Clearance", "ClearanceState"]
