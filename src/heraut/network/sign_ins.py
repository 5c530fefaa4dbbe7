"""The walk to a platform's own page and back: what is kept meanwhile, and who may come back.

The state that travels with the person is bound to their account, session and channel, works once
and for ten minutes; the proof (RFC 7636) and the accounts to choose from stay here, sealed.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from heraut.connectors.contract import Candidate, Identity, Tokens
from heraut.kernel import clock
from heraut.kernel.errors import Refusal
from heraut.network.models import PlatformApp, SignInAttempt
from heraut.people.models import User

LIFE = timedelta(minutes=10)
_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Begun:
    """``state`` goes along in the address; ``challenge`` is of the proof."""

    state: str
    challenge: str
    redirect: str


def redirect_address() -> str:
    """The one address to which every platform sends people back."""
    return f"{settings.HERAUT.origin}{reverse('sign_in_back')}"


def fresh(channel_id: UUID, user: User, session_key: str, origin: str) -> Begun:
    """Write a walk down; the row holds no word that would let anybody else finish it."""
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
    now = clock.now()
    SignInAttempt.objects.create(
        state_sha256=_digest(state),
        session_sha256=_digest(session_key),
        user=user,
        channel_id=channel_id,
        origin=origin,
        sealed={"verifier": verifier},
        expires_at=now + LIFE,
    )
    return Begun(state, _challenge(verifier), redirect_address())


@transaction.atomic
def take(state: str, user: User, session_key: str) -> SignInAttempt:
    """The walk that comes back; nobody can come back with it again.

    Raises ``Refusal`` with ``sign_in.unknown``, ``sign_in.not_yours``, ``sign_in.used`` or
    ``sign_in.expired``.
    """
    found = (
        SignInAttempt.objects.select_for_update(of=("self",))
        .select_related("channel__holder")
        .filter(state_sha256=_digest(state))
        .first()
    )
    if found is None:
        raise Refusal("sign_in.unknown")
    if found.user_id != user.pk or found.session_sha256 != _digest(session_key):
        raise Refusal("sign_in.not_yours")
    if found.used_at is not None:
        raise Refusal("sign_in.used")
    if found.expires_at <= clock.now():
        raise Refusal("sign_in.expired")
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


def keep(attempt: SignInAttempt, candidates: Sequence[Candidate]) -> None:
    """Sealed, for ten minutes more, until the person has chosen."""
    attempt.sealed = {"candidates": [_to_json(each) for each in candidates]}
    attempt.expires_at = clock.now() + LIFE
    attempt.save(update_fields=["sealed", "expires_at"])


def close(attempt: SignInAttempt) -> None:
    """Nothing secret stays of a walk that is over."""
    attempt.sealed, attempt.chosen_at = None, clock.now()
    attempt.save(update_fields=["sealed", "chosen_at"])


def open_choice(attempt_id: UUID, user: User, session_key: str) -> SignInAttempt:
    """A walk of theirs that waits for a choice; ``Refusal`` as ``take``, ``Http404`` where it is
    somebody else's."""
    found = (
        SignInAttempt.objects.select_related("channel__holder")
        .filter(pk=attempt_id, user=user)
        .first()
    )
    if found is None:
        raise Http404("sign-in")
    if found.session_sha256 != _digest(session_key):
        raise Refusal("sign_in.not_yours")
    if found.chosen_at is not None or not (found.sealed or {}).get("candidates"):
        raise Refusal("sign_in.used")
    if found.expires_at <= clock.now():
        raise Refusal("sign_in.expired")
    return found


def candidates_of(attempt: SignInAttempt) -> list[Candidate]:
    return [_from_json(each) for each in (attempt.sealed or {}).get("candidates", [])]


def verifier_of(attempt: SignInAttempt) -> str:
    return str((attempt.sealed or {}).get("verifier", ""))


def app_of(platform: str, origin: str) -> PlatformApp:
    """The registration to sign in with; ``Refusal("sign_in.no_app")``."""
    found = PlatformApp.objects.filter(platform=platform, origin=origin).first()
    if found is None:
        raise Refusal("sign_in.no_app")
    return found


def forget_old() -> None:
    """Walks that ended a day ago. Called by any worker's sweep."""
    SignInAttempt.objects.filter(expires_at__lt=clock.now() - _KEPT).delete()
    SignInAttempt.objects.filter(expires_at__lt=clock.now()).exclude(sealed=None).update(
        sealed=None
    )


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def _challenge(verifier: str) -> str:
    """S256 (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _to_json(candidate: Candidate) -> dict[str, Any]:
    tokens = candidate.tokens
    ends = tokens.expires_at.isoformat() if tokens.expires_at else None
    return {
        "identity": asdict(candidate.identity),
        "secrets": dict(tokens.secrets),
        "expires_at": ends,
        "refreshable": tokens.refreshable,
    }


def _from_json(value: dict[str, Any]) -> Candidate:
    ends = value["expires_at"]
    tokens = Tokens(
        value["secrets"], datetime.fromisoformat(ends) if ends else None, value["refreshable"]
    )
    return Candidate(Identity(**value["identity"]), tokens)
