"""X: messages, threads, reposts, quotes; pictures and films; what they cost.

X knows no key of ours. After an unclear call the account's own timeline is read back, and what is
not found there is put before a person: X promises nothing about how soon a text shows. The same
text twice is refused (403); the timeline then tells whether it is this very text that stands. A
repost is the same however often it is asked for. Quotes are for enterprise contracts since 20 April
2026; replies to others' texts are restricted since February 2026, and only own texts are answered
here. An edit would take a subscription, half an hour and a new id: none is made. The body of a
refusal is read for its words, see ``_x_calls``.
Sources: https://docs.x.com/x-api/posts/create-posts (reply, quote_tweet_id, media),
https://docs.x.com/x-api/posts/create-post (quotes: enterprise), https://docs.x.com/changelog,
https://docs.x.com/x-api/posts/retweets/quickstart/manage-retweets,
https://docs.x.com/x-api/users/posts-timelines, https://docs.x.com/x-api/fundamentals/edit-posts,
https://docs.x.com/x-api/fundamentals/rate-limits (100 texts in 15 minutes),
https://docs.x.com/x-api/getting-started/pricing (verified for August 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from heraut.connectors import _x_sign_in as sign_in
from heraut.connectors import _x_text as text_of
from heraut.connectors._x_calls import SITE, Answer, NotRead, call, data
from heraut.connectors._x_media import Uploads
from heraut.connectors.contract import (
    Absent,
    Account,
    App,
    Candidate,
    Capability,
    Connector,
    Count,
    Declaration,
    Done,
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
    Tokens,
    Unknown,
    fingerprint,
)
from heraut.kernel.http import CallFailed, Outbound, Response

_PAGES = 5
_CLOCK_SKEW = timedelta(minutes=5)
_REPOSTED = {"is": "repost"}
_WHO = {"user.fields": "verified,verified_type"}


@dataclass(frozen=True, slots=True)
class Prices:
    """What X asks for a call, in millionths of a US dollar: "Content: Create", "Content: Create
    (with URL)", "User Interaction: Create", "Interaction: Delete", "Media Metadata"."""

    text: int = 15_000
    text_with_link: int = 200_000
    repost: int = 15_000
    recall: int = 10_000
    description: int = 5_000

    @classmethod
    def read(cls, said: str) -> Prices:
        """From ``text=0.015,text_with_link=0.20``, in US dollars; what is not named keeps its
        price. Raises ``ValueError``."""
        given = {}
        for part in filter(None, (each.strip() for each in said.split(","))):
            name, _, price = part.partition("=")
            if name.strip() not in cls.__slots__:
                raise ValueError(f"{name.strip()!r} is none of {', '.join(cls.__slots__)}")
            try:
                amount = int(Decimal(price.strip()) * 1_000_000)
            except (InvalidOperation, ValueError, OverflowError):
                raise ValueError(f"{price.strip()!r} is no amount") from None
            if not 0 <= amount <= 1_000_000_000:
                raise ValueError(f"{price.strip()!r} is no price")
            given[name.strip()] = amount
        return cls(**given)


class X(Connector):
    """Secrets: ``token``, ``refresh_token``. ``prices``: those of the ministry's contract;
    ``enterprise``: it is one that may quote."""

    platform: ClassVar[str] = "x"
    declaration: Declaration = Declaration(  # type: ignore[misc]
        label="X",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.IDENTITY,
                Capability.THREAD,
                Capability.REPOST,
                Capability.QUOTE,
                Capability.VIDEO,
                Capability.CAPTIONS,
                Capability.LOOK_UP,
                Capability.SIGN_IN,
            }
        ),
        limits=Limits(
            max_length=text_of.LONGEST,
            max_pictures=4,
            max_picture_bytes=5_000_000,
            picture_types=("image/jpeg", "image/png", "image/webp"),
            url_length=text_of.URL_LENGTH,
            max_alt=1000,
            max_video_bytes=512_000_000,
            min_video_seconds=0.5,
            max_video_seconds=140,
            min_video_ratio=1 / 3,
            max_video_ratio=3,
            video_types=("video/mp4", "video/quicktime"),
            without=(Capability.QUOTE,),
        ),
        profile_patterns=(
            r"^(?:x|twitter)\.com/(?:#!/)?@?(?P<handle>(?!i/|intent|share|search)\w{1,15})",
        ),
        # None at all: what is not found is looked for twice, and never sent again by itself.
        key_lifetime=timedelta(0),
        settle=timedelta(seconds=45),
        per_minute=30,
        sign_in=sign_in.SIGN_IN,
    )

    def __init__(self, prices: Prices | None = None, *, enterprise: bool = False) -> None:
        self.prices = prices or Prices()
        self._uploads = Uploads()
        if enterprise:
            limits = replace(self.declaration.limits, without=())
            self.declaration = replace(self.declaration, limits=limits)

    # -- counting, refusing, reckoning ------------------------------------------------

    def count(self, text: str, limits: Limits) -> Count:
        return Count(text_of.length(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """X makes a card of the link itself, from the page's own words: it stands in the text."""
        link = outgoing.link
        if link is None or link.url in outgoing.text:
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def _whole_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._whole_objections(outgoing, limits)
        if outgoing.quote and (outgoing.pictures or outgoing.video):
            found.append(Objection("quote.with_pictures"))
        return found

    def price_list(self) -> Mapping[str, int]:
        return asdict(self.prices)

    def cost(self, outgoing: Outgoing) -> int:
        linked = bool(text_of.links(self.rendered(outgoing)))
        text = self.prices.text_with_link if linked else self.prices.text
        return text + len(outgoing.pictures) * self.prices.description

    def repost_cost(self, original: Original) -> int:
        return self.prices.repost

    def recall_cost(self, receipt: Receipt) -> int:
        return self.prices.recall

    # -- publishing ---------------------------------------------------------------------

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        body: dict[str, Any] = {"text": text}
        if outgoing.reply is not None:
            body["reply"] = {"in_reply_to_tweet_id": outgoing.reply.parent.id}
        if outgoing.quote is not None:
            body["quote_tweet_id"] = outgoing.quote.receipt.id
        return Prepared(nonce.hex(), _json(body), at, fingerprint(text), outgoing.to_json())

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        outgoing, body = prepared.outgoing, json.loads(prepared.body)
        ids = await self._uploads.of(outgoing, account, media, http)
        if not isinstance(ids, list):
            return ids
        if ids:
            body["media"] = {"media_ids": ids}
        answer = await call(http, account, "POST", "/2/tweets", json=body)
        if isinstance(answer, Rejected):
            if ids and answer.params.get("status") == 400:
                self._uploads.forget(outgoing, account)
            return await self._refused(answer, prepared, account, http)
        if not isinstance(answer, Response):
            return answer
        try:
            return Done(self._receipt(str(data(answer)["id"]), account))
        except (CallFailed, KeyError):
            return Unknown("call.malformed")

    async def _refused(
        self, answer: Rejected, prepared: Prepared, account: Account, http: Outbound
    ) -> Outcome:
        if answer.code == "text.duplicate":
            # The same words stand already. If they came after this text was prepared, they are it.
            found = await self.read_back(prepared, account, http)
            return found if isinstance(found, Done) else answer
        if answer.code == "record.missing":
            return Rejected("original.missing", answer.params)
        return answer

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """The account's own texts since before the first attempt, newest first."""
        query = {
            "max_results": "100",
            "start_time": _moment(prepared.at - _CLOCK_SKEW),
            "tweet.fields": "created_at,entities,referenced_tweets",
        }
        path = f"/2/users/{account.platform_id}/tweets"
        for _ in range(_PAGES):
            answer = await call(http, account, "GET", path, query=query, changing=False)
            if not isinstance(answer, Response):
                return Unknown(answer.code)
            try:
                page = answer.mapping()
                for tweet in page.get("data") or ():
                    if _is(tweet, prepared):
                        return Done(self._receipt(str(tweet["id"]), account))
                further = (page.get("meta") or {}).get("next_token")
            except (CallFailed, KeyError, TypeError, AttributeError):
                return Unknown("call.malformed")
            if not further:
                return Absent()
            query["pagination_token"] = str(further)
        return Unknown("read_back.too_far")

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """X knows no key; only a repost cannot be made twice."""
        return prepared.verb == "repost"

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        if prepared.verb == "repost":
            return Receipt(json.loads(prepared.body)["tweet_id"], url, _REPOSTED)
        found = re.search(r"/status/(\d+)(?:[/?#]|$)", url)
        return Receipt(found.group(1), url) if found else None

    def refers(self, receipt: Receipt) -> bool:
        return receipt.id.isdigit()

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        path = f"/2/tweets/{receipt.id}"
        if receipt.extra.get("is") == "repost":
            path = f"/2/users/{account.platform_id}/retweets/{receipt.id}"
        answer = await call(http, account, "DELETE", path)
        if isinstance(answer, Response):
            return Done(receipt)
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Done(receipt)
        if isinstance(answer, Unknown):
            return Retry(answer.code)  # deleting twice is deleting once
        return answer

    # -- reposting ------------------------------------------------------------------------

    def prepare_repost(
        self, original: Original, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        body = _json({"tweet_id": original.receipt.id})
        key = f"{account.platform_id}/{original.receipt.id}"
        return Prepared(key, body, at, fingerprint(body), original.to_json(), "repost")

    async def repost(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """The receipt is the original's id: that is what X takes a repost back by."""
        original = Original.from_json(prepared.content).receipt
        path = f"/2/users/{account.platform_id}/retweets"
        answer = await call(http, account, "POST", path, json=json.loads(prepared.body))
        if isinstance(answer, Rejected) and answer.code == "repost.standing":
            return Done(Receipt(original.id, original.url, _REPOSTED))
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Rejected("original.missing", answer.params)
        if not isinstance(answer, Response):
            return answer
        try:
            if data(answer)["retweeted"]:
                return Done(Receipt(original.id, original.url, _REPOSTED))
        except (CallFailed, KeyError):
            pass
        return Unknown("call.malformed")

    async def read_repost(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """Reposts stand in the account's own timeline as texts that refer to the original."""
        original = Original.from_json(prepared.content).receipt
        query = {
            "max_results": "100",
            "start_time": _moment(prepared.at - _CLOCK_SKEW),
            "tweet.fields": "referenced_tweets",
        }
        path = f"/2/users/{account.platform_id}/tweets"
        answer = await call(http, account, "GET", path, query=query, changing=False)
        if not isinstance(answer, Response):
            return Unknown(answer.code)
        try:
            tweets = answer.mapping().get("data") or ()
            stands = any(_referred(each, "retweeted") == original.id for each in tweets)
        except (CallFailed, KeyError, TypeError, AttributeError):
            return Unknown("call.malformed")
        return Done(Receipt(original.id, original.url, _REPOSTED)) if stands else Absent()

    # -- the account ------------------------------------------------------------------------

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        answer = await call(http, account, "GET", "/2/users/me", query=_WHO, changing=False)
        return self._who(answer, account.origin)

    async def look_up(
        self, handle: str, account: Account, http: Outbound
    ) -> Identity | Absent | Rejected | Retry:
        name = handle.lstrip("@")
        if not re.fullmatch(r"\w{1,15}", name, re.ASCII):
            return Absent()
        path = f"/2/users/by/username/{name}"
        answer = await call(http, account, "GET", path, query=_WHO, changing=False)
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Absent()
        if isinstance(answer, Response) and _names_nobody(answer):
            return Absent()
        return self._who(answer, account.origin)

    def _who(self, answer: Answer, origin: str) -> Identity | Rejected | Retry:
        if isinstance(answer, Rejected | Retry):
            return answer
        try:
            value = data(answer)
            handle = str(value["username"])
            badge = str(value.get("verified_type") or "none")
            url = self.profile_url(handle, origin)
            return Identity(str(value["id"]), handle, str(value.get("name", "")), url, badge)
        except NotRead as trouble:
            return Retry(str(trouble))
        except (CallFailed, KeyError):
            return Retry("call.malformed")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin or SITE}/{handle.lstrip('@')}"

    def _receipt(self, tweet: str, account: Account) -> Receipt:
        handle = account.handle.lstrip("@")
        return Receipt(tweet, f"{account.origin or SITE}/{handle}/status/{tweet}")

    # -- signing in -------------------------------------------------------------------------

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        return sign_in.authorize_url(app, state=state, redirect=redirect, challenge=challenge)

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Outbound
    ) -> Tokens | Rejected | Retry:
        return await sign_in.exchange(
            app, code=code, redirect=redirect, verifier=verifier, http=http
        )

    async def candidates(
        self, app: App, tokens: Tokens, http: Outbound
    ) -> tuple[Candidate, ...] | Rejected | Retry:
        """One: the account that signed in."""
        found = await self.identify(Account("", "", "", app.origin, tokens.secrets), http)
        return (Candidate(found, tokens),) if isinstance(found, Identity) else found

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        return await sign_in.refresh(app, secrets, http)

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        return await sign_in.revoke(app, secrets, http)


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def _moment(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def _referred(tweet: dict[str, Any], kind: str) -> str:
    """The id of the text that this one refers to as ``kind``; empty where it does not."""
    for each in tweet.get("referenced_tweets") or ():
        if each["type"] == kind:
            return str(each["id"])
    return ""


def _is(tweet: dict[str, Any], prepared: Prepared) -> bool:
    """Whether this is the text that was meant: what it says, answers and quotes."""
    body = json.loads(prepared.body)
    quoted = str(body.get("quote_tweet_id") or "")
    parent = str((body.get("reply") or {}).get("in_reply_to_tweet_id") or "")
    if _referred(tweet, "retweeted") or _referred(tweet, "replied_to") != parent:
        return False
    if quoted and _referred(tweet, "quoted") != quoted:
        return False
    return fingerprint(text_of.written(tweet, quoted)) == prepared.fingerprint


def _names_nobody(answer: Response) -> bool:
    """X answers 200 with an error in the body where a name is nobody's."""
    try:
        value = answer.mapping()
        errors = value.get("errors") or ()
        kinds = [str(each.get("type", "")) for each in errors]
    except (CallFailed, AttributeError, TypeError):
        return False
    return "data" not in value and any(each.endswith("/resource-not-found") for each in kinds)
