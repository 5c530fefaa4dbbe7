"""Channels on which a person publishes: platforms without a usable interface, and any other while
its own application waits for approval.

``publish``, ``edit``, ``repost`` and ``recall`` answer ``ByHand``: the ledger hands the cleared text to a
person, who says where it stands. A text in several parts is one task, so it goes out whole.
``by_hand`` wraps a platform's own connector, which goes on counting and refusing. Limits only where the
platform documents them: https://core.telegram.org/bots/api#sendmessage (4096 characters) and
#sendmediagroup (10 pictures or films).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from heraut.connectors.contract import (
    Absent,
    Account,
    ByHand,
    Capability,
    Connector,
    Count,
    Declaration,
    Identity,
    Limits,
    MediaSource,
    Objection,
    Original,
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    fingerprint,
)
from heraut.kernel.http import Outbound

_KEY = "by-hand:"
#: What only a machine does.
_MACHINE = frozenset(
    {
        Capability.READ_BACK,
        Capability.KEY,
        Capability.LIMITS_FROM_SERVER,
        Capability.IDENTITY,
        Capability.LOOK_UP,
        Capability.SIGN_IN,
    }
)
_PERSON = frozenset(
    {
        Capability.TEXT,
        Capability.PICTURES,
        Capability.ALT,
        Capability.VIDEO,
        Capability.THREAD,
        Capability.EDIT,
        Capability.RECALL,
        Capability.BY_HAND,
    }
)
#: More than this nobody uploads by hand.
_MOST_PICTURES = 20


class Manual(Connector):
    """``profile``: the account's public address, with ``{}`` for its name, empty where there is none.
    ``texts``: regular expressions over ``host/path`` of what is published there; ``handle`` in them is
    the account."""

    profile: ClassVar[str] = ""
    texts: ClassVar[tuple[str, ...]] = ()
    #: Whether what is published has an address of its own.
    addressed: ClassVar[bool] = True

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """There is no card that a person could make: the link goes into the text."""
        if outgoing.link is None or outgoing.link.url in outgoing.text:
            return outgoing.text
        return f"{outgoing.text}\n\n{outgoing.link.url}"

    # -- fixing what the person is given ------------------------------------------

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        mark = fingerprint("\n".join(outgoing.texts))
        return _prepared(nonce.hex(), at, mark, outgoing.to_json(), "publish")

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        mark = fingerprint("\n".join(outgoing.texts))
        return _prepared(receipt.id[:150], at, mark, outgoing.to_json(), "edit")

    # -- what a person does ---------------------------------------------------------

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        return ByHand()

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        return ByHand()

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        return ByHand()

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """No machine published it, so it is not there before a person says so."""
        return Absent()

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        return Absent()

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return True

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        return Rejected("account.by_hand")

    def profile_url(self, handle: str, origin: str) -> str:
        return self.profile.format(handle.lstrip("@")) if self.profile else ""

    def belongs(self, url: str, handle: str) -> bool | None:
        """Whether what stands at ``url`` is this account's; None where the address cannot tell."""
        return _belongs(self.texts, url, handle)


def _prepared(key: str, at: datetime, mark: str, content: Mapping[str, Any], verb: str) -> Prepared:
    body = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return Prepared(_KEY + key, body, at, mark, content, verb)


def is_by_hand(prepared: Prepared) -> bool:
    """Whether the call was fixed for a person."""
    return prepared.key.startswith(_KEY)


def _belongs(patterns: tuple[str, ...], url: str, handle: str) -> bool | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    where = re.sub(r"^(?:www|m|mobile)\.", "", (parts.netloc or "").lower()) + parts.path
    if not patterns:
        return None
    for pattern in patterns:
        found = re.match(pattern, where, re.IGNORECASE)
        if found is None:
            continue
        named = found.groupdict().get("handle")
        return None if named is None else named.casefold() == handle.lstrip("@").casefold()
    return False


# -- platforms without a connector ------------------------------------------------------


def _declared(
    label: str, *patterns: str, length: int = 0, pictures: int = _MOST_PICTURES
) -> Declaration:
    limits = Limits(max_length=length, max_pictures=pictures)
    return Declaration(label, _PERSON, limits, profile_patterns=patterns, whole_threads=True)


class WeChat(Manual):
    platform: ClassVar[str] = "wechat"
    declaration: ClassVar[Declaration] = _declared("WeChat")
    texts = (r"^mp\.weixin\.qq\.com/s",)


class Line(Manual):
    platform: ClassVar[str] = "line"
    declaration: ClassVar[Declaration] = _declared(
        "LINE",
        r"^page\.line\.me/(?P<handle>[\w.-]+)",
        r"^line\.me/R/(?:home/public/main|ti/p)/@?(?P<handle>[\w.-]+)",
    )
    profile = "https://page.line.me/{}"
    addressed = False


class WhatsApp(Manual):
    platform: ClassVar[str] = "whatsapp"
    declaration: ClassVar[Declaration] = _declared(
        "WhatsApp", r"^whatsapp\.com/channel/(?P<handle>\w+)"
    )
    texts = (r"^whatsapp\.com/channel/(?P<handle>\w+)",)
    profile = "https://whatsapp.com/channel/{}"


class Telegram(Manual):
    platform: ClassVar[str] = "telegram"
    declaration: ClassVar[Declaration] = _declared(
        "Telegram", r"^t\.me/(?:s/)?(?P<handle>\w+)", length=4096, pictures=10
    )
    texts = (r"^t\.me/(?:s/)?(?P<handle>\w+)/\d+",)
    profile = "https://t.me/{}"


class Vk(Manual):
    platform: ClassVar[str] = "vk"
    declaration: ClassVar[Declaration] = _declared("VK", r"^vk\.(?:com|ru)/(?P<handle>[\w.]+)")
    texts = (r"^vk\.(?:com|ru)/(?:[\w.]+|wall-?\d+_\d+)",)
    profile = "https://vk.com/{}"


class Weibo(Manual):
    platform: ClassVar[str] = "weibo"
    declaration: ClassVar[Declaration] = _declared(
        "Weibo", r"^weibo\.com/(?:u/|n/)?(?P<handle>[^/?#]+)"
    )
    texts = (r"^weibo\.(?:com|cn)/",)
    profile = "https://weibo.com/{}"


class KakaoTalk(Manual):
    platform: ClassVar[str] = "kakaotalk"
    declaration: ClassVar[Declaration] = _declared(
        "KakaoTalk", r"^pf\.kakao\.com/(?P<handle>_?\w+)"
    )
    texts = (r"^pf\.kakao\.com/(?P<handle>_?\w+)",)
    profile = "https://pf.kakao.com/{}"


class TikTok(Manual):
    platform: ClassVar[str] = "tiktok"
    declaration: ClassVar[Declaration] = _declared("TikTok", r"^tiktok\.com/@(?P<handle>[\w.]+)")
    texts = (r"^tiktok\.com/@(?P<handle>[\w.]+)/(?:video|photo)/\d+",)
    profile = "https://www.tiktok.com/@{}"


PLATFORMS: tuple[Manual, ...] = (
    WeChat(),
    Line(),
    WhatsApp(),
    Telegram(),
    Vk(),
    Weibo(),
    KakaoTalk(),
    TikTok(),
)


# -- any other platform, by hand ----------------------------------------------------------


class _Wrapped(Manual):
    """Counts, refuses and renders as ``machine`` does; what a machine fixed before the channel was
    given to a person is still looked up by it."""

    machine: ClassVar[Connector]

    def count(self, text: str, limits: Limits) -> Count:
        return self.machine.count(text, limits)

    def rendered(self, outgoing: Outgoing) -> str:
        return self.machine.rendered(outgoing)

    def objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        """A person finds what a text answers or quotes by its address, whatever a machine needs."""
        found = self.machine.objections(outgoing, limits)
        return [each for each in found if each.code != "original.unknown"]

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        mark = fingerprint(original.receipt.id)
        return _prepared(nonce.hex(), at, mark, original.to_json(), "repost")

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        return ByHand()

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        if is_by_hand(prepared):
            return Absent()
        return await self.machine.read_back(prepared, account, http)

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        if is_by_hand(prepared):
            return Absent()
        return await self.machine.read_edit(prepared, account, http)

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        if is_by_hand(prepared):
            return Absent()
        return await self.machine.read_repost(prepared, account, http)

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return is_by_hand(prepared) or self.machine.may_resend(prepared, first_attempt_at, now)

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        return None if is_by_hand(prepared) else self.machine.receipt_at(url, prepared, account)

    def profile_url(self, handle: str, origin: str) -> str:
        return self.machine.profile_url(handle, origin)

    def belongs(self, url: str, handle: str) -> bool | None:
        return _belongs(self.declaration.profile_patterns, url, handle)


def by_hand(connector: Connector) -> Manual:
    """The same platform with a person in the machine's place."""
    if isinstance(connector, Manual):
        return connector
    declared = connector.declaration
    known = declared.capabilities - _MACHINE | {Capability.BY_HAND, Capability.RECALL}

    class ByHandConnector(_Wrapped):
        platform = connector.platform
        declaration = replace(
            declared,
            capabilities=known,
            account_fields=(),
            sign_in=None,
            per_minute=0,
            whole_threads=True,
        )
        machine = connector

    return ByHandConnector()
