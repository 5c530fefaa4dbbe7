"""A channel on which a person publishes, one text waiting there and one confirmed; and an account that
was renamed behind the registry's back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Delivery
from heraut.guidance.actions.clear import clear
from heraut.network.actions.add_channel import add_channel
from heraut.network.models import Channel, Mission
from heraut.network.reality.now import verify_now
from heraut.newsroom import drafts
from heraut.newsroom.actions.save_adaptation import save_adaptation
from heraut.newsroom.actions.start_adaptation import start_adaptation
from heraut.newsroom.models import Item
from heraut.outbound import worker
from heraut.outbound.actions.finish_by_hand import finish_by_hand
from heraut.people.models import User
from heraut_proving.sandbox import Sandbox

_DONE = "Belgian beer has been on UNESCO’s list of the heritage of humanity since 2016."
_WAITS = "Offshore wind: see how Belgium powers homes from the North Sea."


def show(people: Mapping[str, User], items: Mapping[str, Item]) -> None:
    """Outside of a transaction: the worker and the simulated platforms must see it."""
    with transaction.atomic():
        mission = Mission.objects.select_related("unit").get(key="tokyo")
        channel = add_channel(
            "line",
            "belgium-in-tokyo",
            mission.unit,
            by=people["admin@demo.example"],
            name="Belgium in Tokyo",
        )
        done = _let_go(mission, channel, items["beer"], _DONE, people)
        _let_go(mission, channel, items["wind"], _WAITS, people)
    asyncio.run(worker.run(wait=False))
    done.refresh_from_db()
    if done.parcel is not None and done.parcel.state == "by_hand":
        finish_by_hand(done.parcel.pk, by=people["tokyo@demo.example"], answer="published")
    _rename("nairobi", "Belgium in East Africa")


def _let_go(
    mission: Mission, channel: Channel, item: Item, said: str, people: Mapping[str, User]
) -> Delivery:
    """A cleared text for this channel alone."""
    by = people["tokyo@demo.example"]
    draft = start_adaptation(mission.unit, by=by, item_id=item.pk)
    made = drafts.of(draft)
    texts = tuple(
        replace(
            each,
            included=each.channel_id == channel.pk,
            own=each.channel_id == channel.pk,
            text=said if each.channel_id == channel.pk else each.text,
        )
        for each in made.texts
    )
    saved = save_adaptation(
        draft.pk, by=by, revision=draft.revision, draft=replace(made, texts=texts)
    )
    dispatch = submit(
        saved.pk, by=by, revision=saved.revision, at=None, time_zone=mission.time_zone
    )
    clearance = dispatch.clearance
    assert clearance is not None, "it was submitted"
    clear(clearance.pk, by=people["clear@demo.example"], seen=clearance.digest)
    return Delivery.objects.get(dispatch=dispatch, channel=channel)


def _rename(mission: str, name: str) -> None:
    """As if somebody had changed it on the platform between two nights."""
    channel = Channel.objects.filter(holder__slug=mission, platform="mastodon").first()
    if channel is None:
        return
    verify_now(channel, by=None)
    Sandbox(settings.HERAUT.sandbox_origin).change("mastodon", channel.platform_id, name=name)
    verify_now(channel, by=None)
