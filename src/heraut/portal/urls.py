from django.urls import path

from heraut.portal.views import lent, mission, registry

urlpatterns = [
    path("", registry.ask, name="official"),
    path("channels/", registry.channels, name="official_channels"),
    path("channels.json", registry.channels_json, name="official_json"),
    path("channels.csv", registry.channels_csv, name="official_csv"),
    path("lent/<str:token>/<str:file>", lent.file, name="official_lent"),
    path("missions/", mission.index, name="official_missions"),
    path("missions/<slug:key>/", mission.show, name="official_mission"),
    path("missions/<slug:key>/feed.<slug:kind>", mission.feed, name="official_feed"),
]
