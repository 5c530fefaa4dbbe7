"""Corrections, reposts and quotes of what was published; threads on their way out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from heraut.connectors.contract import Change, Outgoing, Receipt
from heraut.dispatch import amplifying, queries, standing
from heraut.dispatch.actions.cancel import cancel
from heraut.dispatch.actions.correct import correct
from heraut.dispatch.actions.quote import quote
from heraut.dispatch.actions.recall import recall
from heraut.dispatch.actions.repost import repost
from heraut.dispatch.actions.try_again import try_again
from heraut.dispatch.models import Delivery
from heraut.foundation.models import AuditEntry
from heraut.guidance.actions.clear import clear
from heraut.guidance.actions.reject import reject
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal
from heraut.network.models import Plan, PlanTarget
from heraut.outbound.models import Parcel
from heraut.people.models import Role
from tests import builders
from tests.meta.rows.threads import published, settle

pytestmark = pytest.mark.django_db
ABLE = {"max_length": 500, "without": []}


@pytest.fixture
def channels(mission):
    made = [builders.channel(mission.unit, one) for one in ("bluesky", "mastodon", "web_feed")]
    made[2].handle = mission.key
    made[2].save()
    return made


@pytest.fixture
def stands(mission, officer, head, channels):
    """A thread on Bluesky, one text on Mastodon and in the web feed."""
    return published(officer, head, mission.unit, channels, "Three ships.")


def on(dispatch, platform):
    return dispatch.deliveries.get(channel__platform=platform)


def fresh(delivery):
    return Delivery.objects.select_related("channel", "parcel", "recall", "dispatch").get(
        pk=delivery.pk
    )


def corrected(stands, by, said, note="The figure was of last year."):
    texts = {on(stands, platform).pk: text for platform, text in said.items()}
    return correct(texts, by=by, note=note, time_zone="UTC")


def cleared(dispatch, head):
    clear(dispatch.clearance_id, by=head, seen=dispatch.clearance.digest)
    for delivery in dispatch.deliveries.all():
        settle(delivery)
    return dispatch


@pytest.fixture
def neighbour(db):
    """Another mission with channels of its own, its officer and its head."""
    mission = builders.mission("kigali", "RW")
    made = {one: builders.channel(mission.unit, one) for one in ("bluesky", "mastodon")}
    return (
        mission,
        made,
        builders.person(Role.MISSION_OFFICER, mission.unit),
        builders.person(Role.HEAD_OF_MISSION, mission.unit),
    )


# -- corrections -------------------------------------------------------------------------


def test_a_correction_edits_where_the_platform_can_and_else_answers_in_public(
    stands, officer, head
):
    made = corrected(
        stands,
        officer,
        {"bluesky": ["Correction: four."], "mastodon": ["Four."], "web_feed": ["Four."]},
    )
    verbs = {each.channel.platform: each.verb for each in made.deliveries.all()}
    assert verbs == {"bluesky": "publish", "mastodon": "edit", "web_feed": "edit"}
    answer = Outgoing.from_json(on(made, "bluesky").content)
    assert answer.reply is not None
    assert answer.reply.parent == Receipt.from_json(on(stands, "bluesky").parcel.receipt).each[0]
    assert Parcel.objects.filter(verb="edit").count() == 0, "nothing before it is cleared"
    cleared(made, head)
    change = Change.from_json(on(made, "mastodon").parcel.content)
    assert (change.before.text, change.after.text) == ("Three ships.", "Four.")
    assert standing.said(fresh(on(stands, "mastodon"))).text == "Four."
    assert fresh(on(stands, "mastodon")).content["text"] == "Three ships.", "kept in the history"


def test_a_second_correction_builds_on_the_first(stands, officer, head):
    cleared(corrected(stands, officer, {"mastodon": ["Four."]}), head)
    made = corrected(stands, officer, {"mastodon": ["Five."]})
    change = Change.from_json(on(made, "mastodon").content)
    assert (change.before.text, change.after.text) == ("Four.", "Five.")


def test_nobody_clears_a_correction_they_wrote(stands, officer, head):
    made = corrected(stands, head, {"mastodon": ["Four."]})
    with pytest.raises(Forbidden, match="own_text"):
        clear(made.clearance_id, by=head, seen=made.clearance.digest)


@pytest.mark.parametrize(
    ("said", "note", "code"),
    [
        ({"mastodon": ["Four."]}, " ", "note_missing"),
        ({"mastodon": ["Three ships."]}, "x", "same"),
        ({"mastodon": ["a", "b"]}, "x", "parts"),
        ({"mastodon": ["x" * 501]}, "x", "objection"),
        ({"bluesky": ["x" * 301]}, "x", "objection"),
        ({"bluesky": [" "]}, "x", "objection"),
    ],
)
def test_what_cannot_be_a_correction_is_refused_before_anybody_is_asked(
    stands, officer, said, note, code
):
    with pytest.raises(Refusal, match=code):
        corrected(stands, officer, said, note)
    assert stands.deliveries.filter(follow_ups__isnull=False).count() == 0


def test_only_what_stands_is_corrected_and_one_correction_at_a_time(
    stands, officer, head, outsider
):
    delivery = on(stands, "mastodon")
    with pytest.raises(Forbidden):
        correct({delivery.pk: ["Four."]}, by=outsider, note="x", time_zone="UTC")
    corrected(stands, officer, {"mastodon": ["Four."]})
    with pytest.raises(Refusal, match="under_way"):
        corrected(stands, officer, {"mastodon": ["Five."]})
    recall(on(stands, "bluesky").pk, by=officer)
    with pytest.raises(Refusal, match="gone"):
        corrected(stands, officer, {"bluesky": ["Correction: four."]})


def test_a_text_that_was_recalled_meanwhile_is_not_corrected_any_more(stands, officer, head):
    made = corrected(stands, officer, {"mastodon": ["Four."]})
    recall(on(stands, "mastodon").pk, by=officer)
    with pytest.raises(Refusal, match="gone"):
        clear(made.clearance_id, by=head, seen=made.clearance.digest)
    made.clearance.refresh_from_db()
    assert made.clearance.state == "asked"


def test_an_edit_is_not_recalled_by_itself(stands, officer, head):
    made = cleared(corrected(stands, officer, {"mastodon": ["Four."]}), head)
    with pytest.raises(Refusal, match=r"delivery\.edit"):
        recall(on(made, "mastodon").pk, by=officer)


def test_a_correction_is_sent_back_mended_or_cancelled(stands, officer, head):
    made = corrected(stands, officer, {"mastodon": ["Four."]})
    reject(made.clearance_id, by=head, reason="Say of what.")
    again = corrected(stands, officer, {"mastodon": ["Four ships."]})
    cancel(again.pk, by=officer)
    again.refresh_from_db()
    assert again.state == "cancelled"


def test_readers_are_told_on_the_public_page_and_in_the_feed(
    stands, officer, head, mission, client
):
    cleared(
        corrected(stands, officer, {"bluesky": ["Correction: four."], "web_feed": ["Four."]}), head
    )
    page = client.get(reverse("official_mission", args=[mission.key])).content.decode()
    assert "Four." in page
    assert "Three ships." not in page
    assert page.count("The figure was of last year.") == 2, "at the entry, and in the list once"
    feed = client.get(reverse("official_feed", args=[mission.key, "json"])).json()
    (entry,) = feed["items"]
    assert "Corrected on" in entry["content_html"]
    assert entry["date_modified"] >= entry["date_published"]


# -- reposts and quotes ------------------------------------------------------------------


def passed_on(stands, neighbour, platform="bluesky"):
    mission, own, by, _ = neighbour
    return repost(
        on(stands, platform).pk, own[platform].pk, unit=mission.unit, by=by, time_zone="UTC"
    )


def test_a_repost_goes_through_clearance_ledger_and_recall(stands, neighbour):
    _mission, _own, by, head = neighbour
    made = passed_on(stands, neighbour)
    with pytest.raises(Forbidden):
        clear(made.clearance_id, by=by, seen=made.clearance.digest)
    cleared(made, head)
    (delivery,) = made.deliveries.all()
    assert (delivery.verb, delivery.parcel.verb) == ("repost", "repost")
    assert delivery.parcel.content["text"] == "Three ships."
    recall(delivery.pk, by=by)
    assert Parcel.objects.get(verb="recall").content == fresh(delivery).parcel.receipt


def test_a_text_is_reposted_once_by_a_channel_until_it_is_taken_back(stands, neighbour):
    made = passed_on(stands, neighbour)
    with pytest.raises(Refusal, match="already"):
        passed_on(stands, neighbour)
    cancel(made.pk, by=neighbour[2])
    assert passed_on(stands, neighbour)


def test_one_passes_on_with_ones_own_channel_on_the_same_platform_only(
    stands, neighbour, officer, mission, channels
):
    other, own, by, _ = neighbour
    delivery = on(stands, "bluesky")
    wrong = [
        (own["mastodon"].pk, other.unit, by, "channel"),
        (channels[0].pk, other.unit, by, "channel"),
        (channels[0].pk, mission.unit, officer, "channel"),
    ]
    for channel, unit, who, code in wrong:
        with pytest.raises(Refusal, match=code):
            repost(delivery.pk, channel, unit=unit, by=who, time_zone="UTC")
    with pytest.raises(Forbidden):
        repost(delivery.pk, own["bluesky"].pk, unit=other.unit, by=officer, time_zone="UTC")


def test_a_quote_carries_ones_own_words_and_the_original(stands, neighbour):
    mission, own, by, _head = neighbour

    def quoted(platform, text):
        return quote(
            on(stands, platform).pk,
            own[platform].pk,
            unit=mission.unit,
            text=text,
            language="en",
            by=by,
            time_zone="UTC",
        )

    made = quoted("bluesky", "And so do we.")
    said = Outgoing.from_json(made.deliveries.get().content)
    assert said.quote is not None
    assert (said.text, said.quote.text) == ("And so do we.", "Three ships.")
    with pytest.raises(Refusal, match="objection"):
        quoted("bluesky", "x" * 301)
    with pytest.raises(Refusal, match="cannot"):
        quoted("mastodon", "A server that has not said that it knows quotes.")
    own["mastodon"].limits = ABLE
    own["mastodon"].save()
    assert quoted("mastodon", "Now it has.")


def test_what_a_person_only_saw_is_offered_to_nobody(stands, neighbour):
    delivery = on(stands, "bluesky")
    seen = Receipt("https://bsky.app/x", "https://bsky.app/x").to_json()
    Parcel.objects.filter(pk=delivery.parcel_id).update(receipt=seen)
    with pytest.raises(Refusal, match="cannot"):
        passed_on(stands, neighbour)


def test_amplification_is_counted_between_channels_and_what_was_taken_back_is_not(
    stands, neighbour, channels
):
    mission, own, by, head = neighbour
    now = clock.now()
    made = cleared(passed_on(stands, neighbour), head)
    cleared(
        quote(
            on(stands, "bluesky").pk,
            own["bluesky"].pk,
            unit=mission.unit,
            text="We too.",
            language="en",
            by=by,
            time_zone="UTC",
        ),
        head,
    )
    span = (now - timedelta(hours=1), now + timedelta(hours=1))
    assert queries.amplified(*span) == [(own["bluesky"].pk, channels[0].pk, 2)]
    assert queries.amplified(now - timedelta(hours=2), now - timedelta(hours=1)) == []
    recall(made.deliveries.get().pk, by=by)
    Parcel.objects.filter(verb="recall").update(state="done")
    assert queries.amplified(*span) == [(own["bluesky"].pk, channels[0].pk, 1)]


def test_every_act_is_in_the_audit_trail_without_a_word_of_the_texts(stands, officer, head):
    cleared(corrected(stands, officer, {"mastodon": ["Four."]}), head)
    entry = AuditEntry.objects.get(verb="dispatch.correct")
    assert "Four" not in str(entry.detail)


# -- what there is to pass on ------------------------------------------------------------


def test_hubs_and_neighbours_are_offered_what_is_far_is_not(stands, neighbour, channels):
    _mission, own, by, _ = neighbour
    mine = amplifying.own_channels(by)
    assert {each.channel.pk for each in mine} == {channel.pk for channel in own.values()}
    offers = amplifying.offers(amplifying.texts(mine), mine)
    assert {offer.delivery.channel.platform for offer in offers} == {"bluesky", "mastodon"}
    assert {offer.why for offer in offers} == {"near"}
    stands_at = channels[0].holder.mission
    stands_at.latitude, stands_at.longitude = 64.0, -21.0
    stands_at.save()
    for number in range(amplifying.NEAREST):
        builders.mission(f"nearer{number}", "UG")
    assert not amplifying.texts(mine).exists()
    plan = Plan.objects.create(unit=channels[0].holder, changed_at=clock.now())
    PlanTarget.objects.create(plan=plan, platform="bluesky", channel=channels[0], is_hub=True)
    (offer,) = amplifying.offers(amplifying.texts(mine), mine)
    assert (offer.why, offer.ways[0].may_repost, offer.ways[0].done) == ("hub", True, False)
    passed_on(stands, neighbour)
    (offer,) = amplifying.offers(amplifying.texts(mine), mine)
    assert (offer.ways[0].may_repost, offer.ways[0].done) == (False, True)


def test_two_taps_in_the_pool_ask_for_a_repost(stands, neighbour, sign_in):
    _mission, own, by, head = neighbour
    client = sign_in(by)
    page = client.get(reverse("newsroom_pool")).content.decode()
    assert "Three ships." in page
    url = reverse("delivery_repost", args=[on(stands, "bluesky").pk])
    assert url in page
    answer = client.post(url, {"channel": own["bluesky"].pk})
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "Repost" in page
    assert "Waits for somebody other than its authors" in page
    cleared_page = sign_in(head).get(
        reverse("clearance", args=[Delivery.objects.get(verb="repost").dispatch.clearance_id])
    )
    assert "passed on as it stands" in cleared_page.content.decode()


def test_the_screens_of_quote_and_correction_count_show_and_submit(
    stands, officer, neighbour, sign_in
):
    _mission, own, by, _ = neighbour
    url = reverse("delivery_quote", args=[on(stands, "bluesky").pk])
    client = sign_in(by)
    assert "Three ships." in client.get(url).content.decode()
    look = {"text": "x" * 301, "channel": own["bluesky"].pk, "look": "1"}
    assert "1 too many" in client.post(url, look).content.decode()
    assert client.post(url, {**look, "look": ""}).status_code == 200
    sent = client.post(url, {"text": "We too.", "channel": own["bluesky"].pk})
    assert sent.url.startswith("/dispatches/")

    delivery, web = on(stands, "mastodon"), on(stands, "web_feed")
    url = reverse("delivery_correct", args=[delivery.pk])
    client = sign_in(officer)
    page = client.get(url).content.decode()
    assert "Correction: " in page, "Bluesky gets a public correction"
    data = {
        "note": "Four, not three.",
        f"on-{delivery.pk}": "on",
        f"text-{delivery.pk}": "Four ships.",
        f"text-{web.pk}": "Untouched",
    }
    assert client.post(url, {**data, f"text-{delivery.pk}": "Three ships."}).status_code == 409
    sent = client.post(url, data)
    assert sent.status_code == 302
    page = client.get(sent.url).content.decode()
    assert "<ins>Four</ins>" in page
    assert sign_in(by).get(url).status_code == 404


def test_a_correction_that_was_sent_back_is_mended_from_what_it_said(
    stands, officer, head, sign_in
):
    made = corrected(stands, officer, {"mastodon": ["Four."]}, note="Four, not three.")
    reject(made.clearance_id, by=head, reason="Say of what.")
    client = sign_in(officer)
    page = client.get(reverse("dispatch", args=[made.pk])).content.decode()
    url = f"{reverse('delivery_correct', args=[on(stands, 'mastodon').pk])}?again={made.pk}"
    assert url in page.replace("&amp;", "&")
    page = client.get(url).content.decode()
    assert "Four, not three." in page
    assert ">Four.</textarea>" in page


# -- threads on their way ----------------------------------------------------------------


def stopped(stands):
    """Its second part was refused."""
    delivery = on(stands, "bluesky")
    first = Receipt.from_json(delivery.parcel.receipt).each[0]
    Parcel.objects.filter(pk=delivery.parcel_id).update(
        state="rejected",
        step=1,
        receipt=first.to_json(),
        code="parts.stopped",
        params={"done": 1, "next": 2, "parts": 2, "status": 422, "last": "platform.refused"},
    )
    return delivery


def test_a_thread_that_stopped_says_so_and_goes_on_or_is_recalled(stands, officer, sign_in):
    delivery = stopped(stands)
    page = sign_in(officer).get(reverse("dispatch", args=[stands.pk])).content.decode()
    assert "1 of 2 parts stand on the channel." in page
    assert "The platform refused part 2 of 2 (422)." in page
    assert "Go on from there" in page
    again = try_again(delivery.pk, by=officer).parcel
    assert (again.step, again.receipt["id"]) == (1, "at://x/app.bsky.feed.post/3k")


def test_what_stands_of_a_stopped_thread_can_be_recalled(stands, officer):
    delivery = stopped(stands)
    recall(delivery.pk, by=officer)
    with pytest.raises(Refusal, match="recalled"):
        try_again(delivery.pk, by=officer)
    assert len(Receipt.from_json(Parcel.objects.get(verb="recall").content).each) == 1


def test_every_part_is_an_attempt_of_its_own_on_the_ledgers_page(stands, officer, sign_in):
    delivery = on(stands, "bluesky")
    now = clock.now()
    for step in (0, 1):
        delivery.parcel.attempts.create(step=step, key=f"k{step}", worker="w", started_at=now)
    page = sign_in(officer).get(reverse("delivery_attempts", args=[delivery.pk]))
    assert "part 2" in page.content.decode()
