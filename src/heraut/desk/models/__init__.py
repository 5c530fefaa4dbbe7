from heraut.desk.models.feed import CalendarFeed
from heraut.desk.models.outside import OutsideCalendar, OutsideEvent

__all__ = ["CalendarFeed", "OutsideCalendar", "OutsideEvent"]
