"""Every connector by its platform, and the matrix of what each can do."""

from __future__ import annotations

from heraut.connectors.bluesky import Bluesky
from heraut.connectors.contract import Capability, Connector
from heraut.connectors.facebook import Facebook
from heraut.connectors.instagram import Instagram
from heraut.connectors.linkedin import LinkedIn
from heraut.connectors.manual import PLATFORMS as MANUAL
from heraut.connectors.manual import Manual
from heraut.connectors.manual import by_hand as _with_a_person
from heraut.connectors.mastodon import Mastodon
from heraut.connectors.web_feed import WebFeed
from heraut.connectors.x import X

_CONNECTORS: dict[str, Connector] = {
    each.platform: each
    for each in (
        Bluesky(),
        Facebook(),
        Instagram(),
        LinkedIn(),
        Mastodon(),
        WebFeed(),
        X(),
        *MANUAL,
    )
}
#: The same with a person in the machine's place; what Heraut itself shows needs nobody.
_BY_HAND: dict[str, Manual] = {
    each.platform: _with_a_person(each)
    for each in _CONNECTORS.values()
    if each.platform != "web_feed"
}

#: Platforms that a channel may be listed on although Heraut cannot publish there (yet).
LISTED_ONLY = {
    "youtube": "YouTube",
    "website": "Website",
    "newsletter": "Newsletter",
}


def get(platform: str) -> Connector:
    """The connector; ``KeyError`` for a platform without one."""
    return _CONNECTORS[platform]


def find(platform: str) -> Connector | None:
    return _CONNECTORS.get(platform)


def put(connector: Connector) -> None:
    """In the place of the platform's former one: made anew from what the operator has set."""
    _CONNECTORS[connector.platform] = connector


def of(platform: str, *, by_hand: bool) -> Connector:
    """The connector of a channel; ``KeyError`` for a platform without one."""
    return _BY_HAND.get(platform, _CONNECTORS[platform]) if by_hand else _CONNECTORS[platform]


def person(platform: str) -> Manual | None:
    """The connector with a person in the machine's place; None where nobody can publish by hand."""
    return _BY_HAND.get(platform)


def always_by_hand(platform: str) -> bool:
    """Whether no machine can publish there at all."""
    return isinstance(_CONNECTORS.get(platform), Manual)


def every() -> list[Connector]:
    return list(_CONNECTORS.values())


def label(platform: str) -> str:
    """The platform's own name, as people write it."""
    known = _CONNECTORS.get(platform)
    return known.declaration.label if known else LISTED_ONLY.get(platform, platform.title())


def matrix() -> list[tuple[str, dict[Capability, bool]]]:
    """A row a platform: its key and which capabilities it has."""
    return [
        (
            each.platform,
            {one: one in each.declaration.capabilities for one in Capability},
        )
        for each in every()
    ]


def matrix_markdown() -> str:
    """The matrix as docs/capabilities.md shows it."""
    head = "| Platform | " + " | ".join(one.value.replace("_", " ") for one in Capability) + " |"
    rule = "| --- |" + " :-: |" * len(Capability)
    rows = [
        f"| {label(platform)} | " + " | ".join("yes" if has else "–" for has in row.values()) + " |"
        for platform, row in matrix()
    ]
    return "\n".join([head, rule, *rows]) + "\n"
