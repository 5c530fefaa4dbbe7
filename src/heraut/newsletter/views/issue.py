"""One number: made on one screen, then shown as it goes out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from heraut.audience import queries as audience
from heraut.dispatch import footer
from heraut.dispatch.forms import WhenForm
from heraut.foundation import live
from heraut.foundation.words import explain
from heraut.guidance.queries import clearers
from heraut.kernel.errors import Refusal
from heraut.newsletter import content, drafts, queries, rendering
from heraut.newsletter.actions import save_issue as saving
from heraut.newsletter.actions.start_issue import start_issue
from heraut.newsletter.actions.submit_issue import submit_issue
from heraut.newsletter.drafts import IssueDraft
from heraut.newsletter.models import Issue, IssueState
from heraut.newsletter.rendering import Urls
from heraut.newsletter.views.common import person, visible_issue, visible_list, zone
from heraut.outbound import queries as outbound
from heraut.outbound.models import MailingState
from heraut.outbound.queries import Totals
from heraut.outbound.words import MAILING_TROUBLES, ROW_CODES
from heraut.people import access
from heraut.people.gate import desk_view
from heraut.people.rights import Right

#: The mail is shown in a frame of its own: its style stands in its elements, and nothing runs.
_FRAME_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'; sandbox"
)


@require_POST
@desk_view(Right.ADAPT)
def start(request: HttpRequest, channel_id: UUID) -> HttpResponse:
    chosen = visible_list(request, channel_id, Right.ADAPT)
    try:
        issue = start_issue(chosen.pk, by=person(request))
    except Refusal as refusal:
        explain(request, refusal)
        return redirect("newsletter_list", chosen.pk)
    return redirect("newsletter_issue", issue.pk)


@require_safe
@desk_view(Right.DISPATCH_READ)
def show(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """While it is made: the screen to make it on. Afterwards: what becomes of it, live."""
    issue = visible_issue(request, issue_id, Right.DISPATCH_READ)
    if issue.state in (IssueState.DRAFT, IssueState.RETURNED) and access.can(
        person(request), Right.ADAPT, issue.list.channel.holder
    ):
        return _making(request, issue)
    return _sending(request, issue)


def _making(
    request: HttpRequest, issue: Issue, draft: IssueDraft | None = None, status: int = 200
) -> HttpResponse:
    """``draft``: what the person wrote and could not be saved."""
    user = person(request)
    holder = issue.list.channel.holder
    authors: set[object] = {each.pk for each in issue.editors.all()} | {user.pk}
    counts = audience.subscriber_counts([issue.list_id])
    items = {each.pk: each for each in issue.items.select_related("picture")}
    shown = draft or drafts.of(issue)
    mission_zone = zone(issue)
    context = {
        "issue": issue,
        "list": issue.list,
        "draft": shown,
        "entries": [
            {"draft": each, "row": items[each.id]} for each in shown.entries if each.id in items
        ],
        "suggested": queries.suggestions(user, issue.list, issue),
        "subscribers": counts.get(issue.list_id, 0),
        "clearers": clearers(holder, authors)[:2],
        "may_submit": access.can(user, Right.DISPATCH, holder),
        "when_form": WhenForm(
            initial={
                "when": "now",
                "at": footer.suggested(mission_zone).replace(tzinfo=None),
            }
        ),
        "zone": mission_zone,
        "place": footer.place_of(holder),
        "nav_key": "newsletter",
    }
    return render(request, "newsletter/making.html", context, status=status)


def _sending(request: HttpRequest, issue: Issue) -> HttpResponse:
    user = person(request)
    mailing, holder = issue.mailing, issue.list.channel.holder
    counted = outbound.totals([mailing.pk]) if mailing is not None else {}
    row = queries.row(issue, counted)
    stamp = live.stamp(*queries.live_stamp_parts(issue, row.totals), row.state)
    if (answer := live.unchanged(request, stamp)) is not None:
        return answer
    going = row.state in ("preparing", "sending", "trouble")
    open_ = issue.state in (IssueState.ASKED, IssueState.HANDED_OVER)
    not_left = mailing is None or mailing.state == MailingState.WAITING
    context = {
        "issue": issue,
        "list": issue.list,
        "row": row,
        "stamp": stamp,
        "moving": going or row.state in ("asked", "waiting", "held"),
        "going": going,
        "trouble": MAILING_TROUBLES.get(mailing.code) if mailing is not None else None,
        "reasons": _reasons(issue, row.totals),
        "zone": zone(issue),
        "place": footer.place_of(holder),
        "is_public": mailing is not None and row.state in ("sending", "sent", "unknown", "trouble"),
        "may_withdraw": open_ and not_left and access.can(user, Right.DISPATCH, holder),
        "may_stop": going and access.can(user, Right.RECALL, holder),
        "may_release": row.state == "held" and access.can(user, Right.RELEASE, holder),
        "may_resolve": bool(row.totals.unknown) and access.can(user, Right.DISPATCH, holder),
        "nav_key": "newsletter",
    }
    name = "newsletter/_sending.html" if request.GET.get("stamp") else "newsletter/sending.html"
    return render(request, name, context)


def _reasons(issue: Issue, totals: Totals) -> list[tuple[str, int]]:
    """Why some did not get it, in words; asked only once there are any."""
    missed = totals.rejected + totals.bounced + totals.skipped + totals.unknown + totals.retrying
    if issue.mailing is None or not missed:
        return []
    found = outbound.reasons(issue.mailing)
    return [(str(ROW_CODES.get(code, code)), count) for _state, code, count in found]


@require_safe
@desk_view(Right.DISPATCH_READ)
def preview(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """The mail itself, for a frame on the screens of whoever makes or clears it."""
    issue = visible_issue(request, issue_id, Right.DISPATCH_READ)
    urls = Urls(picture=lambda sha256: reverse("newsletter_picture", args=[sha256]), leave="#")
    answer = HttpResponse(rendering.html(content.of(issue), urls))
    answer.headers["Content-Security-Policy"] = _FRAME_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@require_POST
@desk_view(Right.ADAPT)
def save(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """The screen as it stands; its buttons save first, then do what they say."""
    issue = visible_issue(request, issue_id, Right.ADAPT)
    draft, add = _acted(drafts.posted(issue, request.POST.dict()), request.POST.get("act", ""))
    try:
        saving.save_issue(issue.pk, draft, by=person(request), revision=_revision(request), add=add)
    except Refusal as refusal:
        explain(request, refusal)
        if refusal.code == "issue.stale":
            return _making(request, visible_issue(request, issue_id, Right.ADAPT), draft, 409)
        return redirect("newsletter_issue", issue.pk)
    if not request.POST.get("act"):
        messages.success(request, _("Saved."))
    return redirect("newsletter_issue", issue.pk)


def _acted(draft: IssueDraft, act: str) -> tuple[IssueDraft, UUID | None]:
    """``up:ID``, ``down:ID``, ``remove:ID`` of an entry, ``add:ID`` of an item of the pool."""
    verb, _colon, said = act.partition(":")
    try:
        pk = UUID(said)
    except ValueError:
        return draft, None
    match verb:
        case "up":
            return draft.moved(pk, -1), None
        case "down":
            return draft.moved(pk, 1), None
        case "remove":
            return draft.without(pk), None
        case "add":
            return draft, pk
    return draft, None


def _revision(request: HttpRequest) -> int:
    said = request.POST.get("revision", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


@require_POST
@desk_view(Right.DISPATCH)
def submit(request: HttpRequest, issue_id: UUID) -> HttpResponse:
    """What stands on the screen is saved and submitted."""
    issue = visible_issue(request, issue_id, Right.DISPATCH)
    draft = drafts.posted(issue, request.POST.dict())
    try:
        saved = saving.save_issue(issue.pk, draft, by=person(request), revision=_revision(request))
        submit_issue(
            issue.pk,
            by=person(request),
            revision=saved.revision,
            at=WhenForm(request.POST).moment(zone(issue)),
        )
    except Refusal as refusal:
        explain(request, refusal)
        if refusal.code == "issue.stale":
            return _making(request, visible_issue(request, issue_id, Right.ADAPT), draft, 409)
    else:
        messages.success(request, _("Submitted. You are told here what becomes of it."))
    return redirect("newsletter_issue", issue.pk)
