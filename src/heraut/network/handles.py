"""Account names and addresses in any form people copy them: pure, without rows."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from heraut.connectors import catalogue

#: Patterns over ``host/path`` for platforms without a connector yet; the handle is a named group.
_LISTED_PATTERNS = {
    "youtube": (
        r"^youtube\.com/(?:c/|user/|channel/)?@?(?P<handle>(?!watch|shorts|playlist)[^/?#]+)",
    ),
}
_SUBDOMAINS = re.compile(r"^(?:www|m|mobile|web|touch|[a-z]{2}(?:-[a-z]{2})?)\.(?=[^.]+\.[^.]+)")
_LOOKALIKES = str.maketrans(
    {
        "0": "o",
        "1": "l",
        "i": "l",
        "|": "l",
        "5": "s",
        "3": "e",
        "4": "a",
        "8": "b",
        "_": "",
        ".": "",
        "-": "",
    }
)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody pasted, as far as it can be understood. ``platform`` empty: a bare name."""

    text: str
    platform: str
    handle: str

    @property
    def folded(self) -> str:
        return fold(self.handle)


def fold(handle: str) -> str:
    """A handle as handles are compared: no @, no case, no compatibility forms."""
    return unicodedata.normalize("NFKC", handle).strip().lstrip("@").casefold()


def skeleton(handle: str) -> str:
    """A handle as an eye in a hurry sees it: lookalike characters are the same."""
    plain = unicodedata.normalize("NFKD", fold(handle))
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return plain.replace("rn", "m").replace("vv", "w").translate(_LOOKALIKES)


def understand(text: str) -> Asked | None:
    """An address or handle in any form people copy it; None where there is nothing to look up."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("<>\"'“”«»()[]").strip()
    plain = re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060\ufeff]", "", plain)[:_LONGEST]
    if not plain.strip("@ "):
        return None
    return _address(plain) or _handle(plain)


def _address(plain: str) -> Asked | None:
    if plain.startswith("@") or not ("/" in plain or "://" in plain):
        return None
    try:
        parts = urlsplit(plain if "://" in plain else f"https://{plain}")
    except ValueError:
        return None
    host = _SUBDOMAINS.sub("", (parts.hostname or "").lower())
    where = host + unquote(parts.path).rstrip("/")
    if parts.path.endswith("profile.php"):
        where += f"?{parts.query}"
    for platform, patterns in _patterns():
        for pattern in patterns:
            match = re.match(pattern, where, re.IGNORECASE)
            if match:
                server = match.groupdict().get("server")
                handle = match["handle"]
                return Asked(plain, platform, f"{handle}@{server}" if server else handle)
    return Asked(plain, "", where)


def _patterns() -> list[tuple[str, tuple[str, ...]]]:
    """Specific hosts first; Mastodon's, which fits any host, last."""
    known = [(each.platform, each.declaration.profile_patterns) for each in catalogue.every()]
    known.sort(key=lambda one: one[0] == "mastodon")
    return [*_LISTED_PATTERNS.items(), *known]


def _handle(plain: str) -> Asked:
    bare = plain.lstrip("@")
    if re.fullmatch(r"[\w.]+@[\w.-]+\.\w+", bare) and plain.startswith("@"):
        return Asked(plain, "mastodon", bare)
    return Asked(plain, "", bare)
