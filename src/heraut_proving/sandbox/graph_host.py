"""graph.facebook.com and the page of Facebook Login: paths to what answers them.

Every path begins with a version; a node is named by its id, an edge comes after it. Moods of accounts
and what the application must prove are set at ``/_sandbox/graph``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from heraut_proving.sandbox.facebook import Facebook
from heraut_proving.sandbox.faults import Answer, Faults, carry_out
from heraut_proving.sandbox.graph import (
    APPS,
    NEWEST,
    Caller,
    GraphFault,
    Tokens,
    fields_of,
    page_of,
    refuse,
    said,
    select,
)
from heraut_proving.sandbox.instagram import Instagram
from heraut_proving.sandbox.oauth import Grants, OAuthError
from heraut_proving.sandbox.state import Account, State, now

_V = r"/{version:v\d+\.\d+}"
#: A slash at the end changes nothing.
_END = r"{end:/?}"
#: Seconds that a token of a person lives when it is new.
_SHORT = 5400


class GraphHost:
    def __init__(self, state: State, faults: Faults, grants: Grants) -> None:
        self.state, self.faults, self.grants = state, faults, grants
        self.tokens = Tokens(state, grants)
        self.facebook = Facebook(state, faults)
        self.instagram = Instagram(state, faults, self.tokens)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(f"{_V}/dialog/oauth", self.dialog),
            web.post("/_sandbox/graph/agree", self.agree),
            web.post("/_sandbox/graph", self.set),
            web.get(f"{_V}/oauth/access_token", self.access_token),
            web.get(f"{_V}/debug_token", self.debug_token),
            web.route("*", f"{_V}/{{node}}{_END}", self.node),
            web.route("*", f"{_V}/{{node}}/{{edge}}{_END}", self.edge),
        ]

    async def set(self, request: web.Request) -> web.Response:
        """``account`` and ``mood``; ``rename`` with ``account``; ``quota``; ``require_proof``."""
        value = await request.json()
        if "mood" in value:
            self.tokens.moods[value["account"]] = value["mood"]
        if "rename" in value:
            for account in self.state.accounts.values():
                if account.id == value["account"]:
                    account.handle = value["rename"]
        self.tokens.quota = int(value.get("quota", self.tokens.quota))
        self.tokens.require_proof = bool(value.get("require_proof", self.tokens.require_proof))
        return web.json_response({"status": "set"})

    # -- Facebook Login ------------------------------------------------------------------------

    async def dialog(self, request: web.Request) -> web.Response:
        return await self.grants.ask(
            request, "facebook", self.tokens.people(), "/_sandbox/graph/agree"
        )

    async def agree(self, request: web.Request) -> web.Response:
        return await self.grants.agree(request, "facebook")

    async def access_token(self, request: web.Request) -> web.Response:
        query = request.query
        client = query.get("client_id", "")
        if APPS.get(client) != query.get("client_secret", ""):
            return _sent(GraphFault(1, "Error validating client secret.").answer)
        old = query.get("fb_exchange_token")
        try:
            if old is None:
                token = self.grants.exchange(
                    "facebook",
                    query.get("code", ""),
                    client_id=client,
                    redirect=query.get("redirect_uri", ""),
                )
                lives = _SHORT
            else:
                known = self.grants.find("facebook", old)
                if known is None or not known.lives():
                    raise OAuthError("invalid_grant")
                token, lives = self.tokens.lengthen(known), 5_183_944
        except OAuthError:
            text = "This authorization code has expired." if old is None else "Session has expired."
            return _sent(
                GraphFault(100 if old is None else 190, text, 0 if old is None else 463).answer
            )
        value = {"access_token": token.access, "token_type": "bearer", "expires_in": lives}
        return _sent(said(value))

    async def debug_token(self, request: web.Request) -> web.Response:
        try:
            self.tokens.caller(request, request.query)
            asked = request.query.get("input_token", "")
            found = self.tokens.of(asked)
        except GraphFault as fault:
            error = fault.answer.body["error"]
            return _sent(said({"data": {"is_valid": False, "error": error, "scopes": []}}))
        known = self.grants.find("facebook", asked)
        ends = int(known.expires_at) if known else 0
        value = {
            "app_id": found.app,
            "type": "PAGE" if found.page or found.instagram else "USER",
            "application": "Heraut",
            "is_valid": True,
            "expires_at": ends,
            "data_access_expires_at": int(now()) + 90 * 86_400,
            "scopes": (known.scope.split(",") if known and known.scope else []),
            "user_id": found.person or "1",
        }
        return _sent(said({"data": value}))

    # -- nodes and edges ---------------------------------------------------------------------------

    async def node(self, request: web.Request) -> web.StreamResponse:
        return await self._served(request, "")

    async def edge(self, request: web.Request) -> web.StreamResponse:
        return await self._served(request, request.match_info["edge"])

    async def _served(self, request: web.Request, edge: str) -> web.StreamResponse:
        try:
            if float(request.match_info["version"][1:]) > NEWEST:
                raise GraphFault(2500, "Unknown path components")
            fields = await fields_of(request)
            caller = self.tokens.caller(request, fields)
            return await self._answer(request, caller, request.match_info["node"], edge, fields)
        except GraphFault as fault:
            return _sent(fault.answer)

    async def _answer(
        self, request: web.Request, caller: Caller, node: str, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        if node == "me" and caller.person:
            return self._of_person(request, caller, edge, fields)
        page, linked = caller.page, caller.instagram
        if node == "me" or (page is not None and node == page.id):
            return await self._of_page(request, caller, edge, fields)
        if linked is not None and node == linked.id:
            return await self._of_instagram(request, linked, edge, fields)
        return await self._of_thing(request, caller, node, edge, fields)

    def _of_person(
        self, request: web.Request, caller: Caller, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        if edge == "permissions" and request.method == "DELETE":
            self.tokens.revoke(caller)
            return _sent(said({"success": True}))
        if edge == "accounts":
            pages = [
                self._managed(request, caller, each) for each in self.tokens.managed(caller.person)
            ]
            wanted = str(fields.get("fields") or "")
            values = [select(each, wanted, "id,name,access_token,tasks") for each in pages]
            return _sent(said(page_of(request, values, fields)))
        if not edge:
            return _sent(said({"id": "1", "name": "A person"}))
        raise GraphFault(2500, "Unknown path components")

    def _managed(self, request: web.Request, caller: Caller, page: Account) -> dict[str, Any]:
        value = self.facebook.page(request, page, self.tokens.linked(page))
        tasks = ["ANALYZE", "ADVERTISE", "MODERATE", "CREATE_CONTENT", "MANAGE"]
        if self.tokens.moods.get(page.id) == "only_analyst":
            tasks = ["ANALYZE"]
        return {**value, "tasks": tasks, "access_token": self.tokens.page_token(caller, page)}

    async def _of_page(
        self, request: web.Request, caller: Caller, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        page = caller.page or self._behind(caller)
        if not edge and request.method == "GET":
            value = self.facebook.page(request, page, caller.instagram)
            value["is_published"] = self.tokens.moods.get(page.id) != "unpublished"
            return await self._read(
                request,
                page,
                lambda: (said(select(value, str(fields.get("fields") or ""), "id,name")), None),
            )
        makers = {
            "photos": self.facebook.photos,
            "videos": self.facebook.videos,
            "feed": self.facebook.feed,
        }
        if request.method == "POST" and edge in makers:
            return await makers[edge](request, page, fields)
        if request.method == "GET" and edge in ("feed", "posts", "published_posts"):
            return await self._read(
                request, page, lambda: self.facebook.posts(request, page, fields)
            )
        raise GraphFault(2500, "Unknown path components")

    @staticmethod
    def _behind(caller: Caller) -> Account:
        """The Page of an Instagram account that was made without one."""
        linked = caller.instagram
        assert linked is not None
        return Account("facebook", f"9{linked.id}", linked.handle, linked.secret, linked.name)

    async def _of_instagram(
        self, request: web.Request, account: Account, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        if request.method == "POST" and edge == "media":
            return await self.instagram.make(request, account, fields)
        if request.method == "POST" and edge == "media_publish":
            return await self.instagram.publish(request, account, fields)
        if request.method != "GET":
            raise GraphFault(2500, "Unknown path components")
        if not edge:
            value = select(self.instagram.account(account), str(fields.get("fields") or ""))
            return await self._read(request, account, lambda: (said(value), None))
        readers = {
            "media": lambda: self.instagram.media(request, account, fields),
            "content_publishing_limit": lambda: self.instagram.allowance(account, fields),
        }
        if edge not in readers:
            raise GraphFault(2500, "Unknown path components")
        return await self._read(request, account, readers[edge])

    async def _of_thing(
        self, request: web.Request, caller: Caller, node: str, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        """A post, a film, a container or a text of Instagram, if it is the caller's own."""
        page, linked = caller.page, caller.instagram
        post = self.facebook.find(node)
        if page is not None and post is not None and post.account == page.id:
            return await self._of_post(request, page, node, edge, fields)
        container = self.instagram.containers.get(node)
        if linked is not None and container is not None and container.account == linked.id:
            return await self._read(
                request, linked, lambda: self.instagram.shown_container(container, fields)
            )
        media = self.instagram.find(node)
        if linked is not None and media is not None and media.account == linked.id:
            if request.method != "GET":
                raise GraphFault(
                    3, "(#3) Application does not have the capability to make this call."
                )
            value = select(self.instagram.shown(request, media), str(fields.get("fields") or ""))
            return await self._read(request, linked, lambda: (said(value), None))
        text = f"Unsupported request. Object with ID '{node}' does not exist"
        raise GraphFault(100, text, 33)

    async def _of_post(
        self, request: web.Request, page: Account, node: str, edge: str, fields: Mapping[str, Any]
    ) -> web.StreamResponse:
        post = self.facebook.find(node)
        assert post is not None
        if edge == "captions" and request.method == "POST":
            return await self.facebook.captions(request, page, post, fields)
        if edge:
            raise GraphFault(2500, "Unknown path components")
        if request.method == "POST":
            return await self.facebook.change(request, page, post, fields)
        if request.method == "DELETE":
            return await self.facebook.delete(request, page, post)
        default = "id,message,created_time"
        value = select(self.facebook.shown(request, post), str(fields.get("fields") or ""), default)
        return await self._read(request, page, lambda: (said(value), None))

    async def _read(self, request: web.Request, account: Account, apply: Any) -> web.StreamResponse:
        call = {"platform": account.platform, "call": "read", "account": account.id}
        return await carry_out(request, self.state, self.faults, call, apply, refuse)


def _sent(answer: Answer) -> web.Response:
    return web.Response(
        status=answer.status,
        body=answer.encoded(),
        headers=answer.headers,
        content_type="application/json",
    )
