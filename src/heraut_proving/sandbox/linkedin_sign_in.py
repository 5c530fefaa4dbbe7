"""LinkedIn's sign-in: https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from heraut_proving.sandbox.linkedin_shapes import MEMBERS
from heraut_proving.sandbox.oauth import Grants, OAuthError, Token
from heraut_proving.sandbox.state import State, now

ACCESS_LIFE, REFRESH_LIFE = 60 * 86_400, 365 * 86_400


class SignIn:
    def __init__(self, state: State, grants: Grants) -> None:
        self.state, self.grants = state, grants
        grants.lives["linkedin"] = (ACCESS_LIFE, REFRESH_LIFE)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/oauth/v2/authorization", self.ask),
            web.post("/oauth/v2/authorization", self.agree),
            web.post("/oauth/v2/accessToken", self.token),
        ]

    async def ask(self, request: web.Request) -> web.Response:
        if request.query.get("response_type") != "code":
            return _refused("invalid_request", 400)
        people = [(key, name) for key, (name, _role) in MEMBERS.items()]
        return await self.grants.ask(request, "linkedin", people, "/oauth/v2/authorization")

    async def agree(self, request: web.Request) -> web.Response:
        return await self.grants.agree(request, "linkedin")

    async def token(self, request: web.Request) -> web.Response:
        form = await request.post()
        said = {name: str(value) for name, value in form.items()}
        client = said.get("client_id", "")
        if not said.get("client_secret"):
            return _refused("invalid_client", 401)
        try:
            if said.get("grant_type") == "refresh_token":
                made = self.grants.refresh(
                    "linkedin", said.get("refresh_token", ""), client_id=client, rotate=False
                )
                made.expires_at = min(made.expires_at, made.refresh_expires_at)
            else:
                made = self.grants.exchange(
                    "linkedin",
                    said.get("code", ""),
                    client_id=client,
                    redirect=said.get("redirect_uri", ""),
                )
        except OAuthError as error:
            return _refused(str(error), 400)
        return web.json_response(_given(made))


def _given(token: Token) -> dict[str, Any]:
    value: dict[str, Any] = {
        "access_token": token.access,
        "expires_in": int(token.expires_at - now()),
        "scope": ",".join(token.scope.split()),
    }
    if token.client_id.startswith("partner"):
        value["refresh_token"] = token.refresh
        value["refresh_token_expires_in"] = int(token.refresh_expires_at - now())
    return value


def _refused(error: str, status: int) -> web.Response:
    said = {"error": error, "error_description": "Unable to retrieve access token"}
    return web.json_response(said, status=status)
