"""The URL root: the desk at the top, what the public reads below /official."""

from django.urls import include, path

from heraut.config import health, metrics

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("", include("heraut.desk.urls")),
    path("account/", include("heraut.people.urls")),
    path("account/", include("allauth.urls")),
    path("network/", include("heraut.network.urls")),
    path("newsroom/", include("heraut.newsroom.urls")),
    path("clearance/", include("heraut.guidance.urls")),
    path("dispatches/", include("heraut.dispatch.urls")),
    path("budgets/", include("heraut.outbound.urls")),
    path("press/", include("heraut.press.urls")),
    path("newsletters/", include("heraut.newsletter.urls")),
    path("official/newsletters/", include("heraut.newsletter.public_urls")),
    path("official/", include("heraut.portal.urls")),
    path("ui/", include("heraut.ui.urls")),
]
handler400 = "heraut.ui.errors.bad_request"
handler403 = "heraut.ui.errors.forbidden"
handler404 = "heraut.ui.errors.not_found"
handler500 = "heraut.ui.errors.server_error"
