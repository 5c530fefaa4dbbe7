"""What happens to an account at sign-in and in its settings, noted in the audit trail.

allauth tells it by signals. A new second factor also ends every other session: none that was
opened with the password alone outlives it.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as mfa
from django.http import HttpRequest

from heraut.people.actions.note_account_event import note_account_event
from heraut.people.models import User
from heraut.people.sessions import end_sessions

_FACTORS = ("totp", "webauthn")


def connect() -> None:
    account.user_logged_in.connect(_signed_in, dispatch_uid="people.signed_in")
    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(_password_changed, dispatch_uid="people.password")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="people.factor_added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="people.factor_removed")
    mfa.authenticator_reset.connect(_codes_renewed, dispatch_uid="people.codes_renewed")


def _signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    records = get_authentication_records(request, user)
    methods = [str(record.get("type") or record.get("method")) for record in records]
    note_account_event(user, "person.sign_in", {"by": methods})


def _password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Whoever knew the old one is out, this session apart."""
    if user is None:
        return
    end_sessions(user, but=_own_key(request, user))
    note_account_event(user, "person.password")


def _factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    if authenticator.type in _FACTORS:
        end_sessions(user, but=_own_key(request, user))
        note_account_event(user, "person.factor_add", {"kind": str(authenticator.type)})


def _factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    if authenticator.type in _FACTORS:
        note_account_event(user, "person.factor_remove", {"kind": str(authenticator.type)})


def _codes_renewed(request: HttpRequest, user: User, **_: Any) -> None:
    note_account_event(user, "person.recovery_codes")


def _own_key(request: HttpRequest, user: User) -> str | None:
    """The key of the session that asks, if it is this person's."""
    own = request.user.is_authenticated and request.user.pk == user.pk
    return request.session.session_key if own else None
