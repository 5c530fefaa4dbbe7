"""DeepL API v2: POST /v2/translate (developers.deepl.com, read in November 2026).

Key in ``Authorization: DeepL-Auth-Key``; keys that end in ``:fx`` belong to the free host. At most
50 texts and 128 KiB a call. ``tag_handling=xml`` keeps tags where their words go, and
``ignore_tags`` what they hold. 429: too many calls; 456: the month's characters are used up; 413:
too long; 403: the key is refused; 5xx: for a while.
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

HOST, FREE_HOST = "https://api.deepl.com", "https://api-free.deepl.com"
_MOST, _MOST_BYTES = 50, 96 * 1024
_SOURCES = frozenset(
    [
        *("ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "id", "it", "ja"),
        *("ko", "lt", "lv", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "zh"),
    ]
)
_TARGETS = _SOURCES | {"he", "th", "vi"}
#: Where DeepL asks which kind of a language is meant.
_KINDS = {"en": "EN-GB", "pt": "PT-PT", "zh": "ZH-HANS"}
_OURS = {"pt-BR": "PT-BR", "en-US": "EN-US", "zh-Hant": "ZH-HANT"}


class DeepL(Provider):
    slug = "deepl"
    label = "DeepL"

    @property
    def _origin(self) -> str:
        return self.access.url or (FREE_HOST if self.access.key.endswith(":fx") else HOST)

    def speaks(self, source: str, target: str) -> bool:
        return _base(source) in _SOURCES and _base(target) in _TARGETS

    async def translate(self, ask: Ask, http: Outbound) -> Outcome:
        found: list[str] = []
        for part in batches(ask.segments, _MOST, _MOST_BYTES):
            answer = await http.request(
                "POST",
                f"{self._origin}/v2/translate",
                headers={"Authorization": f"DeepL-Auth-Key {self.access.key}"},
                json={
                    "text": list(part),
                    "source_lang": _base(ask.source).upper(),
                    "target_lang": _target(ask.target),
                    "tag_handling": "xml",
                    "ignore_tags": ["x"],
                    "preserve_formatting": True,
                },
            )
            if answer.status != 200:
                return _failed(answer)
            found += _texts(answer, len(part))
        return Translated(tuple(found))


def _base(language: str) -> str:
    base = languages.base(language)
    return "nb" if base == "no" else base


def _target(language: str) -> str:
    return _OURS.get(language) or _KINDS.get(_base(language), _base(language).upper())


def _texts(answer: Response, count: int) -> list[str]:
    translations = answer.mapping().get("translations")
    if not isinstance(translations, list) or len(translations) != count:
        raise Malformed("deepl: another number of translations than of texts")
    texts = [each.get("text") if isinstance(each, dict) else None for each in translations]
    if not all(isinstance(text, str) for text in texts):
        raise Malformed("deepl: a translation without text")
    return [str(text) for text in texts]


def _failed(answer: Response) -> Refused | Later:
    match answer.status:
        case 429 | 529:
            return later(answer, "translation.busy")
        case 456:
            return Refused("translation.quota")
        case 401 | 403:
            return Refused("translation.key")
        case 413:
            return Refused("translation.too_long")
        case status if status >= 500:
            return later(answer, "translation.unavailable")
    return Refused("translation.refused")
