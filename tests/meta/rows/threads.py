"""Threads, corrections, reposts and quotes for the walks."""

from __future__ import annotations

from typing import Any

from heraut.connectors.contract import Receipt
from heraut.dispatch.actions.correct import correct
from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Delivery
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.outbound.models import Parcel
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


def published(by: Any, clearer: Any, unit: Any, channels: Any, text: str = "A fact.") -> Any:
    """A dispatch that stands on its channels, its first text a thread."""
    draft = builders.adaptation(by, unit, channels, text)
    draft.texts.filter(channel=channels[0]).update(own=True, parts=[{"text": "And another."}])
    made = submit(draft.pk, by=by, revision=1, at=None, time_zone="UTC")
    clear(made.clearance_id, by=clearer, seen=made.clearance.digest)
    for delivery in made.deliveries.all():
        settle(delivery)
    return made


def settle(delivery: Delivery) -> None:
    """As if the platform had taken it."""
    one = Receipt("at://x/app.bsky.feed.post/3k", "https://x.test/1", {"cid": "b"})
    receipt = one.followed_by(one) if delivery.content.get("parts") else one
    if delivery.channel.platform == "mastodon":
        receipt = Receipt("1234", "https://x.test/@be/1234")
    now = clock.now()
    Parcel.objects.filter(pk=delivery.parcel_id).update(
        state="done", receipt=receipt.to_json(), changed_at=now, finished_at=now
    )


@brings
def _threads(made: Examples) -> None:
    officer, head = made.people["officer"], made.people["head"]
    unit = made.mission.unit
    channels = [builders.channel(unit, one) for one in ("bluesky", "mastodon", "web_feed")]
    stands = published(officer, head, unit, channels)
    delivery = stands.deliveries.get(channel=channels[0])
    correction = correct(
        {
            each.pk: ["Put right." for _ in range(2 if each.content.get("parts") else 1)]
            for each in stands.deliveries.filter(channel=channels[1])
        },
        by=officer,
        note="The figure was of last year.",
        time_zone="UTC",
    )
    clear(correction.clearance_id, by=head, seen=correction.clearance.digest)
    settle(correction.deliveries.get())
    draft = builders.adaptation(officer, unit, channels)
    draft.texts.filter(channel=channels[0]).update(own=True, parts=[{"text": "Part two."}])
    for name in ("delivery_correct", "delivery_repost", "delivery_quote"):
        made.kwargs[name] = {"delivery_id": delivery.pk}
    made.kwargs["newsroom_adapt_thread"] = {"adaptation_id": draft.pk}
    made.kwargs["newsroom_adapt"] = {"adaptation_id": draft.pk}
    made.kwargs["dispatch"] = {"dispatch_id": stands.pk}
    made.kwargs["delivery_attempts"] = {"delivery_id": delivery.pk}


shows("officer", "delivery_correct", "delivery_quote")
shows("neighbours_officer", "amplify", "delivery_quote")


@multiplies
def _more_to_amplify(made: Examples, mark: str) -> None:
    """Published by a neighbour, and on the dispatch and public pages of the mission."""
    officer = made.people["neighbours_officer"]
    unit = officer.memberships.get().unit
    channel = builders.channel(unit, "bluesky")
    published(officer, made.people["neighbour"], unit, [channel], mark)
    ours = [builders.channel(made.mission.unit, "web_feed")]
    text = published(made.people["officer"], made.people["head"], made.mission.unit, ours, mark)
    correction = correct(
        {each.pk: ["One.", "Two."] for each in text.deliveries.all()},
        by=made.people["officer"],
        note=mark,
        time_zone="UTC",
    )
    clear(correction.clearance_id, by=made.people["head"], seen=correction.clearance.digest)
    settle(correction.deliveries.get())
