"""What a person needs to do by hand what no machine does: texts, files, where to go, how late it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from heraut.connectors import catalogue
from heraut.connectors.contract import Change, Original, Outgoing, Picture, Receipt
from heraut.dispatch.models import Delivery
from heraut.foundation import media
from heraut.kernel import clock
from heraut.network.words import platform_name
from heraut.outbound.models import Parcel, ParcelState, Verb

#: A task that waits longer than this is late.
LATE_AFTER = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class File:
    """One to download; ``alt``: what to paste as its description. ``kind``: picture, film, captions
    or document."""

    kind: str
    sha256: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One text to paste, with the files that go with it; ``number`` from 1. ``former``: what the text
    says there now, where it is to be changed."""

    number: int
    text: str
    files: tuple[File, ...] = ()
    former: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """``verb``: publish, edit, repost or recall. ``stands``: the address of what is changed, passed on,
    answered, quoted or deleted. ``place``: where to go; empty where the platform has no page for it."""

    delivery: Delivery
    parcel: Parcel
    verb: str
    platform: str
    steps: tuple[Step, ...]
    language: str
    place: str
    stands: str
    done: int
    addressed: bool

    @property
    def late(self) -> bool:
        return self.parcel.changed_at + LATE_AFTER <= clock.now()

    @property
    def late_from(self) -> datetime:
        return self.parcel.changed_at + LATE_AFTER

    @property
    def needs_address(self) -> bool:
        return self.verb in (Verb.PUBLISH, Verb.REPOST)


def parcel_of(delivery: Delivery) -> Parcel | None:
    """What of the delivery is to be done by hand; None where nothing is (any more)."""
    for each in (delivery.recall, delivery.parcel):
        if each is not None and each.state == ParcelState.BY_HAND:
            return each
    return None


def task_of(delivery: Delivery) -> Task | None:
    """Reads ``channel``, ``parcel``, ``recall``; a constant number of queries: none."""
    parcel = parcel_of(delivery)
    person = catalogue.person(delivery.channel.platform)
    if parcel is None or person is None:
        return None
    channel = delivery.channel
    standing = Receipt.from_json(parcel.receipt) if parcel.receipt else None
    done = len(standing.each) if standing is not None and parcel.verb == Verb.PUBLISH else 0
    steps, language, stands = _asked(parcel)
    return Task(
        delivery=delivery,
        parcel=parcel,
        verb=parcel.verb,
        platform=platform_name(channel.platform),
        steps=steps[done:],
        language=language,
        place=channel.url or person.profile_url(channel.handle, channel.origin),
        stands=stands,
        done=done,
        addressed=person.addressed,
    )


def _asked(parcel: Parcel) -> tuple[tuple[Step, ...], str, str]:
    """Texts, their language, and the address of what stands."""
    if parcel.verb == Verb.RECALL:
        return (), "", Receipt.from_json(parcel.content).url
    if parcel.verb == Verb.REPOST:
        original = Original.from_json(parcel.content)
        return (Step(1, original.text),), "", original.receipt.url
    if parcel.verb == Verb.EDIT:
        change = Change.from_json(parcel.content)
        pairs = zip(_texts(change.before, parcel), _texts(change.after, parcel), strict=True)
        steps = tuple(
            Step(number, after, former=before)
            for number, (before, after) in enumerate(pairs, start=1)
            if before != after
        )
        return steps, change.after.language, change.receipt.url
    outgoing = Outgoing.from_json(parcel.content)
    parts = zip(_texts(outgoing, parcel), outgoing.each, strict=True)
    steps = tuple(
        Step(number, text, tuple(files(part))) for number, (text, part) in enumerate(parts, start=1)
    )
    original_url = outgoing.quote.receipt.url if outgoing.quote else ""
    if outgoing.reply is not None:
        original_url = outgoing.reply.parent.url
    return steps, outgoing.language, original_url


def _texts(outgoing: Outgoing, parcel: Parcel) -> list[str]:
    """Every part as it is to be pasted: with the link where a person can make no card of it."""
    person = catalogue.person(parcel.channel.platform)
    assert person is not None, "only what a person can publish is given to one"
    made = []
    for part in outgoing.each:
        text = person.rendered(part)
        if part.link is not None and part.link.url not in text:
            text = f"{text}\n\n{part.link.url}"
        made.append(f"{part.title}\n\n{text}" if part.title else text)
    return made


def files(outgoing: Outgoing) -> Iterator[File]:
    """Everything that goes out beside the text."""
    yield from (_picture(each) for each in outgoing.pictures)
    if outgoing.video is not None:
        yield File("film", outgoing.video.sha256, outgoing.video.alt)
        if outgoing.video.captions:
            yield File("captions", outgoing.video.captions)
    if outgoing.document is not None:
        yield File("document", outgoing.document.sha256, outgoing.document.title)


def _picture(picture: Picture) -> File:
    return File("picture", picture.sha256, picture.alt)


def file_of(task: Task, sha256: str) -> tuple[bytes, str, str] | None:
    """Bytes, type and name of a file of the task; None where it has none such, or it is not kept."""
    known = [each for step in task.steps for each in step.files if each.sha256 == sha256]
    if not known:
        return None
    try:
        name, mime = media.find(sha256)
        return media.read(sha256), mime, f"{known[0].kind}-{sha256[:8]}.{name.rsplit('.', 1)[-1]}"
    except FileNotFoundError:
        return None
