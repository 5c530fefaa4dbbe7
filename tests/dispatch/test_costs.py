"""What an officer sees and does where a platform asks money."""

from __future__ import annotations

import pytest
from django.urls import reverse

from heraut.dispatch.actions.submit import submit
from heraut.dispatch.actions.try_again import try_again
from heraut.guidance.actions.clear import clear
from heraut.kernel.errors import Refusal
from heraut.outbound.actions.set_budget import set_budget
from heraut.outbound.models import Parcel
from tests import builders
from tests.outbound.fake import drain
from tests.outbound.test_budget import Costly

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit, "x", handle="belgium")


def draft(officer, mission, channel):
    return builders.adaptation(officer, mission.unit, [channel])


def ask(adaptation, officer):
    return submit(
        adaptation.pk, by=officer, revision=adaptation.revision, at=None, time_zone="Africa/Nairobi"
    )


def test_without_a_budget_a_text_is_objected_to_before_anybody_is_asked(
    mission, officer, channel, sign_in
):
    adaptation = draft(officer, mission, channel)
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[adaptation.pk])).content.decode()
    assert "X asks money, and the ministry has set no budget" in page
    with pytest.raises(Refusal) as refused:
        ask(adaptation, officer)
    assert refused.value.params["objection"] == "budget.none"


def test_the_price_and_what_is_left_stand_beside_the_text(
    mission, officer, admin, channel, sign_in
):
    set_budget("x", 1_000_000, by=admin)
    adaptation = draft(officer, mission, channel)
    page = sign_in(officer).get(reverse("newsroom_adapt", args=[adaptation.pk])).content.decode()
    assert "US dollars; 1.00 are left this month" in page


def test_a_budget_that_is_used_up_meanwhile_refuses_and_try_again_mends_it(
    mission, officer, head, admin, channel, sign_in
):
    set_budget("x", 1_000_000, by=admin)
    dispatch = ask(draft(officer, mission, channel), officer)
    clear(dispatch.clearance.pk, by=head, seen=dispatch.clearance.digest)
    set_budget("x", 0, by=admin)
    platform = Costly()
    drain({channel.pk: platform})
    assert platform.calls == 0
    page = sign_in(officer).get(f"/dispatches/{dispatch.pk}/").content.decode()
    assert "This costs 0.10 US dollars, and 0.00 are left of this month’s budget" in page
    assert "raise the budget, then try again" in page
    set_budget("x", 1_000_000, by=admin)
    try_again(dispatch.deliveries.get().pk, by=officer)
    drain({channel.pk: platform})
    assert len(platform.timeline) == 1
    assert Parcel.objects.latest("number").state == "done"
