from django.urls import path

from heraut.newsletter.views import issue, lists, recipient, sending

urlpatterns = [
    path("", lists.index, name="newsletters"),
    path("new", lists.new, name="newsletter_new"),
    path("recipient", recipient.look_up, name="newsletter_recipient"),
    path("recipient/<uuid:recipient_id>/erase", recipient.erase, name="newsletter_erase"),
    path("recipient/<uuid:recipient_id>/suppress", recipient.stop, name="newsletter_suppress"),
    path("suppression/<uuid:suppression_id>/lift", recipient.lift, name="newsletter_lift"),
    path("lists/<uuid:channel_id>/", lists.show, name="newsletter_list"),
    path("lists/<uuid:channel_id>/change", lists.change, name="newsletter_change"),
    path("lists/<uuid:channel_id>/import", lists.take_over, name="newsletter_import"),
    path("lists/<uuid:channel_id>/issue", issue.start, name="newsletter_start"),
    path("issues/<uuid:issue_id>/", issue.show, name="newsletter_issue"),
    path("issues/<uuid:issue_id>/save", issue.save, name="newsletter_save"),
    path("issues/<uuid:issue_id>/mail", issue.preview, name="newsletter_preview"),
    path("issues/<uuid:issue_id>/test", sending.test, name="newsletter_test"),
    path("issues/<uuid:issue_id>/submit", issue.submit, name="newsletter_submit"),
    path("issues/<uuid:issue_id>/withdraw", sending.withdraw, name="newsletter_withdraw"),
    path("issues/<uuid:issue_id>/cancel", sending.cancel, name="newsletter_cancel"),
    path("issues/<uuid:issue_id>/stop", sending.stop, name="newsletter_stop"),
    path("issues/<uuid:issue_id>/release", sending.release, name="newsletter_release"),
    path("issues/<uuid:issue_id>/resolve", sending.resolve, name="newsletter_resolve"),
]
