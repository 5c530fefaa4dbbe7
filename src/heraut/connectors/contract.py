"""What every connector says and does: limits, capabilities, verbs, failures as codes.

Connectors are pure: they stand on the kernel alone, keep no state but sessions, know no rows and
no words for people. What a platform cannot express they refuse; they never cut or drop it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from heraut.connectors.limits import (
    Count,
    Limits,
    Objection,
    picture_objections,
    video_objections,
)
from heraut.connectors.values import (
    Absent,
    Account,
    App,
    ByHand,
    Candidate,
    Change,
    Document,
    Done,
    Identity,
    LinkCard,
    Original,
    Outcome,
    Outgoing,
    Part,
    Picture,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Reply,
    Retry,
    Tokens,
    Unknown,
    Video,
)
from heraut.kernel.http import Outbound

__all__ = [
    "MOST_PARTS",
    "URL",
    "Absent",
    "Account",
    "AccountField",
    "App",
    "ByHand",
    "Candidate",
    "Capability",
    "Change",
    "Connector",
    "Count",
    "Declaration",
    "Document",
    "Done",
    "Identity",
    "Limits",
    "LinkCard",
    "MediaSource",
    "Objection",
    "Original",
    "Outcome",
    "Outgoing",
    "Part",
    "Picture",
    "Prepared",
    "ReadBack",
    "Receipt",
    "Rejected",
    "Reply",
    "Retry",
    "SignIn",
    "Tokens",
    "Unknown",
    "Video",
    "fingerprint",
]

#: A thread longer than this is an article: nobody reads it as a thread.
MOST_PARTS = 20


class Capability(StrEnum):
    """A column of the capability matrix; each one a connector ticks has its contract tests.

    ``THREAD``: a text may answer an own one. ``EDIT``: a published text may be changed where it
    stands. ``REPOST``, ``QUOTE``: a text of another channel may be passed on, or shown within an
    own one. ``LOOK_UP``: the platform says whose a name is. ``SIGN_IN``: a channel is signed in on
    the platform's own pages. ``BY_HAND``: a person publishes it.
    """

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
    THREAD = "thread"
    EDIT = "edit"
    REPOST = "repost"
    QUOTE = "quote"
    VIDEO = "video"
    CAPTIONS = "captions"
    DOCUMENT = "document"
    LOOK_UP = "look_up"
    SIGN_IN = "sign_in"
    BY_HAND = "by_hand"


class MediaSource(Protocol):
    """Where pictures, films, captions and documents are had, by their SHA-256."""

    async def read(self, sha256: str) -> bytes:
        """The bytes; ``FileNotFoundError`` where there are none."""

    async def lend(self, sha256: str) -> str:
        """A public address that nobody can guess and that ends soon, for a platform that fetches
        by itself. Lend at the call, never before: what is scheduled must not be readable yet."""


@dataclass(frozen=True, slots=True)
class AccountField:
    """One thing to ask when a channel is connected; ``code`` names its label."""

    name: str
    code: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """OAuth 2, authorization code (RFC 6749, section 4.1). ``pkce``: with a proof (RFC 7636).
    ``register``: the page where the ministry registers its application; ``per_server``: once at
    every server. ``refresh_ahead``: how long before they end tokens are refreshed."""

    scopes: tuple[str, ...]
    register: str
    pkce: bool = True
    per_server: bool = False
    refresh_ahead: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Declaration:
    """From this derive limits, counters, connect forms, the registry's parsing and the matrix.

    ``profile_patterns``: regular expressions over ``host/path`` whose group ``handle`` is the
    account. ``key_lifetime``: how long the platform knows a key of ours; None: for ever; zero: it
    knows none. ``per_minute``: publishing calls a minute that a channel may make; zero: no limit.
    ``whole_threads``: a text in several parts goes out in one call, not as a chain of replies.
    ``sign_in``: how a channel signs in, where it is not by ``account_fields``. ``dead_links``: a
    link in a text is words there, which readers cannot follow.
    """

    label: str
    capabilities: frozenset[Capability]
    limits: Limits
    account_fields: tuple[AccountField, ...] = ()
    profile_patterns: tuple[str, ...] = ()
    key_lifetime: timedelta | None = None
    settle: timedelta = timedelta(seconds=45)
    per_minute: int = 0
    whole_threads: bool = False
    sign_in: SignIn | None = None
    dead_links: bool = False


class Connector(ABC):
    """One platform. Stateless: everything it needs comes in, everything it learns goes out."""

    platform: ClassVar[str]
    declaration: ClassVar[Declaration]

    def can(self, capability: Capability, limits: Limits) -> bool:
        """Whether the platform can, and this server of it."""
        return capability in self.declaration.capabilities and capability not in limits.without

    # -- counting and refusing --------------------------------------------------

    @abstractmethod
    def count(self, text: str, limits: Limits) -> Count:
        """The length of ``text`` as the platform counts it."""

    def objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        """Everything the platform cannot take; empty when it can take it all."""
        found = self._whole_objections(outgoing, limits)
        for number, part in enumerate(outgoing.each, start=1):
            place = number if outgoing.parts else 0
            mine = [*self._text_objections(part, limits), *picture_objections(part, limits)]
            if part.video is not None and self.can(Capability.VIDEO, limits):
                mine += video_objections(part.video, limits)
            found += [replace(each, part=place) for each in mine]
        return found

    def _whole_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = []
        for wanted, capability in (
            (bool(outgoing.parts), Capability.THREAD),
            (outgoing.quote is not None, Capability.QUOTE),
            (outgoing.reply is not None, Capability.THREAD),
            (outgoing.video is not None, Capability.VIDEO),
            (outgoing.document is not None, Capability.DOCUMENT),
        ):
            if wanted and not self.can(capability, limits):
                found.append(Objection(f"{capability}.unsupported"))
        originals = [outgoing.quote.receipt] if outgoing.quote else []
        originals += [outgoing.reply.root, outgoing.reply.parent] if outgoing.reply else []
        if not all(self.refers(each) for each in originals):
            found.append(Objection("original.unknown"))
        kinds = (outgoing.pictures, outgoing.video, outgoing.document)
        if sum(bool(each) for each in kinds) > 1:
            found.append(Objection("media.mixed"))
        if len(outgoing.texts) > MOST_PARTS:
            params = {"count": len(outgoing.texts), "limit": MOST_PARTS}
            found.append(Objection("thread.too_many", params))
        return found

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
        """The first part's text as it goes out: with the link at its end where there is no card."""
        return outgoing.text

    def price_list(self) -> Mapping[str, int]:
        """What calls cost, for people to read: a code and millionths of a US dollar; empty where
        the platform asks nothing."""
        return {}

    def cost(self, outgoing: Outgoing) -> int:
        """What the platform asks for publishing it, in millionths of a US dollar; of one part, or
        of the whole where it goes out whole."""
        return 0

    def repost_cost(self, original: Original) -> int:
        """What the platform asks for passing it on; in the same unit."""
        return 0

    def recall_cost(self, receipt: Receipt) -> int:
        """What the platform asks for taking it back; in the same unit."""
        return 0

    # -- publishing -------------------------------------------------------------

    def steps(self, outgoing: Outgoing) -> int:
        """How many calls it takes: one a part, unless a thread goes out whole."""
        return 1 if self.declaration.whole_threads else len(outgoing.texts)

    def step(self, outgoing: Outgoing, number: int, standing: Receipt | None) -> Outgoing:
        """What the call ``number`` (from 0) publishes, after those of ``standing``."""
        if self.declaration.whole_threads:
            return outgoing
        return outgoing.part(number, standing)

    @abstractmethod
    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        """Of what ``step`` gave. Pure and deterministic. ``nonce``: 16 random bytes, kept by the
        caller."""

    async def stage(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Prepared | Rejected | Retry:
        """Have the platform hold ready what nobody sees yet, and say in ``staged`` what it is; it
        is on the ledger before ``publish`` is called, so that a second attempt publishes the same
        thing again. Asked before every attempt; made twice it harms nobody."""
        return prepared

    @abstractmethod
    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        """One attempt."""

    @abstractmethod
    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """Whether it is there: by key where there is one, else by fingerprint. Changes nothing."""

    @abstractmethod
    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """Whether, after ``Absent``, the same call again cannot make a second one; whatever the
        verb."""

    @abstractmethod
    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        """Delete one part, or take a repost back; what is already gone counts as done."""

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        """The receipt of ``prepared``, seen by a person at ``url``; None where the address does
        not say enough to go on from. Pure."""
        return None

    def refers(self, receipt: Receipt) -> bool:
        """Whether the receipt says enough to answer, quote, repost or edit what it is of."""
        return True

    # -- editing: EDIT ----------------------------------------------------------

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        """``outgoing``: what the text of ``receipt`` is to say; its pictures stay. Pure."""
        raise NotImplementedError(f"{self.platform} does not edit")

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """One attempt; the receipt is that of the text as it stands afterwards."""
        raise NotImplementedError(f"{self.platform} does not edit")

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """Whether the text reads as it should: ``Absent`` while it is the old one."""
        raise NotImplementedError(f"{self.platform} does not edit")

    # -- reposting: REPOST ------------------------------------------------------

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        """Pure and deterministic, as ``prepare``."""
        raise NotImplementedError(f"{self.platform} does not repost")

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """One attempt; ``recall`` takes its receipt back."""
        raise NotImplementedError(f"{self.platform} does not repost")

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """Whether the account has reposted it. Changes nothing."""
        raise NotImplementedError(f"{self.platform} does not repost")

    # -- the account ------------------------------------------------------------

    @abstractmethod
    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        """Ask the platform who this account is."""

    async def read_limits(self, account: Account, http: Outbound) -> Limits | None:
        """The server's own limits; None where the declared ones hold."""
        return None

    async def look_up(
        self, handle: str, account: Account, http: Outbound
    ) -> Identity | Absent | Rejected | Retry:
        """Whose the name is now, asked with the account's own sign-in; ``Absent``: nobody's."""
        raise NotImplementedError(f"{self.platform} does not look names up")

    # -- signing in: SIGN_IN ----------------------------------------------------

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        """Where the person is sent. ``challenge``: of the proof, S256. Pure."""
        raise NotImplementedError(f"{self.platform} has no sign-in")

    async def register_app(
        self, origin: str, *, name: str, redirect: str, website: str, http: Outbound
    ) -> App | Rejected | Retry:
        """Register the ministry at a server, where ``per_server`` servers do that by themselves."""
        raise NotImplementedError(f"{self.platform} registers nobody by itself")

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Outbound
    ) -> Tokens | Rejected | Retry:
        """Turn the code that came back into tokens. ``Rejected("sign_in.app")``: the platform does
        not know the application (any more); ``Rejected("sign_in.code")``: the code is over."""
        raise NotImplementedError(f"{self.platform} has no sign-in")

    async def candidates(
        self, app: App, tokens: Tokens, http: Outbound
    ) -> tuple[Candidate, ...] | Rejected | Retry:
        """The accounts that this sign-in may act for; empty where it is none."""
        raise NotImplementedError(f"{self.platform} has no sign-in")

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        """New tokens for old ones. ``Rejected``: somebody has to sign in again."""
        raise NotImplementedError(f"{self.platform} has no sign-in")

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        """End the sign-in at the platform; what is ended already counts as done."""
        raise NotImplementedError(f"{self.platform} has no sign-in")

    @abstractmethod
    def profile_url(self, handle: str, origin: str) -> str:
        """The account's public address."""


URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]+[^\s<>\"'()\[\]{}.,;:!?…»”]")


def fingerprint(text: str) -> str:
    """A digest of what a reader sees: compatibility forms and white space do not matter."""
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    return hashlib.sha256(plain.encode()).hexdigest()
