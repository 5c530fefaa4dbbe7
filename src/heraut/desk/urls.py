from django.urls import path

from heraut.desk.views import calendar, days, home, move, subscriptions, week

urlpatterns = [
    path("", home.today, name="today"),
    path("more/", home.more, name="desk_more"),
    path("week/", week.week, name="desk_week"),
    path("week/another", week.another, name="desk_week_another"),
    path("week/plan", week.plan, name="desk_week_plan"),
    path("week/undo/<uuid:dispatch_id>", week.undo, name="desk_week_undo"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/move/<uuid:dispatch_id>", move.move, name="calendar_move"),
    path("calendar/days/", days.index, name="calendar_days"),
    path("calendar/days/new", days.new, name="calendar_day_new"),
    path("calendar/days/<uuid:day_id>", days.show, name="calendar_day_row"),
    path("calendar/days/<uuid:day_id>/remove", days.remove, name="calendar_day_remove"),
    path("calendar/subscriptions/", subscriptions.subscriptions, name="calendar_subscriptions"),
    path("calendar/subscriptions/<uuid:feed_id>/end", subscriptions.end, name="calendar_feed_end"),
    path("calendar/outside/add", subscriptions.add, name="calendar_add"),
    path(
        "calendar/outside/<uuid:calendar_id>/refresh",
        subscriptions.refresh,
        name="calendar_refresh",
    ),
    path(
        "calendar/outside/<uuid:calendar_id>/remove", subscriptions.remove, name="calendar_remove"
    ),
    path("calendar/feed/<str:token>.ics", subscriptions.feed, name="calendar_feed"),
]
