"""Take in what a feed holds: new entries as proposals, changed ones as they may be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from heraut.foundation import audit
from heraut.kernel import clock
from heraut.newsroom.actions._edits import Text, write
from heraut.newsroom.feeds.matching import Matched, fingerprint, match
from heraut.newsroom.feeds.reading import Entry, Reading
from heraut.newsroom.models import FeedEntry, FeedSource, Item, ItemState, Version

#: So many new entries of one reading are proposed, the latest; older ones are only remembered.
MOST_NEW = 30


@transaction.atomic
def take_in_entries(source_id: UUID, reading: Reading) -> int:
    """How many were proposed. Reading the same again changes nothing."""
    source = (
        FeedSource.objects.select_for_update(of=("self",))
        .select_related("unit", "added_by")
        .filter(pk=source_id, active=True)
        .first()
    )
    if source is None:
        return 0
    known = FeedEntry.objects.filter(source=source).select_related("item")
    matched = match(reading.entries, known)
    new = sorted(
        (each for each in matched if each.known is None),
        key=lambda each: each.entry.published,
        reverse=True,
    )
    for number, each in enumerate(new):
        _remember(source, each, item=_propose(source, each.entry) if number < MOST_NEW else None)
    for each in matched:
        if each.known is not None:
            _changed(source, each.known, each.entry)
    return min(len(new), MOST_NEW)


def _propose(source: FeedSource, entry: Entry) -> Item:
    item = Item.objects.create(
        unit=source.unit,
        author=source.added_by,
        original_language=source.language,
        state=ItemState.PROPOSED,
        countries=source.countries,
        changed_at=clock.now(),
    )
    item.themes.set(source.themes.all())
    write(Version(item=item, language=source.language), _text(entry), source.added_by)
    audit.record(
        "item.propose",
        actor=None,
        subject=item,
        unit_id=source.unit_id,
        detail={"feed": source.pk},
    )
    return item


def _remember(source: FeedSource, matched: Matched, item: Item | None) -> None:
    entry = matched.entry
    FeedEntry.objects.create(
        source=source,
        key=matched.key,
        guid=entry.guid,
        link=entry.link,
        fingerprint=fingerprint(entry),
        item=item,
        published_at=datetime.fromisoformat(entry.published),
        notes=list(entry.notes),
    )


def _changed(source: FeedSource, known: FeedEntry, entry: Entry) -> None:
    """An untouched proposal follows its source; what a person took or wrote on is told."""
    mark = fingerprint(entry)
    if known.fingerprint == mark:
        return
    known.fingerprint = mark
    item, text = known.item, _text(entry)
    if item is not None and item.state != ItemState.DISMISSED:
        version = item.versions.filter(language=item.original_language).first()
        if item.state == ItemState.PROPOSED and version and version.edit == known.edit:
            version.edit += 1
            write(version, text, source.added_by)
            known.edit, known.notes = version.edit, list(entry.notes)
            item.changed_at = clock.now()
            item.save(update_fields=["changed_at"])
            audit.record(
                "item.propose",
                actor=None,
                subject=item,
                unit_id=item.unit_id,
                detail={"feed": source.pk, "edit": version.edit},
            )
        else:
            known.changed = {
                "title": text.title,
                "summary": text.summary,
                "body": text.body,
                "link": text.link,
            }
            known.changed_at = clock.now()
    known.save()


def _text(entry: Entry) -> Text:
    return Text(entry.title, entry.summary, entry.body, entry.link)
