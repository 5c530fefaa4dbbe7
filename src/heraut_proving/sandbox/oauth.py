"""OAuth 2 as the simulated platforms speak it: RFC 6749 section 4.1, RFC 7636, RFC 7009.

A platform's own module serves the paths and shapes the answers; here is what they have in common:
the page on which a person agrees, codes that work once and for ten minutes, tokens that end.
"""

from __future__ import annotations

import base64
import hashlib
import html
import secrets
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from aiohttp import web

from heraut_proving.sandbox.state import State, now

CODE_LIFE = 600


@dataclass(slots=True)
class Token:
    """``subject``: the account, or the person, that agreed. Moments in seconds since 1970; zero:
    never ends."""

    platform: str
    access: str
    refresh: str
    subject: str
    client_id: str
    scope: str
    expires_at: float = 0.0
    refresh_expires_at: float = 0.0
    revoked: bool = False

    def lives(self) -> bool:
        return not self.revoked and not (self.expires_at and self.expires_at <= now())


@dataclass(slots=True)
class _Code:
    token: Token
    redirect: str
    challenge: str
    at: float


class OAuthError(Exception):
    """The ``error`` of RFC 6749, section 5.2."""


class Grants:
    """One for all platforms. ``subjects`` of a platform are its accounts unless it says otherwise.

    ``lives``: seconds that tokens of a platform live, access and refresh; zero: for ever.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.lives: dict[str, tuple[int, int]] = {}
        self._codes: dict[str, _Code] = {}
        self._tokens: dict[tuple[str, str], Token] = {}
        state.again("token", lambda value: self._remember(Token(**value)))

    # -- the person's side --------------------------------------------------------------

    async def ask(
        self, request: web.Request, platform: str, subjects: list[tuple[str, str]], approve: str
    ) -> web.Response:
        """The page that the browser is sent to. ``subjects``: (id, name); ``approve``: the path
        that the buttons post to, which calls ``agree``."""
        hidden = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query.items()
        )
        buttons = "".join(
            f'<p><button name="subject" value="{html.escape(key)}">{html.escape(name)}</button></p>'
            for key, name in subjects
        )
        page = (
            f"<!doctype html><html lang=en><title>Simulated {html.escape(platform)}</title>"
            f'<link rel="stylesheet" href="/_sandbox/pages.css"><main><h1>Simulated sign-in: '
            f"{html.escape(platform)}</h1><p>This page stands in for the platform's own. "
            f"Sign in as:</p><form method=post action={approve}>{hidden}{buttons}"
            f'<p><button name="subject" value="">Refuse</button></p></form></main></html>'
        )
        return web.Response(text=page, content_type="text/html")

    async def agree(self, request: web.Request, platform: str) -> web.Response:
        """Back to the client, with a code or with ``access_denied``."""
        form = await request.post()
        redirect, state = str(form.get("redirect_uri", "")), str(form.get("state", ""))
        subject = str(form.get("subject", ""))
        if not subject:
            said = {"error": "access_denied", "state": state}
        else:
            code = self.grant(
                platform,
                subject,
                client_id=str(form.get("client_id", "")),
                redirect=redirect,
                scope=str(form.get("scope", "")),
                challenge=str(form.get("code_challenge", "")),
            )
            said = {"code": code, "state": state}
        join = "&" if "?" in redirect else "?"
        raise web.HTTPFound(f"{redirect}{join}{urlencode(said)}")

    def grant(
        self, platform: str, subject: str, *, client_id: str, redirect: str, scope: str = "",
        challenge: str = "",
    ) -> str:  # fmt: skip
        """A code, as if the person had agreed."""
        code = secrets.token_urlsafe(24)
        token = self._fresh(platform, subject, client_id, scope)
        self._codes[code] = _Code(token, redirect, challenge, now())
        return code

    # -- the client's side --------------------------------------------------------------

    def exchange(
        self, platform: str, code: str, *, client_id: str, redirect: str, verifier: str = ""
    ) -> Token:
        """Raises ``OAuthError``. A code works once."""
        found = self._codes.pop(code, None)
        if found is None or found.token.platform != platform or now() - found.at > CODE_LIFE:
            raise OAuthError("invalid_grant")
        if (found.token.client_id, found.redirect) != (client_id, redirect):
            raise OAuthError("invalid_grant")
        if found.challenge and s256(verifier) != found.challenge:
            raise OAuthError("invalid_grant")
        return self._keep(found.token)

    def refresh(self, platform: str, refresh: str, *, client_id: str, rotate: bool = True) -> Token:
        """A new access token; the old refresh token ends where it is rotated. ``OAuthError``."""
        old = next(
            (
                each
                for each in self._tokens.values()
                if each.platform == platform and each.refresh == refresh and not each.revoked
            ),
            None,
        )
        ended = old is not None and old.refresh_expires_at and old.refresh_expires_at <= now()
        if old is None or ended or old.client_id != client_id:
            raise OAuthError("invalid_grant")
        fresh = self._fresh(platform, old.subject, client_id, old.scope)
        if not rotate:
            fresh.refresh, fresh.refresh_expires_at = old.refresh, old.refresh_expires_at
        self.revoke(platform, old.access)
        return self._keep(fresh)

    def find(self, platform: str, access: str) -> Token | None:
        """The token, ended or not; ``lives()`` tells."""
        return self._tokens.get((platform, access))

    def revoke(self, platform: str, access: str) -> None:
        found = self._tokens.get((platform, access))
        if found is not None:
            found.revoked = True
            self._keep(found)

    def revoke_refresh(self, platform: str, refresh: str) -> None:
        """End the token that this refresh token belongs to."""
        for each in list(self._tokens.values()):
            if each.platform == platform and each.refresh == refresh and not each.revoked:
                self.revoke(platform, each.access)

    def expire(self, platform: str, subject: str) -> int:
        """End every living access token of a subject, as time would; how many."""
        living = [
            each
            for each in self._tokens.values()
            if each.platform == platform and each.subject == subject and each.lives()
        ]
        for each in living:
            each.expires_at = now() - 1
            self._keep(each)
        return len(living)

    def _fresh(self, platform: str, subject: str, client_id: str, scope: str) -> Token:
        access, refresh = self.lives.get(platform, (0, 0))
        return Token(
            platform,
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            subject,
            client_id,
            scope,
            now() + access if access else 0.0,
            now() + refresh if refresh else 0.0,
        )

    def _keep(self, token: Token) -> Token:
        self._remember(token)
        self.state.keep("token", asdict(token))
        return token

    def _remember(self, token: Token) -> None:
        self._tokens[token.platform, token.access] = token


def s256(verifier: str) -> str:
    """The challenge of a proof (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
