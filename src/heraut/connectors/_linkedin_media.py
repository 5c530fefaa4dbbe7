"""Pictures, documents and films on their way to LinkedIn.

Each is registered, its bytes are sent to an address that the answer names, and a text then names it
by its URN. Documents and films are worked on for a while, and a film comes in parts, so one attempt
may not be enough: what was uploaded is remembered, and the next attempt goes on from there. A
process that ends forgets it, and the upload begins anew; nobody sees an upload that no text names.
Sources, below https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/:
images-api, documents-api, videos-api (parts of 4 MB and their ETags, captions as SRT).
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from heraut.connectors._linkedin_api import Answer, Caller, encoded
from heraut.connectors.contract import MediaSource, Outcome, Outgoing, Rejected, Retry, Video
from heraut.kernel import clock
from heraut.kernel.http import CallFailed, Response

#: A call of the ledger lasts at most 45 seconds; the text itself still has to go out in it.
BUDGET = timedelta(seconds=12)
_PAUSE = 0.5
_REMEMBERED = timedelta(hours=1)
_MOST = 200


class Stopped(Exception):
    """The upload ended without a URN; ``outcome`` says why."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome)


@dataclass(slots=True)
class Upload:
    """One registered upload. ``parts``: (address, first byte, last byte), of which ``etags`` are
    those that arrived; ``sent``: all of it did; ``ready``: a text may name it."""

    urn: str
    parts: Sequence[tuple[str, int, int]]
    token: str = ""
    captions: str = ""
    etags: list[str] = field(default_factory=list)
    sent: bool = False
    ready: bool = False
    since: datetime = field(default_factory=clock.now)


class Uploads:
    """What this process uploaded lately, so that no attempt begins anew."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Upload] = {}

    async def content(
        self, outgoing: Outgoing, owner: str, media: MediaSource, caller: Caller
    ) -> dict[str, Any] | Outcome | None:
        """The ``content`` of a post; None without media; an outcome where it cannot go on."""
        work = _Work(self, owner, media, caller, clock.now() + BUDGET)
        try:
            return await work.content(outgoing)
        except Stopped as stopped:
            return stopped.outcome
        except (CallFailed, KeyError, TypeError, ValueError):
            return Retry("call.malformed")

    def find(self, slot: tuple[str, ...]) -> Upload | None:
        known = self._known.get(slot)
        if known is not None and clock.now() - known.since > _REMEMBERED:
            del self._known[slot]
            return None
        return known

    def keep(self, slot: tuple[str, ...], upload: Upload) -> Upload:
        while len(self._known) >= _MOST:
            del self._known[next(iter(self._known))]
        self._known[slot] = upload
        return upload

    def forget(self, urn: str) -> None:
        self._known = {slot: each for slot, each in self._known.items() if each.urn != urn}


@dataclass(frozen=True, slots=True)
class _Work:
    """The uploads of one attempt."""

    uploads: Uploads
    owner: str
    media: MediaSource
    caller: Caller
    until: datetime

    async def content(self, outgoing: Outgoing) -> dict[str, Any] | None:
        if outgoing.document is not None:
            document = outgoing.document
            urn = await self._stored("document", document.sha256)
            return {"media": {"id": urn, "title": document.title}}
        if outgoing.video is not None:
            said: dict[str, Any] = {"id": await self._film(outgoing.video)}
            return {"media": said | ({"title": outgoing.title} if outgoing.title else {})}
        images = [
            {"id": await self._stored("image", each.sha256), "altText": each.alt}
            for each in outgoing.pictures
        ]
        if len(images) > 1:
            return {"multiImage": {"images": images}}
        return {"media": images[0]} if images else None

    async def _stored(self, kind: str, sha256: str) -> str:
        """The URN of a picture or a document; documents are waited for."""
        slot = (self.caller.origin, self.owner, kind, sha256)
        upload = self.uploads.find(slot)
        if upload is None:
            value = await self._register(kind, {})
            part = (str(value["uploadUrl"]), 0, -1)
            upload = self.uploads.keep(slot, Upload(str(value[kind]), [part]))
        if not upload.sent:
            await self._send(upload, await self.media.read(sha256))
        if kind == "document":
            await self._wait(upload, kind)
        return upload.urn

    async def _film(self, video: Video) -> str:
        slot = (self.caller.origin, self.owner, "video", video.sha256, video.captions)
        upload = self.uploads.find(slot)
        if upload is None:
            upload = self.uploads.keep(slot, await self._registered(video))
        if not upload.sent and not await self._finalized(upload):
            await self._send(upload, await self.media.read(video.sha256))
            await self._caption(upload, video)
            await self._finalize(upload)
        await self._wait(upload, "video")
        return upload.urn

    async def _registered(self, video: Video) -> Upload:
        asked = {
            "fileSizeBytes": video.size,
            "uploadCaptions": bool(video.captions),
            "uploadThumbnail": False,
        }
        value = await self._register("video", asked)
        parts = [
            (str(each["uploadUrl"]), int(each["firstByte"]), int(each["lastByte"]))
            for each in value["uploadInstructions"]
        ]
        captions = str(value["captionsUploadUrl"]) if video.captions else ""
        return Upload(str(value["video"]), parts, str(value.get("uploadToken", "")), captions)

    async def _register(self, kind: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        body = {"initializeUploadRequest": {"owner": self.owner, **asked}}
        path = f"/rest/{kind}s?action=initializeUpload"
        answer = await self.caller.call("POST", path, json=body)
        if kind == "video" and isinstance(answer, Rejected) and answer.code == "account.rights":
            # Content administrators may publish, but not upload films.
            raise Stopped(Rejected("video.rights", answer.params))
        value: Mapping[str, Any] = _got(answer).mapping()["value"]
        return value

    async def _send(self, upload: Upload, content: bytes) -> None:
        """The parts that have not arrived yet."""
        for url, first, last in upload.parts[len(upload.etags) :]:
            self._in_time("media.uploading")
            piece = content[first : last + 1 if last >= 0 else None]
            answer = await self.caller.upload("PUT", url, piece, "application/octet-stream")
            upload.etags.append(_got(answer).headers.get("etag", "").strip('"'))
        if not upload.urn.startswith("urn:li:video:"):
            upload.sent = True

    async def _caption(self, upload: Upload, video: Video) -> None:
        if not upload.captions:
            return
        text = srt((await self.media.read(video.captions)).decode("utf-8-sig"))
        body, kind = _form(text, video.captions_language)
        _got(await self.caller.upload("POST", upload.captions, body, kind))

    async def _finalized(self, upload: Upload) -> bool:
        """Whether an earlier attempt ended the upload without learning that it had."""
        if len(upload.etags) < len(upload.parts):
            return False
        upload.sent = await self._status(upload, "video") != "WAITING_UPLOAD"
        return upload.sent

    async def _finalize(self, upload: Upload) -> None:
        body = {
            "finalizeUploadRequest": {
                "video": upload.urn,
                "uploadToken": upload.token,
                "uploadedPartIds": upload.etags,
            }
        }
        _got(await self.caller.call("POST", "/rest/videos?action=finalizeUpload", json=body))
        upload.sent = True

    async def _wait(self, upload: Upload, kind: str) -> None:
        """Until the platform has worked on it."""
        while not upload.ready:
            status = await self._status(upload, kind)
            if status == "PROCESSING_FAILED":
                self.uploads.forget(upload.urn)
                raise Stopped(Rejected(f"{kind}.failed"))
            upload.ready = status == "AVAILABLE"
            if not upload.ready:
                self._in_time("media.processing")
                await asyncio.sleep(_PAUSE)

    async def _status(self, upload: Upload, kind: str) -> str:
        answer = await self.caller.call("GET", f"/rest/{kind}s/{encoded(upload.urn)}")
        return str(_got(answer).mapping()["status"])

    def _in_time(self, code: str) -> None:
        if clock.now() > self.until:
            raise Stopped(Retry(code))


def _got(answer: Answer) -> Response:
    if not isinstance(answer, Response):
        raise Stopped(answer)
    return answer


# -- captions --------------------------------------------------------------------

_TIMES = re.compile(r"((?:\d+:)?\d\d:\d\d)[.](\d{3})\s+-->\s+((?:\d+:)?\d\d:\d\d)[.](\d{3})")


def srt(webvtt: str) -> str:
    """WebVTT as SubRip: numbered, hours always named, a comma before the milliseconds."""
    cues: list[str] = []
    for block in re.split(r"\n{2,}", webvtt.replace("\r\n", "\n").strip()):
        found, text = _cue(block)
        if found:
            times = f"{_clock(found[1])},{found[2]} --> {_clock(found[3])},{found[4]}"
            cues.append(f"{len(cues) + 1}\n{times}\n{text}\n")
    return "\n".join(cues)


def _cue(block: str) -> tuple[re.Match[str] | None, str]:
    """The times and the text of a block; None for a header, a note or a style."""
    lines = block.split("\n")
    for number, line in enumerate(lines[:2]):
        found = _TIMES.match(line)
        if found:
            return found, re.sub(r"</?[^>]+>", "", "\n".join(lines[number + 1 :]))
    return None, ""


def _clock(time: str) -> str:
    return time.zfill(8) if time.count(":") == 2 else f"00:{time}"


#: The country that a language without one is written for.
_COUNTRIES = {"en": "US", "nl": "NL", "fr": "FR", "de": "DE", "es": "ES", "pt": "PT", "it": "IT"}


def _form(text: str, language: str) -> tuple[bytes, str]:
    """The captions as the multipart form that the platform takes, and its content type."""
    code, _, region = language.partition("-")
    locale = {"language": code.upper() or "EN", "country": region.upper()}
    if not re.fullmatch("[A-Z]{2}", locale["country"]):
        locale["country"] = _COUNTRIES.get(code.lower(), code.upper())
    said = {
        "format": "SRT",
        "formattedForEasyReader": True,
        "largeText": True,
        "source": "USER_PROVIDED",
        "locale": locale,
        "transcriptType": "CLOSED_CAPTION",
    }
    boundary = "heraut-captions-7d1f2a"
    body = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="metadata"\r\n'
        f"Content-Type: application/json\r\n\r\n{json.dumps(said)}\r\n"
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="captions.srt"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n{text}\r\n--{boundary}--\r\n"
    )
    return body.encode(), f"multipart/form-data; boundary={boundary}"
