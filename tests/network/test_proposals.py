"""Proposals: worked out from facts alone, each with its reasons; answered by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid5

import pytest
from django.urls import reverse

from heraut.foundation.models import AuditEntry
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.network import regions
from heraut.network.actions.accept_proposal import accept_proposal
from heraut.network.actions.set_aside_proposal import set_aside_proposal
from heraut.network.importing.fields import countries
from heraut.network.models import (
    Channel,
    Mission,
    NetworkChange,
    PlanTarget,
    ProposalAnswer,
)
from heraut.network.planning.facts import (
    ChannelFacts,
    MissionFacts,
    RelevanceFacts,
    TargetFacts,
    World,
)
from heraut.network.planning.queries import world
from heraut.network.proposals import propose, words
from heraut.network.proposals.hubs import hubs
from heraut.people.models import Role
from tests import builders

SPACE = UUID(int=1)
DAY = date(2026, 11, 25)


def ident(name):
    return uuid5(SPACE, name)


def mission(key, country, languages=("fr",), **more):
    defaults = {
        "kind": "embassy",
        "status": "open",
        "serves": frozenset((country,)),
        "languages": tuple(languages),
    }
    values = {**defaults, **more}
    return MissionFacts(ident(key), key, key.title(), country=country, **values)


def channel(holder, platform="facebook", languages=("fr",), texts=None, **more):
    name = more.pop("handle", f"{holder}-{platform}")
    values = {"has_custodian": True, **more}
    return ChannelFacts(
        ident(name), platform, name, ident(holder), languages=languages, texts=texts, **values
    )


def target(holder, platform="facebook", **more):
    return TargetFacts(ident(holder), platform, **more)


def known(country, platform, level, share=None):
    return RelevanceFacts(country, platform, level, share, "adults", "A survey", DAY)


def imagine(missions, channels=(), targets=(), relevance=(), **more):
    #: Every state is served, so that only what a test is about is proposed.
    spread = MissionFacts(
        ident("rest"), "rest", "Rest", "embassy", "closed", "BE", serves=frozenset()
    )
    return World(
        today=DAY,
        missions={each.unit_id: each for each in (*missions, spread)},
        channels={each.id: each for each in channels},
        targets=tuple(targets),
        planned=more.pop("planned", frozenset(each.unit_id for each in missions)),
        relevance={(each.country, each.platform): each for each in relevance},
        **more,
    )


def made(facts, kind):
    found = [each for each in propose(facts) if each.kind == kind]
    for each in found:
        for said in (each.title, *each.reasons, *([each.accept] if each.accept else [])):
            assert words.say(said)
        assert each.reasons, each.key
    return found


def subjects(facts, kind):
    return [each.subject for each in made(facts, kind)]


# -- gaps ------------------------------------------------------------------------------------------


def test_a_planned_platform_without_a_channel_is_a_gap():
    facts = imagine([mission("niamey", "NE")], targets=[target("niamey", reason="Students")])
    (gap,) = made(facts, "gap")
    assert gap.title.code == "gap.missing"
    assert gap.accept is None
    said = [words.say(each) for each in gap.reasons]
    assert said[0] == "Planned because: Students"
    assert "no data yet" in said[1]


def test_a_gap_next_to_a_hub_in_its_language_is_closed_by_sharing():
    missions = [mission("niamey", "NE"), mission("abidjan", "CI"), mission("accra", "GH", ["en"])]
    channels = [channel("abidjan", texts=9), channel("accra", languages=("en",), texts=9)]
    targets = [
        target("niamey"),
        target("abidjan", channel_id=ident("abidjan-facebook"), is_hub=True),
        target("accra", channel_id=ident("accra-facebook"), is_hub=True),
    ]
    (gap,) = made(imagine(missions, channels, targets), "gap")
    (step,) = gap.steps
    assert (step.unit_id, step.channel_id) == (ident("niamey"), ident("abidjan-facebook"))
    assert step.values["presence"] == "shared"


def test_nobody_speaks_for_a_permanent_representation_nor_from_behind_a_block():
    rep = mission("un", "CH", kind="permanent-representation")
    missions = [rep, mission("bern", "CH")]
    channels = [channel("bern", "x", texts=9)]
    targets = [target("un", "x"), target("bern", "x", channel_id=ident("bern-x"), is_hub=True)]
    (gap,) = made(imagine(missions, channels, targets), "gap")
    assert gap.accept is None
    blocked = imagine(
        [mission("hk", "CN", ["zh"], kind="consulate-general"), mission("beijing", "CN", ["zh"])],
        [channel("beijing", languages=("zh",))],
        [target("hk")],
        [known("CN", "facebook", "blocked")],
    )
    assert {each.title.code for each in made(blocked, "gap")} == {"gap.blocked", "gap.unplanned"}


def test_what_is_blocked_is_given_up_or_not_begun():
    facts = imagine(
        [mission("moscow", "RU", ["ru"])],
        [channel("moscow", languages=("ru",))],
        [
            target("moscow", channel_id=ident("moscow-facebook")),
            target("moscow", "x"),
        ],
        [known("RU", "facebook", "blocked"), known("RU", "x", "blocked")],
    )
    steps = {step.platform: step.values for gap in made(facts, "gap") for step in gap.steps}
    assert steps == {"facebook": {"presence": "leave"}, "x": {"presence": "not-wanted"}}


def test_what_is_much_used_is_asked_of_one_mission_a_country():
    missions = [mission("rio", "BR", kind="consulate-general"), mission("brasilia", "BR")]
    facts = imagine(missions, relevance=[known("BR", "instagram", "high", Decimal(63))])
    (gap,) = made(facts, "gap")
    assert gap.units == (ident("brasilia"),)
    assert "63 %" in words.say(gap.reasons[0])
    quiet = imagine(missions, relevance=[known("BR", "instagram", "some")])
    assert not made(quiet, "gap")
    said = replace(facts, targets=(target("rio", "instagram", presence="not-wanted"),))
    assert not made(said, "gap")


def test_a_mission_without_a_plan_may_plan_what_it_has():
    facts = imagine([mission("niamey", "NE")], [channel("niamey")], planned=frozenset())
    (gap,) = made(facts, "gap")
    assert gap.subject == "no-plan:niamey"
    assert [step.channel_id for step in gap.steps] == [ident("niamey-facebook")]


# -- quiet channels ----------------------------------------------------------------------------------


def behind(texts):
    return imagine(
        [mission("niamey", "NE")],
        [channel("niamey", texts=texts)],
        [target("niamey", channel_id=ident("niamey-facebook"), per_week=Decimal(2))],
    )


@pytest.mark.parametrize(
    ("texts", "values"),
    [(0, {"presence": "leave"}), (2, {"per_week": Decimal("0.50")}), (8, None), (None, None)],
)
def test_a_cadence_that_is_not_kept_is_planned_as_it_is_or_given_up(texts, values):
    found = made(behind(texts), "quiet")
    assert [step.values for each in found for step in each.steps] == ([values] if values else [])


def test_it_is_another_proposal_when_much_changes_not_at_every_text():
    digests = {texts: made(behind(texts), "quiet")[0].digest for texts in (0, 1, 2, 5, 6)}
    assert digests[1] == digests[2]
    assert digests[5] == digests[6]
    assert len({digests[0], digests[1], digests[5]}) == 3


def test_channels_without_custodian_or_certification_are_told_by_platform():
    expired = {"certified_until": date(2026, 1, 1)}
    facts = imagine(
        [mission("niamey", "NE"), mission("abidjan", "CI")],
        [channel("niamey", has_custodian=False), channel("abidjan", **expired)],
        [target(each, channel_id=ident(f"{each}-facebook")) for each in ("niamey", "abidjan")],
    )
    assert subjects(facts, "quiet") == ["certification:facebook", "custodian:facebook"]


# -- merges and regional channels ---------------------------------------------------------------------


def test_channels_of_one_country_in_one_language_are_merged_under_the_first():
    missions = [
        mission("rio", "BR", ["pt"], kind="consulate-general"),
        mission("brasilia", "BR", ["pt"]),
        mission("sao-paulo", "BR", ["pt"], kind="consulate-general"),
    ]
    channels = [channel(each.key, languages=("pt",)) for each in missions]
    (merge,) = made(imagine(missions, channels), "merge")
    leads = [step for step in merge.steps if step.values.get("is_hub")]
    assert [step.channel_id for step in leads] == [ident("brasilia-facebook")]
    presences = sorted((str(step.unit_id), step.values["presence"]) for step in merge.steps)
    assert [presence for _, presence in presences].count("leave") == 2
    assert "is connected to none" in words.say(merge.reasons[1])


def test_channels_that_keep_their_cadence_or_speak_otherwise_are_left_alone():
    missions = [mission("rio", "BR", ["pt"]), mission("brasilia", "BR", ["pt"])]
    lively = [channel(each.key, languages=("pt",), texts=9) for each in missions]
    targets = [
        target(each.key, channel_id=ident(f"{each.key}-facebook"), per_week=Decimal(2))
        for each in missions
    ]
    assert not made(imagine(missions, lively, targets), "merge")
    apart = [channel("rio", languages=("pt",)), channel("brasilia", languages=("en",))]
    assert not made(imagine(missions, apart), "merge")


def test_a_weak_channel_joins_the_lively_one_of_its_country():
    missions = [mission("rio", "BR", ["pt"]), mission("brasilia", "BR", ["pt"])]
    channels = [channel("rio", languages=("pt",), texts=20), channel("brasilia", languages=("pt",))]
    targets = [target("rio", channel_id=ident("rio-facebook"), per_week=Decimal(2))]
    (merge,) = made(imagine(missions, channels, targets), "merge")
    assert merge.accept.params["mission"] == "Rio"


WEST = [mission(key, code) for key, code in (("dakar", "SN"), ("abidjan", "CI"), ("niamey", "NE"))]


def test_three_countries_of_a_region_in_one_language_could_share():
    channels = [channel(each.key) for each in WEST]
    (shared,) = made(imagine(WEST, channels), "regional")
    assert shared.subject == "011:fr:facebook"
    assert words.say(shared.title) == (
        "Western Africa: one channel in French on Facebook for 3 missions"
    )
    assert not made(imagine(WEST[:2], channels[:2]), "regional")


def test_what_the_plan_shares_already_is_not_asked_again():
    channels = [channel(each.key) for each in WEST]
    targets = [
        target(each.key, channel_id=ident(f"{each.key}-facebook"), presence="leave")
        for each in WEST
    ]
    assert not made(imagine(WEST, channels, targets), "regional")


def test_a_mission_that_closes_is_not_asked_to_join():
    closing = [replace(WEST[0], closing=True), *WEST[1:]]
    assert not made(imagine(closing, [channel(each.key) for each in WEST]), "regional")


# -- digital embassies -----------------------------------------------------------------------------------


def everywhere(*missions, leave=()):
    """The world with these, and one mission in every other country."""
    taken = {country for each in missions for country in (each.country, *each.serves)}
    rest = [
        mission(f"in-{code.lower()}", code) for code in sorted(regions.STATES - taken - set(leave))
    ]
    return imagine([*missions, *rest])


def test_a_country_that_nobody_serves_comes_first():
    found = made(everywhere(leave=("TD",)), "digital")
    assert [each.founding.countries for each in found] == [("TD",)]
    assert words.say(found[0].reasons[0]) == "No mission serves Chad."


def test_a_closing_embassy_leaves_a_country_without_a_mission():
    facts = everywhere(mission("sarajevo", "BA", closing=True))
    (found,) = made(facts, "digital")
    assert found.founding.countries == ("BA",)
    assert not made(replace(facts, opening=frozenset(("BA",))), "digital")


def test_a_mission_that_serves_many_or_far_countries_is_helped_by_one():
    many = frozenset(("AU", "FJ", "KI", "NR", "NZ", "PG", "SB", "TO", "VU"))
    far = frozenset(("RU", "AM"))
    facts = everywhere(
        mission("canberra", "AU", serves=many),
        mission("moscow", "RU", serves=far),
        mission("nairobi", "KE", serves=frozenset(("KE", "SO"))),
    )
    found = {each.subject: each.founding.countries for each in made(facts, "digital")}
    assert found == {"served:canberra": tuple(sorted(many - {"AU"})), "AM": ("AM",)}


def test_a_digital_embassy_that_is_planned_is_not_proposed_again():
    planned = mission("digital-td", "TD", kind="digital-embassy", status="planned")
    assert not made(everywhere(planned), "digital")


# -- hubs -----------------------------------------------------------------------------------------------


def hubbed(**more):
    return imagine(
        WEST,
        [channel(each.key, texts=9) for each in WEST],
        [
            target("abidjan", channel_id=ident("abidjan-facebook"), is_hub=True),
            target("dakar", channel_id=ident("dakar-facebook")),
            target("niamey", channel_id=ident("niamey-facebook")),
        ],
        **more,
    )


def test_a_hub_that_nobody_amplifies_names_who_could():
    (hub,) = made(hubbed(), "hub")
    assert {step.unit_id for step in hub.steps} == {ident("dakar"), ident("niamey")}
    assert hub.reasons[0].code == "hub.unmeasured"
    (measured,) = made(hubbed(amplified={}), "hub")
    assert measured.reasons[0].code == "hub.nobody"
    assert measured.digest != hub.digest


def test_a_hub_that_is_amplified_or_promised_needs_nothing():
    heard = {(ident("dakar-facebook"), ident("abidjan-facebook")): 2}
    assert not made(hubbed(amplified=heard), "hub")
    facts = hubbed()
    (_, dakar, _) = facts.targets
    promised = replace(dakar, amplifies=frozenset((ident("abidjan-facebook"),)))
    facts = replace(facts, targets=(facts.targets[0], promised))
    assert not made(facts, "hub")
    assert [each.handle for each in hubs(facts)[0].promised] == ["dakar-facebook"]


# -- regions --------------------------------------------------------------------------------------------


def test_every_country_lies_in_one_region_and_there_are_as_many_states_as_there_are():
    # 193 members of the United Nations, the Holy See and Palestine, and Kosovo.
    assert len(regions.STATES) == 196
    assert countries() >= regions.STATES
    assert not [code for code in regions.STATES if not regions.continent(code)]
    assert regions.name(regions.region("XK")) == "Southern Europe"


# -- answers --------------------------------------------------------------------------------------------


@pytest.fixture
def brazil(db):
    for key, kind in (("brasilia", "embassy"), ("rio", "consulate-general")):
        made = builders.mission(key, "BR", kind=kind, languages=["pt"])
        builders.channel(made.unit, "facebook", languages=["pt"], health="unknown")
    builders.target(Mission.objects.get(key="rio").unit, "facebook", per_week=2, reason="Tourists")


def proposal(kind):
    return next(each for each in propose(world()) if each.kind == kind)


def test_accepting_a_merge_changes_the_plans_and_no_channel(brazil):
    editor = builders.person(Role.HQ_EDITOR)
    merge = proposal("merge")
    assert accept_proposal(merge.key, merge.digest, by=editor) is None
    rows = {
        (row.plan.unit.slug, row.channel.holder.slug): (row.presence, row.is_hub)
        for row in PlanTarget.objects.select_related("plan__unit", "channel__holder")
    }
    assert rows == {
        ("brasilia", "brasilia"): ("wanted", True),
        ("rio", "rio"): ("leave", False),
        ("rio", "brasilia"): ("shared", False),
    }
    assert PlanTarget.objects.get(presence="leave").reason == "Tourists"
    assert set(Channel.objects.values_list("state", flat=True)) == {"active"}
    assert "merge" not in {each.kind for each in propose(world())}
    assert AuditEntry.objects.filter(verb="plan.save").count() == 2
    with pytest.raises(Stale):
        accept_proposal(merge.key, merge.digest, by=editor)


def test_who_edits_one_of_the_plans_only_accepts_no_merge(brazil):
    head = builders.person(Role.HEAD_OF_MISSION, Mission.objects.get(key="rio").unit)
    merge = proposal("merge")
    for act in (
        lambda: accept_proposal(merge.key, merge.digest, by=head),
        lambda: set_aside_proposal(merge.key, merge.digest, by=head, reason="No"),
    ):
        with pytest.raises(Forbidden):
            act()
    assert PlanTarget.objects.count() == 1


def test_what_was_set_aside_comes_back_when_the_facts_change(brazil):
    editor = builders.person(Role.HQ_EDITOR)
    merge = proposal("merge")
    with pytest.raises(Refusal, match=r"proposal\.reason_missing"):
        set_aside_proposal(merge.key, merge.digest, by=editor, reason=" ")
    set_aside_proposal(merge.key, merge.digest, by=editor, reason="Two publics")
    answered = set(ProposalAnswer.objects.values_list("key", "basis"))
    assert "merge" not in {each.kind for each in propose(world(), answered)}
    unit = builders.mission("salvador", "BR", languages=["pt"]).unit
    builders.channel(unit, "facebook", languages=["pt"], health="unknown")
    (back,) = [each for each in propose(world(), answered) if each.kind == "merge"]
    assert back.key == merge.key


def test_a_digital_embassy_is_planned_with_its_opening(mission_in_kenya, sign_in):
    editor = builders.person(Role.HQ_EDITOR)
    chad = next(each for each in propose(world()) if each.key == "digital:TD")
    change = accept_proposal(chad.key, chad.digest, by=editor)
    made = change.mission
    assert (made.kind, made.status, made.country) == ("digital-embassy", "planned", "TD")
    assert made.unit.names["fr"] == "Ambassade numérique pour Tchad"
    assert set(change.steps.values_list("country", flat=True)) == {"TD", ""}
    assert "digital:TD" not in {each.key for each in propose(world())}
    officer = builders.person(Role.MISSION_OFFICER, mission_in_kenya.unit)
    other = next(each for each in propose(world()) if each.kind == "digital")
    with pytest.raises(Forbidden):
        accept_proposal(other.key, other.digest, by=officer)
    assert NetworkChange.objects.count() == 1


@pytest.fixture
def mission_in_kenya(db):
    return builders.mission("nairobi", "KE")


def test_the_page_accepts_and_sets_aside_and_says_when_it_is_too_late(brazil, sign_in):
    editor = builders.person(Role.HQ_EDITOR)
    client, merge = sign_in(editor), proposal("merge")
    said = {"key": merge.key, "digest": merge.digest, "back": "https://elsewhere.example/"}
    page = client.get(f"{reverse('proposals')}?kind=merge").content.decode()
    assert "make one of 2 channels" in page
    answer = client.post(reverse("proposal_set_aside"), {**said, "reason": "Two publics"})
    assert answer.url == reverse("proposals")
    assert "Two publics" in client.get(reverse("proposals")).content.decode()
    answer = client.post(reverse("proposal_accept"), said, follow=True)
    assert "have changed, or somebody answered it" in answer.content.decode()
    assert PlanTarget.objects.count() == 1


def test_an_analyst_reads_proposals_and_answers_none(brazil, analyst_alone, sign_in):
    client, merge = sign_in(analyst_alone), proposal("merge")
    page = client.get(reverse("proposals"))
    assert not any(each.may_answer for each in page.context["proposals"])
    answer = client.post(reverse("proposal_accept"), {"key": merge.key, "digest": merge.digest})
    assert answer.status_code == 403


@pytest.fixture
def analyst_alone(db):
    return builders.person(Role.ANALYST)
