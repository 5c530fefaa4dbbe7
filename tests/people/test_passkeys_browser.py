"""Passkeys, with Chromium's virtual authenticator in place of a fingerprint."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from heraut.people.models import Role
from tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "a long enough phrase"


@pytest.fixture
def olga(mission):
    person = builders.person(Role.MISSION_OFFICER, mission.unit, email="olga@example.test")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def browser(open_as, settings, live_server):
    """A page on http://localhost, where passkeys work without TLS; second factors enforced."""
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "enforced"})
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
    return open_as(None, base_url=live_server.url.replace("127.0.0.1", "localhost"))


def authenticator(page, **options):
    """The device that holds the keys; its id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    wanted = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**wanted, **options}})
    return session, made["authenticatorId"]


def touches(session, device, willing):
    """Whether the person at once touches the device when it asks."""
    session.send(
        "WebAuthn.setAutomaticPresenceSimulation", {"authenticatorId": device, "enabled": willing}
    )


def sign_in_by_password(page):
    page.goto(reverse("account_login"))
    page.get_by_label("E-mail address").fill("olga@example.test")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_passkey(page):
    """From the sign-in of somebody new to the recovery codes."""
    sign_in_by_password(page)
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make it").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()


def test_a_new_person_makes_a_passkey_and_signs_in_with_it_alone(browser, olga):
    authenticator(browser)
    make_passkey(browser)
    assert browser.locator(".codes li").count() == 10
    browser.get_by_role("link", name="I have kept them").click()
    browser.wait_for_url("**/")
    assert Authenticator.objects.filter(user=olga, type="webauthn").count() == 1

    browser.context.clear_cookies()
    browser.goto(reverse("account_login"))
    browser.get_by_role("button", name="Sign in with a passkey").click()
    browser.wait_for_url("**/")
    assert browser.get_by_role("heading", level=1).first.is_visible()
    assert not browser.wrong


def test_the_browser_offers_its_passkeys_in_the_e_mail_field(browser, olga):
    authenticator(browser)
    make_passkey(browser)
    browser.context.clear_cookies()
    browser.goto(reverse("account_login"))
    browser.get_by_label("E-mail address").focus()
    browser.wait_for_url(lambda url: "/login" not in url)
    browser.goto(reverse("people_sessions"))
    browser.get_by_role("heading", name="Where you are signed in").wait_for()
    assert not browser.wrong


def test_a_passkey_is_a_second_factor_after_the_password(browser, olga):
    session, device = authenticator(browser)
    make_passkey(browser)
    browser.context.clear_cookies()
    touches(session, device, False)  # or it would answer as soon as the e-mail field has the focus
    sign_in_by_password(browser)
    browser.get_by_role("heading", name="Your second factor").wait_for()
    touches(session, device, True)
    browser.get_by_role("button", name="Use a passkey").click()
    browser.wait_for_url("**/")
    assert not browser.wrong


def test_a_device_without_the_passkey_is_told_so(browser, olga):
    session, device = authenticator(browser)
    make_passkey(browser)
    browser.context.clear_cookies()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    browser.goto(reverse("account_login"))
    browser.get_by_role("button", name="Sign in with a passkey").click()
    browser.locator("[data-passkey-failed]").wait_for()
    assert "/login" in browser.url


def test_the_last_passkey_offers_no_removal(browser, olga):
    authenticator(browser)
    make_passkey(browser)
    browser.goto(reverse("mfa_index"))
    assert browser.get_by_text("Passkey 1").is_visible()
    assert not browser.get_by_role("link", name="Remove").count()
