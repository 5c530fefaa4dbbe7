from django.urls import path

from heraut.guidance.views import clearance, together

urlpatterns = [
    path("", clearance.waiting, name="clearances"),
    path("together/<slug:unit>/", together.show, name="clearances_together"),
    path("together/<slug:unit>/clear", together.clear_view, name="clearances_clear_many"),
    path("<uuid:clearance_id>/", clearance.show, name="clearance"),
    path("<uuid:clearance_id>/clear", clearance.clear_view, name="clearance_clear"),
    path("<uuid:clearance_id>/reject", clearance.reject_view, name="clearance_reject"),
    path("<uuid:clearance_id>/withdraw", clearance.withdraw_view, name="clearance_withdraw"),
]
