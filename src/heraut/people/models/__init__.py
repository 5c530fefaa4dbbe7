from heraut.people.models.membership import Membership, Role
from heraut.people.models.unit import Unit, UnitKind
from heraut.people.models.user import Theme, User
from heraut.people.models.work_time import WorkClock, WorkTime

__all__ = ["Membership", "Role", "Theme", "Unit", "UnitKind", "User", "WorkClock", "WorkTime"]
