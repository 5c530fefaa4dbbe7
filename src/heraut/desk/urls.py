from django.urls import path

from heraut.desk.views import home, week

urlpatterns = [
    path("", home.today, name="today"),
    path("more/", home.more, name="desk_more"),
    path("week/", week.week, name="desk_week"),
    path("week/another", week.another, name="desk_week_another"),
    path("week/plan", week.plan, name="desk_week_plan"),
    path("week/undo/<uuid:dispatch_id>", week.undo, name="desk_week_undo"),
]
