from django.urls import path

from heraut.newsletter.views import public

urlpatterns = [
    path("", public.index, name="newsletter_public"),
    path("confirm/<str:token>/", public.confirm_view, name="newsletter_confirm"),
    path("leave/<str:token>/", public.leave, name="newsletter_leave"),
    path("leave/<str:token>/now", public.leave_now, name="newsletter_leave_now"),
    path("leave/<str:token>/forget", public.forget, name="newsletter_forget"),
    path("pictures/<str:sha256>", public.picture, name="newsletter_picture"),
    path("<slug:slug>/", public.subscribe_view, name="newsletter_subscribe"),
    path("<slug:slug>/numbers/", public.archive, name="newsletter_archive"),
    path("<slug:slug>/numbers/<int:number>/", public.issue, name="newsletter_public_issue"),
]
