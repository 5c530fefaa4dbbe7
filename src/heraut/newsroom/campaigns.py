"""Campaign parameters on the ministry's own links, so that its sites can tell what brought a visitor.

Pure. Only links into the ministry's domains get them, by https or http; what a link says already
stays, in its place and its writing. The names are those that analytics programmes read:
https://matomo.org/faq/reports/what-is-campaign-tracking-and-why-it-is-important/ and
https://support.google.com/analytics/answer/10917952.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from heraut.connectors.contract import URL

MEDIUM = "social"
#: Longer names are cut: a link has to fit a text.
_MOST = 80


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written on links into ``domains`` and below them. ``values``: in their order; an
    empty one is left out."""

    domains: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def link(self, url: str) -> str:
        """``url`` with the parameters that it does not have yet."""
        if not url or not _ours(url, self.domains):
            return url
        rest, mark, fragment = url.partition("#")
        address, _, query = rest.partition("?")
        known = {part.partition("=")[0].lower() for part in re.split("[&;]", query)}
        added = "&".join(
            f"{name}={quote(value, safe='')}"
            for name, value in self.values.items()
            if value and name not in known
        )
        if not added:
            return url
        joined = f"{query}&{added}" if query and not query.endswith("&") else query + added
        return f"{address}?{joined}{mark}{fragment}"

    def text(self, said: str) -> str:
        """The same for every link in a text."""
        return URL.sub(lambda found: self.link(found.group()), said) if self.domains else said


#: Touches nothing.
NONE = Tags()


def tags(domains: Iterable[str], *, platform: str, handle: str, campaign: str) -> Tags:
    """For one channel. ``campaign``: as a person named it, in any script."""
    values = {
        "utm_source": platform,
        "utm_medium": MEDIUM,
        "utm_campaign": word(campaign),
        "utm_content": word(handle),
    }
    return Tags(tuple(each.lower().strip(". ") for each in domains if each.strip(". ")), values)


def word(said: str) -> str:
    """One word in small letters, as reports group by it; letters of every script stay."""
    plain = unicodedata.normalize("NFKC", said).lower()
    kept = re.sub(r"[^\w.]+", "-", plain).strip("-._")
    return kept[:_MOST].strip("-._")


def _ours(url: str, domains: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return False
    if parts.scheme.lower() not in ("http", "https"):
        return False
    return any(host == each or host.endswith(f".{each}") for each in domains)
