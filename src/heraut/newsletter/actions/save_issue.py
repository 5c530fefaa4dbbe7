"""Save an issue as it stands on somebody's screen; on an older revision they are told."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.kernel.errors import Refusal, Stale
from heraut.newsletter import drafts
from heraut.newsletter.actions._issues import back_to_draft, locked, require_open
from heraut.newsletter.drafts import IssueDraft
from heraut.newsletter.models import Issue, IssueItem
from heraut.newsroom.fitting import best_version
from heraut.newsroom.models import Item, Picture, PictureAlt
from heraut.people import access
from heraut.people.models import User
from heraut.people.rights import Right

#: More than this nobody reads, and mail programs cut it off.
MOST_ITEMS = 12


@transaction.atomic
def save_issue(
    issue_id: UUID, draft: IssueDraft, *, by: User, revision: int, add: UUID | None = None
) -> Issue:
    """``draft`` is the whole: entries it does not hold go. ``add``: an item to put at the end, in
    the list's language or the nearest.

    What was cleared is taken back by the change. Raises ``Stale("issue.stale")``, or ``Refusal``
    with ``issue.over``, ``issue.full`` or ``adaptation.no_version``.
    """
    issue = locked(issue_id)
    access.require(by, Right.ADAPT, issue.list.channel.holder)
    require_open(issue)
    if draft == drafts.of(issue) and add is None:
        return issue
    if issue.revision != revision:
        raise Stale("issue.stale", name=str(issue.changed_by))
    back_to_draft(issue, by)
    _write(issue, draft)
    if add is not None:
        _add(issue, add, by)
    issue.subject, issue.preview, issue.intro = draft.subject, draft.preview, draft.intro
    issue.revision += 1
    issue.changed_at, issue.changed_by = clock.now(), by
    issue.save()
    issue.editors.add(by)
    audit.record(
        "issue.save",
        actor=by,
        subject=issue,
        unit_id=issue.list.channel.holder_id,
        detail={"revision": issue.revision, "items": len(draft.entries) + (add is not None)},
    )
    return issue


def _write(issue: Issue, draft: IssueDraft) -> None:
    rows = {each.pk: each for each in issue.items.all()}
    issue.items.exclude(pk__in=[each.id for each in draft.entries]).delete()
    for position, entry in enumerate(draft.entries):
        row = rows.get(entry.id)
        if row is None:
            continue  # somebody else's; never made from what a form says
        row.position = position
        row.title, row.text, row.link = entry.title, entry.text, entry.link
        row.save(update_fields=["position", "title", "text", "link"])


def _add(issue: Issue, item_id: UUID, by: User) -> None:
    if issue.items.count() >= MOST_ITEMS:
        raise Refusal("issue.full", most=MOST_ITEMS)
    item = access.get_or_404(by, Right.ITEM_READ, Item, pk=item_id)
    language = issue.list.language
    version = best_version(list(item.versions.all()), [language], item.original_language)
    if version is None:
        raise Refusal("adaptation.no_version")
    picture: Picture | None = item.pictures.first()
    alt = PictureAlt.objects.filter(picture=picture, language=version.language).first()
    IssueItem.objects.create(
        issue=issue,
        position=issue.items.count(),
        item=item,
        language=version.language,
        title=version.title,
        text=version.summary or version.body,
        link=version.link,
        picture=picture,
        alt=alt.text if alt is not None else "",
    )
