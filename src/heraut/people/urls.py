from django.urls import path

from heraut.people.views import audit, own, people

urlpatterns = [
    path("settings/", own.own_settings, name="people_settings"),
    path("second-factor/", own.second_factor, name="people_second_factor"),
    path("people/", people.index, name="people"),
    path("people/invite", people.invite, name="people_invite"),
    path("people/<uuid:user_id>/", people.show, name="person"),
    path("people/<uuid:user_id>/grant", people.grant, name="person_grant"),
    path("people/<uuid:user_id>/deactivate", people.deactivate, name="person_deactivate"),
    path("people/<uuid:user_id>/second-factor", people.reset, name="person_reset_factor"),
    path("people/roles/<uuid:membership_id>/end", people.end, name="person_end_role"),
    path("audit/", audit.trail, name="audit"),
]
