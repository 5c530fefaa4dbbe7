"""The shapes of LinkedIn's answers: Rest.li 2.0.0, as its documentation shows them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from heraut_proving.sandbox import linkedin_text
from heraut_proving.sandbox.faults import Answer
from heraut_proving.sandbox.state import Account, Post, now

#: member -> name, role on every page.
MEMBERS = {
    "press": ("Administrator of the pages", "ADMINISTRATOR"),
    "content": ("Content administrator of the pages", "CONTENT_ADMINISTRATOR"),
    "analyst": ("Analyst of the pages", "ANALYST"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """A member and their roles: page id -> role."""

    member: str
    roles: dict[str, str] = field(default_factory=dict)

    def may(self, page: str) -> bool:
        return self.roles.get(page, "ANALYST") != "ANALYST"


def shown(post: Post) -> dict[str, Any]:
    """A post as the finder and the single read give it. Its hashtags come back as templates."""
    said = post.content["commentary"]
    if post.former and now() < post.stale_until:
        said = linkedin_text.escaped(post.former[-1])
    made = int(post.at * 1000)
    value = {
        "id": post.key,
        "author": f"urn:li:organization:{post.account}",
        "commentary": linkedin_text.as_read(said),
        "visibility": post.content["visibility"],
        "distribution": {"feedDistribution": "MAIN_FEED", "thirdPartyDistributionChannels": []},
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": bool(post.former)},
        "isReshareDisabledByAuthor": False,
        "createdAt": made,
        "publishedAt": made,
        "lastModifiedAt": int((post.edited_at or post.at) * 1000),
    }
    if post.content.get("content"):
        value["content"] = post.content["content"]
    if post.quote:
        value["reshareContext"] = {"parent": post.quote, "root": post.quote}
    return value


def organization(page: Account) -> dict[str, Any]:
    name = page.name or page.handle
    return {
        "id": int(page.id),
        "vanityName": page.handle,
        "localizedName": name,
        "name": {
            "localized": {"en_US": name},
            "preferredLocale": {"country": "US", "language": "en"},
        },
        "primaryOrganizationType": "NONE",
        "locations": [],
    }


def paged(request: web.Request, found: list[dict[str, Any]]) -> dict[str, Any]:
    start = int(request.query.get("start", 0))
    count = min(100, int(request.query.get("count", 10)))
    paging = {"start": start, "count": count, "links": [], "total": len(found)}
    return {"paging": paging, "elements": found[start : start + count]}


def media_of(value: dict[str, Any]) -> list[str]:
    """The URNs that a post names."""
    content = value.get("content") or {}
    one = (content.get("media") or {}).get("id")
    many = [each["id"] for each in (content.get("multiImage") or {}).get("images", [])]
    return [one] if one else many


def answer(status: int, message: str, code: str = "", service: int = 0) -> Answer:
    """Rest.li's shape of an error."""
    body: dict[str, Any] = {"message": message, "status": status}
    if code:
        body["code"] = code
    if service:
        body["serviceErrorCode"] = service
    return Answer(status, body)


def error(status: int, message: str, code: str = "", service: int = 0) -> web.Response:
    return web.json_response(answer(status, message, code, service).body, status=status)


def refuse(kind: str) -> Answer:
    if kind in ("429_with_reset", "429_without_reset"):
        said = answer(429, "Too many requests", "TOO_MANY_REQUESTS", 101)
        if kind == "429_with_reset":
            said.headers["Retry-After"] = "2"
        return said
    if kind == "5xx":
        return answer(503, "Service Unavailable")
    return answer(422, "ERROR :: /commentary :: the text is not allowed")


async def body_of(request: web.Request) -> dict[str, Any]:
    try:
        value = await request.json()
    except json.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def not_found(urn: str) -> Answer:
    return answer(404, f"Could not find entity {urn}", "NOT_FOUND", 404)
