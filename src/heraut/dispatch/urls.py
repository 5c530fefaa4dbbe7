from django.urls import path

from heraut.dispatch.views import by_hand, coverage, dispatch, follow_up, hold

urlpatterns = [
    path("", dispatch.index, name="dispatches"),
    path("hold/", hold.holds, name="holds"),
    path("hold/place", hold.place, name="hold_place"),
    path("hold/<uuid:hold_id>/end", hold.end, name="hold_end"),
    path("messages/", coverage.coverage, name="message_coverage"),
    path("messages/<uuid:key_message_id>/", coverage.carried, name="message_carried"),
    path("submit/<uuid:adaptation_id>", dispatch.submit, name="dispatch_submit"),
    path("deliveries/<uuid:delivery_id>/attempts", dispatch.attempts, name="delivery_attempts"),
    path("deliveries/<uuid:delivery_id>/recall", dispatch.recall, name="delivery_recall"),
    path("deliveries/<uuid:delivery_id>/again", dispatch.try_again, name="delivery_try_again"),
    path("deliveries/<uuid:delivery_id>/resolve", dispatch.resolve, name="delivery_resolve"),
    path("deliveries/<uuid:delivery_id>/correct", follow_up.correct, name="delivery_correct"),
    path("deliveries/<uuid:delivery_id>/repost", follow_up.repost, name="delivery_repost"),
    path("deliveries/<uuid:delivery_id>/quote", follow_up.quote, name="delivery_quote"),
    path("by-hand/", by_hand.index, name="by_hands"),
    path("deliveries/<uuid:delivery_id>/by-hand", by_hand.show, name="by_hand"),
    path("deliveries/<uuid:delivery_id>/by-hand/done", by_hand.finish, name="by_hand_finish"),
    path("deliveries/<uuid:delivery_id>/by-hand/<str:sha256>", by_hand.file, name="by_hand_file"),
    path("amplify/", follow_up.amplify, name="amplify"),
    path("<uuid:dispatch_id>/", dispatch.show, name="dispatch"),
    path("<uuid:dispatch_id>/cancel", dispatch.cancel, name="dispatch_cancel"),
    path("<uuid:dispatch_id>/reschedule", dispatch.reschedule, name="dispatch_reschedule"),
    path("<uuid:dispatch_id>/release", dispatch.release, name="dispatch_release"),
]
