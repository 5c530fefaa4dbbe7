"""eTranslation of the European Commission: POST /etranslation/si/translate, answered later.

From the service's page for developers (CEF Digital) and public clients of it, among them that of
the Belgian federal FPS BOSA; read in November 2026, never called by us. Digest authentication with
the application's name and password. A document travels as base64; the translated one is posted,
base64 too, to ``httpDestinations``; errors to ``errorCallback``. The answer to the request itself is
a number: an id, or below zero an error (-20028: too much at once). There are 24 official languages
of the Union and a few more.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import timedelta

from heraut.kernel import clock
from heraut.kernel.http import Outbound, Response
from heraut.newsroom import languages
from heraut.newsroom.translating import digest
from heraut.newsroom.translating.contract import (
    Accepted,
    Ask,
    Later,
    Malformed,
    Outcome,
    Provider,
    Refused,
    later,
)

URL = "https://webgate.ec.europa.eu"
_PATH = "/etranslation/si/translate"
#: How long an answer is awaited. The service names none; ours usually come within minutes.
PATIENCE = timedelta(hours=6)
_LANGUAGES = frozenset(
    [
        *("bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "ga", "it", "lv"),
        *("lt", "mt", "pl", "pt", "ro", "sk", "sl", "es", "sv"),
        *("ar", "zh", "is", "ja", "nb", "ru", "tr", "uk"),
    ]
)
_PARAGRAPH = re.compile(
    r"<p\b[^>]*\bid\s*=\s*[\"']?s(\d+)[\"']?[^>]*>(.*?)</p\s*>", re.DOTALL | re.IGNORECASE
)
_MOST_BYTES = 1024 * 1024


class ETranslation(Provider):
    slug = "etranslation"
    label = "eTranslation"
    calls_back = True

    def speaks(self, source: str, target: str) -> bool:
        return {_name(source), _name(target)} <= _LANGUAGES

    async def translate(self, ask: Ask, http: Outbound) -> Outcome:
        url = f"{self.access.url or URL}{_PATH}"
        first = await http.request("POST", url, body=b"{}", headers=_JSON)
        asked = digest.challenge(first.headers.get("www-authenticate", ""))
        if first.status != 401 or asked is None:
            return _failed(first)
        said = digest.authorization(asked, "POST", url, self.access.user, self.access.key)
        answer = await http.request(
            "POST", url, json=self._request(ask), headers={"Authorization": said, **_JSON}
        )
        if answer.status != 200:
            return _failed(answer)
        return _numbered(answer)

    def _request(self, ask: Ask) -> dict[str, object]:
        document = _document(ask.segments).encode()
        return {
            "callerInformation": {"application": self.access.user, "username": "heraut"},
            "externalReference": ask.reference,
            "sourceLanguage": _name(ask.source).upper(),
            "targetLanguages": [_name(ask.target).upper()],
            "domain": "GEN",
            "documentToTranslateBase64": {
                "content": base64.b64encode(document).decode(),
                "format": "html",
                "filename": "text",
            },
            "errorCallback": f"{ask.callback}error",
            "destinations": {"httpDestinations": [ask.callback]},
        }

    def read(self, body: bytes, count: int) -> tuple[str, ...]:
        if len(body) > _MOST_BYTES:
            raise Malformed("etranslation: too long an answer")
        try:
            text = base64.b64decode(body, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            text = body.decode(errors="replace")
        found = {int(number): inner for number, inner in _PARAGRAPH.findall(text)}
        if set(found) != set(range(count)):
            raise Malformed("etranslation: other paragraphs than were sent")
        return tuple(found[number].strip() for number in range(count))


def _name(language: str) -> str:
    base = languages.base(language)
    return "nb" if base == "no" else base


_JSON = {"Content-Type": "application/json"}


def _document(segments: tuple[str, ...]) -> str:
    paragraphs = "\n".join(f'<p id="s{n}">{each}</p>' for n, each in enumerate(segments))
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n{paragraphs}\n</body></html>'


def _numbered(answer: Response) -> Outcome:
    said = answer.body.decode(errors="replace").strip().strip('"')
    if not re.fullmatch(r"-?\d{1,18}", said):
        raise Malformed("etranslation: no number")
    number = int(said)
    if number > 0:
        return Accepted(said, clock.now() + PATIENCE)
    match number:
        case -20028:
            return Later("translation.busy")
        case -20001 | -20003 | -20013:
            return Refused("translation.pair")
        case -20005 | -20006 | -20007 | -20014:
            return Refused("translation.key")
        case -20021 | -20046 | -40010:
            return Refused("translation.too_long")
    return Refused("translation.refused")


def _failed(answer: Response) -> Refused | Later:
    if answer.status in (401, 403):
        return Refused("translation.key")
    if answer.status == 429 or answer.status >= 500:
        return later(answer, "translation.unavailable")
    return Refused("translation.refused")
