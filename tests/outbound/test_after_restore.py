"""After a restore nothing goes out by itself, and what had been tried is looked up first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from heraut.foundation.models import AuditEntry
from heraut.foundation.restoring import AFTER_RESTORE
from heraut.kernel import clock
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.hold_after_restore import hold_after_restore
from heraut.outbound.models import PARCEL, Hold, Parcel, ParcelState
from heraut.outbound.queries import is_held
from tests import builders

pytestmark = pytest.mark.django_db
YESTERDAY = clock.now() - timedelta(days=1)


@pytest.fixture
def parcels(mission, officer) -> dict[str, Parcel]:
    """One of each state that a backup may hold."""
    channel = builders.channel(mission.unit)
    found = {}
    for state in ParcelState.values:
        content = {"text": state, "language": "en"}
        made = hand_over(channel, content, unit=mission.unit, due_at=YESTERDAY, by=officer)
        prepared = None if state in ("waiting", "cancelled") else {"key": "k"}
        Parcel.objects.filter(pk=made.pk).update(state=state, prepared=prepared)
        found[state] = made
    return found


def test_nothing_that_would_call_stays_free_and_what_was_tried_is_unclear(parcels):
    said = hold_after_restore(YESTERDAY)
    after = {key: Parcel.objects.get(pk=each.pk).state for key, each in parcels.items()}
    assert {key for key, state in after.items() if state != key} == {"retry"}
    assert after["retry"] == "unclear"
    assert PARCEL.allows("retry", "unclear")
    free = Parcel.objects.filter(state__in=["waiting", "retry"]).exclude(is_held())
    assert not free.exists()
    assert "1 of them were due" in said and "1 that had been tried" in said


def test_a_recall_that_was_tried_is_simply_tried_again(parcels):
    Parcel.objects.filter(state="retry").update(verb="recall")
    hold_after_restore(YESTERDAY)
    assert Parcel.objects.get(pk=parcels["retry"].pk).state == "retry", "held, not looked up"


def test_heraut_itself_placed_the_hold_and_says_why_in_the_readers_language(
    parcels, sign_in, duty_officer
):
    hold_after_restore(YESTERDAY)
    hold = Hold.objects.get()
    assert hold.placed_by is None
    assert AuditEntry.objects.latest("number").verb == "hold.place"
    page = sign_in(duty_officer).get(reverse("holds")).content.decode()
    assert "Heraut was restored from a backup" in page
    assert hold.reason not in page, "the log's sentence is not the reader's"
    ended = sign_in(duty_officer).post(reverse("hold_end", args=[hold.pk]))
    assert ended.status_code == 302
    assert Parcel.objects.filter(is_held(), state="waiting").exists(), "until somebody releases it"


def test_an_empty_house_has_nothing_to_hold(db):
    assert "nothing to hold" in hold_after_restore(YESTERDAY)
    assert not Hold.objects.exists()


def test_it_is_what_a_restore_calls():
    assert AFTER_RESTORE.get("outbound") is hold_after_restore
