"""LinkedIn's uploads: pictures, documents, films in parts, captions; films are worked on a while."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from heraut_proving.sandbox import linkedin_shapes as shapes
from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.linkedin_shapes import Who
from heraut_proving.sandbox.state import State, Upload, now

if TYPE_CHECKING:
    from heraut_proving.sandbox.linkedin import LinkedIn

PART = 4 * 1024 * 1024
_MIME = {"image": "image/png", "document": "application/pdf", "video": "video/mp4"}


@dataclass(slots=True)
class Coming:
    """An upload that was registered. ``parts``: number -> bytes, as they arrive."""

    urn: str
    owner: str
    size: int = 0
    token: str = ""
    captions: bool = False
    parts: dict[int, bytes] = field(default_factory=dict)
    subtitles: bytes = b""


class Media:
    """``processing``: seconds until documents and films are available."""

    def __init__(self, home: LinkedIn, state: State, faults: Faults) -> None:
        self.home, self.state, self.faults = home, state, faults
        self.processing = 0.4
        self.coming: dict[str, Coming] = {}

    def routes(self) -> list[web.RouteDef]:
        versioned = self.home.versioned
        registered = [
            web.post(f"/rest/{kind}s", versioned(self._registering(kind))) for kind in _MIME
        ]
        asked = [web.get(f"/rest/{kind}s/{{urn}}", versioned(self.status)) for kind in _MIME]
        return [
            *registered,
            *asked,
            web.put("/dms-uploads/{key}/{part}", self.receive),
            web.post("/dms-uploads/{key}/captions", self.receive_captions),
        ]

    def usable(self, urn: str, page: str) -> bool:
        known = self.state.uploads.get(urn)
        return known is not None and known.ready_at <= now()

    def digest(self, urn: str) -> str:
        known = self.state.uploads.get(urn)
        return hashlib.sha256(known.body).hexdigest() if known else ""

    def _registering(self, kind: str) -> Callable[[web.Request, Who], Any]:
        async def register(request: web.Request, who: Who) -> web.StreamResponse:
            value = await shapes.body_of(request)
            if request.query.get("action") == "finalizeUpload" and kind == "video":
                return await self._finalize(request, value)
            asked = value.get("initializeUploadRequest") or {}
            page = str(asked.get("owner", "")).removeprefix("urn:li:organization:")
            call = {"platform": "linkedin", "call": "register", "account": page}

            def apply() -> tuple[Answer, None]:
                allowed = who.may(page)
                if kind == "video":
                    allowed = who.roles.get(page) == "ADMINISTRATOR"
                if not allowed:
                    said = f"Accessing this {kind} resource is forbidden. Please check your"
                    return shapes.answer(403, f"{said} permissions for this resource"), None
                return Answer(200, {"value": self._registered(request, kind, page, asked)}), None

            return await carry_out(request, self.state, self.faults, call, apply, shapes.refuse)

        return register

    def _registered(
        self, request: web.Request, kind: str, page: str, asked: dict[str, Any]
    ) -> dict[str, Any]:
        key = "D4E10" + secrets.token_hex(8)
        coming = Coming(f"urn:li:{kind}:{key}", page)
        self.coming[key] = coming
        address = f"{request.scheme}://{request.host}/dms-uploads/{key}"
        ends = int((now() + 3600) * 1000)
        if kind != "video":
            return {"uploadUrlExpiresAt": ends, "uploadUrl": f"{address}/0", kind: coming.urn}
        coming.size = int(asked.get("fileSizeBytes", 0))
        coming.captions = bool(asked.get("uploadCaptions"))
        parts = [
            {
                "uploadUrl": f"{address}/{number}",
                "firstByte": first,
                "lastByte": min(first + PART, coming.size) - 1,
            }
            for number, first in enumerate(range(0, coming.size, PART))
        ]
        value = {
            "uploadUrlsExpireAt": ends,
            "video": coming.urn,
            "uploadInstructions": parts,
            "uploadToken": "",
        }
        return value | ({"captionsUploadUrl": f"{address}/captions"} if coming.captions else {})

    async def receive(self, request: web.Request) -> web.StreamResponse:
        coming = self.coming.get(request.match_info["key"])
        body = await request.read()
        if coming is None:
            return shapes.error(404, "No such upload")
        number = int(request.match_info["part"])
        call = {"platform": "linkedin", "call": "upload", "account": coming.owner}

        def apply() -> tuple[Answer, None]:
            coming.parts[number] = body
            if ":video:" not in coming.urn:
                self._store(coming, body)
            status = 200 if ":video:" in coming.urn else 201
            return Answer(status, None, {"ETag": _etag(body)}), None

        return await carry_out(request, self.state, self.faults, call, apply, shapes.refuse)

    async def receive_captions(self, request: web.Request) -> web.StreamResponse:
        coming = self.coming.get(request.match_info["key"])
        form = await request.post()
        file = form.get("file")
        if coming is None or not isinstance(file, web.FileField) or "metadata" not in form:
            return shapes.error(400, "metadata and file are required")
        coming.subtitles = file.file.read()
        return web.Response(status=201)

    async def _finalize(self, request: web.Request, value: dict[str, Any]) -> web.StreamResponse:
        asked = value.get("finalizeUploadRequest") or {}
        coming = next((c for c in self.coming.values() if c.urn == asked.get("video")), None)
        if coming is None:
            return shapes.error(404, "No such upload")
        call = {"platform": "linkedin", "call": "finalize", "account": coming.owner}

        def apply() -> tuple[Answer, None]:
            body = b"".join(coming.parts[number] for number in sorted(coming.parts))
            etags = [_etag(coming.parts[number]) for number in sorted(coming.parts)]
            if asked.get("uploadedPartIds") != etags or len(body) != coming.size:
                return shapes.answer(400, "The parts do not make up the file"), None
            if coming.captions and not coming.subtitles:
                return shapes.answer(400, "The captions are missing"), None
            self._store(coming, body)
            return Answer(200, None), None

        return await carry_out(request, self.state, self.faults, call, apply, shapes.refuse)

    def _store(self, coming: Coming, body: bytes) -> None:
        kind = coming.urn.split(":")[2]
        ready = now() if kind == "image" else now() + self.processing
        said = coming.subtitles.decode()
        self.state.add_upload(Upload(coming.urn, _MIME[kind], body, said, ready))

    async def status(self, request: web.Request, who: Who) -> web.StreamResponse:
        """WAITING_UPLOAD, PROCESSING, AVAILABLE, or PROCESSING_FAILED for what is no film."""
        urn = request.match_info["urn"]
        known = self.state.uploads.get(urn)
        coming = next((each for each in self.coming.values() if each.urn == urn), None)
        if known is None and coming is None:
            return shapes.error(404, f"Could not find entity {urn}", "NOT_FOUND", 404)
        status = "WAITING_UPLOAD"
        if known is not None:
            status = "AVAILABLE" if known.ready_at <= now() else "PROCESSING"
            if known.body.startswith(b"broken"):
                status = "PROCESSING_FAILED"
        owner = f"urn:li:organization:{coming.owner if coming else ''}"
        return web.json_response({"id": urn, "owner": owner, "status": status})


def _etag(body: bytes) -> str:
    return f"/ambry-video/signedId/{hashlib.sha256(body).hexdigest()[:40]}"
