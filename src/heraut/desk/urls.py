from django.urls import path

from heraut.desk.views import home

urlpatterns = [
    path("", home.today, name="today"),
    path("more/", home.more, name="desk_more"),
]
