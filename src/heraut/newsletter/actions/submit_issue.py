"""Submit an issue: put before somebody who may clear it, to go out now or at a time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.guidance.actions.ask import ask
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsletter import composing
from heraut.newsletter.actions._issues import KIND, locked, move, require_open
from heraut.newsletter.models import Issue, IssueState
from heraut.newsletter.rendering import MOST_BYTES
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def submit_issue(issue_id: UUID, *, by: User, revision: int, at: datetime | None) -> Issue:
    """``at`` empty: as soon as it is cleared. Whatever a mail program would do badly with is
    refused here, before anybody is asked to clear it."""
    issue = locked(issue_id)
    holder = issue.list.channel.holder
    access.require(by, Right.DISPATCH, holder)
    require_open(issue)
    if issue.revision != revision:
        raise Stale("issue.stale", name=str(issue.changed_by))
    if issue.state in (IssueState.ASKED, IssueState.HANDED_OVER):
        raise Refusal("issue.submitted")
    _require_complete(issue)
    _require_timely(issue, at)
    issue.clearance = ask(
        KIND,
        issue.pk,
        unit=holder,
        title=issue.subject,
        authors=issue.editors.all(),
        by=by,
        due_at=at,
    )
    issue.at = at
    issue.save(update_fields=["clearance", "at"])
    move(issue, IssueState.ASKED)
    audit.record(
        "issue.submit",
        actor=by,
        subject=issue,
        unit_id=holder.pk,
        detail={"at": at, "revision": revision},
    )
    return issue


def _require_complete(issue: Issue) -> None:
    if not issue.subject:
        raise Refusal("issue.no_subject")
    items = list(issue.items.all())
    if not items and not issue.intro:
        raise Refusal("issue.empty")
    for each in items:
        if not each.title:
            raise Refusal("issue.no_title", number=each.position + 1)
        if each.picture_id is not None and not each.alt:
            raise Refusal("issue.no_alt", title=each.title)
    size = len(composing.issue_template(issue))
    if size > MOST_BYTES:
        raise Refusal("issue.too_large", size=size // 1000, most=MOST_BYTES // 1000)


def _require_timely(issue: Issue, at: datetime | None) -> None:
    now = clock.now()
    goes_out = at or now
    if at is not None and at < now:
        raise Refusal("dispatch.past")
    for each in issue.items.select_related("item"):
        item = each.item
        if item is None:
            continue
        if item.embargo_until and goes_out < item.embargo_until:
            raise Refusal("issue.embargo", title=each.title, until=item.embargo_until)
        if item.expires_at and goes_out >= item.expires_at:
            raise Refusal("issue.expired", title=each.title)
