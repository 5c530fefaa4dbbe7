"""A platform to sign in to that does as it is told, and a person's walk there and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.urls import reverse

from heraut.connectors.contract import (
    App,
    Candidate,
    Capability,
    Declaration,
    Done,
    Identity,
    Limits,
    Receipt,
    Rejected,
    Retry,
    SignIn,
    Tokens,
)
from heraut.kernel import clock
from tests.outbound.fake import FakePlatform

ORIGIN = ""


class Signing(FakePlatform):
    """Three pages for one person; refresh tokens that work once. ``says``: what the next calls
    answer, by name; ``dies_after_rotation``: the process ends once the platform has rotated."""

    platform = "signing"

    def __init__(self) -> None:
        super().__init__()
        self.declaration = Declaration(  # type: ignore[misc]
            label="Signing",
            capabilities=frozenset({Capability.TEXT, Capability.IDENTITY, Capability.SIGN_IN}),
            limits=Limits(max_length=100),
            sign_in=SignIn(
                scopes=("publish",),
                register="https://developers.signing.test/",
                refresh_ahead=timedelta(days=1),
            ),
        )
        self.says: dict[str, list[Any]] = {}
        self.made: dict[str, str] = {}  # refresh token -> access token that lives
        self.calls_of: list[str] = []
        self.life: timedelta | None = timedelta(days=10)
        self.refreshable = True
        self.revoked: list[str] = []
        self.pages = ("belgium", "kenya", "rwanda")
        self.identities: dict[str, str] = {}
        self._count = 0

    def _said(self, name: str) -> Any:
        self.calls_of.append(name)
        waiting = self.says.get(name)
        return waiting.pop(0) if waiting else None

    def _fresh(self, page: str = "") -> Tokens:
        self._count += 1
        access, refresh = f"access-{self._count}", f"refresh-{self._count}"
        self.made[refresh] = access
        self.identities[access] = page
        ends = clock.now() + self.life if self.life else None
        return Tokens({"access": access, "refresh": refresh}, ends, self.refreshable)

    def authorize_url(self, app: App, *, state: str, redirect: str, challenge: str) -> str:
        return f"https://signing.test/allow?state={state}&challenge={challenge}"

    async def exchange(
        self, app: App, *, code: str, redirect: str, verifier: str, http: Any
    ) -> Any:
        said = self._said("exchange")
        if said is not None:
            return said
        return self._fresh() if code == "good" else Rejected("sign_in.code")

    async def candidates(self, app: App, tokens: Tokens, http: Any) -> Any:
        return tuple(
            Candidate(Identity(f"id-{page}", page, page.title()), self._fresh(page))
            for page in self.pages
        )

    async def refresh(self, app: App, secrets: Any, http: Any) -> Any:
        said = self._said("refresh")
        if isinstance(said, (Rejected, Retry)):
            return said
        access = self.made.pop(secrets["refresh"], None)
        if access is None:
            return Rejected("platform.refused")
        page = self.identities.pop(access)
        made = self._fresh(page)
        if said == "die":
            raise SystemExit
        return made

    async def identify(self, account: Any, http: Any) -> Any:
        said = self._said("identify")
        if said is not None:
            return said
        page = self.identities.get(account.secrets.get("access", ""))
        if page is None:
            return Rejected("account.sign_in", account_problem=True)
        return Identity(f"id-{page}", page, page.title())

    async def revoke(self, app: App, secrets: Any, http: Any) -> Any:
        said = self._said("revoke")
        if said is not None:
            return said
        self.revoked.append(secrets["access"])
        self.made.pop(secrets.get("refresh", ""), None)
        self.identities.pop(secrets["access"], None)
        return Done(Receipt("", ""))


def leave(client: Any, channel: Any, **posted: str) -> dict[str, str]:
    """Press the button; what the address at the platform carries."""
    answer = client.post(
        reverse("channel_connect", args=[channel.pk]), posted, HTTP_HX_REQUEST="true"
    )
    assert answer.status_code == 200, answer.content.decode()[:2000]
    url = urlsplit(answer.headers["HX-Redirect"])
    found = {name: values[0] for name, values in parse_qs(url.query).items()}
    return {**found, "_url": answer.headers["HX-Redirect"]}


def come_back(client: Any, **query: str) -> Any:
    return client.get(reverse("sign_in_back"), query, follow=True)


def said(answer: Any) -> str:
    """The messages and the page, as text."""
    return answer.content.decode()
