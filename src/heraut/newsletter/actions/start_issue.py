"""Begin a number of a newsletter."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import ChannelState
from heraut.newsletter.models import Issue, NewsletterList
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right


@transaction.atomic
def start_issue(channel_id: UUID, *, by: User) -> Issue:
    """Empty; its number is the next of the list. Raises ``Refusal("newsletter.retired")``."""
    chosen = (
        NewsletterList.objects.select_for_update(of=("self",))
        .select_related("channel__holder")
        .get(pk=channel_id)
    )
    channel = chosen.channel
    access.require(by, Right.ADAPT, channel.holder)
    if channel.state != ChannelState.ACTIVE:
        raise Refusal("newsletter.retired", name=channel.name)
    latest = chosen.issues.aggregate(number=Max("number"))["number"] or 0
    now = clock.now()
    issue = Issue.objects.create(
        list=chosen, number=latest + 1, author=by, changed_at=now, changed_by=by
    )
    issue.editors.add(by)
    audit.record(
        "issue.start",
        actor=by,
        subject=issue,
        unit_id=channel.holder_id,
        detail={"list": channel.pk, "number": issue.number},
    )
    return issue
