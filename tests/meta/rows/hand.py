"""By hand, and the registry against reality, for the walks."""

from __future__ import annotations

import hashlib
from typing import Any

from heraut.dispatch.actions.submit import submit
from heraut.dispatch.models import Delivery
from heraut.foundation import media
from heraut.guidance.actions.clear import clear
from heraut.kernel import clock
from heraut.network.models import Channel, Finding, FindingKind
from heraut.outbound.models import Parcel
from tests import builders
from tests.meta.examples import Examples, brings, multiplies, shows


def task(made: Examples, channel: Channel) -> Delivery:
    """A cleared text that waits for a person."""
    officer, head = made.people["officer"], made.people["head"]
    draft = builders.adaptation(officer, channel.holder, [channel])
    dispatch = submit(draft.pk, by=officer, revision=1, at=None, time_zone="UTC")
    clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)
    delivery: Delivery = dispatch.deliveries.get()
    now = clock.now()
    # Released, so that the hold that the walks place does not stop it.
    Parcel.objects.filter(pk=delivery.parcel_id).update(
        state="by_hand", changed_at=now, released_at=now
    )
    return delivery


def _with_a_picture(delivery: Delivery) -> str:
    """One to download; its SHA-256."""
    data = b"the bytes of a picture"
    sha256 = hashlib.sha256(data).hexdigest()
    media.store(media.name_of(sha256, "image/png"), data)
    picture = {"sha256": sha256, "mime": "image/png", "width": 1, "height": 1, "size": 1}
    content = {**delivery.content, "pictures": [{**picture, "alt": "A field."}]}
    Parcel.objects.filter(pk=delivery.parcel_id).update(content=content)
    return sha256


def differs(channel: Channel, kind: str, **params: Any) -> Finding:
    now = clock.now()
    return Finding.objects.create(channel=channel, kind=kind, params=params, since=now, seen_at=now)


@brings
def _by_hand(made: Examples) -> None:
    channel = builders.channel(made.mission.unit, "telegram", handle="BelgiumInKenya")
    delivery = task(made, channel)
    finding = differs(channel, FindingKind.SUSPENDED)
    own = {"delivery_id": delivery.pk}
    sha256 = _with_a_picture(delivery)
    made.kwargs |= {
        "by_hand": own,
        "by_hand_finish": own,
        "by_hand_file": {**own, "sha256": sha256},
        "channel_by_hand": {"channel_id": channel.pk},
        "channel_verify": {"channel_id": channel.pk},
        "finding_set_aside": {"finding_id": finding.pk},
    }


shows("officer", "by_hands", "by_hand")
shows("admin", "reality")


@multiplies
def _more_by_hand(made: Examples, mark: str) -> None:
    channel = builders.channel(made.mission.unit, "telegram", handle=f"belgium{mark}")
    task(made, channel)
    differs(channel, FindingKind.NAME, old="Belgium", new=mark)
    differs(channel, FindingKind.HANDLE, old="belgium", new=mark)
