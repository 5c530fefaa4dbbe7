"""Nobody in who does not belong: every address, as everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.meta import examples

#: Of libraries: allauth guards its own pages.
FOREIGN = ("account_", "mfa_", "usersessions_")
#: What an officer of the mission itself may do with its rows is nobody else's.
MISSIONS_OWN = {
    "newsroom_details", "newsroom_offer", "newsroom_withdraw", "newsroom_translate",
    "newsroom_version", "newsroom_describe", "newsroom_picture_remove", "newsroom_picture_add",
    "newsroom_adapt", "newsroom_adapt_save", "newsroom_adapt_check", "newsroom_adapt_picture",
    "dispatch_submit", "clearance", "clearance_clear", "clearance_reject", "clearance_withdraw",
    "dispatch", "dispatch_cancel", "dispatch_reschedule", "dispatch_release", "delivery_attempts",
    "delivery_recall", "delivery_try_again", "delivery_resolve", "channel_change",
    "channel_certify", "channel_connect", "channel_add",
}  # fmt: skip


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


OURS = [each for each in patterns() if not (each.name or "").startswith(FOREIGN)]
NAMES = sorted({each.name for each in OURS if each.name})


def test_every_view_has_a_gate_or_is_listed_as_public():
    for each in OURS:
        view = each.callback
        marks = [
            m for m in ("heraut_right", "heraut_public", "heraut_signed_in") if hasattr(view, m)
        ]
        assert marks, f"{each.name} ({view.__module__}) wears neither desk_view nor public_view"


def is_public(name: str) -> bool:
    return any(hasattr(each.callback, "heraut_public") for each in OURS if each.name == name)


@pytest.fixture
def everything(db, settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered", "demo": True})
    return examples.build()


def address(everything, name: str) -> str:
    return reverse(name, kwargs=everything.kwargs.get(name))


@pytest.mark.django_db
def test_the_walk_every_address_as_everybody(everything):
    """Nothing breaks; anonymous people reach the public pages alone; outsiders and other missions
    reach nothing that is the mission's own."""
    clients = {None: Client()}
    for key, person in everything.people.items():
        clients[key] = Client()
        clients[key].force_login(
            person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    for name in NAMES:
        url = address(everything, name)
        for key, client in clients.items():
            answer = client.get(url)
            said = f"GET {url} ({name}) as {key}: {answer.status_code}"
            assert answer.status_code < 500, said
            if is_public(name):
                assert answer.status_code in (200, 204, 304), said
                continue
            if key is None:
                assert answer.status_code in (302, 405), said
            if key == "outsider" and name not in ("people_settings", "people_second_factor"):
                assert answer.status_code in (403, 404, 405), said
            if key == "neighbour" and name in MISSIONS_OWN:
                assert answer.status_code in (403, 404, 405), said
            if answer.status_code == 200:
                assert "style=" not in answer.content.decode(errors="ignore"), said


@pytest.mark.django_db
def test_nobody_changes_another_missions_rows(everything):
    from heraut.foundation.models import AuditEntry

    for key in ("neighbour", "outsider", "partner", "auditor", "analyst"):
        client = Client()
        client.force_login(
            everything.people[key], backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        before = AuditEntry.objects.count()
        for name in sorted(MISSIONS_OWN):
            data = {"seen": "x", "reason": "x", "answer": "try_again", "when": "now"}
            answer = client.post(address(everything, name), data)
            said = f"POST {name} as {key}: {answer.status_code}"
            assert answer.status_code in (302, 403, 404, 405, 422), said
        assert AuditEntry.objects.count() == before, f"{key} changed something"


@pytest.mark.django_db
def test_anonymous_posts_change_nothing(everything):
    for name in NAMES:
        if is_public(name):
            continue
        answer = Client().post(address(everything, name))
        assert answer.status_code in (302, 403, 405), name
        if answer.status_code == 302:
            assert "/account/login" in answer.url, name
