"""Three translators as their documentation describes them; nobody's words leave the machine.

DeepL at ``/v2/translate``, LibreTranslate at ``/translate``, eTranslation at
``/etranslation/si/translate``, which answers to the caller's own address a moment later. They share
no code with the product.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import json
import re
import secrets
from typing import Any

import aiohttp
from aiohttp import web

from heraut_proving.sandbox.faults import Answer, Faults, with_fault
from heraut_proving.sandbox.phrases import translated
from heraut_proving.sandbox.state import Post, State, now

#: What every simulated account is called; eTranslation's password is this too.
KEY = "demo-key"
_LATER = 0.4
_REALM = "eTranslation, simulated"


class Translators:
    def __init__(self, state: State, faults: Faults) -> None:
        self.state, self.faults = state, faults
        self._nonces: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/v2/translate", self.deepl),
            web.post("/translate", self.libretranslate),
            web.get("/languages", self.languages),
            web.post("/etranslation/si/translate", self.etranslation),
        ]

    async def _carry_out(
        self, request: web.Request, platform: str, texts: list[str], source: str, target: str
    ) -> tuple[web.StreamResponse | None, list[str]]:
        """The call's own fault as an answer, or the translated texts."""
        call = {"platform": platform, "call": "translate"}
        kind = self.faults.next(call)
        entry: dict[str, Any] = {**call, "at": now(), "fault": kind or "", "texts": texts}
        self.state.journal.append(entry)
        said = [translated(text, source, target) for text in texts]
        if kind == "drop_tags":
            said = [re.sub(r"<[^<>]*>", "", text) for text in said]
        elif kind == "lose_tags":
            said = [re.sub(r"<x id=\"\d+\">.*?</x>", "", text) for text in said]
        elif kind == "fewer":
            said = said[:-1]
        elif kind is not None:
            honest = Answer(200, _BODIES[platform](said))

            def apply() -> tuple[Answer, Post | None]:
                return honest, None

            refuse = _REFUSALS[platform]
            return await with_fault(request, self.faults, kind, apply, refuse, entry), []
        return None, said

    async def deepl(self, request: web.Request) -> web.StreamResponse:
        if request.headers.get("Authorization") != f"DeepL-Auth-Key {KEY}":
            return web.json_response({"message": "Forbidden"}, status=403)
        value = await request.json()
        texts = value["text"]
        if len(texts) > 50 or len(await request.read()) > 128 * 1024:
            return web.json_response({"message": "Request size too large"}, status=413)
        if value.get("tag_handling") != "xml" or not value.get("target_lang"):
            return web.json_response({"message": "Value for 'target_lang' missing"}, status=400)
        failed, said = await self._carry_out(
            request, "deepl", texts, value.get("source_lang", "EN"), value["target_lang"]
        )
        return failed or web.json_response(_deepl(said))

    async def libretranslate(self, request: web.Request) -> web.StreamResponse:
        value = await request.json()
        if value.get("api_key") != KEY:
            return web.json_response({"error": "Invalid API key"}, status=403)
        missing = [name for name in ("q", "source", "target") if not value.get(name)]
        if missing:
            told = {"error": f"Invalid request: missing {missing[0]} parameter"}
            return web.json_response(told, status=400)
        failed, said = await self._carry_out(
            request, "libretranslate", value["q"], value["source"], value["target"]
        )
        return failed or web.json_response(_libretranslate(said))

    async def languages(self, request: web.Request) -> web.Response:
        codes = ["en", "nl", "fr", "de"]
        return web.json_response([{"code": code, "name": code, "targets": codes} for code in codes])

    # -- eTranslation --------------------------------------------------------------------

    async def etranslation(self, request: web.Request) -> web.StreamResponse:
        if not self._signed(request):
            nonce = secrets.token_hex(16)
            self._nonces.add(nonce)
            asked = f'Digest realm="{_REALM}", qop="auth", nonce="{nonce}", opaque="{nonce[:8]}"'
            return web.Response(status=401, headers={"WWW-Authenticate": asked})
        value = await request.json()
        if not value.get("callerInformation", {}).get("application"):
            return web.Response(text="-20006")
        destinations = value.get("destinations", {}).get("httpDestinations") or []
        if not destinations:
            return web.Response(text="-20025")
        document = base64.b64decode(value["documentToTranslateBase64"]["content"]).decode()
        found = re.findall(r'<p id="s\d+">(.*?)</p>', document, re.DOTALL)
        failed, said = await self._carry_out(
            request, "etranslation", found, value["sourceLanguage"], value["targetLanguages"][0]
        )
        if failed is not None:
            return failed
        paragraphs = "".join(f'<p id="s{n}">{text}</p>' for n, text in enumerate(said))
        task = asyncio.create_task(
            _send(destinations[0], f"<html><body>{paragraphs}</body></html>")
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return web.Response(text=str(secrets.randbelow(10**9) + 1))

    def _signed(self, request: web.Request) -> bool:
        header = request.headers.get("Authorization", "")
        said = dict(re.findall(r'(\w+)="([^"]*)"', header))
        if not header.startswith("Digest ") or said.get("nonce") not in self._nonces:
            return False
        self._nonces.discard(said["nonce"])

        def md5(text: str) -> str:
            return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 (as RFC 7616 has it)

        who = md5(f"{said['username']}:{_REALM}:{KEY}")
        what = md5(f"POST:{request.path}")
        right = md5(f"{who}:{said['nonce']}:00000001:{said['cnonce']}:auth:{what}")
        return secrets.compare_digest(right, said.get("response", ""))


async def _send(address: str, document: str) -> None:
    """To the caller, on this machine only."""
    await asyncio.sleep(_LATER)
    if not re.match(r"https?://(localhost|127\.0\.0\.1)[:/]", address):
        return
    body = base64.b64encode(document.encode())
    with contextlib.suppress(aiohttp.ClientError, TimeoutError):
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session:
            await session.post(address, data=body)


def _deepl(texts: list[str]) -> dict[str, Any]:
    found = [{"detected_source_language": "EN", "text": text} for text in texts]
    return {"translations": found}


def _libretranslate(texts: list[str]) -> dict[str, Any]:
    return {"translatedText": texts}


def _number(texts: list[str]) -> dict[str, Any]:
    return json.loads('{"requestId": 1}')  # type: ignore[no-any-return]


def _refuse_deepl(kind: str) -> Answer:
    match kind:
        case "5xx":
            return Answer(503, {"message": "Resource currently unavailable"})
        case "429_with_reset":
            return Answer(429, {"message": "Too many requests"}, {"Retry-After": "1"})
        case "429_without_reset":
            return Answer(429, {"message": "Too many requests"})
    return Answer(456, {"message": "Quota exceeded"})


def _refuse_libretranslate(kind: str) -> Answer:
    match kind:
        case "5xx":
            return Answer(500, {"error": "Cannot translate text"})
        case "429_with_reset" | "429_without_reset":
            return Answer(429, {"error": "Slowdown: 30 per 1 minute"})
    return Answer(400, {"error": "en is not supported"})


def _refuse_etranslation(kind: str) -> Answer:
    match kind:
        case "5xx":
            return Answer(503, "")
        case "429_with_reset" | "429_without_reset":
            return Answer(200, -20028)
    return Answer(200, -20013)


_BODIES = {"deepl": _deepl, "libretranslate": _libretranslate, "etranslation": _number}
_REFUSALS = {
    "deepl": _refuse_deepl,
    "libretranslate": _refuse_libretranslate,
    "etranslation": _refuse_etranslation,
}
