"""Plans as tables, by themselves: no database."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from heraut.network.importing import (
    PlanRecord,
    RelevanceRecord,
    parse_plans,
    parse_relevance,
    render_plans,
    render_relevance,
)
from heraut.network.importing.columns import (
    CONFIDENCES,
    LEVELS,
    PLAN_COLUMNS,
    PLATFORMS,
    PRESENCES,
    RELEVANCE_COLUMNS,
)

words = st.text("aé€ß“”,;'\"=+-@ю中", max_size=20)
handles = st.text("abc09_", min_size=1, max_size=8).map("be{}".format)
plans = st.builds(
    PlanRecord,
    mission=st.sampled_from(["nairobi", "the-hague", "un-geneva"]),
    platform=st.sampled_from(["x", "facebook", "youtube", "instagram"]),
    presence=st.sampled_from(PRESENCES),
    per_week=st.decimals(0, 999, places=2, allow_nan=False),
    languages=st.lists(st.sampled_from(["fr", "nl", "pt-BR", "zgh"]), unique=True).map(tuple),
    reason=words,
    hub=st.booleans(),
    channel=handles,
    amplifies=st.lists(handles, unique=True, max_size=3).map(tuple),
)
relevances = st.builds(
    RelevanceRecord,
    country=st.sampled_from(["KE", "XK", "BE"]),
    platform=st.sampled_from(PLATFORMS),
    level=st.sampled_from(LEVELS),
    source=words.filter(bool),
    as_of=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    share=st.none() | st.decimals(0, 100, places=2, allow_nan=False),
    measure=words,
    confidence=st.sampled_from(CONFIDENCES),
    note=words,
)


@given(st.lists(plans, max_size=5, unique_by=lambda one: (one.mission, one.platform, one.channel)))
def test_plans_that_are_written_are_read_as_they_were(records):
    again, problems = parse_plans(render_plans(records).encode(), "plans.csv")
    assert not problems
    assert list(again) == records


@given(
    st.lists(
        relevances,
        max_size=5,
        unique_by=lambda one: (one.country, one.platform, one.as_of, one.source),
    )
)
def test_relevance_that_is_written_is_read_as_it_was(records):
    again, problems = parse_relevance(render_relevance(records).encode(), "relevance.csv")
    assert not problems
    assert list(again) == records


@given(st.binary(max_size=300), st.sampled_from(["p.csv", "p.yaml", "p.xlsx", "p.ods"]))
def test_whatever_the_bytes_are_nothing_is_raised(content, name):
    parse_plans(content, name)
    parse_relevance(content, name)


def test_a_template_is_the_header_alone():
    assert render_plans(()) == ",".join(PLAN_COLUMNS) + "\r\n"
    assert render_relevance(()) == ",".join(RELEVANCE_COLUMNS) + "\r\n"


def test_yaml_will_do_as_well():
    text = "plans:\n- {mission: nairobi, platform: x, per_week: 0.25, languages: [fr, nl]}\n"
    (record,), problems = parse_plans(text.encode(), "plans.yaml")
    assert not problems
    assert (record.per_week, record.languages) == (Decimal("0.25"), ("fr", "nl"))


def test_a_second_row_about_the_same_is_a_problem():
    text = "mission,platform\nnairobi,x\nnairobi,x\n"
    _, (problem,) = parse_plans(text.encode(), "plans.csv")
    assert (problem.line, problem.code) == (3, "duplicate")
