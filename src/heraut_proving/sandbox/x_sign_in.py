"""X's OAuth 2 endpoints: tokens that live two hours, refresh tokens that work once.

https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code.
"""

from __future__ import annotations

import base64

from aiohttp import web

from heraut_proving.sandbox.oauth import Grants, OAuthError, Token
from heraut_proving.sandbox.state import now


class XSignIn:
    def __init__(self, grants: Grants) -> None:
        self.grants = grants

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/2/oauth2/token", self.token),
            web.post("/2/oauth2/revoke", self.revoke),
        ]

    async def token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        client = _client(request, form)
        try:
            if form.get("grant_type") == "refresh_token":
                token = self.grants.refresh("x", form.get("refresh_token", ""), client_id=client)
            else:
                token = self.grants.exchange(
                    "x",
                    form.get("code", ""),
                    client_id=client,
                    redirect=form.get("redirect_uri", ""),
                    verifier=form.get("code_verifier", ""),
                )
        except OAuthError as error:
            said = {
                "error": "invalid_request" if "refresh_token" in form else str(error),
                "error_description": "Value passed for the token was invalid.",
            }
            return web.json_response(said, status=400)
        return web.json_response(_told(token))

    async def revoke(self, request: web.Request) -> web.Response:
        form = await request.post()
        given = str(form.get("token", ""))
        self.grants.revoke("x", given)
        self.grants.revoke_refresh("x", given)
        return web.json_response({"revoked": True})


def _client(request: web.Request, form: dict[str, str]) -> str:
    basic = request.headers.get("Authorization", "")
    if basic.startswith("Basic "):
        return base64.b64decode(basic.removeprefix("Basic ")).decode().split(":")[0]
    return form.get("client_id", "")


def _told(token: Token) -> dict[str, object]:
    told: dict[str, object] = {
        "token_type": "bearer",
        "expires_in": int(token.expires_at - now()) if token.expires_at else 7200,
        "access_token": token.access,
        "scope": token.scope,
    }
    if "offline.access" in token.scope.split():
        told["refresh_token"] = token.refresh
    return told
