"""Nobody in who does not belong: every address, as everybody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from heraut.foundation.models import AuditEntry
from heraut.people import access
from tests.meta import examples

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: allauth's own pages, which it guards itself. What is new among them is looked at first.
FOREIGN = {
    "account_login", "account_logout", "account_inactive", "account_signup",
    "account_reauthenticate", "account_email", "account_email_verification_sent",
    "account_confirm_email", "account_change_password", "account_set_password",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "account_confirm_login_code", "mfa_index",
    "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_edit_webauthn",
    "mfa_remove_webauthn", "mfa_login_webauthn", "usersessions_list",
}  # fmt: skip
#: Addresses of single rows that do not only exist for the mission's own people, and why.
OPEN = {
    "mission": "the network is open to everybody who works in it",
    "channel": "the network is open to everybody who works in it",
    "plan": "missions see each other's plans",
    "change": "who works in the network may know how it will change",
    "network_table": "plans and relevance are open to everybody who works in the network",
    "network_bring": "whose plans a table may change is asked row by row; tested with the plans",
    "relevance_country": "open to read; who may not add a row is refused, tested with the plans",
    "press_line": "what was cleared is open to all staff; drafts are not, and are tested apart",
    "newsroom_picture": "named by what it holds; pictures of the pool are everybody's",
    "hold_end": "a hold on the whole network is everybody's to see; who may not end it is told so",
    "delivery_repost": "what was published is public; it is done with a channel of one's own only",
    "delivery_quote": "what was published is public; it is done with a channel of one's own only",
    "people_remove_passkey": "one's own by construction; tested with the people",
    "people_session_end": "one's own by construction; tested with the people",
}


#: Mails as mail programs draw them, each in a frame with a policy of its own: their style has to
#: stand in their elements.
FRAMES = {"newsletter_preview"}


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each)
        else:
            yield each


def is_foreign(pattern: URLPattern) -> bool:
    return pattern.callback.__module__.startswith("allauth.")


OURS = [each for each in patterns() if not is_foreign(each)]
VIEWS = {each.name: each.callback for each in OURS}
NAMES = sorted(name for name in VIEWS if name)


def is_public(name: str) -> bool:
    return hasattr(VIEWS[name], "heraut_public")


def is_machines(name: str) -> bool:
    return hasattr(VIEWS[name], "heraut_machine")


def closed() -> list[str]:
    """The addresses of rows that belong to one mission."""
    return [
        each.name
        for each in OURS
        if each.pattern.converters and not is_public(each.name) and each.name not in OPEN
    ]


@pytest.fixture
def everything(db, settings):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered", "demo": True})
    return examples.build()


@pytest.fixture
def clients(everything):
    """persona -> their browser; None is nobody."""
    found = {None: Client()}
    for key, person in everything.people.items():
        found[key] = Client()
        found[key].force_login(person, backend=BACKEND)
    return found


def address(everything, name: str) -> str:
    return reverse(name, kwargs=everything.kwargs.get(name))


def test_every_view_has_a_gate_or_is_listed_as_public():
    for each in OURS:
        assert each.name, f"{each.callback.__module__}: an address without a name"
        marks = ("heraut_right", "heraut_public", "heraut_signed_in", "heraut_machine")
        assert any(hasattr(each.callback, mark) for mark in marks), (
            f"{each.name} ({each.callback.__module__}) wears neither desk_view nor public_view"
        )


def test_no_page_of_a_library_is_served_that_was_not_looked_at():
    assert {each.name for each in patterns() if is_foreign(each)} <= FOREIGN


def test_names_are_not_taken_twice():
    names = [each.name for each in OURS]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.django_db
def test_every_address_has_an_example(everything):
    for name in NAMES:
        assert address(everything, name), name


@pytest.mark.django_db
def test_the_walk_every_address_as_everybody(everything, clients):
    """Nothing breaks; nobody sees a page without its right; reading changes nothing."""
    before = AuditEntry.objects.count()
    for name in NAMES:
        url, view = address(everything, name), VIEWS[name]
        for key, client in clients.items():
            answer = client.get(url)
            said = f"GET {url} ({name}) as {key}: {answer.status_code}"
            assert answer.status_code < 500, said
            if answer.status_code == 405:
                assert "POST" in answer.headers["Allow"], said
                continue
            if answer.status_code == 200 and name not in FRAMES:
                assert "style=" not in _text(answer), f"{said} has inline style"
            if is_public(name):
                assert answer.status_code in (200, 204, 304), said
            elif is_machines(name):
                assert answer.status_code == 404, f"{said}: people have no token"
            elif key is None:
                assert answer.status_code == 302, said
                assert answer.url.startswith("/account/login/?next="), said
            elif hasattr(view, "heraut_right") and not access.holds(
                everything.people[key], view.heraut_right
            ):
                assert answer.status_code == 403, said
            else:
                assert answer.status_code in (200, 204, 302, 304, 404), said
    assert AuditEntry.objects.count() == before, "a GET changed something"


@pytest.mark.django_db
def test_public_pages_answer_link_checkers_and_name_what_they_vary_on(everything):
    """A HEAD as a GET; a cache in front never gives one reader's language to another."""
    for name in NAMES:
        if not is_public(name) or hasattr(VIEWS[name], "csrf_exempt"):
            continue
        url = address(everything, name)
        got, asked = Client().get(url), Client().head(url)
        if got.status_code == 405:
            continue
        assert asked.status_code == got.status_code, name
        assert "Accept-Language" in got.headers["Vary"], name


def _text(answer):
    return "" if answer.streaming else answer.content.decode(errors="ignore")


@pytest.mark.django_db
@pytest.mark.parametrize("key", examples.STRANGERS)
def test_rows_of_another_mission_do_not_exist(everything, clients, key):
    """Neither to look at nor to change: 404, or 403 for who may not do such a thing anywhere."""
    before = AuditEntry.objects.count()
    data = {"seen": "x", "reason": "x", "answer": "try_again", "when": "now", "revision": "1"}
    for name in closed():
        url = address(everything, name)
        for answer in (clients[key].get(url), clients[key].post(url, data)):
            method = answer.request["REQUEST_METHOD"]
            said = f"{method} {name} as {key}: {answer.status_code}"
            assert answer.status_code in (403, 404, 405), said
    for name in OPEN:
        clients[key].post(address(everything, name), data)
    assert AuditEntry.objects.count() == before, f"{key} changed something"


@pytest.mark.django_db
def test_who_lacks_the_right_posts_in_vain(everything, clients):
    before = AuditEntry.objects.count()
    for name, view in VIEWS.items():
        if not hasattr(view, "heraut_right"):
            continue
        for key, person in everything.people.items():
            if access.holds(person, view.heraut_right):
                continue
            answer = clients[key].post(address(everything, name))
            said = f"POST {name} as {key}: {answer.status_code}"
            assert answer.status_code in (403, 405), said
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
def test_anonymous_posts_change_nothing(everything):
    before = AuditEntry.objects.count()
    for name in NAMES:
        if is_public(name) or is_machines(name):
            continue
        answer = Client().post(address(everything, name))
        assert answer.status_code in (302, 403, 405), name
        if answer.status_code == 302:
            assert "/account/login" in answer.url, name
    assert AuditEntry.objects.count() == before


@pytest.mark.django_db
def test_posts_need_their_token(everything):
    """A page elsewhere on the Internet cannot post in a signed-in person's name."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(everything.people["officer"], backend=BACKEND)
    for name in NAMES:
        answer = client.post(address(everything, name))
        assert answer.status_code in (403, 404, 405), f"POST {name}: {answer.status_code}"
