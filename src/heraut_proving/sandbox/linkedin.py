"""LinkedIn's versioned interface for pages of organisations
(https://learn.microsoft.com/en-us/linkedin/marketing/community-management/).

As the real one does, it wants its headers, refuses a version that has ended, refuses a text that says
what another one of the page says and names that one, and drops without a word what follows a reserved
character that is not escaped. A deleted text goes on being named as a double for a day. Three members
can sign in: one administers every page, one its content, one only looks. Clients whose name begins
with "partner" are given refresh tokens.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from heraut_proving.sandbox import linkedin_text
from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.linkedin_media import Media
from heraut_proving.sandbox.linkedin_pages import Timelines
from heraut_proving.sandbox.linkedin_shapes import (
    MEMBERS,
    Who,
    answer,
    body_of,
    error,
    media_of,
    not_found,
    organization,
    paged,
    refuse,
    shown,
)
from heraut_proving.sandbox.linkedin_sign_in import SignIn
from heraut_proving.sandbox.oauth import Grants
from heraut_proving.sandbox.state import Account, Post, State, now

#: Versions that are served, the first and the last.
VERSIONS = ("202512", "202609")
DOUBLE_LIFE = 86_400
_FIELDS = ("author", "commentary", "visibility", "distribution", "lifecycleState")
Apply = Callable[[], tuple[Answer, Post | None]]


class LinkedIn:
    """Accounts are pages; ``id`` the organisation's number, ``handle`` its vanity name. A page's
    ``secret`` is the token of a member who administers that page alone."""

    def __init__(self, state: State, faults: Faults, grants: Grants) -> None:
        self.state, self.faults, self.grants = state, faults, grants
        self.daily: dict[str, int] = {}
        self.media = Media(self, state, faults)
        self.sign_in = SignIn(state, grants)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/_sandbox/linkedin", self.settings),
            web.post("/rest/posts", self.versioned(self.create)),
            web.get("/rest/posts", self.versioned(self.by_author)),
            web.get("/rest/posts/{urn}", self.versioned(self.get)),
            web.post("/rest/posts/{urn}", self.versioned(self.update)),
            web.delete("/rest/posts/{urn}", self.versioned(self.delete)),
            web.get("/rest/organizations", self.versioned(self.organizations)),
            web.get("/rest/organizations/{id}", self.versioned(self.organization)),
            web.get("/rest/organizationAcls", self.versioned(self.acls)),
            *self.media.routes(),
            *self.sign_in.routes(),
            *Timelines(self.state).routes(),
        ]

    async def settings(self, request: web.Request) -> web.Response:
        """``account`` and ``daily``: how many posts a page may make; ``processing``: seconds for
        which films and documents are worked on."""
        value = await request.json()
        if "daily" in value:
            self.daily[value["account"]] = int(value["daily"])
        if "processing" in value:
            self.media.processing = float(value["processing"])
        return web.json_response({"status": "set"})

    # -- who calls, and whether it is a call at all ---------------------------------------

    def versioned(
        self, handler: Callable[[web.Request, Who], Awaitable[web.StreamResponse]]
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def checked(request: web.Request) -> web.StreamResponse:
            problem = _headers(request)
            if problem is not None:
                return problem
            who = self.who(request)
            return who if isinstance(who, web.Response) else await handler(request, who)

        return checked

    def who(self, request: web.Request) -> Who | web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not token:
            return error(401, "Empty oauth2 access token", "EMPTY_ACCESS_TOKEN", 65604)
        page = self.state.by_secret("linkedin", token)
        if page is not None:
            return Who(f"urn:li:person:of-{page.id}", {page.id: "ADMINISTRATOR"})
        known = self.grants.find("linkedin", token)
        if known is None:
            return error(401, "Invalid access token", "INVALID_ACCESS_TOKEN", 65600)
        if known.revoked:
            said = "The token used in the request has been revoked by the user"
            return error(401, said, "REVOKED_ACCESS_TOKEN", 65601)
        if not known.lives():
            said = "The token used in the request has expired"
            return error(401, said, "EXPIRED_ACCESS_TOKEN", 65602)
        role = MEMBERS[known.subject][1]
        return Who(f"urn:li:person:{known.subject}", {each.id: role for each in self.pages()})

    def pages(self) -> list[Account]:
        return [each for each in self.state.accounts.values() if each.platform == "linkedin"]

    # -- posts ------------------------------------------------------------------------------

    async def create(self, request: web.Request, who: Who) -> web.StreamResponse:
        value = await body_of(request)
        page = str(value.get("author", "")).removeprefix("urn:li:organization:")
        call = {"platform": "linkedin", "call": "publish", "account": page}
        return await self._carry(request, call, lambda: self._create(who, page, value))

    def _create(self, who: Who, page: str, value: dict[str, Any]) -> tuple[Answer, Post | None]:
        refusal = self._refusal(who, page, value)
        if refusal is not None:
            return refusal, None
        moment = now()
        media = [each for each in media_of(value) if each.startswith("urn:li:image:")]
        number = int(moment * 1000) << 22 | secrets.randbits(22)
        post = self.state.add_post(
            Post(
                platform="linkedin",
                account=page,
                key=f"urn:li:{'share' if len(media) < 2 else 'ugcPost'}:{number}",
                text=linkedin_text.shown(str(value["commentary"])),
                content=value,
                order=self.state.next_order(),
                at=moment,
                media=media,
                quote=str((value.get("reshareContext") or {}).get("parent", "")),
            )
        )
        return Answer(201, None, {"x-restli-id": post.key, "x-linkedin-id": post.key}), post

    def _refusal(self, who: Who, page: str, value: dict[str, Any]) -> Answer | None:
        missing = [name for name in _FIELDS if name not in value]
        if missing:
            return answer(
                422,
                "".join(
                    f"ERROR :: /{name} :: field is required but not found and has no default value\n"
                    for name in missing
                ),
            )
        if not who.may(page):
            return answer(
                403,
                "Not enough permissions to access: partnerApiPostsExternal.CREATE",
                "ACCESS_DENIED",
                100,
            )
        made_today = [
            each for each in self.state.timeline("linkedin", page) if each.at > now() - 86_400
        ]
        if page in self.daily and len(made_today) >= self.daily[page]:
            return answer(
                429,
                "Resource level throttle APPLICATION_AND_MEMBER DAY limit for calls to this resource"
                " is reached.",
                "TOO_MANY_REQUESTS",
                101,
            )
        return self._content_refusal(page, value)

    def _content_refusal(self, page: str, value: dict[str, Any]) -> Answer | None:
        parent = (value.get("reshareContext") or {}).get("parent", "")
        if parent and self.find(parent) is None:
            return answer(404, f"Could not find entity {parent}", "NOT_FOUND", 404)
        if parent and value.get("content"):
            return answer(422, "content is not allowed with reshareContext")
        if not all(self.media.usable(each, page) for each in media_of(value)):
            return answer(400, "The referenced media is not available", "INVALID_MEDIA")
        if len(str(value["commentary"]).encode("utf-16-le")) // 2 > 3000:
            return answer(422, "ERROR :: /commentary :: length is greater than maximum 3000")
        double = self._double(page, value)
        if double is None:
            return None
        said = answer(
            422,
            "com.linkedin.content.common.exception.BadRequestResponseException: Content is a"
            f" duplicate of {double.key}",
        )
        said.body["errorDetailType"] = "com.linkedin.common.error.BadRequest"
        said.body["errorDetails"] = {
            "inputErrors": [
                {"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}
            ]
        }
        return said

    def _double(self, page: str, value: dict[str, Any]) -> Post | None:
        wanted, since = self._gist(value), now() - DOUBLE_LIFE
        mine = (each for each in reversed(self.state.posts) if each.account == page)
        lately = (each for each in mine if each.platform == "linkedin" and each.at > since)
        return next((each for each in lately if self._gist(each.content) == wanted), None)

    def _gist(self, value: dict[str, Any]) -> tuple[str, ...]:
        article = ((value.get("content") or {}).get("article") or {}).get("source", "")
        parent = (value.get("reshareContext") or {}).get("parent", "")
        files = [self.media.digest(each) for each in media_of(value)]
        return (str(value["commentary"]), article, parent, *files)

    def find(self, urn: str) -> Post | None:
        post = self.state.keys.get(("linkedin", urn))
        return None if post is None or post.deleted else post

    async def by_author(self, request: web.Request, who: Who) -> web.StreamResponse:
        if request.query.get("q") != "author":
            return error(400, "Unknown finder", "ILLEGAL_ARGUMENT")
        page = request.query.get("author", "").removeprefix("urn:li:organization:")
        call = {"platform": "linkedin", "call": "read", "account": page}

        def apply() -> tuple[Answer, None]:
            if not who.may(page):
                return answer(403, "Not enough permissions", "ACCESS_DENIED", 100), None
            posts = [p for p in self.state.timeline("linkedin", page) if p.readable(now())]
            posts.sort(key=lambda post: (post.edited_at or post.at, post.order), reverse=True)
            return Answer(200, paged(request, [shown(post) for post in posts])), None

        return await self._carry(request, call, apply)

    async def get(self, request: web.Request, who: Who) -> web.StreamResponse:
        urn = request.match_info["urn"]
        call = {"platform": "linkedin", "call": "read", "key": urn}

        def apply() -> tuple[Answer, None]:
            post = self.find(urn)
            if post is None or not post.readable(now()):
                return not_found(urn), None
            return Answer(200, shown(post)), None

        return await self._carry(request, call, apply)

    async def update(self, request: web.Request, who: Who) -> web.StreamResponse:
        urn, value = request.match_info["urn"], await body_of(request)
        if request.headers.get("X-RestLi-Method", "").upper() != "PARTIAL_UPDATE":
            return error(400, "X-RestLi-Method: PARTIAL_UPDATE is required", "ILLEGAL_ARGUMENT")
        known = self.find(urn)
        page = known.account if known else ""
        call = {"platform": "linkedin", "call": "edit", "account": page, "key": urn}

        def apply() -> tuple[Answer, Post | None]:
            post = self.find(urn)
            if post is None:
                return not_found(urn), None
            if not who.may(post.account):
                return answer(403, "Not enough permissions", "ACCESS_DENIED", 100), None
            changed = (value.get("patch") or {}).get("$set") or {}
            if set(changed) != {"commentary"}:
                return answer(422, "Only commentary may be updated here"), None
            said = str(changed["commentary"])
            content = {**post.content, "commentary": said}
            self.state.edit(post, linkedin_text.shown(said), content)
            return Answer(204, None), post

        return await self._carry(request, call, apply)

    async def delete(self, request: web.Request, who: Who) -> web.StreamResponse:
        """The same again is answered the same, as the documentation says."""
        urn = request.match_info["urn"]
        known = self.state.keys.get(("linkedin", urn))
        page = known.account if known else ""
        call = {"platform": "linkedin", "call": "delete", "account": page, "key": urn}

        def apply() -> tuple[Answer, None]:
            if known is not None and not who.may(known.account):
                return answer(403, "Not enough permissions", "ACCESS_DENIED", 100), None
            if known is not None and not known.deleted:
                self.state.delete(known)
            return Answer(204, None), None

        return await self._carry(request, call, apply)

    # -- organisations ------------------------------------------------------------------------

    async def organizations(self, request: web.Request, who: Who) -> web.StreamResponse:
        if request.query.get("q") == "vanityName":
            name = request.query.get("vanityName", "").lower()
            found = [organization(each) for each in self.pages() if each.handle.lower() == name]
            return web.json_response(paged(request, found))
        ids = request.query.get("ids", "").removeprefix("List(").removesuffix(")").split(",")
        known = {each.id: organization(each) for each in self.pages() if each.id in ids}
        statuses = {each: 200 for each in known}
        return web.json_response({"results": known, "statuses": statuses, "errors": {}})

    async def organization(self, request: web.Request, who: Who) -> web.StreamResponse:
        page = self.state.accounts.get(("linkedin", request.match_info["id"]))
        if page is None:
            return error(404, "Could not find organization", "NOT_FOUND", 404)
        return web.json_response(organization(page))

    async def acls(self, request: web.Request, who: Who) -> web.StreamResponse:
        if request.query.get("q") != "roleAssignee":
            return error(400, "Unknown finder", "ILLEGAL_ARGUMENT")
        found = [
            {
                "roleAssignee": who.member,
                "state": "APPROVED",
                "role": role,
                "organization": f"urn:li:organization:{page}",
            }
            for page, role in who.roles.items()
            if request.query.get("role") in (None, role)
        ]
        return web.json_response(paged(request, found))

    async def _carry(
        self, request: web.Request, call: dict[str, str], apply: Apply
    ) -> web.StreamResponse:
        return await carry_out(request, self.state, self.faults, call, apply, refuse)


def _headers(request: web.Request) -> web.Response | None:
    version = request.headers.get("LinkedIn-Version", "")
    if not version:
        said = "A version must be present. Please specify a version by adding the LinkedIn-Version"
        return error(400, f"{said} header.", "VERSION_MISSING")
    if not (VERSIONS[0] <= version <= VERSIONS[1] and len(version) == 6):
        return error(426, f"Requested version {version} is not active", "NONEXISTENT_VERSION")
    if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
        return error(400, "X-Restli-Protocol-Version 2.0.0 is required", "ILLEGAL_ARGUMENT")
    return None
