from django.urls import path

from heraut.guidance.views import clearance

urlpatterns = [
    path("", clearance.waiting, name="clearances"),
    path("<uuid:clearance_id>/", clearance.show, name="clearance"),
    path("<uuid:clearance_id>/clear", clearance.clear_view, name="clearance_clear"),
    path("<uuid:clearance_id>/reject", clearance.reject_view, name="clearance_reject"),
    path("<uuid:clearance_id>/withdraw", clearance.withdraw_view, name="clearance_withdraw"),
]
