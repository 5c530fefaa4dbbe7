"""Pictures, films and captions to X, before the text that shows them.

A picture goes in one call; a film in segments, and X works on it afterwards. What was uploaded for
one attempt serves the next: a media id lives for a day, and a long film goes on where the time of
the attempt before it ended. Nobody sees an upload before a text names it. A film takes captions,
but no description.
Sources: https://docs.x.com/x-api/media/upload-media,
https://docs.x.com/x-api/media/quickstart/media-upload-chunked,
https://docs.x.com/x-api/media/media-upload-initialize,
https://docs.x.com/x-api/media/create-media-metadata,
https://docs.x.com/x-api/media/create-media-subtitles.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import dataclass

from heraut.connectors._x_calls import Answer, NotRead, call, data
from heraut.connectors.contract import (
    Account,
    MediaSource,
    Outcome,
    Outgoing,
    Picture,
    Rejected,
    Retry,
    Unknown,
    Video,
)
from heraut.kernel.http import CallFailed, Outbound

SEGMENT = 4 * 1024 * 1024
#: Seconds of one attempt that uploads may take: a lease of a minute must outlast it.
_PATIENCE = 25.0
#: Seconds that an upload is remembered, of the day that X keeps it.
_KEPT = 20 * 3600
_MOST_KEPT = 500


class _Stopped(Exception):
    """An upload did not come to its end; the outcome says why."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(str(outcome))


@dataclass(slots=True)
class _Upload:
    """``segments`` sent so far; ``ready``: a text may name it."""

    id: str
    until: float
    segments: int = 0
    ready: bool = False


class Uploads:
    """What this process has uploaded, by account and file: nothing that would be missed."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], _Upload] = {}

    async def of(
        self, outgoing: Outgoing, account: Account, media: MediaSource, http: Outbound
    ) -> list[str] | Outcome:
        """The media ids of a text's pictures or film, uploaded and ready."""
        turn = _Turn(self, account, media, http)
        try:
            ids = [await turn.picture(each) for each in outgoing.pictures]
            if outgoing.video is not None:
                ids.append(await turn.video(outgoing.video))
        except _Stopped as stopped:
            return stopped.outcome
        except NotRead as trouble:
            return Retry(str(trouble))
        except (CallFailed, KeyError, TypeError, ValueError):
            return Retry("call.malformed")
        return ids

    def forget(self, outgoing: Outgoing, account: Account) -> None:
        """X does not take them: the next attempt uploads anew."""
        files = {each.sha256 for each in outgoing.pictures}
        if outgoing.video is not None:
            files |= {outgoing.video.sha256, outgoing.video.captions}
        self._known = {
            key: value
            for key, value in self._known.items()
            if key[0] != account.platform_id or key[1] not in files
        }

    def find(self, key: tuple[str, str, str]) -> _Upload | None:
        known = self._known.get(key)
        return known if known is not None and known.until > time.monotonic() else None

    def keep(self, key: tuple[str, str, str], upload: _Upload) -> _Upload:
        while len(self._known) >= _MOST_KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[key] = upload
        return upload


class _Turn:
    """The uploads of one attempt, within its time."""

    def __init__(
        self, uploads: Uploads, account: Account, media: MediaSource, http: Outbound
    ) -> None:
        self.uploads, self.account, self.media, self.http = uploads, account, media, http
        self.until = time.monotonic() + _PATIENCE

    async def picture(self, picture: Picture) -> str:
        key = (self.account.platform_id, picture.sha256, picture.alt)
        upload = self.uploads.find(key)
        if upload is None:
            given = await self._simple(picture.sha256, picture.mime, "tweet_image")
            upload = self.uploads.keep(key, _Upload(given, time.monotonic() + _KEPT))
        if not upload.ready:
            told = {"id": upload.id, "metadata": {"alt_text": {"text": picture.alt}}}
            self._took(await self._post("/2/media/metadata", json=told))
            upload.ready = True
        return upload.id

    async def video(self, video: Video) -> str:
        key = (self.account.platform_id, video.sha256, video.captions)
        upload = self.uploads.find(key)
        if upload is None:
            asked = {
                "media_type": video.mime,
                "media_category": "tweet_video",
                "total_bytes": video.size,
            }
            began = data(self._took(await self._post("/2/media/upload/initialize", json=asked)))
            upload = self.uploads.keep(key, _Upload(str(began["id"]), time.monotonic() + _KEPT))
        if not upload.ready:
            await self._send(video, upload)
            await self._processed(upload)
            if video.captions:
                await self._captions(video, upload)
            upload.ready = True
        return upload.id

    async def _send(self, video: Video, upload: _Upload) -> None:
        content = await self.media.read(video.sha256)
        total = max(1, -(-len(content) // SEGMENT))
        while upload.segments < total:
            if time.monotonic() > self.until:
                raise _Stopped(Retry("video.processing"))
            start = upload.segments * SEGMENT
            fields = {"segment_index": str(upload.segments)}
            piece = content[start : start + SEGMENT]
            body, content_type = form(fields, piece, "application/octet-stream")
            path = f"/2/media/upload/{upload.id}/append"
            self._took(await self._post(path, body=body, content_type=content_type))
            upload.segments += 1

    async def _processed(self, upload: _Upload) -> None:
        """Finalized again, an upload that is being worked on answers with how far it is."""
        path = f"/2/media/upload/{upload.id}/finalize"
        state = data(self._took(await self._post(path)))
        while True:
            info = state.get("processing_info") or {"state": "succeeded"}
            if info["state"] == "succeeded":
                return
            if info["state"] == "failed":
                raise _Stopped(Rejected("video.refused", {"status": 200}))
            pause = float(info.get("check_after_secs") or 1)
            if time.monotonic() + pause > self.until:
                raise _Stopped(Retry("video.processing"))
            await asyncio.sleep(pause)
            query = {"command": "STATUS", "media_id": upload.id}
            answer = await call(
                self.http, self.account, "GET", "/2/media/upload", query=query, changing=False
            )
            state = data(self._took(answer))

    async def _captions(self, video: Video, upload: _Upload) -> None:
        given = await self._simple(video.captions, "text/vtt", "subtitles")
        language = (video.captions_language or "en").split("-")[0].upper()
        told = {
            "id": upload.id,
            "media_category": "TweetVideo",
            "subtitles": {"id": given, "language_code": language, "display_name": language},
        }
        self._took(await self._post("/2/media/subtitles", json=told))

    async def _simple(self, sha256: str, mime: str, category: str) -> str:
        content = await self.media.read(sha256)
        body, content_type = form({"media_category": category, "media_type": mime}, content, mime)
        answer = await self._post("/2/media/upload", body=body, content_type=content_type)
        return str(data(self._took(answer))["id"])

    async def _post(
        self, path: str, *, json: object = None, body: bytes | None = None, content_type: str = ""
    ) -> Answer:
        return await call(
            self.http,
            self.account,
            "POST",
            path,
            json=json,
            body=body,
            content_type=content_type,
            changing=False,
        )

    @staticmethod
    def _took(answer: Answer) -> Answer:
        if isinstance(answer, Unknown):
            raise _Stopped(Retry(answer.code, answer.params))
        if isinstance(answer, Rejected | Retry):
            raise _Stopped(answer)
        return answer


def form(fields: dict[str, str], content: bytes, mime: str) -> tuple[bytes, str]:
    """A multipart form with one file, ``media``, and its content type (RFC 7578)."""
    boundary = f"heraut{hashlib.sha256(content).hexdigest()[:40]}"
    head = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += (
        f'--{boundary}\r\nContent-Disposition: form-data; name="media"; filename="media"\r\n'
        f"Content-Type: {mime}\r\n\r\n"
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"
