from django.urls import path

from heraut.people.views import audit, own, people, time, units

urlpatterns = [
    path("settings/", own.own_settings, name="people_settings"),
    path("language", own.language, name="people_language"),
    path("theme", own.theme, name="people_theme"),
    path("sessions/", own.sessions, name="people_sessions"),
    path("sessions/end", own.sessions_end, name="people_sessions_end"),
    path("sessions/<int:session_id>/end", own.session_end, name="people_session_end"),
    path("second-factor/", own.second_factor, name="people_second_factor"),
    path("time/", time.show, name="people_time"),
    path("time/count", time.count, name="people_time_count"),
    path("time/choose", time.choose, name="people_time_choose"),
    path("people/", people.index, name="people"),
    path("people/invite", people.invite, name="people_invite"),
    path("people/units/", units.index, name="people_units"),
    path("people/units/new", units.new, name="people_unit_new"),
    path("people/<uuid:user_id>/", people.show, name="person"),
    path("people/<uuid:user_id>/grant", people.grant, name="person_grant"),
    path("people/<uuid:user_id>/deactivate", people.deactivate, name="person_deactivate"),
    path("people/<uuid:user_id>/reopen", people.reopen, name="person_reopen"),
    path("people/<uuid:user_id>/second-factor", people.reset, name="person_reset_factor"),
    path("people/<uuid:user_id>/sign-out", people.sign_out, name="person_sign_out"),
    path("people/<uuid:user_id>/invite", people.invite_anew, name="person_invite_again"),
    path("people/roles/<uuid:membership_id>/end", people.end, name="person_end_role"),
    path("audit/", audit.trail, name="audit"),
    # In place of allauth's own, which come after these.
    path("email/", own.email, name="people_email"),
    path("2fa/webauthn/keys/<int:pk>/remove/", own.remove_passkey, name="people_remove_passkey"),
]
