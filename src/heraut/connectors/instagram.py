"""Instagram's professional accounts, by Meta's Graph API and the Page they are linked to.

Publishing takes two calls: a container is made, for which Meta fetches the picture or film from an
address that anybody can read, and the container is published. A container nobody publishes ends
after 24 hours and was never seen; one that was says so (``status_code``). So the container is made
ready first and is on the ledger before it is published: whether that happened is asked of it, not
guessed from the account, and one container becomes one text. The account's media are read back where no container is known.
An error on publishing is not believed either: Instagram has been seen to answer 400 and publish.
There is no editing, no deleting, no repost and no quote.
Sources, under https://developers.facebook.com/docs/instagram-platform: /content-publishing,
/instagram-graph-api/reference/ig-user/media (specifications of pictures and reels),
/instagram-graph-api/reference/ig-container, /instagram-graph-api/reference/ig-user/media_publish,
/instagram-graph-api/reference/ig-user/content_publishing_limit, /reference/instagram-media.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from heraut.connectors import _graph, _graph_errors, _graph_sign_in
from heraut.connectors._graph import Answer, Graph, NotRead, steady
from heraut.connectors.contract import (
    Absent,
    Account,
    AccountField,
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
    Outcome,
    Outgoing,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    SignIn,
    Tokens,
    Unknown,
    fingerprint,
)
from heraut.kernel import clock
from heraut.kernel.http import Outbound

WEB = "https://www.instagram.com"
#: Meta's reference still says 30; since December 2025 Instagram takes five.
MOST_HASHTAGS, MOST_MENTIONS = 5, 20
_HASHTAG = re.compile(r"(?<![\w#&])#\w+")
_MENTION = re.compile(r"(?<![\w@/.])@\w[\w.]*")
#: A container lives a day; before it ends nothing new is made for the same text.
_RESEND_WITHIN = timedelta(hours=23)
_CLOCK_SKEW = timedelta(minutes=5)
#: Seconds between looks at a container that is still being worked on.
_PAUSES = (0.3, 0.7, 1.5, 2.5)
_FAILED = frozenset({"ERROR", "EXPIRED"})


class Instagram(Connector):
    """Secrets: ``token`` of the linked Page; ``proof``, its ``appsecret_proof``, and ``user_token`` of
    who signed it in, where that was by Facebook Login."""

    platform: ClassVar[str] = "instagram"
    declaration: ClassVar[Declaration] = Declaration(
        label="Instagram",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.IDENTITY,
                Capability.VIDEO,
                Capability.SIGN_IN,
            }
        ),
        limits=Limits(
            max_length=2200,
            max_pictures=10,
            max_picture_bytes=8 * 1024 * 1024,
            picture_types=("image/jpeg",),
            min_ratio=4 / 5,
            max_ratio=1.91,
            max_alt=1000,
            max_video_bytes=300_000_000,
            min_video_seconds=3,
            max_video_seconds=15 * 60,
            min_video_ratio=0.01,
            max_video_ratio=10,
            video_types=("video/mp4", "video/quicktime"),
        ),
        account_fields=(
            AccountField("handle", "account.handle"),
            AccountField("token", "account.page_token", secret=True),
        ),
        profile_patterns=(r"^instagram\.com/(?P<handle>(?!p/|reel/|explore/)[\w.]+)",),
        key_lifetime=timedelta(hours=24),
        settle=timedelta(seconds=45),
        per_minute=10,
        dead_links=True,
        sign_in=SignIn(
            scopes=(
                "instagram_basic",
                "instagram_content_publish",
                "pages_show_list",
                "pages_read_engagement",
            ),
            register=_graph_sign_in.REGISTER,
            pkce=False,
            refresh_ahead=timedelta(days=14),
        ),
    )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """There are no cards; a link stands in the caption, where readers cannot tap it."""
        link = outgoing.link
        if link is None or link.url in outgoing.text:
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def _text_objections(self, outgoing: Outgoing, limits: Limits) -> list[Objection]:
        found = super()._text_objections(outgoing, limits)
        text = self.rendered(outgoing)
        for pattern, most, code in (
            (_HASHTAG, MOST_HASHTAGS, "text.hashtags"),
            (_MENTION, MOST_MENTIONS, "text.mentions"),
        ):
            used = len(pattern.findall(text))
            if used > most:
                found.append(Objection(code, {"used": used, "limit": most}))
        if not outgoing.pictures and outgoing.video is None:
            found.append(Objection("media.missing"))
        return found

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        return Prepared(nonce.hex(), _json({"caption": text}), at, _mark(text), outgoing.to_json())

    # -- making ready -------------------------------------------------------------------

    async def stage(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Prepared | Rejected | Retry:
        """A container; of several pictures first one each. What has failed is made anew: it was
        never published, or it would say so."""
        calls, held = Graph.of(account, http), dict(prepared.staged)
        if "container" in held:
            status = await _status(calls, held["container"])
            if not isinstance(status, _Status) or status.code not in _FAILED:
                return prepared
            held = {}
        if "items" not in held:
            spent = await self._spent(account, calls)
            if spent is not None:
                return spent
        made = await self._container(prepared.outgoing, prepared, held, account, media, calls)
        return replace(prepared, staged=made) if isinstance(made, dict) else made

    async def _container(
        self,
        outgoing: Outgoing,
        prepared: Prepared,
        held: Mapping[str, str],
        account: Account,
        media: MediaSource,
        calls: Graph,
    ) -> dict[str, str] | Rejected | Retry:
        caption = json.loads(prepared.body)
        if outgoing.video is not None:
            address = await media.lend(outgoing.video.sha256)
            film = {"media_type": "REELS", "video_url": address, "share_to_feed": "true"}
            return await self._made("container", caption | film, account, calls)
        if not outgoing.pictures:
            return Rejected("media.missing")
        if len(outgoing.pictures) == 1:
            (picture,) = outgoing.pictures
            shown = {"image_url": await media.lend(picture.sha256), "alt_text": picture.alt}
            return await self._made("container", caption | shown, account, calls)
        if "items" not in held:
            items = []
            for picture in outgoing.pictures:
                shown = {"image_url": await media.lend(picture.sha256), "alt_text": picture.alt}
                shown["is_carousel_item"] = "true"
                one = await self._made("item", shown, account, calls)
                if not isinstance(one, dict):
                    return one
                items.append(one["item"])
            held = {"items": ",".join(items)}
        return await self._carousel(caption, held, account, calls)

    async def _carousel(
        self, caption: Mapping[str, str], held: Mapping[str, str], account: Account, calls: Graph
    ) -> dict[str, str] | Rejected | Retry:
        """Its pictures have to be finished before it is made; those that take longer are kept."""
        items = held["items"].split(",")
        for item in items:
            status = await _settled(calls, item)
            if not isinstance(status, _Status):
                return dict(held)
            if status.code in _FAILED:
                trouble = _graph_errors.of_container(status.subcode)
                return trouble if isinstance(trouble, Rejected) else {}
            if status.code != "FINISHED":
                return dict(held)
        fields = {**caption, "media_type": "CAROUSEL", "children": ",".join(items)}
        return await self._made("container", fields, account, calls)

    @staticmethod
    async def _made(
        name: str, fields: Mapping[str, str], account: Account, calls: Graph
    ) -> dict[str, str] | Rejected | Retry:
        answer = await calls.post(f"{account.platform_id}/media", fields, changing=False)
        if not isinstance(answer, dict):
            return steady(answer)
        return {name: str(answer["id"])} if "id" in answer else Retry("call.malformed")

    @staticmethod
    async def _spent(account: Account, calls: Graph) -> Retry | None:
        """Whether the account has published as often as it may in 24 hours; where Meta does not
        say, it will when publishing."""
        answer = await calls.get(
            f"{account.platform_id}/content_publishing_limit", fields="quota_usage,config"
        )
        try:
            if not isinstance(answer, dict):
                return None
            (said,) = answer["data"]
            used, most = int(said["quota_usage"]), int(said["config"]["quota_total"])
        except (KeyError, TypeError, ValueError):
            return None
        if used < most:
            return None
        params = {"status": f"{used}/{most}"}
        return Retry("platform.daily_limit", params, clock.now() + timedelta(hours=1))

    # -- publishing -----------------------------------------------------------------------

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        container = prepared.staged.get("container")
        if container is None:
            return Retry("media.processing")
        calls = Graph.of(account, http)
        status = await _settled(calls, container)
        if not isinstance(status, _Status):
            return status
        if status.code == "PUBLISHED":
            return await self._found(prepared, account, calls)
        if status.code in _FAILED:
            return _graph_errors.of_container(status.subcode)
        if status.code != "FINISHED":
            return Retry("media.processing")
        path = f"{account.platform_id}/media_publish"
        answer = await calls.post(path, {"creation_id": container})
        if isinstance(answer, dict):
            return await self._published(answer, account, calls)
        return await self._despite(answer, prepared, account, calls)

    async def _published(
        self, answer: Mapping[str, Any], account: Account, calls: Graph
    ) -> Done | Unknown:
        if "id" not in answer:
            return Unknown("call.malformed")
        shown = await calls.get(str(answer["id"]), fields="permalink")
        known = shown if isinstance(shown, dict) else {}
        return Done(self._receipt({**known, "id": answer["id"]}, account))

    async def _despite(
        self, error: Rejected | Retry | Unknown, prepared: Prepared, account: Account, calls: Graph
    ) -> Outcome:
        """An error, and yet it may stand there: the container knows. One that cannot be asked
        now leaves it open."""
        if isinstance(error, Unknown) or error.code.startswith("call."):
            return error
        status = await _status(calls, prepared.staged["container"])
        if not isinstance(status, _Status):
            return Unknown(error.code, error.params)
        if status.code == "PUBLISHED":
            return await self._found(prepared, account, calls)
        return error if status.code == "FINISHED" else Unknown(error.code, error.params)

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        calls = Graph.of(account, http)
        container = prepared.staged.get("container")
        if container is None:
            return await self._search(prepared, account, calls)
        status = await _status(calls, container)
        if not isinstance(status, _Status):
            return Unknown(status.code, status.params)
        if status.code == "PUBLISHED":
            return await self._found(prepared, account, calls)
        if status.code == "IN_PROGRESS":
            return Unknown("media.processing")
        return Absent()

    async def _found(self, prepared: Prepared, account: Account, calls: Graph) -> Done:
        """Published for certain; its address, if the account's media show it already."""
        found = await self._search(prepared, account, calls)
        if isinstance(found, Done):
            return found
        url = self.profile_url(account.handle, account.origin)
        return Done(Receipt(prepared.staged["container"], url, {"is": "container"}))

    async def _search(self, prepared: Prepared, account: Account, calls: Graph) -> ReadBack:
        """The account's media, newest first, back to before the first attempt."""
        where = f"{account.platform_id}/media"
        try:
            async for page in calls.pages(where, fields="id,caption,timestamp,permalink"):
                for one in page:
                    if _graph.moment(one["timestamp"]) < prepared.at - _CLOCK_SKEW:
                        return Absent()
                    if _mark(str(one.get("caption", ""))) == prepared.fingerprint:
                        return Done(self._receipt(one, account))
        except NotRead as trouble:
            return Unknown(trouble.why.code, trouble.why.params)
        except (KeyError, ValueError):
            return Unknown("call.malformed")
        return Absent()

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        return now - first_attempt_at < _RESEND_WITHIN

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        """The API deletes nothing: a person has to, in the app."""
        return Rejected("recall.by_hand")

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        """An address names a text well enough: nothing is built on it."""
        found = re.search(r"instagram\.com/(?:[\w.]+/)?(?:p|reel)/([\w-]+)", url)
        return Receipt(found.group(1), url) if found else None

    def _receipt(self, one: Mapping[str, Any], account: Account) -> Receipt:
        url = str(one.get("permalink") or self.profile_url(account.handle, account.origin))
        return Receipt(str(one["id"]), url)

    # -- the account ------------------------------------------------------------------------

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        """By the Page's token: the account that is linked to it."""
        calls = Graph.of(account, http)
        answer = await calls.get("me", fields="instagram_business_account{id,username,name}")
        if not isinstance(answer, dict):
            return steady(answer)
        linked = answer.get("instagram_business_account")
        if not linked:
            return Rejected("account.not_linked", {"status": "404"}, account_problem=True)
        try:
            return self._identity(linked, account.origin)
        except (KeyError, TypeError):
            return Retry("call.malformed")

    def _identity(self, linked: Mapping[str, Any], origin: str) -> Identity:
        handle = str(linked["username"])
        url = self.profile_url(handle, origin)
        return Identity(str(linked["id"]), handle, str(linked.get("name", "")), url)

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin or WEB}/{handle.lstrip('@')}/"

    # -- signing in --------------------------------------------------------------------------

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        sign_in = self.declaration.sign_in
        assert sign_in is not None
        return _graph_sign_in.authorize_url(app, sign_in.scopes, state=state, redirect=redirect)

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Outbound
    ) -> Tokens | Rejected | Retry:
        return await _graph_sign_in.exchange(app, code=code, redirect=redirect, http=http)

    async def candidates(
        self, app: App, tokens: Tokens, http: Outbound
    ) -> tuple[Candidate, ...] | Rejected | Retry:
        fields = "id,instagram_business_account{id,username,name}"
        found = await _graph_sign_in.pages(app, tokens, fields, http)
        if not isinstance(found, list):
            return found
        linked = [(page.get("instagram_business_account"), theirs) for page, theirs in found]
        return tuple(
            Candidate(self._identity(one, app.origin), theirs) for one, theirs in linked if one
        )

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        return await _graph_sign_in.refresh(app, secrets, http)

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        return await _graph_sign_in.revoke(app, secrets, http)


class _Status:
    """Of a container: ``status_code``, and the subcode that ``status`` gives for an error."""

    def __init__(self, answer: Mapping[str, Any]) -> None:
        self.code = str(answer.get("status_code", ""))
        found = re.search(r"\b22\d{5}\b", str(answer.get("status", "")))
        self.subcode = int(found.group()) if found else 0


async def _status(calls: Graph, container: str) -> _Status | Retry | Rejected:
    answer: Answer = await calls.get(container, fields="status_code,status")
    if not isinstance(answer, dict):
        # Reads of a fresh container have been seen to say that there is none.
        missing = isinstance(answer, Rejected) and answer.code == "record.missing"
        return Retry("media.processing", answer.params) if missing else steady(answer)
    return _Status(answer)


async def _settled(calls: Graph, container: str) -> _Status | Retry | Rejected:
    """The status once it is no longer being worked on, or after a few seconds."""
    status = await _status(calls, container)
    for pause in _PAUSES:
        if not isinstance(status, _Status) or status.code != "IN_PROGRESS":
            break
        await asyncio.sleep(pause)
        status = await _status(calls, container)
    return status


def _mark(caption: str) -> str:
    """The API leaves the @ of mentions out of captions for some who read them."""
    return fingerprint(caption.replace("@", ""))


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
