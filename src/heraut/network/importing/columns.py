"""What the columns of a network's file are called and what may stand in them."""

from __future__ import annotations

from heraut.connectors import catalogue

LANGUAGES = ("nl", "fr", "de", "en")
KINDS = (
    "embassy",
    "consulate-general",
    "consulate",
    "permanent-representation",
    "office",
    "honorary-consulate",
    "digital-embassy",
)
STATUSES = ("open", "planned", "suspended", "closed", "unknown")
CONFIDENCES = ("high", "medium", "low")
CLASSES = ("institution", "head-of-mission", "honorary", "campaign")
STATES = ("planned", "active", "dormant", "parked", "retired")
PLATFORMS = (*(each.platform for each in catalogue.every()), *catalogue.LISTED_ONLY)
#: What people call platforms that have another name here.
ALSO_CALLED = {
    "twitter": "x",
    "fb": "facebook",
    "ig": "instagram",
    "yt": "youtube",
    "rss": "web_feed",
}
#: Platforms whose accounts are no names to be understood: an address of ours, a feed.
OWN_PLATFORMS = ("web_feed", "website")

MISSION_COLUMNS = (
    "key", "kind", "status", "country",
    *(f"city_{code}" for code in LANGUAGES),
    *(f"name_{code}" for code in LANGUAGES),
    "accredited_to", "opened_on", "closed_on", "phases", "jurisdictions", "lat", "lon",
    "time_zone", "languages", "address", "phone", "emergency_phone", "email", "website",
    "source", "confidence", "checked_on", "note",
)  # fmt: skip
CHANNEL_COLUMNS = (
    "mission", "sharing", "platform", "handle", "former_handles", "name", "url", "platform_id",
    "class", "state", "languages", "custodian", "since", "until", "source", "checked_on", "note",
)  # fmt: skip
PRESENCES = ("wanted", "shared", "leave", "not-wanted")
PLAN_COLUMNS = (
    "mission", "platform", "presence", "per_week", "languages", "reason", "hub", "channel",
    "amplifies",
)  # fmt: skip
LEVELS = ("high", "some", "low", "blocked")
RELEVANCE_COLUMNS = (
    "country", "platform", "level", "share", "measure", "confidence", "source", "source_url",
    "as_of", "note",
)  # fmt: skip
COLUMNS = {
    "missions": MISSION_COLUMNS,
    "channels": CHANNEL_COLUMNS,
    "plans": PLAN_COLUMNS,
    "relevance": RELEVANCE_COLUMNS,
}
NEEDED = {
    "missions": ("key", "kind", "country", "city_en"),
    "channels": ("mission", "platform", "handle"),
    "plans": ("mission", "platform"),
    "relevance": ("country", "platform", "level", "source", "as_of"),
}
#: Tables that one file may hold together.
NETWORK, PLANS, RELEVANCE = ("missions", "channels"), ("plans",), ("relevance",)
#: Which command reads a table.
READ_BY = {
    "missions": "network import",
    "channels": "network import",
    "plans": "network import-plan",
    "relevance": "network import-relevance",
}
#: The most characters that a cell may have; ``OTHERWISE`` where it is not named.
LONGEST = {
    "key": 80,
    "mission": 80,
    "accredited_to": 120,
    "phone": 60,
    "emergency_phone": 60,
    "email": 250,
    "custodian": 250,
    "website": 200,
    "url": 500,
    "source": 200,
    "handle": 200,
    "name": 200,
    "platform_id": 200,
    "reason": 300,
    "channel": 200,
    "measure": 120,
    "source_url": 500,
    **{f"city_{code}": 120 for code in LANGUAGES},
    **{f"name_{code}": 200 for code in LANGUAGES},
}
OTHERWISE = 5_000
