from django.urls import path

from heraut.network.views import channel, mission

urlpatterns = [
    path("", mission.index, name="missions"),
    path("coverage/", mission.coverage, name="coverage"),
    path("capabilities/", mission.capabilities, name="capabilities"),
    path("missions/<slug:key>/", mission.show, name="mission"),
    path("missions/<slug:key>/channels", channel.add, name="channel_add"),
    path("channels/<uuid:channel_id>/", channel.show, name="channel"),
    path("channels/<uuid:channel_id>/change", channel.change, name="channel_change"),
    path("channels/<uuid:channel_id>/certify", channel.certify, name="channel_certify"),
    path("channels/<uuid:channel_id>/connect", channel.connect, name="channel_connect"),
]
