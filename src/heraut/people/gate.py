"""What a request must be before a view sees it. Every view wears one of these."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
#: What counts as a second factor; recovery codes only stand in for one.
_FACTORS = ("totp", "webauthn")
_SHORTEST_TOKEN = 20


class DeskRequest(HttpRequest):
    """A request whose person is signed in."""

    user: User


def public_view(view: V) -> V:
    """Anyone may see this, without signing in."""
    cast(Any, view).heraut_public = True
    return view


def machine_view(setting: str) -> Callable[[View], View]:
    """For a machine that sends the operator's own token (``HERAUT_<SETTING>``) as a bearer; to
    everybody else, and where no token is set, the address does not exist."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            token = getattr(settings.HERAUT, setting).get_secret_value()
            given = request.headers.get("Authorization", "").removeprefix("Bearer ")
            if len(token) < _SHORTEST_TOKEN or not constant_time_compare(given, token):
                raise Http404
            return view(request, *args, **kwargs)

        cast(Any, guarded).heraut_machine = True
        return guarded

    return wrap


def desk_view(right: Right) -> Callable[[View], View]:
    """Signed in, with the second factor that the person's roles ask for, and holding ``right``.

    Which rows the person sees is still asked of ``access`` in the view itself.
    """

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            person = request.user
            if lacks_second_factor(person):
                return HttpResponseRedirect(reverse("people_second_factor"))
            if not access.holds(person, right):
                raise PermissionDenied(str(right))
            return view(request, *args, **kwargs)

        cast(Any, guarded).heraut_right = right
        return guarded

    return wrap


def lacks_second_factor(user: User) -> bool:
    """Whether a role asks for a second factor that this person has not set up.

    One that is set up is asked for at sign-in, so a session that exists has passed it.
    """
    return asks_second_factor(user) and not _factors(user).exists()


def asks_second_factor(user: User) -> bool:
    """Whether this person has to have a second factor."""
    return settings.HERAUT.second_factor == "enforced" and access.needs_second_factor(user)


def must_keep_second_factor(user: User, authenticator: Any) -> bool:
    """Whether ``authenticator`` is the last second factor of a person who has to have one."""
    if authenticator.type not in _FACTORS or not asks_second_factor(user):
        return False
    return not _factors(user).exclude(pk=authenticator.pk).exists()


def _factors(user: User) -> Any:
    return cast(Any, user).authenticator_set.filter(type__in=_FACTORS)


def signed_in_view(view: View) -> View:
    """Signed in, whatever the roles: one's own settings."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if lacks_second_factor(request.user):
            return HttpResponseRedirect(reverse("people_second_factor"))
        return view(request, *args, **kwargs)

    cast(Any, guarded).heraut_signed_in = True
    return guarded
