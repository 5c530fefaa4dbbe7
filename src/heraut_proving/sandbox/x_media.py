"""X's uploads: a picture or captions in one call, a film in segments and then worked on.

https://docs.x.com/x-api/media/upload-media, /media/quickstart/media-upload-chunked,
/media/create-media-metadata, /media/create-media-subtitles.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.state import Account, State, Upload, now
from heraut_proving.sandbox.x_shapes import limited, problem, refuse, unauthorized

PICTURES = ("image/jpeg", "image/png", "image/webp", "image/bmp", "image/pjpeg", "image/tiff")
FILMS = ("video/mp4", "video/quicktime", "video/webm", "video/mp2t")
MOST_PICTURE = 5_000_000
_DAY = 86_400
#: Seconds that X works on a film, here.
WORK = 0.5

Who = Callable[[web.Request, str], Account | None]


class XMedia:
    def __init__(self, state: State, faults: Faults, who: Who) -> None:
        self.state, self.faults, self.who = state, faults, who
        self._open: dict[str, tuple[Upload, int]] = {}
        self.captions: dict[str, list[dict[str, Any]]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/media/upload", self.simple),
            web.get("/2/media/upload", self.status),
            web.post("/2/media/upload/initialize", self.initialize),
            web.post("/2/media/upload/{id}/append", self.append),
            web.post("/2/media/upload/{id}/finalize", self.finalize),
            web.post("/2/media/metadata", self.metadata),
            web.post("/2/media/subtitles", self.subtitles),
        ]

    def wrong(self, media: list[str]) -> bool:
        """Whether a text may not name these."""
        found = [self.state.uploads.get(each) for each in media]
        if len(media) > 4 or any(each is None or each.ready_at > now() for each in found):
            return True
        films = [each for each in found if each is not None and each.mime in FILMS]
        return bool(films) and len(media) > 1

    async def simple(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "media.write")
        if account is None:
            return unauthorized()
        value, content = await _form(request)
        category, mime = str(value.get("media_category", "")), str(value.get("media_type", ""))
        call = {"platform": "x", "call": "upload", "account": account.id}

        def apply() -> tuple[Answer, None]:
            if category == "tweet_image" and (mime not in PICTURES or len(content) > MOST_PICTURE):
                return problem(400, "media type unrecognized or too large"), None
            if not content or category not in ("tweet_image", "subtitles"):
                return problem(400, "media_category or media is missing"), None
            upload = self.state.add_upload(Upload(_fresh(), mime, content))
            return Answer(200, {"data": _told(upload)}), None

        return await carry_out(request, self.state, self.faults, call, apply, refuse)

    async def initialize(self, request: web.Request) -> web.StreamResponse:
        account = self.who(request, "media.write")
        if account is None:
            return unauthorized()
        value = await request.json()
        if value.get("media_type") not in FILMS or not int(value.get("total_bytes") or 0):
            return limited(400, "media_type and total_bytes are required")
        upload = Upload(_fresh(), str(value["media_type"]), b"", ready_at=1e12)
        self._open[upload.id] = (upload, int(value["total_bytes"]))
        return web.json_response({"data": _told(upload)})

    async def append(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "media.write") is None:
            return unauthorized()
        value, content = await _form(request)
        known = self._open.get(request.match_info["id"])
        if known is None or "segment_index" not in value:
            return limited(400, "no such upload")
        known[0].body += content
        return web.json_response({"data": {"expires_at": int(now()) + _DAY}})

    async def finalize(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "media.write") is None:
            return unauthorized()
        key = request.match_info["id"]
        if key in self._open:
            upload, total = self._open[key]
            if len(upload.body) != total:
                return limited(400, "segments do not add up to total_bytes")
            del self._open[key]
            upload.ready_at = now() + WORK
            self.state.add_upload(upload)
        return self._state(key)

    async def status(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "media.write") is None:
            return unauthorized()
        return self._state(request.query.get("media_id", ""))

    def _state(self, key: str) -> web.Response:
        upload = self.state.uploads.get(key)
        if upload is None:
            return limited(404, "no such upload")
        told = _told(upload)
        if upload.mime in FILMS:
            done = upload.ready_at <= now()
            told["processing_info"] = (
                {"state": "succeeded", "progress_percent": 100}
                if done
                else {"state": "in_progress", "check_after_secs": 1, "progress_percent": 50}
            )
        return web.json_response({"data": told})

    async def metadata(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "media.write") is None:
            return unauthorized()
        value = await request.json()
        upload = self.state.uploads.get(str(value.get("id", "")))
        text = str(((value.get("metadata") or {}).get("alt_text") or {}).get("text", ""))
        if upload is None or len(text) > 1000:
            return limited(400, "id or alt_text is invalid")
        upload.description = text
        self.state.add_upload(upload)
        return web.json_response({"data": {"id": upload.id, "associated_metadata": {}}})

    async def subtitles(self, request: web.Request) -> web.StreamResponse:
        if self.who(request, "media.write") is None:
            return unauthorized()
        value = await request.json()
        said = value.get("subtitles") or {}
        if value.get("id") not in self.state.uploads or said.get("id") not in self.state.uploads:
            return limited(404, "no such upload")
        self.captions.setdefault(value["id"], []).append(said)
        body = {"id": value["id"], "associated_subtitles": self.captions[value["id"]]}
        return web.json_response({"data": body})


async def _form(request: web.Request) -> tuple[dict[str, Any], bytes]:
    """The fields and the file, from a form or from JSON with base64."""
    if request.content_type == "application/json":
        value = await request.json()
        return value, base64.b64decode(value.pop("media", ""))
    form = await request.post()
    file = form.get("media")
    content = file.file.read() if isinstance(file, web.FileField) else b""
    return {name: value for name, value in form.items() if name != "media"}, content


def _fresh() -> str:
    return str(secrets.randbits(60))


def _told(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.id,
        "media_key": f"{'13' if upload.mime in FILMS else '3'}_{upload.id}",
        "expires_after_secs": _DAY,
        "size": len(upload.body),
    }
