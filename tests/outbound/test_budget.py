"""The month's budget: booked with the attempt, never overspent, given back where nothing happened."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from heraut.connectors.contract import Outgoing
from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.outbound import budgets
from heraut.outbound.actions.hand_over import hand_over
from heraut.outbound.actions.resolve_unknown import resolve_unknown
from heraut.outbound.actions.set_budget import set_budget
from heraut.outbound.budgets import Purse
from heraut.outbound.models import Attempt, Budget, Parcel, Queue, Spending, Verb
from heraut.outbound.spending import dollars, month_of
from heraut.people.rights import RIGHTS, Right
from tests import builders
from tests.outbound.fake import FakePlatform, drain, engine

pytestmark = pytest.mark.django_db(transaction=True)

ONE = 100_000  # of the fake platform, for a text


class Costly(FakePlatform):
    """Asks ten cents for a text, one for what is taken back."""

    def price_list(self):
        return {"text": ONE, "recall": 10_000}

    def cost(self, outgoing):
        return ONE

    def recall_cost(self, receipt):
        return 10_000

    def repost_cost(self, original):
        return ONE


@pytest.fixture
def channel(mission):
    return builders.channel(mission.unit, "x", handle="belgium")


@pytest.fixture
def budget(admin):
    return lambda amount: set_budget("x", amount, by=admin)


def send(channel, by, *texts, **more):
    return [
        hand_over(
            channel,
            {"text": text, "language": "en", **more},
            unit=channel.holder,
            due_at=clock.now(),
            by=by,
        )
        for text in texts
    ]


def told():
    return list(Parcel.objects.order_by("number").values_list("state", "code"))


def spent():
    return sum(Spending.objects.values_list("spent", flat=True))


def test_without_a_budget_nothing_is_spent(channel, officer):
    platform = Costly()
    send(channel, officer, "one")
    drain({channel.pk: platform})
    assert (platform.timeline, platform.calls) == ([], 0)
    assert told() == [("rejected", "budget.none")]
    assert not Attempt.objects.exists()


def test_each_attempt_is_booked_until_there_is_no_more(channel, officer, budget):
    budget(2 * ONE)
    platform = Costly()
    send(channel, officer, "one", "two", "three")
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two"]
    assert spent() == 2 * ONE
    parcel = Parcel.objects.get(state="rejected")
    assert parcel.code == "budget.used_up"
    assert parcel.params == {"platform": "Fake", "cost": "0.10", "left": "0.00"}
    assert set(Attempt.objects.values_list("booked", flat=True)) == {ONE}


def test_once_it_is_raised_the_refused_text_can_be_tried_again(channel, officer, budget):
    budget(0)
    platform = Costly()
    (parcel,) = send(channel, officer, "one")
    drain({channel.pk: platform})
    assert told() == [("rejected", "budget.used_up")]
    budget(ONE)
    hand_over(
        channel, parcel.content, unit=channel.holder, due_at=clock.now(), by=officer, after=parcel
    )
    drain({channel.pk: platform})
    assert platform.timeline == ["one"]


@pytest.mark.parametrize("word", ["retry", "reject", "account"])
def test_what_certainly_did_not_go_out_is_given_back(channel, officer, budget, word):
    budget(ONE)
    send(channel, officer, "one")
    drain({channel.pk: Costly(word)}, backoff=60)
    assert spent() == 0
    assert list(Attempt.objects.values_list("booked", flat=True)) == [0]


def test_a_text_that_is_tried_again_is_paid_once(channel, officer, budget):
    budget(ONE)
    platform = Costly("retry", "retry")
    send(channel, officer, "one")
    drain({channel.pk: platform}, times=4)
    Queue.objects.update(blocked_until=None)
    drain({channel.pk: platform}, times=2)
    assert platform.timeline == ["one"]
    assert spent() == ONE


def test_an_unclear_call_keeps_its_booking_whatever_becomes_of_it(channel, officer, budget):
    budget(2 * ONE)
    platform = Costly("lost", keyed=False)
    (parcel,) = send(channel, officer, "one")
    drain({channel.pk: platform}, times=4)
    assert told()[0][0] == "unknown"
    assert spent() == ONE
    resolve_unknown(parcel.pk, by=officer, answer="try_again")
    drain({channel.pk: platform})
    assert spent() == 2 * ONE


@pytest.mark.parametrize("death", ["die_before", "die_after"])
def test_a_process_that_dies_books_once(channel, officer, budget, death):
    budget(10 * ONE)
    platform = Costly(death, keyed=False)
    send(channel, officer, "one")
    drain({channel.pk: platform})
    assert spent() == ONE
    Queue.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    drain({channel.pk: platform}, times=4)
    assert spent() == ONE


def test_a_thread_that_cannot_be_paid_whole_does_not_begin(channel, officer, budget):
    budget(2 * ONE)
    platform = Costly()
    parts = [{"text": "two", "pictures": []}, {"text": "three", "pictures": []}]
    send(channel, officer, "one", parts=parts)
    drain({channel.pk: platform})
    assert platform.timeline == []
    assert Parcel.objects.get().params["cost"] == "0.30"
    budget(3 * ONE)
    send(channel, officer, "one", parts=parts)
    drain({channel.pk: platform})
    assert platform.timeline == ["one", "two", "three"]
    assert spent() == 3 * ONE


def test_a_recall_is_booked_but_never_refused(channel, officer, budget):
    budget(ONE)
    platform = Costly()
    (parcel,) = send(channel, officer, "one")
    drain({channel.pk: platform})
    parcel.refresh_from_db()
    hand_over(
        channel,
        parcel.receipt,
        unit=channel.holder,
        due_at=clock.now(),
        by=officer,
        verb=Verb.RECALL,
    )
    drain({channel.pk: platform})
    assert platform.timeline == []
    assert spent() == ONE + 10_000


def test_many_processes_at_once_spend_no_more_than_there_is(mission, officer, budget):
    budget(3 * ONE)
    channels = [builders.channel(mission.unit, "x", handle=f"b{n}") for n in range(6)]
    for each in channels:
        send(each, officer, "one", "two")
    platforms = {each.pk: Costly() for each in channels}

    async def run():
        async with engine(platforms) as first, engine(platforms) as second:
            await asyncio.gather(
                *(made.drain(each.pk) for each in channels for made in (first, second))
            )

    for _ in range(3):
        asyncio.run(run())
    assert sum(each.calls for each in platforms.values()) == 3
    assert spent() == 3 * ONE


def test_a_new_month_has_a_budget_of_its_own(channel, officer, budget):
    budget(ONE)
    month = month_of(clock.now())
    Spending.objects.create(platform="x", month=month - timedelta(days=1), spent=5 * ONE)
    drain({channel.pk: Costly()})
    (account,) = budgets.accounts()
    assert (account.monthly, account.spent, account.left) == (ONE, 0, ONE)
    assert month_of(datetime(2026, 12, 1, 0, 30, tzinfo=UTC)).isoformat() == "2026-12-01"


def test_platforms_that_ask_nothing_need_no_budget(mission, officer):
    channel = builders.channel(mission.unit)
    platform = FakePlatform()
    send(channel, officer, "one")
    drain({channel.pk: platform})
    assert platform.timeline == ["one"]
    assert not Spending.objects.exists()


# -- setting it, and what the officer is told ---------------------------------------------------


def test_only_an_administrator_of_the_ministry_sets_a_budget(admin, officer, head):
    made = set_budget("x", ONE, by=admin)
    assert Budget.objects.get() == made
    assert set_budget("x", 2 * ONE, by=admin).pk == made.pk
    trail = AuditEntry.objects.filter(verb="budget.set").order_by("pk")
    assert [each.detail["before"] for each in trail] == [None, ONE]
    for other in (officer, head):
        with pytest.raises(Forbidden):
            set_budget("x", ONE, by=other)
    assert [role for role, rights in RIGHTS.items() if Right.BUDGET in rights] == ["administrator"]
    for platform, amount in (("mastodon", 1), ("x", -1), ("x", 10**13)):
        with pytest.raises(Refusal):
            set_budget(platform, amount, by=admin)


def test_texts_that_go_out_together_draw_on_one_purse(db, admin):
    assert [each.code for each in Purse().objections("x", 15_000)] == ["budget.none"]
    set_budget("x", 30_000, by=admin)
    purse = Purse()
    assert purse.objections("x", 0) == []
    assert purse.objections("x", 15_000) == []
    assert purse.objections("x", 15_000) == []
    (found,) = purse.objections("x", 15_000)
    assert (found.code, found.params["cost"], found.params["left"]) == (
        "budget.used_up",
        "0.045",
        "0.03",
    )


def test_what_a_text_costs_is_that_of_all_its_parts():
    from heraut.connectors import catalogue
    from heraut.connectors.contract import Part

    thread = Outgoing("One https://example.org", "en", parts=(Part("Two"),))
    assert budgets.cost(catalogue.get("x"), thread) == 215_000
    assert budgets.cost(catalogue.get("bluesky"), thread) == 0


@pytest.mark.parametrize(
    ("amount", "words"), [(0, "0.00"), (15_000, "0.015"), (200_000, "0.20"), (12_345_678, "12.346")]
)
def test_amounts_are_written_as_people_write_them(amount, words):
    assert dollars(amount) == words


def test_the_operators_own_prices_are_read_or_refused():
    from heraut.connectors.x import Prices

    assert Prices.read("") == Prices()
    assert Prices.read("text=0.01, text_with_link=0.1").text_with_link == 100_000
    for wrong in ("word=1", "text", "text=x", "text=-1", "text=NaN"):
        with pytest.raises(ValueError, match="is no"):
            Prices.read(wrong)


def test_the_administrators_screen_says_what_is_spent_and_takes_a_budget(
    client, settings, admin, officer
):
    settings.HERAUT = settings.HERAUT.model_copy(update={"second_factor": "offered"})
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get("/budgets/").content.decode()
    assert "No budget has been set: nothing goes out on X" in page
    assert "A message with a link: 0.20 US dollars" in page
    wrong = client.post("/budgets/x/set", {"x-monthly": "-3"})
    assert wrong.status_code == 422
    assert client.post("/budgets/x/set", {"x-monthly": "25.50"}).status_code == 302
    assert Budget.objects.get().monthly == 25_500_000
    Spending.objects.create(platform="x", month=month_of(clock.now()), spent=500_000)
    page = client.get("/budgets/").content.decode()
    assert "0.50 of 25.50 US dollars are spent; 25.00 are left" in page
    assert client.post("/budgets/mastodon/set", {}).status_code == 404
    client.force_login(officer, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/budgets/").status_code in (403, 404)
