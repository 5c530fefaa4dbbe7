"""LibreTranslate: POST /translate (its README and request schema, read in November 2026).

``q`` may be a list; ``format=html`` keeps tags; ``api_key`` goes into the body where the server
asks for one. 400: a pair of languages it does not have, or a text that is too long for it; 403: the
key; 429: too many calls.
"""

from __future__ import annotations

from heraut.kernel.http import Outbound, Response
from heraut.newsroom import languages
from heraut.newsroom.translating.contract import (
    Ask,
    Later,
    Malformed,
    Outcome,
    Provider,
    Refused,
    Translated,
    batches,
    later,
)

_MOST, _MOST_BYTES = 25, 32 * 1024
#: Ours -> LibreTranslate's, where they differ.
_NAMES = {"no": "nb"}


class LibreTranslate(Provider):
    slug = "libretranslate"
    label = "LibreTranslate"

    def speaks(self, source: str, target: str) -> bool:
        """Each server has the pairs its operator installed; it says so when asked."""
        return languages.base(source) != languages.base(target)

    async def translate(self, ask: Ask, http: Outbound) -> Outcome:
        found: list[str] = []
        for part in batches(ask.segments, _MOST, _MOST_BYTES):
            body = {
                "q": list(part),
                "source": _name(ask.source),
                "target": _name(ask.target),
                "format": "html",
            }
            if self.access.key:
                body["api_key"] = self.access.key
            answer = await http.request("POST", f"{self.access.url}/translate", json=body)
            if answer.status != 200:
                return _failed(answer)
            found += _texts(answer, len(part))
        return Translated(tuple(found))


def _name(language: str) -> str:
    base = languages.base(language)
    return _NAMES.get(base, base)


def _texts(answer: Response, count: int) -> list[str]:
    texts = answer.mapping().get("translatedText")
    if not isinstance(texts, list) or len(texts) != count:
        raise Malformed("libretranslate: another number of translations than of texts")
    if not all(isinstance(text, str) for text in texts):
        raise Malformed("libretranslate: a translation without text")
    return texts


def _failed(answer: Response) -> Refused | Later:
    match answer.status:
        case 429:
            return later(answer, "translation.busy")
        case 400:
            return Refused("translation.refused")
        case 401 | 403:
            return Refused("translation.key")
        case 413:
            return Refused("translation.too_long")
        case status if status >= 500:
            return later(answer, "translation.unavailable")
    return Refused("translation.refused")
