"""What goes out, what comes back: the values that every connector takes and gives.

All are frozen, and those that the ledger keeps go through JSON and come back the same. A field that
is empty is left out of the JSON, so that a text stored before the field was thought of reads, and
digests, as it did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

# -- what goes out --------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as stored; ``size`` in bytes, ``alt`` for who cannot see it."""

    sha256: str
    mime: str
    width: int
    height: int
    size: int
    alt: str


@dataclass(frozen=True, slots=True)
class Video:
    """A film as stored; ``seconds`` long, sizes in bytes, ``alt`` for who cannot see it.
    ``captions``: the SHA-256 of a WebVTT file in ``captions_language``; empty without. ``sha256`` is
    empty while the film is not ready; then nothing goes out with it."""

    sha256: str
    mime: str
    width: int
    height: int
    seconds: float
    size: int
    alt: str
    captions: str = ""
    captions_language: str = ""
    captions_size: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF as stored, shown page by page; ``size`` in bytes."""

    sha256: str
    mime: str
    size: int
    title: str


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The page a text points to."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's id and public address of what was published; ``extra`` is the connector's
    own. Of a thread it is the first part's, and ``parts`` holds those of the further ones."""

    id: str
    url: str
    extra: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Receipt, ...] = ()

    @classmethod
    def by_hand(cls, url: str, person: str) -> Receipt:
        """Of what a person published, as that person says: no machine has seen it."""
        return cls(url, url, {"by_hand": "yes", "by": person})

    @property
    def is_by_hand(self) -> bool:
        return self.extra.get("by_hand") == "yes"

    def to_json(self) -> dict[str, Any]:
        value = {"id": self.id, "url": self.url, "extra": dict(self.extra)}
        return value | _filled(parts=[each.to_json() for each in self.parts])

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Receipt:
        parts = tuple(cls.from_json(each) for each in value.get("parts", ()))
        return cls(value["id"], value["url"], value.get("extra", {}), parts)

    @property
    def each(self) -> tuple[Receipt, ...]:
        """One a part, in order."""
        return (replace(self, parts=()), *self.parts)

    def followed_by(self, further: Receipt) -> Receipt:
        return replace(self, parts=(*self.parts, further))


@dataclass(frozen=True, slots=True)
class Original:
    """A text that stands on a channel of ours and that another builds on: reposted, quoted or
    answered. ``name``: the channel's, as readers see it; ``text``: how it reads."""

    receipt: Receipt
    name: str
    text: str

    def to_json(self) -> dict[str, Any]:
        return {"receipt": self.receipt.to_json(), "name": self.name, "text": self.text}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Original:
        return cls(Receipt.from_json(value["receipt"]), value["name"], value["text"])


@dataclass(frozen=True, slots=True)
class Reply:
    """What a text answers: ``parent``, in the conversation that begins with ``root``."""

    root: Receipt
    parent: Receipt

    def to_json(self) -> dict[str, Any]:
        return {"root": self.root.to_json(), "parent": self.parent.to_json()}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reply:
        return cls(Receipt.from_json(value["root"]), Receipt.from_json(value["parent"]))


@dataclass(frozen=True, slots=True)
class Part:
    """A further part of a thread."""

    text: str
    pictures: tuple[Picture, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "pictures": [asdict(each) for each in self.pictures]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Part:
        return cls(value["text"], _pictures(value))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text for one channel, whole. ``language`` is a BCP 47 tag.

    Title, link, quote, reply, video and document belong to the first part; ``parts`` are the
    further ones.
    """

    text: str
    language: str
    title: str = ""
    pictures: tuple[Picture, ...] = ()
    link: LinkCard | None = None
    parts: tuple[Part, ...] = ()
    quote: Original | None = None
    reply: Reply | None = None
    video: Video | None = None
    document: Document | None = None

    def to_json(self) -> dict[str, Any]:
        value: dict[str, Any] = {
            "text": self.text,
            "language": self.language,
            "title": self.title,
            "pictures": [asdict(each) for each in self.pictures],
            "link": asdict(self.link) if self.link else None,
        }
        return value | _filled(
            parts=[each.to_json() for each in self.parts],
            quote=self.quote.to_json() if self.quote else None,
            reply=self.reply.to_json() if self.reply else None,
            video=asdict(self.video) if self.video else None,
            document=asdict(self.document) if self.document else None,
        )

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Outgoing:
        link, quote, reply = value.get("link"), value.get("quote"), value.get("reply")
        video, document = value.get("video"), value.get("document")
        return cls(
            text=value["text"],
            language=value["language"],
            title=value.get("title", ""),
            pictures=_pictures(value),
            link=LinkCard(**link) if link else None,
            parts=tuple(Part.from_json(each) for each in value.get("parts", ())),
            quote=Original.from_json(quote) if quote else None,
            reply=Reply.from_json(reply) if reply else None,
            video=Video(**video) if video else None,
            document=Document(**document) if document else None,
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """One a part, in order."""
        return (self.text, *(part.text for part in self.parts))

    @property
    def each(self) -> tuple[Outgoing, ...]:
        """Every part as a text of its own; the further ones do not say yet what they answer."""
        further = (Outgoing(part.text, self.language, "", part.pictures) for part in self.parts)
        return (replace(self, parts=()), *further)

    def part(self, number: int, standing: Receipt | None) -> Outgoing:
        """Part ``number`` (0 the first) as a text that answers the one before it. ``standing``:
        the receipt of the parts that were published so far."""
        alone = self.each[number]
        if number == 0 or standing is None:
            return alone
        before = standing.each
        root = self.reply.root if self.reply else before[0]
        return replace(alone, reply=Reply(root, before[number - 1]))


@dataclass(frozen=True, slots=True)
class Change:
    """A published text to be edited where it stands: what it said, what it is to say."""

    before: Outgoing
    after: Outgoing
    receipt: Receipt

    def to_json(self) -> dict[str, Any]:
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "receipt": self.receipt.to_json(),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Change:
        return cls(
            Outgoing.from_json(value["before"]),
            Outgoing.from_json(value["after"]),
            Receipt.from_json(value["receipt"]),
        )


def _pictures(value: Mapping[str, Any]) -> tuple[Picture, ...]:
    return tuple(Picture(**each) for each in value.get("pictures", ()))


def _filled(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


@dataclass(frozen=True, slots=True)
class Account:
    """The channel as the connector needs it. ``origin``: the server's, without a slash; empty where
    the platform has but one."""

    channel_id: str
    platform_id: str
    handle: str
    origin: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of one call, fixed before the first attempt.

    ``key`` makes a repeated call the same call where the platform can tell; ``body`` holds the
    exact bytes (media ids, which a platform gives anew at each upload, are added beside them);
    ``fingerprint`` finds the text again when the channel is read back. ``verb``: publish, edit or
    repost; ``content``: the Outgoing, the new Outgoing, or the Original. ``staged``: what the
    platform holds ready since an earlier call, and nobody sees yet; empty where there is none.
    """

    key: str
    body: str
    at: datetime
    fingerprint: str
    content: Mapping[str, Any]
    verb: str = "publish"
    staged: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        value = {
            "key": self.key,
            "body": self.body,
            "at": self.at.isoformat(),
            "fingerprint": self.fingerprint,
            "content": dict(self.content),
            "verb": self.verb,
        }
        return value | _filled(staged=dict(self.staged))

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Prepared:
        return cls(
            key=value["key"],
            body=value["body"],
            at=datetime.fromisoformat(value["at"]),
            fingerprint=value["fingerprint"],
            content=value["content"],
            verb=value.get("verb", "publish"),
            staged=value.get("staged", {}),
        )

    @property
    def outgoing(self) -> Outgoing:
        return Outgoing.from_json(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


# -- what comes back ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Done:
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform said no and will say so again. ``account_problem``: to everything."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    account_problem: bool = False


@dataclass(frozen=True, slots=True)
class Retry:
    """Certainly not done; may be tried again, not before ``not_before`` if the platform said so."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been done: never tried again blindly."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ByHand:
    """No machine can: a person publishes it and says where it stands."""


@dataclass(frozen=True, slots=True)
class Absent:
    """Read back: it is not there."""


Outcome = Done | Rejected | Retry | Unknown | ByHand
ReadBack = Done | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the platform says the account is. ``badge``: the platform's own word for the kind of
    verification it shows, ``none`` where it shows none, empty where it does not tell."""

    platform_id: str
    handle: str
    name: str = ""
    url: str = ""
    badge: str = ""


# -- signing in -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class App:
    """The ministry's registration at a platform. ``origin``: the server it was made at; empty where
    the platform has but one."""

    client_id: str
    client_secret: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in gave. ``secrets`` go into ``Account.secrets``; ``expires_at``: when they must
    have been refreshed, or signed in anew where ``refreshable`` is false; None: not by itself."""

    secrets: Mapping[str, str] = field(repr=False)
    expires_at: datetime | None = None
    refreshable: bool = True


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that a sign-in may act for; ``tokens`` those to act with."""

    identity: Identity
    tokens: Tokens
