"""For everybody, without signing in and without script: subscribing, confirming, leaving, reading."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from heraut.audience import queries as audience
from heraut.audience import throttle, tokens
from heraut.audience.actions.confirm import confirm
from heraut.audience.actions.erase_recipient import erase_recipient
from heraut.audience.actions.unsubscribe import unsubscribe
from heraut.audience.models import Subscription
from heraut.foundation.words import sentence
from heraut.kernel.errors import Refusal
from heraut.newsletter import content, queries
from heraut.newsletter.actions.ask_to_subscribe import ask_to_subscribe
from heraut.newsletter.forms import SubscribeForm
from heraut.newsletter.models import NewsletterList
from heraut.newsroom import richtext
from heraut.people.gate import public_view

#: From one network address, in an hour; a whole school may sit behind one.
_ASKS_AN_HOUR = 60
#: For one address, in a day.
_MAILS_A_DAY = 5


def _list_or_404(slug: str) -> NewsletterList:
    found = queries.public_list(slug)
    if found is None:
        raise Http404("list")
    return found


@public_view
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every list that one may subscribe to."""
    return render(request, "newsletter/public/index.html", {"lists": queries.public_lists()})


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe_view(request: HttpRequest, slug: str) -> HttpResponse:
    """The same answer for every address, known or not."""
    chosen = _list_or_404(slug)
    form = SubscribeForm(request.POST or None, wording=chosen.wording)
    if request.method == "POST" and form.is_valid() and _asked(request, chosen, form):
        return render(request, "newsletter/public/asked.html", {"list": chosen})
    context = {
        "list": chosen,
        "form": form,
        "mission": queries.mission_of(chosen),
        "issues": queries.archive(chosen)[:3],
        "open": chosen.accepts and chosen.channel.state == "active",
    }
    status = 422 if form.errors else 200
    return render(request, "newsletter/public/subscribe.html", context, status=status)


def _asked(request: HttpRequest, chosen: NewsletterList, form: SubscribeForm) -> bool:
    """Whether the answer is that a mail is on its way; it is told to robots, too."""
    if form.cleaned_data["website"]:
        return True
    ip = str(get_adapter().get_client_ip(request))
    address = str(form.cleaned_data["email"])
    if not throttle.allowed("subscribe.ip", ip, _ASKS_AN_HOUR, 3600):
        form.add_error(None, _("Too many attempts in a short time. Try again in an hour."))
        return False
    if not throttle.allowed("subscribe.address", address.lower(), _MAILS_A_DAY, 86400):
        return True
    try:
        ask_to_subscribe(chosen, address, ip=ip)
    except Refusal as refusal:
        form.add_error("email", sentence(refusal.code, refusal.params))
        return False
    return True


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_view(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows a button, so that programs that look at links in mails confirm nothing."""
    refused = ""
    confirmed = None
    if request.method == "POST":
        try:
            confirmed = confirm(token)
        except Refusal as refusal:
            refused = sentence(refusal.code, refusal.params)
    subject = tokens.read("confirm", token)
    found = _subscription(subject)
    context = {
        "subscription": found,
        "confirmed": confirmed is not None,
        "refused": refused,
        "list": _newsletter(found),
        "token": token,
    }
    return render(request, "newsletter/public/confirm.html", context)


def _subscription(subject: bytes | None) -> Subscription | None:
    if subject is None or len(subject) != 16:
        return None
    return audience.by_link(UUID(bytes=subject))


def _newsletter(found: Subscription | None) -> NewsletterList | None:
    return None if found is None else getattr(found.channel, "newsletter", None)


def _mine(token: str) -> Subscription | None:
    return _subscription(tokens.read("leave", token))


@public_view
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A GET shows what the person receives; a POST ends one subscription."""
    found = _mine(token)
    if request.method == "POST" and found is not None:
        ended = _one_of_theirs(found, request.POST.get("subscription", ""))
        unsubscribe(ended)
        return redirect("newsletter_leave", token)
    return _leaving(request, found, token)


def _leaving(request: HttpRequest, found: Subscription | None, token: str) -> HttpResponse:
    theirs = audience.of_same_person(found) if found is not None else []
    context = {"subscription": found, "theirs": theirs, "token": token}
    answer = render(request, "newsletter/public/leave.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _one_of_theirs(found: Subscription, said: str) -> UUID:
    """The subscription meant: the link's own, or another of the same person."""
    theirs = {str(each.pk): each.pk for each in audience.of_same_person(found)}
    return theirs.get(said, found.pk)


@public_view
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave_now(request: HttpRequest, token: str) -> HttpResponse:
    """Where mail programs post to when their reader presses “Unsubscribe” (RFC 8058): no session,
    no question. Who follows the address by hand sees the page with the button."""
    found = _mine(token)
    if request.method != "POST":
        return _leaving(request, found, token)
    if request.POST.get("List-Unsubscribe") != "One-Click":
        return HttpResponse(status=403)
    if found is not None:
        unsubscribe(found.pk)
    return HttpResponse("OK", content_type="text/plain")


@public_view
@require_POST
def forget(request: HttpRequest, token: str) -> HttpResponse:
    """The person has everything about themselves erased."""
    found = _mine(token)
    if found is not None and found.recipient.erased_at is None:
        erase_recipient(found.recipient_id, by=None, reason="")
    return render(request, "newsletter/public/forgotten.html", {})


# -- reading ------------------------------------------------------------------------


@public_view
@require_safe
def archive(request: HttpRequest, slug: str) -> HttpResponse:
    chosen = _list_or_404(slug)
    context = {"list": chosen, "issues": queries.archive(chosen)[:100]}
    return render(request, "newsletter/public/archive.html", context)


@public_view
@require_safe
def issue(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A number as a page: what the mail says, in the house's own look."""
    chosen = _list_or_404(slug)
    found = get_object_or_404(queries.archive(chosen), number=number)
    shown = content.of(found)
    context = {
        "list": chosen,
        "issue": found,
        "content": shown,
        "intro": richtext.render(shown.intro),
        "entries": [{"entry": each, "text": richtext.render(each.text)} for each in shown.entries],
    }
    return render(request, "newsletter/public/issue.html", context)


@public_view
@require_safe
def picture(request: HttpRequest, sha256: str) -> HttpResponse:
    """A picture of a number; its address stands in mails, so it must stay."""
    found = queries.carried_picture(sha256)
    if found is None:
        raise Http404("picture")
    try:
        with default_storage.open(cast(str, found["file"])) as stored:
            answer = HttpResponse(stored.read(), content_type=found["mime"])
    except FileNotFoundError:
        raise Http404("picture") from None
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
