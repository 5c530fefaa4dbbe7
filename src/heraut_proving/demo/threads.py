"""A thread of the ministry, a correction of a mission's text, and its repost by the ministry, a hub.

What is built on a published text needs it published: so the worker runs here once, until nothing is
due, before the rest is submitted.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from heraut.dispatch import standing
from heraut.dispatch.actions.correct import correct, edits
from heraut.dispatch.actions.repost import repost
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Delivery, Dispatch
from heraut.guidance.actions.clear import clear
from heraut.network.models import Channel
from heraut.newsroom import drafts, threads
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.drafts import Draft
from heraut.newsroom.models import Item
from heraut.newsroom.outgoing import tags_of
from heraut.outbound import worker
from heraut.people.models import Unit, User

#: Statbel: 565 municipalities since 1 January 2025, 581 until then; 11.8 million inhabitants.
_THREAD = """How does the Belgian federation work? A short thread for the King’s Feast.

Belgium is a federal state of three regions and three communities. Each has a parliament and a \
government of its own.

Its three official languages are Dutch, French and German. On 1 January 2025, 11.8 million people \
lived here, in 565 municipalities (Statbel).

On 15 November, the King’s Feast, the parliaments of the country meet in his honour."""
_WRONG, _RIGHT = "565 municipalities", "565 municipalities (since 1 January 2025)"
_NOTE = "The number of municipalities is that of 1 January 2025; before, there were 581."
_IN_PUBLIC = "Correction: Belgium has had 565 municipalities since 1 January 2025; before, 581."


def thread(ministry: Unit, item: Item, by: User, clearer: User) -> None:
    """The ministry's own text on its channels, split where the platform's parts end."""
    draft = start_adaptation(ministry, by=by, item_id=item.pk)
    channels = [text.channel for text in draft.texts.select_related("channel")]
    made = _said(drafts.of(draft), _THREAD)
    for channel in channels:
        if threads.too_long(made, channel, tags_of(draft, channel)):
            made = threads.change(
                made, f"split:{channel.pk}", channels, lambda each: tags_of(draft, each)
            )
    saved = save_adaptation(draft.pk, by=by, revision=draft.revision, draft=made)
    _let_go(
        submit(saved.pk, by=by, revision=saved.revision, at=None, time_zone=settings.TIME_ZONE),
        clearer,
    )


def build_on(people: Mapping[str, User]) -> None:
    """Correct what Nairobi published, and have the ministry repost it."""
    asyncio.run(worker.run(wait=False))
    with transaction.atomic():
        first = Delivery.objects.filter(
            standing.STANDING, channel__platform="bluesky", channel__holder__slug="nairobi"
        ).first()
        if first is None:
            return  # the simulated platform does not answer; the rest of the story stands
        _correct(first.dispatch, people["nairobi@demo.example"], people["head@demo.example"])
        _repost(first, people["press@demo.example"], people["clear@demo.example"])


def _said(draft: Draft, text: str) -> Draft:
    return replace(draft, texts=tuple(replace(each, text=text) for each in draft.texts))


def _correct(dispatch: Dispatch, by: User, clearer: User) -> None:
    texts = {}
    for each in dispatch.deliveries.filter(standing.STANDING).select_related("channel", "parcel"):
        if edits(each):
            texts[each.pk] = [said.replace(_WRONG, _RIGHT) for said in standing.said(each).texts]
        else:
            texts[each.pk] = [_IN_PUBLIC]
    _let_go(correct(texts, by=by, note=_NOTE, time_zone=dispatch.time_zone), clearer)


def _repost(original: Delivery, by: User, clearer: User) -> None:
    ministry = Unit.objects.get(parent=None)
    channel = Channel.objects.get(holder=ministry, platform="bluesky")
    made = repost(original.pk, channel.pk, unit=ministry, by=by, time_zone=settings.TIME_ZONE)
    _let_go(made, clearer)


def _let_go(dispatch: Dispatch, clearer: User) -> None:
    clearance = dispatch.clearance
    assert clearance is not None, "it was submitted"
    clear(clearance.pk, by=clearer, seen=clearance.digest)
