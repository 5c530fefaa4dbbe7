"""LinkedIn pages of organisations.

There is no key of one's own: after an unclear call the page's posts are read back, and when they do
not show the text, a person looks. LinkedIn refuses a text that says the same as one of the page's and
names that one; what it names is read, and taken for this text only if it says the same and was made
since this text was prepared. How long a refusal lasts and what it compares is not documented, and a
deleted text has been seen to be refused for a day, so nothing is sent again in reliance on it. A text
is edited where it stands; the same edit twice changes nothing. Deleting is the same however often.
A card's title, description and picture are not read from the page: they are what we send.
Sources, below https://learn.microsoft.com/en-us/linkedin/marketing/community-management/:
shares/posts-api (create, article, multiImage, reshare, update, delete, finder by author),
shares/little-text-format, organizations/organization-lookup-api. The refusal of a double as seen in
https://github.com/Arisamiga/Linkedin-RSS/issues/5, of a deleted one in
https://github.com/ComposioHQ/composio/issues/2710. 3,000 characters: LinkedIn's help pages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from heraut.connectors._linkedin_api import WWW, Answer, Caller, elements, encoded
from heraut.connectors._linkedin_media import Uploads
from heraut.connectors._linkedin_sign_in import SIGN_IN, SigningIn
from heraut.connectors._linkedin_text import little, plain, units
from heraut.connectors.contract import (
    Absent,
    Account,
    Capability,
    Count,
    Declaration,
    Document,
    Done,
    Limits,
    MediaSource,
    Objection,
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Unknown,
    fingerprint,
)
from heraut.kernel.http import CallFailed, Outbound, Response

_NAMED = re.compile(r"urn:li:(?:share|ugcPost):\d+")
_IN_ADDRESS = re.compile(r"(?:urn(?::|%3A)li(?::|%3A)|-)(share|ugcPost)(?::|%3A|-)(\d+)", re.I)
_PAGE = 50
_MOST_PAGES = 5
_CLOCK_SKEW = timedelta(minutes=5)
_MOST_PIXELS = 36_152_320


class LinkedIn(SigningIn):
    """Secrets: ``token``, an access token with the scopes of ``SIGN_IN``, and ``refresh`` where
    LinkedIn gives one. ``platform_id``: the organisation's number."""

    platform: ClassVar[str] = "linkedin"
    declaration: ClassVar[Declaration] = Declaration(
        label="LinkedIn",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.LINK_CARD,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.IDENTITY,
                Capability.EDIT,
                Capability.QUOTE,
                Capability.VIDEO,
                Capability.CAPTIONS,
                Capability.DOCUMENT,
                Capability.LOOK_UP,
                Capability.SIGN_IN,
            }
        ),
        limits=Limits(
            max_length=3000,
            max_pictures=20,
            max_picture_bytes=5 * 1024 * 1024,
            picture_types=("image/jpeg", "image/png", "image/gif"),
            max_alt=4086,
            max_video_bytes=500 * 1024 * 1024,
            min_video_seconds=3,
            max_video_seconds=30 * 60,
            min_video_ratio=1 / 2.4,
            max_video_ratio=2.4,
            max_document_bytes=100 * 1024 * 1024,
        ),
        profile_patterns=(r"^linkedin\.com/(?:company|in|school|showcase)/(?P<handle>[^/?#]+)",),
        key_lifetime=timedelta(0),
        settle=timedelta(seconds=60),
        per_minute=30,
        sign_in=SIGN_IN,
    )

    def __init__(self) -> None:
        self._uploads = Uploads()

    # -- counting and refusing ----------------------------------------------------

    def count(self, text: str, limits: Limits) -> Count:
        """UTF-16 units of the text as it is sent; a reserved character takes two."""
        return Count(units(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """With the link at its end where something else takes the card's place."""
        link = outgoing.link
        if link is None or link.url in outgoing.text or _carded(outgoing):
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def _whole_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._whole_objections(outgoing, limits)
        if outgoing.quote and outgoing.pictures:
            found.append(Objection("quote.with_pictures"))
        if outgoing.quote and (outgoing.video or outgoing.document):
            found.append(Objection("quote.with_media"))
        if outgoing.document is not None:
            found += _document_objections(outgoing.document, limits)
        for number, picture in enumerate(outgoing.pictures, start=1):
            if picture.width * picture.height >= _MOST_PIXELS:
                params = {"number": number, "limit": _MOST_PIXELS}
                found.append(Objection("picture.too_many_pixels", params))
        return found

    # -- publishing ---------------------------------------------------------------

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        body: dict[str, Any] = {
            "author": _author(account),
            "commentary": little(text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if outgoing.quote is not None:
            body["reshareContext"] = {"parent": outgoing.quote.receipt.id}
        if outgoing.link is not None and _carded(outgoing):
            body["content"] = {"article": _article(outgoing)}
        return Prepared(nonce.hex(), _json(body), at, fingerprint(text), outgoing.to_json())

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        caller = Caller.of(account, http)
        body = json.loads(prepared.body)
        content = await self._uploads.content(prepared.outgoing, _author(account), media, caller)
        if not isinstance(content, dict | None):
            return content
        if content is not None:
            body["content"] = content
        answer = await caller.call("POST", "/rest/posts", json=body, changing=True)
        if isinstance(answer, Rejected):
            return await _refused(answer, prepared, account, caller)
        if not isinstance(answer, Response):
            return answer
        urn = answer.headers.get("x-restli-id", "")
        if not _NAMED.fullmatch(urn):
            return Unknown("call.malformed")
        return Done(_receipt(urn, account))

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        """The page's own posts, the last changed first, back to before the first attempt."""
        caller = Caller.of(account, http)
        author = encoded(_author(account))
        for number in range(_MOST_PAGES):
            query = f"author={author}&q=author&count={_PAGE}&start={number * _PAGE}"
            answer = await caller.call(
                "GET", f"/rest/posts?{query}&sortBy=LAST_MODIFIED", rest_method="FINDER"
            )
            if not isinstance(answer, Response):
                return Unknown(answer.code)
            try:
                page = elements(answer)
                found = next((each for each in page if _is(each, prepared)), None)
                if found is not None:
                    return Done(_receipt(str(found["id"]), account))
                if len(page) < _PAGE or int(page[-1]["lastModifiedAt"]) < _since(prepared):
                    return Absent()
            except (CallFailed, KeyError, TypeError, ValueError):
                return Unknown("call.malformed")
        return Unknown("read_back.too_far")

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """Only an edit: nothing that is documented keeps a text from being published twice."""
        return prepared.verb == "edit"

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        answer = await Caller.of(account, http).call(
            "DELETE", _path(receipt.id), rest_method="DELETE"
        )
        missing = isinstance(answer, Rejected) and answer.code == "record.missing"
        if isinstance(answer, Response) or missing:
            return Done(receipt)
        return answer

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        """Addresses that name an activity say nothing of the post that it is about."""
        found = _IN_ADDRESS.search(url)
        if found is None:
            return None
        kind = "ugcPost" if found[1].lower() == "ugcpost" else "share"
        return Receipt(f"urn:li:{kind}:{found[2]}", url)

    def refers(self, receipt: Receipt) -> bool:
        return _NAMED.fullmatch(receipt.id) is not None

    # -- editing --------------------------------------------------------------------

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        text = self.rendered(outgoing)
        body = {"patch": {"$set": {"commentary": little(text)}}}
        mark = fingerprint(text)
        return Prepared(receipt.id, _json(body), at, mark, outgoing.to_json(), "edit")

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        answer = await Caller.of(account, http).call(
            "POST",
            _path(prepared.key),
            json=json.loads(prepared.body),
            rest_method="PARTIAL_UPDATE",
            changing=True,
        )
        if not isinstance(answer, Response):
            return answer
        return Done(_receipt(prepared.key, account))

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        answer = await Caller.of(account, http).call(
            "GET", f"{_path(prepared.key)}?viewContext=AUTHOR"
        )
        if not isinstance(answer, Response):
            return Unknown(answer.code)
        try:
            said = plain(str(answer.mapping()["commentary"]))
        except (CallFailed, KeyError):
            return Unknown("call.malformed")
        same = fingerprint(said) == prepared.fingerprint
        return Done(_receipt(prepared.key, account)) if same else Absent()


async def _refused(
    refusal: Rejected, prepared: Prepared, account: Account, caller: Caller
) -> Outcome:
    """What a refusal means; where LinkedIn says that the text is there already, it is looked at."""
    if refusal.code == "record.missing" and prepared.outgoing.quote is not None:
        return Rejected("original.missing", refusal.params)
    if refusal.code != "text.stands_already":
        return refusal
    urn = str(refusal.params["url"])
    answer = await caller.call("GET", f"{_path(urn)}?viewContext=AUTHOR")
    return _of_double(answer, urn, prepared, account)


def _of_double(answer: Answer, urn: str, prepared: Prepared, account: Account) -> Outcome:
    """This very text, from an attempt whose answer was lost; or an older one that says the same.
    One that cannot be read may be either, or one that was deleted."""
    standing = _receipt(urn, account)
    try:
        if not isinstance(answer, Response):
            return Unknown("text.stands_unseen", {"url": standing.url})
        post = answer.mapping()
        if post["author"] == _author(account) and _is(post, prepared):
            return Done(standing)
        return Rejected("text.stands_already", {"status": 422, "url": standing.url})
    except (CallFailed, KeyError, TypeError, ValueError):
        return Unknown("text.stands_unseen", {"url": standing.url})


def _is(post: Mapping[str, Any], prepared: Prepared) -> bool:
    """Whether this is the post that was meant: what it says, what it passes on, since when."""
    if int(post["createdAt"]) < _since(prepared) or post.get("lifecycleState") == "PUBLISH_FAILED":
        return False
    if _parent(post) != _parent(json.loads(prepared.body)):
        return False
    return fingerprint(plain(str(post.get("commentary", "")))) == prepared.fingerprint


def _parent(post: Mapping[str, Any]) -> str:
    return str((post.get("reshareContext") or {}).get("parent", ""))


def _since(prepared: Prepared) -> int:
    """In milliseconds since 1970, as the platform has it."""
    return int((prepared.at - _CLOCK_SKEW).timestamp() * 1000)


def _carded(outgoing: Outgoing) -> bool:
    """One thing stands below the text: a card only where nothing else does."""
    media = outgoing.pictures or outgoing.video or outgoing.document
    return outgoing.link is not None and not media and outgoing.quote is None


def _article(outgoing: Outgoing) -> dict[str, str]:
    """The card; LinkedIn wants a title."""
    link = outgoing.link
    assert link is not None
    title = link.title or outgoing.title or re.sub(r"^https?://(www\.)?", "", link.url)
    article = {"source": link.url, "title": title}
    return article | ({"description": link.description} if link.description else {})


def _document_objections(document: Document, limits: Limits) -> list[Objection]:
    found = []
    if document.mime != "application/pdf":
        found.append(Objection("document.type", {"type": document.mime}))
    if document.size > limits.max_document_bytes:
        params = {"size": document.size, "limit": limits.max_document_bytes}
        found.append(Objection("document.too_large", params))
    if not document.title.strip():
        found.append(Objection("document.title_missing"))
    return found


def _author(account: Account) -> str:
    return f"urn:li:organization:{account.platform_id}"


def _path(urn: str) -> str:
    return f"/rest/posts/{encoded(urn)}"


def _receipt(urn: str, account: Account) -> Receipt:
    return Receipt(urn, f"{account.origin or WWW}/feed/update/{urn}/")


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
