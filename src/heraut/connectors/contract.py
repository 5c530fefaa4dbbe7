"""What every connector says and does: what goes out, what comes back, limits, failures as codes.

Connectors are pure: they stand on the kernel alone, keep no state but sessions, know no rows and
no words for people. What a platform cannot express they refuse; they never cut or drop it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, ClassVar

from heraut.kernel.http import Outbound

#: Reads a picture's bytes by its SHA-256.
PictureSource = Callable[[str], Awaitable[bytes]]


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
class LinkCard:
    """The page a text points to."""

    url: str
    title: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text for one channel, whole. ``language`` is a BCP 47 tag."""

    text: str
    language: str
    title: str = ""
    pictures: tuple[Picture, ...] = ()
    link: LinkCard | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Outgoing:
        link = value.get("link")
        return cls(
            text=value["text"],
            language=value["language"],
            title=value.get("title", ""),
            pictures=tuple(Picture(**each) for each in value.get("pictures", ())),
            link=LinkCard(**link) if link else None,
        )


@dataclass(frozen=True, slots=True)
class Account:
    """The channel as the connector needs it. ``origin``: the server's, without a slash."""

    channel_id: str
    platform_id: str
    handle: str
    origin: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Everything of a publishing call, fixed before the first attempt.

    ``key`` makes a repeated call the same call where the platform can tell; ``body`` holds the
    exact bytes (media ids, which a platform gives anew at each upload, are added beside them);
    ``fingerprint`` finds the text again when the channel is read back.
    """

    key: str
    body: str
    at: datetime
    fingerprint: str
    content: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "body": self.body,
            "at": self.at.isoformat(),
            "fingerprint": self.fingerprint,
            "content": dict(self.content),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Prepared:
        return cls(
            key=value["key"],
            body=value["body"],
            at=datetime.fromisoformat(value["at"]),
            fingerprint=value["fingerprint"],
            content=value["content"],
        )

    @property
    def outgoing(self) -> Outgoing:
        return Outgoing.from_json(self.content)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body.encode()).hexdigest()


# -- what comes back ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """The platform's id and public address of what was published."""

    id: str
    url: str
    extra: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"id": self.id, "url": self.url, "extra": dict(self.extra)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Receipt:
        return cls(value["id"], value["url"], value.get("extra", {}))


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
class Absent:
    """Read back: it is not there."""


Outcome = Done | Rejected | Retry | Unknown
ReadBack = Done | Absent | Unknown


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the platform says the account is."""

    platform_id: str
    handle: str
    name: str = ""
    url: str = ""


# -- what a platform can take ---------------------------------------------------


class Capability(StrEnum):
    """A column of the capability matrix; each one a connector ticks has its contract tests."""

    TEXT = "text"
    PICTURES = "pictures"
    ALT = "alt"
    LINK_CARD = "link_card"
    LANGUAGE = "language"
    RECALL = "recall"
    READ_BACK = "read_back"
    KEY = "key"
    LIMITS_FROM_SERVER = "limits_from_server"
    IDENTITY = "identity"


@dataclass(frozen=True, slots=True)
class Limits:
    """``max_length`` in the connector's own unit; zero means no limit. Sizes in bytes."""

    max_length: int
    unit: str = "characters"
    max_bytes: int = 0
    max_pictures: int = 4
    max_picture_bytes: int = 0
    picture_types: tuple[str, ...] = ("image/jpeg", "image/png")
    url_length: int = 0
    max_alt: int = 0

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "picture_types": list(self.picture_types)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Limits:
        known = {name: value[name] for name in cls.__dataclass_fields__ if name in value}
        known["picture_types"] = tuple(known.get("picture_types", ()))
        return cls(**known)


@dataclass(frozen=True, slots=True)
class Count:
    """``limit`` zero means no limit."""

    used: int
    limit: int
    unit: str

    @property
    def over(self) -> bool:
        return bool(self.limit) and self.used > self.limit


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a platform cannot take a text, before anybody clears it."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AccountField:
    """One thing to ask when a channel is connected; ``code`` names its label."""

    name: str
    code: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """From this derive limits, counters, connect forms, the registry's parsing and the matrix.

    ``profile_patterns``: regular expressions over ``host/path`` whose group ``handle`` is the
    account. ``per_minute``: publishing calls a minute that a channel may make; zero: no limit.
    """

    label: str
    capabilities: frozenset[Capability]
    limits: Limits
    account_fields: tuple[AccountField, ...] = ()
    profile_patterns: tuple[str, ...] = ()
    key_lifetime: timedelta | None = None
    settle: timedelta = timedelta(seconds=45)
    per_minute: int = 0


class Connector(ABC):
    """One platform. Stateless: everything it needs comes in, everything it learns goes out."""

    platform: ClassVar[str]
    declaration: ClassVar[Declaration]

    @abstractmethod
    def count(self, text: str, limits: Limits) -> Count:
        """The length of ``text`` as the platform counts it."""

    def objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        """Everything the platform cannot take; empty when it can take it all."""
        return [*self._text_objections(outgoing, limits), *picture_objections(outgoing, limits)]

    def _text_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = []
        if not outgoing.text.strip():
            found.append(Objection("text.empty"))
        count = self.count(self.rendered(outgoing), limits)
        if count.over:
            found.append(
                Objection(
                    "text.too_long",
                    {"used": count.used, "limit": count.limit, "over": count.used - count.limit},
                )
            )
        return found

    def rendered(self, outgoing: Outgoing) -> str:
        """The text as it goes out: with the link at its end where there is no card."""
        return outgoing.text

    @abstractmethod
    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        """Pure and deterministic. ``nonce``: 16 random bytes, kept by the caller."""

    @abstractmethod
    async def publish(
        self, prepared: Prepared, account: Account, pictures: PictureSource, http: Outbound
    ) -> Outcome:
        """One attempt."""

    @abstractmethod
    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """Whether it is there: by key where there is one, else by fingerprint. Changes nothing."""

    @abstractmethod
    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """Whether, after ``Absent``, the same call again cannot make a second one."""

    @abstractmethod
    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        """Delete it; what is already gone counts as done."""

    @abstractmethod
    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        """Ask the platform who this account is."""

    async def read_limits(self, account: Account, http: Outbound) -> Limits | None:
        """The server's own limits; None where the declared ones hold."""
        return None

    @abstractmethod
    def profile_url(self, handle: str, origin: str) -> str:
        """The account's public address."""


def picture_objections(outgoing: Outgoing, limits: Limits) -> list[Objection]:
    """What is wrong with the pictures, whatever the platform."""
    found = []
    if len(outgoing.pictures) > limits.max_pictures:
        found.append(
            Objection(
                "pictures.too_many",
                {"count": len(outgoing.pictures), "limit": limits.max_pictures},
            )
        )
    for number, picture in enumerate(outgoing.pictures, start=1):
        if picture.mime not in limits.picture_types:
            found.append(Objection("picture.type", {"number": number, "type": picture.mime}))
        if limits.max_picture_bytes and picture.size > limits.max_picture_bytes:
            params = {"number": number, "size": picture.size, "limit": limits.max_picture_bytes}
            found.append(Objection("picture.too_large", params))
        if not picture.alt.strip():
            found.append(Objection("picture.alt_missing", {"number": number}))
        elif limits.max_alt and len(picture.alt) > limits.max_alt:
            params = {"number": number, "used": len(picture.alt), "limit": limits.max_alt}
            found.append(Objection("picture.alt_too_long", params))
    return found


URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?…»”]")


def fingerprint(text: str) -> str:
    """A digest of what a reader sees: compatibility forms and white space do not matter."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    return hashlib.sha256(plain.encode()).hexdigest()
