from __future__ import annotations

from datetime import date

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from heraut.foundation import audit
from heraut.foundation.models import AuditEntry, AuditSeal
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.models import Channel, Mission
from heraut.newsroom.models import Item
from heraut.people import access
from heraut.people.actions.deactivate_person import deactivate_person
from heraut.people.actions.end_role import end_role
from heraut.people.actions.grant_role import grant_role
from heraut.people.actions.reset_second_factor import reset_second_factor
from heraut.people.models import Membership, Role, User
from heraut.people.rights import RIGHTS, Right
from tests import builders

pytestmark = pytest.mark.django_db


def fresh(person):
    """As the next request sees them."""
    return User.objects.get(pk=person.pk)


# -- the one door ------------------------------------------------------------------------


def test_a_right_in_a_unit_reaches_every_unit_below_it(editor, officer, mission):
    assert access.can(editor, Right.ADAPT, mission.unit)
    assert access.can(officer, Right.ADAPT, mission.unit)
    assert not access.can(officer, Right.ADAPT, builders.ministry())
    assert not access.can(officer, Right.ADAPT, builders.mission("kigali").unit)


def test_units_with_names_that_begin_alike_are_different_units(officer, mission):
    twin = builders.mission("nairobi-2").unit
    assert twin.path.startswith(mission.unit.path[:-1])
    assert not access.can(officer, Right.ADAPT, twin)


def test_a_membership_holds_from_its_day_up_to_but_not_on_its_last(mission):
    person = builders.person(None)
    Membership.objects.create(
        user=person,
        unit=mission.unit,
        role=Role.MISSION_OFFICER,
        valid_from=date(2026, 5, 2),
        valid_until=date(2026, 5, 4),
    )
    held = []
    for day in range(1, 6):
        with time_machine.travel(f"2026-05-0{day}T12:00:00Z", tick=False):
            held.append(access.holds(fresh(person), Right.ADAPT))
    assert held == [False, True, True, False, False]


def test_an_inactive_person_reaches_nothing(officer):
    officer.is_active = False
    assert not access.holds(officer, Right.DESK)


def test_rows_of_other_missions_do_not_exist_for_an_officer(officer, mission):
    other = builders.mission("kigali").unit
    theirs, ours = (
        builders.item(officer, other, offered=False),
        builders.item(officer, mission.unit, offered=False),
    )
    assert set(access.rows(officer, Right.ITEM_READ, Item)) == {ours}
    assert access.get_or_404(officer, Right.ITEM_READ, Item, pk=ours.pk) == ours
    from django.http import Http404

    with pytest.raises(Http404):
        access.get_or_404(officer, Right.ITEM_READ, Item, pk=theirs.pk)


def test_what_stands_open_is_open_only_to_who_holds_the_right_somewhere(officer, outsider, partner):
    builders.mission("kigali")
    assert access.rows(officer, Right.NETWORK_READ, Mission).count() == 2
    assert access.rows(outsider, Right.NETWORK_READ, Mission).count() == 0
    assert access.rows(partner, Right.NETWORK_READ, Mission).count() == 0


def test_a_shared_channel_is_reached_by_who_shares_it_and_counted_once(officer, mission):
    other = builders.mission("kigali").unit
    channel = builders.channel(other)
    assert not access.rows(officer, Right.DISPATCH, Channel).exists()
    channel.sharing.add(mission.unit, other)
    assert list(access.rows(officer, Right.DISPATCH, Channel)) == [channel]


def test_every_role_that_can_speak_needs_a_second_factor():
    from heraut.people.rights import SECOND_FACTOR

    speaks = {Right.DISPATCH, Right.CLEAR, Right.HOLD, Right.PEOPLE_MANAGE, Right.AUDIT_READ}
    for role, rights in RIGHTS.items():
        if rights & speaks:
            assert role in SECOND_FACTOR, role


# -- administration ------------------------------------------------------------------------


def test_nobody_grants_themselves_anything(admin, mission):
    with pytest.raises(Forbidden, match="oneself"):
        grant_role(
            admin.pk, Role.HEAD_OF_MISSION, mission.unit, by=admin, valid_from=clock.now().date()
        )


def test_an_officer_administers_nobody(officer, outsider, mission):
    with pytest.raises(Forbidden):
        grant_role(
            outsider.pk, Role.AUDITOR, mission.unit, by=officer, valid_from=clock.now().date()
        )


def test_a_role_is_not_granted_twice(admin, officer, mission):
    with pytest.raises(Refusal, match="held"):
        grant_role(
            officer.pk,
            Role.MISSION_OFFICER,
            mission.unit,
            by=admin,
            valid_from=clock.now().date(),
        )


def test_access_ends_with_the_role_at_once_and_so_do_the_sessions(admin, officer, sign_in):
    client = sign_in(officer)
    assert client.get("/").status_code == 200
    end_role(officer.memberships.get().pk, by=admin)
    assert client.get("/").status_code in (302, 403)
    assert not access.grants(fresh(officer))


def test_a_closed_account_is_out_at_once(admin, officer, sign_in):
    client = sign_in(officer)
    client.get("/")
    deactivate_person(officer.pk, by=admin)
    assert client.get("/").status_code == 302


def test_a_lost_second_factor_can_be_taken_away(admin, officer):
    Authenticator.objects.create(user=officer, type="totp", data={})
    reset_second_factor(officer.pk, by=admin)
    assert not Authenticator.objects.filter(user=officer).exists()


# -- signing in ------------------------------------------------------------------------------


@pytest.fixture
def known(mission):
    person = builders.person(Role.MISSION_OFFICER, mission.unit, email="olga@example.test")
    person.set_password("a long enough phrase")
    person.save()
    return person


def sign(client, password):
    return client.post(
        reverse("account_login"), {"login": "olga@example.test", "password": password}
    )


def test_a_role_that_needs_a_second_factor_works_only_with_one(known):
    client = Client()
    assert sign(client, "a long enough phrase").status_code == 302
    answer = client.get("/")
    assert answer.url == reverse("people_second_factor")
    assert client.get(answer.url).status_code == 200


def test_who_has_a_second_factor_is_asked_for_it_at_sign_in(known):
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        format_hotp_value,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(known, secret)
    client = Client()
    answer = sign(client, "a long enough phrase")
    assert answer.url == reverse("mfa_authenticate")
    assert client.get("/").status_code == 302, "not signed in yet"
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get("/").status_code == 200


def test_attempts_are_limited(known):
    client = Client()
    for _ in range(6):
        sign(client, "wrong")
    answer = sign(client, "a long enough phrase")
    assert answer.status_code != 302, "even the right password waits now"


def test_nobody_signs_up_by_themselves():
    page = Client().get(reverse("account_signup")).content.decode()
    assert "<form" not in page.split("<main")[1]


def test_settings_are_ones_own_language_clock_and_colours(officer, sign_in):
    client = sign_in(officer)
    data = {"name": "Olga", "language": "fr", "time_zone": "Africa/Nairobi", "theme": "dark"}
    assert client.post(reverse("people_settings"), data).status_code == 302
    page = client.get("/").content.decode()
    assert '<html lang="fr"' in page
    assert 'data-theme="dark"' in page


# -- the trail -------------------------------------------------------------------------------


def test_the_chain_shows_every_change_to_what_was_sealed(admin, officer, mission):
    end_role(officer.memberships.get().pk, by=admin)
    audit.seal()
    grant_role(officer.pk, Role.ANALYST, mission.unit, by=admin, valid_from=clock.now().date())
    audit.seal()
    assert audit.broken_link() is None
    AuditEntry.objects.filter(pk=AuditEntry.objects.order_by("pk").first().pk).update(verb="other")
    assert audit.broken_link() == AuditSeal.objects.order_by("number").first()


def test_an_act_outside_a_transaction_is_refused_its_entry(officer):
    from unittest import mock

    with (
        mock.patch("heraut.foundation.audit.connection.in_atomic_block", False),
        pytest.raises(RuntimeError),
    ):
        audit.record("x", actor=officer, subject=officer)


def test_the_trail_is_read_by_auditors_and_administrators_alone(auditor, officer, sign_in):
    assert sign_in(auditor).get(reverse("audit")).status_code == 200
    assert sign_in(officer).get(reverse("audit")).status_code == 403
    csv = sign_in(auditor).get(reverse("audit") + "?format=csv")
    assert csv.headers["Content-Type"].startswith("text/csv")
