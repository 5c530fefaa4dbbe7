"""What a delivery says on its channel now, and whether anything can be built on it."""

from __future__ import annotations

from django.db.models import Prefetch, Q

from heraut.connectors.contract import Change, Connector, Original, Outgoing, Receipt, Reply
from heraut.dispatch.models import Delivery
from heraut.newsroom import channels
from heraut.outbound.models import ParcelState, Verb

#: Published, and neither recalled nor on its way out.
STANDING = Q(verb=Verb.PUBLISH, parcel__state=ParcelState.DONE) & (
    Q(recall=None) | Q(recall__state__in=[ParcelState.REJECTED, ParcelState.CANCELLED])
)


def with_edits(lookup: str = "follow_ups") -> Prefetch[str]:
    """What ``edits`` reads, in one query for all deliveries of a page."""
    # access: of deliveries that came through the door, or are public
    made = Delivery.objects.filter(dispatch__kind="correction").select_related("parcel", "dispatch")
    return Prefetch(lookup, made.order_by("parcel__finished_at"), to_attr="corrections")


def corrections(delivery: Delivery) -> list[Delivery]:
    """The corrections of it that were asked for, the latest last; prefetched by ``with_edits``."""
    known: list[Delivery] | None = getattr(delivery, "corrections", None)
    if known is None:
        found = delivery.follow_ups.filter(dispatch__kind="correction")
        known = list(found.select_related("parcel", "dispatch").order_by("parcel__finished_at"))
    return known


def is_done(delivery: Delivery) -> bool:
    return delivery.parcel is not None and delivery.parcel.state == ParcelState.DONE


def edits(delivery: Delivery) -> list[Delivery]:
    """Those that changed the text where it stands."""
    made = corrections(delivery)
    return [each for each in made if each.verb == Verb.EDIT and is_done(each)]


def said(delivery: Delivery) -> Outgoing:
    """The text of a published delivery as it stands: as published, or as last corrected."""
    changed = edits(delivery)
    if changed:
        return Change.from_json(changed[-1].content).after
    return Outgoing.from_json(delivery.content)


def receipt(delivery: Delivery) -> Receipt | None:
    """Of what stands, all parts; None where nothing does."""
    parcel = delivery.parcel
    return Receipt.from_json(parcel.receipt) if parcel is not None and parcel.receipt else None


def stands(delivery: Delivery) -> bool:
    """The same as ``STANDING``, of a delivery at hand; reads ``parcel`` and ``recall``."""
    if delivery.verb != Verb.PUBLISH or not is_done(delivery) or receipt(delivery) is None:
        return False
    back = delivery.recall
    return back is None or back.state in (ParcelState.REJECTED, ParcelState.CANCELLED)


def connector_of(delivery: Delivery) -> Connector:
    return channels.connector(delivery.channel)


def original(delivery: Delivery) -> Original:
    """For whoever quotes or reposts it: its first part."""
    known = receipt(delivery)
    assert known is not None, "asked of what stands"
    first = known.each[0]
    channel = delivery.channel
    text = said(delivery)
    shown = text.text or text.title
    return Original(first, channel.name or channel.handle, shown)


def answer(delivery: Delivery) -> Reply:
    """For a text that answers it, in the conversation to which it belongs."""
    known = receipt(delivery)
    assert known is not None, "asked of what stands"
    first = known.each[0]
    before = said(delivery).reply
    return Reply(before.root if before else first, first)
