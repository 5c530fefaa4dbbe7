"""Captions as Facebook takes them: SubRip instead of WebVTT, a locale in the file's name.

https://developers.facebook.com/docs/graph-api/reference/video/captions,
https://www.w3.org/TR/webvtt1/.
"""

from __future__ import annotations

import re

_CUE = re.compile(
    r"(?P<from>[\d:]+\.\d{3})\s+-->\s+(?P<to>[\d:]+\.\d{3})[^\n]*\n(?P<text>.*)", re.S
)
_TAG = re.compile(r"</?(?:c|v|lang|ruby|rt)(?:[.\s][^>]*)?>|<\d[\d:.]*>")
#: Locales for languages that are written in one place more than in others.
_LOCALES = {
    "en": "en_US", "ar": "ar_AR", "ja": "ja_JP", "ko": "ko_KR", "zh": "zh_CN", "sw": "sw_KE",
    "cs": "cs_CZ", "da": "da_DK", "el": "el_GR", "fa": "fa_IR", "he": "he_IL", "hi": "hi_IN",
    "nb": "nb_NO", "pt": "pt_PT", "sl": "sl_SI", "sr": "sr_RS", "sv": "sv_SE", "uk": "uk_UA",
    "vi": "vi_VN", "ur": "ur_PK", "et": "et_EE",
}  # fmt: skip


def from_webvtt(text: str) -> str:
    """The cues alone, numbered; settings, notes and styles are WebVTT's own."""
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    cues: list[str] = []
    for block in re.split(r"\n{2,}", plain):
        found = _CUE.search(block)
        if found is None or block.startswith(("NOTE", "STYLE", "REGION")):
            continue
        span = f"{_moment(found['from'])} --> {_moment(found['to'])}"
        cues.append(f"{len(cues) + 1}\n{span}\n{_TAG.sub('', found['text']).strip()}\n")
    return "\n".join(cues)


def locale(language: str) -> str:
    """A BCP 47 tag as Facebook's locales are written: ``nl-BE`` becomes ``nl_BE``."""
    parts = language.replace("_", "-").split("-")
    base, region = parts[0].lower(), parts[-1].upper()
    if len(parts) > 1 and len(region) == 2:
        return f"{base}_{region}"
    return _LOCALES.get(base, f"{base}_{base.upper()}")


def _moment(stamp: str) -> str:
    """``02:03.500`` as ``00:02:03,500``."""
    hours = stamp if stamp.count(":") == 2 else f"00:{stamp}"
    return hours.replace(".", ",")
