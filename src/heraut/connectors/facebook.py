"""Facebook Pages, by Meta's Graph API.

A text is made ready as an unpublished post, which only the Page's own people could find, and then
published by ``is_published``; a film likewise by ``published``. A published post cannot be unpublished,
and publishing it once more changes nothing: so a call may be repeated however often, and whether it
was published is asked of the post itself. Where nothing was made ready, the Page's posts are read
back. A Page's post passed on or quoted is not offered by the API, and neither is a conversation with
oneself. Sources, under https://developers.facebook.com: /docs/pages-api/posts (publish, update,
delete), /docs/graph-api/reference/page/photos (alt_text_custom), /page/videos, /video/captions,
/page/published_posts, /page-post (is_published), /docs/pages-api/overview (tasks, permissions).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from heraut.connectors import _graph, _graph_sign_in, _srt
from heraut.connectors._graph import WEB, Answer, File, Graph, NotRead, steady
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
    Outcome,
    Outgoing,
    Picture,
    Prepared,
    ReadBack,
    Receipt,
    Rejected,
    Retry,
    SignIn,
    Tokens,
    Unknown,
    Video,
    fingerprint,
)
from heraut.kernel.http import Outbound

_WHO = "id,name,username,link,verification_status,is_published"
_FILM = {"is": "film"}
_RESEND_WITHIN = timedelta(hours=1)
_CLOCK_SKEW = timedelta(minutes=5)
_UPLOAD_SECONDS = 30.0
_NUMBERED = re.compile(r"/(?P<kind>posts|videos)/(?:[^/]+/)?(?P<id>\d+)/?(?:\?|$)")


class Facebook(Connector):
    """Secrets: ``token`` of the Page; ``proof``, its ``appsecret_proof``, and ``user_token`` of who
    signed it in, where that was by Facebook Login."""

    platform: ClassVar[str] = "facebook"
    declaration: ClassVar[Declaration] = Declaration(
        label="Facebook",
        capabilities=frozenset(
            {
                Capability.TEXT,
                Capability.PICTURES,
                Capability.ALT,
                Capability.LINK_CARD,
                Capability.RECALL,
                Capability.READ_BACK,
                Capability.KEY,
                Capability.IDENTITY,
                Capability.EDIT,
                Capability.VIDEO,
                Capability.CAPTIONS,
                Capability.SIGN_IN,
            }
        ),
        limits=Limits(
            max_length=63_206,
            max_pictures=10,
            max_picture_bytes=10_000_000,
            picture_types=("image/jpeg", "image/png", "image/gif"),
            # What goes up within one call; the platform itself takes a gigabyte so.
            max_video_bytes=100_000_000,
            min_video_seconds=1,
            max_video_seconds=20 * 60,
            video_types=("video/mp4", "video/quicktime"),
        ),
        account_fields=(
            AccountField("handle", "account.page"),
            AccountField("token", "account.page_token", secret=True),
        ),
        profile_patterns=(
            r"^(?:facebook|fb)\.com/(?:people/|p/)?"
            r"(?P<handle>(?!profile\.php|share|groups|pages)[^/?#]+)",
            r"^facebook\.com/pages/(?P<handle>[^/?#]+)",
            r"^fb\.me/(?P<handle>[^/?#]+)",
            r"^facebook\.com/profile\.php\?id=(?P<handle>\d+)",
        ),
        settle=timedelta(seconds=30),
        per_minute=20,
        sign_in=SignIn(
            scopes=("pages_show_list", "pages_manage_posts", "pages_read_engagement"),
            register=_graph_sign_in.REGISTER,
            pkce=False,
            refresh_ahead=timedelta(days=14),
        ),
    )

    def count(self, text: str, limits: Limits) -> Count:
        return Count(len(text), limits.max_length, limits.unit)

    def rendered(self, outgoing: Outgoing) -> str:
        """A card stands beside a text alone; with pictures or a film the link goes into it."""
        link = outgoing.link
        if link is None or link.url in outgoing.text:
            return outgoing.text
        if not outgoing.pictures and outgoing.video is None:
            return outgoing.text
        return f"{outgoing.text.rstrip()}\n\n{link.url}"

    def prepare(
        self, outgoing: Outgoing, account: Account, *, at: datetime, nonce: bytes
    ) -> Prepared:
        text = self.rendered(outgoing)
        body = {"message": text}
        if outgoing.link and outgoing.link.url not in text:
            body["link"] = outgoing.link.url
        return Prepared(nonce.hex(), _json(body), at, fingerprint(text), outgoing.to_json())

    def prepare_edit(
        self, outgoing: Outgoing, receipt: Receipt, account: Account, *, at: datetime
    ) -> Prepared:
        text = self.rendered(outgoing)
        film = receipt.extra.get("is") == "film"
        body = _json({"id": receipt.id, "description" if film else "message": text})
        return Prepared(receipt.id, body, at, fingerprint(text), outgoing.to_json(), "edit")

    # -- publishing ----------------------------------------------------------------

    async def stage(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Prepared | Rejected | Retry:
        if prepared.staged:
            return prepared
        calls, outgoing = Graph.of(account, http), prepared.outgoing
        if outgoing.video is not None:
            made = await self._film(prepared, outgoing.video, account, media, calls)
        else:
            made = await self._post(prepared, outgoing.pictures, account, media, calls)
        return made if isinstance(made, Rejected | Retry) else replace(prepared, staged=made)

    async def _post(
        self,
        prepared: Prepared,
        pictures: tuple[Picture, ...],
        account: Account,
        media: MediaSource,
        calls: Graph,
    ) -> dict[str, str] | Rejected | Retry:
        photos = []
        for picture in pictures:
            name = f"{picture.sha256[:16]}.{picture.mime.split('/')[-1]}"
            file = File("source", name, picture.mime, await media.read(picture.sha256))
            fields = {"published": "false", "alt_text_custom": picture.alt}
            where = f"{account.platform_id}/photos"
            photo = _made(await calls.post(where, fields, file=file, changing=False))
            if not isinstance(photo, str):
                return photo
            photos.append({"media_fbid": photo})
        body = json.loads(prepared.body) | {"published": "false"}
        if photos:
            body["attached_media"] = photos
        made = _made(await calls.post(f"{account.platform_id}/feed", body, changing=False))
        return {"post": made} if isinstance(made, str) else made

    async def _film(
        self,
        prepared: Prepared,
        video: Video,
        account: Account,
        media: MediaSource,
        calls: Graph,
    ) -> dict[str, str] | Rejected | Retry:
        """The file, and its captions before anybody sees it."""
        name = f"{video.sha256[:16]}.{'mov' if video.mime == 'video/quicktime' else 'mp4'}"
        file = File("source", name, video.mime, await media.read(video.sha256))
        fields = {"published": "false", "description": json.loads(prepared.body)["message"]}
        if prepared.outgoing.title:
            fields["title"] = prepared.outgoing.title
        made = _made(
            await calls.post(
                f"{account.platform_id}/videos",
                fields,
                file=file,
                changing=False,
                timeout=_UPLOAD_SECONDS,
            )
        )
        if not isinstance(made, str):
            return made
        if video.captions:
            refused = await self._captions(made, video, prepared.outgoing.language, media, calls)
            if refused is not None:
                return refused
        return {"film": made}

    @staticmethod
    async def _captions(
        film: str, video: Video, language: str, media: MediaSource, calls: Graph
    ) -> Rejected | Retry | None:
        locale = _srt.locale(video.captions_language or language)
        text = _srt.from_webvtt((await media.read(video.captions)).decode(errors="replace"))
        name = f"captions.{locale}.srt"
        file = File("captions_file", name, "application/x-subrip", text.encode())
        fields = {"default_locale": locale}
        answer = await calls.post(f"{film}/captions", fields, file=file, changing=False)
        return None if isinstance(answer, dict) else steady(answer)

    async def publish(
        self, prepared: Prepared, account: Account, media: MediaSource, http: Outbound
    ) -> Outcome:
        held = prepared.staged
        if not held:
            return Retry("stage.slow")
        calls = Graph.of(account, http)
        wanted = {"published": "true"} if "film" in held else {"is_published": "true"}
        answer = await calls.post(_id(held), wanted)
        if isinstance(answer, Rejected):
            found = await self.read_back(prepared, account, http)
            return found if isinstance(found, Done) else answer
        if not isinstance(answer, dict):
            return answer
        if not answer.get("success"):
            return Unknown("call.malformed")
        shown = await calls.get(_id(held), fields="permalink_url")
        return Done(_receipt(held, shown if isinstance(shown, dict) else {}, account))

    async def read_back(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        calls = Graph.of(account, http)
        if not prepared.staged:
            return await self._search(prepared, account, calls)
        mark = "published" if "film" in prepared.staged else "is_published"
        answer = await calls.get(_id(prepared.staged), fields=f"{mark},permalink_url")
        if not isinstance(answer, dict):
            return Unknown(answer.code, answer.params)
        if mark not in answer:
            return Unknown("call.malformed")
        return Done(_receipt(prepared.staged, answer, account)) if answer[mark] else Absent()

    async def _search(self, prepared: Prepared, account: Account, calls: Graph) -> ReadBack:
        """The Page's posts, newest first, back to before the first attempt."""
        where = f"{account.platform_id}/published_posts"
        try:
            async for page in calls.pages(where, fields="id,message,created_time,permalink_url"):
                for post in page:
                    if _graph.moment(post["created_time"]) < prepared.at - _CLOCK_SKEW:
                        return Absent()
                    if fingerprint(str(post.get("message", ""))) == prepared.fingerprint:
                        return Done(_receipt({"post": str(post["id"])}, post, account))
        except NotRead as trouble:
            return Unknown(trouble.why.code, trouble.why.params)
        except (KeyError, ValueError):
            return Unknown("call.malformed")
        return Absent()

    def may_resend(self, prepared: Prepared, first_attempt_at: datetime, now: datetime) -> bool:
        """The same post may be published for ever; one not made yet only while nobody can have
        touched what was looked for."""
        if prepared.staged or prepared.verb != "publish":
            return True
        return now - first_attempt_at < _RESEND_WITHIN

    async def recall(self, receipt: Receipt, account: Account, http: Outbound) -> Outcome:
        answer = await Graph.of(account, http).delete(receipt.id)
        if isinstance(answer, dict):
            return Done(receipt)
        if isinstance(answer, Rejected) and answer.code == "record.missing":
            return Done(receipt)
        return steady(answer)  # deleting twice is deleting once

    def receipt_at(self, url: str, prepared: Prepared, account: Account) -> Receipt | None:
        """Addresses with a ``pfbid`` name no post that the API knows."""
        found = _NUMBERED.search(url)
        if found is None:
            return None
        if found["kind"] == "videos":
            return Receipt(found["id"], url, _FILM)
        return Receipt(f"{account.platform_id}_{found['id']}", url)

    def refers(self, receipt: Receipt) -> bool:
        return re.fullmatch(r"\d+(?:_\d+)?", receipt.id) is not None

    # -- editing ---------------------------------------------------------------------

    async def edit(self, prepared: Prepared, account: Account, http: Outbound) -> Outcome:
        """Only posts that the same application made may be changed; what hangs on them stays."""
        body = json.loads(prepared.body)
        answer = await Graph.of(account, http).post(body.pop("id"), body)
        if not isinstance(answer, dict):
            return answer
        return await self._standing(prepared, account, http)

    async def read_edit(self, prepared: Prepared, account: Account, http: Outbound) -> ReadBack:
        name = "description" if "description" in json.loads(prepared.body) else "message"
        answer = await Graph.of(account, http).get(prepared.key, fields=f"{name},permalink_url")
        if not isinstance(answer, dict):
            return Unknown(answer.code, answer.params)
        if fingerprint(str(answer.get(name, ""))) != prepared.fingerprint:
            return Absent()
        return Done(_receipt(_held(prepared), answer, account))

    @staticmethod
    async def _standing(prepared: Prepared, account: Account, http: Outbound) -> Done:
        shown = await Graph.of(account, http).get(prepared.key, fields="permalink_url")
        return Done(_receipt(_held(prepared), shown if isinstance(shown, dict) else {}, account))

    # -- the account ------------------------------------------------------------------

    async def identify(self, account: Account, http: Outbound) -> Identity | Rejected | Retry:
        answer = await Graph.of(account, http).get("me", fields=_WHO)
        if not isinstance(answer, dict):
            return steady(answer)
        if answer.get("is_published") is False:
            return Rejected("account.unpublished", {"status": "403"}, account_problem=True)
        try:
            return _identity(answer, account.origin)
        except KeyError:
            return Retry("call.malformed")

    def profile_url(self, handle: str, origin: str) -> str:
        return f"{origin or WEB}/{handle.lstrip('@')}"

    # -- signing in ----------------------------------------------------------------------

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
        found = await _graph_sign_in.pages(app, tokens, _WHO, http)
        if not isinstance(found, list):
            return found
        return tuple(Candidate(_identity(page, app.origin), theirs) for page, theirs in found)

    async def refresh(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Tokens | Rejected | Retry:
        return await _graph_sign_in.refresh(app, secrets, http)

    async def revoke(
        self, app: App, secrets: Mapping[str, str], http: Outbound
    ) -> Done | Rejected | Retry:
        return await _graph_sign_in.revoke(app, secrets, http)


def _identity(page: Mapping[str, Any], origin: str) -> Identity:
    """Raises ``KeyError``. A Page without a username is called by its number."""
    number = str(page["id"])
    handle = str(page.get("username") or number)
    badge = str(page.get("verification_status") or "")
    url = str(page.get("link") or f"{origin or WEB}/{handle}")
    return Identity(
        number, handle, str(page.get("name", "")), url, "none" if badge == "not_verified" else badge
    )


def _made(answer: Answer) -> str | Rejected | Retry:
    """The id of what was made and nobody sees."""
    if not isinstance(answer, dict):
        return steady(answer)
    return str(answer["id"]) if "id" in answer else Retry("call.malformed")


def _id(held: Mapping[str, str]) -> str:
    return held.get("film") or held["post"]


def _held(prepared: Prepared) -> dict[str, str]:
    """Of an edit: what is edited, a post or a film."""
    film = "description" in json.loads(prepared.body)
    return {"film" if film else "post": prepared.key}


def _receipt(held: Mapping[str, str], shown: Mapping[str, Any], account: Account) -> Receipt:
    """The API gives a film's address without the host."""
    url = str(shown.get("permalink_url") or f"/{_id(held)}")
    if url.startswith("/"):
        url = f"{account.origin or WEB}{url}"
    return Receipt(_id(held), url, _FILM if "film" in held else {})


def _json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
