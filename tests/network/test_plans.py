"""Plans: saved by two people, brought in from tables, compared with what is."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden, Refusal, Stale
from heraut.network.actions.import_network import Unfit, import_network
from heraut.network.actions.import_plans import import_plans, plan_import
from heraut.network.actions.import_relevance import import_relevance
from heraut.network.actions.save_plan import Wanted, save_plan
from heraut.network.exporting import plan_records, relevance_records
from heraut.network.importing import (
    parse,
    parse_plans,
    parse_relevance,
    render_plans,
    render_relevance,
    sentence,
)
from heraut.network.models import Channel, Plan, PlanTarget, PlatformRelevance
from heraut.network.planning.compare import Standing, compare, count
from heraut.network.planning.queries import relevance, world
from heraut.network.slots import ACTIVITY, AMPLIFICATION, PLAN_PARTS
from heraut.people.models import Role
from tests import builders

pytestmark = pytest.mark.django_db

BELGIUM = Path(__file__).parents[2] / "src/heraut_proving/demo/network"


def save(mission, by, seen=0, aim="", **platforms):
    targets = [Wanted(None, name, **values) for name, values in platforms.items()]
    return save_plan(mission.unit_id, by=by, seen=seen, aim=aim, targets=targets)


def bring(text, by=None):
    records, problems = parse_plans(text.encode(), "plans.csv")
    assert not problems, [sentence(each) for each in problems]
    return import_plans(records, by=by)


def refused(text, by=None):
    with pytest.raises(Unfit) as caught:
        bring(text, by)
    return [(each.field, each.code) for each in caught.value.problems]


@pytest.fixture
def belgium():
    missions = parse(BELGIUM / "belgium_missions.csv").missions
    channels = parse(BELGIUM / "belgium_channels.csv").channels
    import_network(missions, channels, by=None)


# -- saving -----------------------------------------------------------------------------------


def test_a_first_plan_is_made_by_saving_it(mission, officer):
    plan = save(mission, officer, aim="Reach students.", facebook={"per_week": Decimal(2)})
    assert (plan.revision, plan.aim) == (1, "Reach students.")
    assert plan.targets.get().per_week == 2
    assert AuditEntry.objects.filter(verb="plan.save", unit_id=mission.unit_id).count() == 1


def test_the_second_of_two_people_is_told_and_overwrites_nothing(mission, officer, head):
    save(mission, officer, facebook={"reason": "Many students"})
    with pytest.raises(Stale) as caught:
        save(mission, head, seen=0, x={})
    assert caught.value.params["name"] == str(officer)
    assert PlanTarget.objects.get().reason == "Many students"


def test_a_stale_first_plan_leaves_no_empty_one_behind(mission, officer):
    with pytest.raises(Stale):
        save(mission, officer, seen=3, facebook={})
    assert not Plan.objects.exists()


def test_saving_what_stands_there_changes_nothing(mission, officer):
    plan = save(mission, officer, facebook={"per_week": Decimal("0.25"), "languages": ("fr",)})
    row = plan.targets.get()
    again = Wanted(row.pk, "facebook", per_week=Decimal("0.25"), languages=("fr",))
    save_plan(mission.unit_id, by=officer, seen=1, aim="", targets=[again])
    assert Plan.objects.get().revision == 1
    assert AuditEntry.objects.filter(verb="plan.save").count() == 1


def test_two_lines_may_exchange_their_channels(mission, officer):
    one, other = (builders.channel(mission.unit, "x") for _ in range(2))
    first = builders.target(mission.unit, "x", one, reason="one")
    second = builders.target(mission.unit, "x", other, reason="other")
    wanted = [
        Wanted(first.pk, "x", other.pk, reason="one"),
        Wanted(second.pk, "x", one.pk, reason="other"),
    ]
    save_plan(mission.unit_id, by=officer, seen=1, aim="", targets=wanted)
    assert dict(PlanTarget.objects.values_list("reason", "channel")) == {
        "one": other.pk,
        "other": one.pk,
    }


def test_one_platform_stands_once_without_a_channel_and_a_channel_on_its_own_platform(
    mission, officer
):
    twice = [Wanted(None, "x"), Wanted(None, "x")]
    with pytest.raises(Refusal, match=r"plan\.twice"):
        save_plan(mission.unit_id, by=officer, seen=0, aim="", targets=twice)
    page = builders.channel(mission.unit, "facebook")
    with pytest.raises(Refusal, match=r"plan\.other_platform"):
        save_plan(mission.unit_id, by=officer, seen=0, aim="", targets=[Wanted(None, "x", page.pk)])
    assert not PlanTarget.objects.exists()


def test_nobody_saves_the_plan_of_another_mission(mission, analyst):
    neighbour = builders.person(Role.MISSION_OFFICER, builders.mission("kigali", "RW").unit)
    for person in (analyst, neighbour):
        with pytest.raises(Forbidden):
            save(mission, person, facebook={})


def test_the_form_keeps_what_the_second_person_wrote_and_shows_what_stands(
    mission, officer, sign_in
):
    client, url = sign_in(officer), reverse("plan_edit", args=[mission.key])
    data = {
        "seen": "0",
        "aim": "Mine",
        "line-TOTAL_FORMS": "1",
        "line-INITIAL_FORMS": "0",
        "line-0-platform": "x",
        "line-0-presence": "wanted",
        "line-0-per_week": "3",
        "line-0-reason": "My reason",
    }
    save(mission, builders.person(Role.HEAD_OF_MISSION, mission.unit), facebook={})
    answer = client.post(url, data)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "My reason" in page
    assert "Facebook" in page
    assert PlanTarget.objects.get().platform == "facebook"
    answer = client.post(url, {**data, "seen": "1"})
    assert answer.status_code == 302
    assert PlanTarget.objects.get().platform == "x"


# -- tables -----------------------------------------------------------------------------------


def test_the_demonstrations_plans_cover_every_open_mission_and_import_once(belgium):
    records, problems = parse_plans(BELGIUM / "belgium_plans.csv")
    assert not problems
    assert len(import_plans(records, by=None)) == len(records)
    assert Plan.objects.count() == 118
    assert import_plans(records, by=None) == []
    assert AuditEntry.objects.filter(verb="plan.import").count() == 1
    assert set(Plan.objects.values_list("revision", flat=True)) == {1}


def test_importing_asks_the_database_a_few_questions_only(belgium):
    records, _ = parse_plans(BELGIUM / "belgium_plans.csv")
    import_plans(records, by=None)
    with CaptureQueriesContext(connection) as asked:
        import_plans(records, by=None)
    assert len(asked) < 20


def test_what_is_exported_imports_without_a_change(mission):
    hub = builders.channel(builders.mission("kigali", "RW").unit, "x", handle="hub")
    own = builders.channel(mission.unit, "x", handle="own")
    builders.channel(mission.unit, "x", handle="second")
    row = builders.target(mission.unit, "x", own, per_week=Decimal("0.25"), reason="a|b, “c”")
    row.amplifies.add(hub)
    builders.target(mission.unit, "x", languages=["fr", "pt-BR"], is_hub=True)
    builders.target(mission.unit, "facebook", presence="not-wanted")
    table = render_plans(plan_records())
    assert bring(table) == []
    PlanTarget.objects.all().delete()
    assert len(bring(table)) == 3
    assert render_plans(plan_records()) == table


def test_a_dry_run_says_what_would_change_and_changes_nothing(mission):
    records, _ = parse_plans(b"mission,platform,per_week\nnairobi,x,2\n", "p.csv")
    (change,) = plan_import(records, by=None)
    assert (change.kind, change.key, change.new) == ("plan", "nairobi x", True)
    assert not Plan.objects.exists()
    assert not AuditEntry.objects.exists()


def test_what_a_table_does_not_name_stays_and_an_empty_cell_empties(mission):
    channel = builders.channel(mission.unit, "x", handle="own")
    builders.target(mission.unit, "x", channel, reason="Because", per_week=1)
    builders.target(mission.unit, "facebook", reason="Stays")
    (change,) = bring("mission,platform,per_week\nnairobi,x,2\n")
    assert change.fields == {"per_week": (1, 2)}
    row = PlanTarget.objects.get(platform="x")
    assert (row.channel, row.reason) == (channel, "Because")
    bring("mission,platform,reason,channel\nnairobi,x,,\n")
    row.refresh_from_db()
    assert (row.channel, row.reason) == (None, "")
    assert PlanTarget.objects.get(platform="facebook").reason == "Stays"


def test_a_row_that_names_the_channel_fills_in_the_line_that_named_none(mission):
    builders.channel(mission.unit, "x", handle="own")
    builders.target(mission.unit, "x", reason="Because")
    bring("mission,platform,channel\nnairobi,x,@own\n")
    assert PlanTarget.objects.get().channel.handle == "own"


def test_what_cannot_be_is_named_with_its_cell(mission, officer):
    head = "mission,platform,presence,per_week,languages,hub,channel\n"
    _, problems = parse_plans(
        (head + "nairobi,twitter,maybe,twice,french,perhaps,\n").encode(), "p.csv"
    )
    assert [(each.column, each.code) for each in problems] == [
        (2, "choice"), (3, "choice"), (4, "amount"), (5, "language"), (6, "yes_no"),
    ]  # fmt: skip
    assert refused("mission,platform,channel\nnairobbi,x,nobody\n") == [
        ("mission", "mission"),
        ("channel", "channel"),
    ]
    builders.mission("kigali", "RW")
    assert refused("mission,platform\nkigali,x\n", by=officer) == [("mission", "not_yours")]
    assert not Plan.objects.exists()


def test_a_shared_channel_of_another_mission_may_be_named(mission):
    other = builders.mission("kigali", "RW")
    page = builders.channel(other.unit, "facebook", handle="region")
    page.sharing.add(mission.unit)
    bring("mission,platform,presence,channel\nnairobi,facebook,shared,region\n")
    assert PlanTarget.objects.get().channel == page


def test_two_strangers_with_one_name_are_not_guessed(mission):
    for key in ("kigali", "kampala"):
        unit = builders.mission(key, "UG").unit
        builders.channel(unit, "mastodon", handle="belgium", origin=f"https://{key}.test")
    assert refused("mission,platform,channel\nnairobi,mastodon,belgium\n") == [
        ("channel", "channel.several")
    ]


def test_a_table_of_missions_is_not_taken_for_one_of_plans():
    _, problems = parse_plans(BELGIUM / "belgium_missions.csv")
    assert [each.code for each in problems] == ["header.other"]
    assert "network import reads it" in sentence(problems[0])
    assert [each.code for each in parse(BELGIUM / "belgium_plans.csv").problems] == ["header.other"]


def test_the_command_says_what_it_would_do_and_names_what_is_wrong(mission, tmp_path):
    file = tmp_path / "plans.csv"
    file.write_text("mission,platform,per_week\nnairobi,x,2\n")
    out = io.StringIO()
    call_command("network_import_plan", file, stdout=out)
    assert "Would make 1 new" in out.getvalue()
    call_command("network_import_plan", file, "--apply", stdout=out)
    assert "Done: 1 new, 0 changed." in out.getvalue()
    out = io.StringIO()
    call_command("network_export_plan", stdout=out)
    file.write_text(out.getvalue())
    out = io.StringIO()
    call_command("network_import_plan", file, stdout=out)
    assert "Nothing changes" in out.getvalue()
    file.write_text("mission,platform\nnairobi,myspace\n")
    with pytest.raises(CommandError, match="line 2, column 2"):
        call_command("network_import_plan", file)


# -- the page where a table is brought in ---------------------------------------------------------


def upload(client, text, name="plans.csv", table="plans"):
    file = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = name
    return client.post(reverse("network_bring", args=[table]), {"file": file})


def test_an_upload_is_shown_first_and_taken_in_a_second_step(mission, officer, sign_in):
    client = sign_in(officer)
    answer = upload(client, "mission;platform;per_week\nnairobi;x;0,5\n")
    assert answer.status_code == 200
    assert not Plan.objects.exists()
    content = answer.context["content"]
    answer = client.post(reverse("network_bring", args=["plans"]), {"content": content})
    assert answer.status_code == 302
    assert PlanTarget.objects.get().per_week == Decimal("0.5")


def test_an_upload_keeps_to_the_columns_that_the_file_had(mission, officer, sign_in):
    builders.target(mission.unit, "x", reason="Because", per_week=1)
    client = sign_in(officer)
    content = upload(client, "mission,platform,per_week\nnairobi,x,2\n").context["content"]
    client.post(reverse("network_bring", args=["plans"]), {"content": content})
    row = PlanTarget.objects.get()
    assert (row.per_week, row.reason) == (2, "Because")


def test_an_upload_that_is_wrong_says_where_and_changes_nothing(mission, officer, sign_in):
    client = sign_in(officer)
    answer = upload(client, "mission,platform\nnairobi,myspace\n")
    assert answer.status_code == 422
    assert "line 2, column 2" in answer.content.decode()
    answer = upload(client, b"PK not really", name="plans.xlsx")
    assert answer.status_code == 422
    assert not Plan.objects.exists()


def test_nobody_brings_in_the_plan_of_another_mission(mission, sign_in):
    neighbour = builders.person(Role.MISSION_OFFICER, builders.mission("kigali", "RW").unit)
    answer = upload(sign_in(neighbour), "mission,platform\nnairobi,x\n")
    assert answer.status_code == 422
    client = sign_in(neighbour)
    url = reverse("network_bring", args=["plans"])
    assert client.post(url, {"content": "mission,platform\nnairobi,x\n"}).status_code == 422
    answer = upload(client, render_relevance(()), table="relevance")
    assert answer.status_code == 422
    assert not Plan.objects.exists()


# -- workbooks --------------------------------------------------------------------------------


def workbook(*sheets):
    """A small .ods: each sheet a name and rows of cells; numbers as numbers."""

    def cell(value):
        if isinstance(value, bool):
            text = str(value).lower()
            return f'<table:table-cell office:value-type="boolean" office:boolean-value="{text}"/>'
        if isinstance(value, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
        return (
            '<table:table-cell office:value-type="string">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )

    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("META-INF/manifest.xml", "<manifest/>")
        packed.writestr("content.xml", content)
    return out.getvalue()


def test_a_workbook_is_read_sheet_by_sheet_and_its_mistakes_name_sheet_row_and_column():
    head = ["mission", "platform", "per_week", "hub", "reason"]
    content = workbook(
        ("Read me", [["How to fill this in"]]),
        ("Africa", [head, ["nairobi", "x", 0.25, True, "Because"], ["", "", "", "", ""]]),
        ("Europe", [head, ["paris", "x", 2, False, ""], ["berlin", "myspace", 1, False, ""]]),
    )
    records, problems = parse_plans(content, "plans.ods")
    assert [(each.mission, str(each.per_week), each.hub) for each in records] == [
        ("nairobi", "0.25", True), ("paris", "2", False), ("berlin", "1", False),
    ]  # fmt: skip
    (problem,) = problems
    assert sentence(problem).startswith("plans.ods, sheet “Europe”, line 3, column 2 (platform):")


def test_missions_may_come_from_a_workbook_too():
    rows = [["key", "kind", "country", "city_en"], ["nairobi", "embassy", "KE", "Nairobi"]]
    parsed = parse(workbook(("Missions", rows)), "network.ods")
    assert [each.key for each in parsed.missions] == ["nairobi"]
    assert not parsed.problems


def test_a_workbook_that_would_fill_the_memory_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("content.xml", b" " * 70_000_000)
    _, problems = parse_plans(out.getvalue(), "plans.ods")
    assert [each.code for each in problems] == ["workbook.large"]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no workbook", workbook(("Empty", []))])
def test_what_is_no_workbook_is_a_problem_and_no_exception(content):
    records, problems = parse_plans(content, "plans.xlsx")
    assert not records
    assert problems


# -- plan and reality ---------------------------------------------------------------------------


@pytest.fixture
def activity(monkeypatch):
    """``activity[channel.pk] = texts``, in place of what was dispatched."""
    told = {}
    monkeypatch.setattr(ACTIVITY, "_held", {"test": lambda ids, since, until: told})
    return told


def connected(unit, platform, **fields):
    """A channel that has been connected for longer than is counted."""
    return builders.channel(unit, platform, verified_at=clock.now() - timedelta(days=90), **fields)


def standing(mission):
    (line,) = compare(world(), [world().missions[mission.unit_id]])
    return line.standing


def test_every_way_a_line_can_stand(mission, activity):
    unit = mission.unit
    kept, late = (connected(unit, one) for one in ("bluesky", "mastodon"))
    activity.update({kept.pk: 8, late.pk: 7})
    builders.target(unit, "bluesky", kept, per_week=2)
    builders.target(unit, "mastodon", late, per_week=2)
    builders.target(unit, "facebook")
    builders.target(unit, "youtube", presence="not-wanted")
    builders.target(unit, "x", builders.channel(unit, "x"), presence="leave")
    builders.target(
        unit, "linkedin", builders.channel(unit, "linkedin", health="unknown"), per_week=1
    )
    builders.channel(unit, "instagram")
    assert {line.platform: line.standing for line in compare(world())} == {
        "bluesky": Standing.KEPT,
        "mastodon": Standing.BEHIND,
        "facebook": Standing.MISSING,
        "youtube": Standing.ABSENT,
        "x": Standing.TO_LEAVE,
        "linkedin": Standing.UNMEASURED,
        "instagram": Standing.UNPLANNED,
    }
    assert set(count(compare(world())).values()) == {1}


def test_a_channel_just_connected_is_not_behind(mission, activity):
    channel = builders.channel(mission.unit, "x", verified_at=clock.now() - timedelta(days=7))
    builders.target(mission.unit, "x", channel, per_week=3)
    activity[channel.pk] = 3
    assert standing(mission) is Standing.KEPT
    Channel.objects.update(verified_at=clock.now() - timedelta(days=300))
    assert standing(mission) is Standing.BEHIND


def test_a_retired_channel_is_no_channel(mission, activity):
    channel = builders.channel(mission.unit, "x")
    builders.target(mission.unit, "x", channel)
    Channel.objects.update(state="retired")
    assert standing(mission) is Standing.MISSING


def test_a_shared_line_counts_what_the_shared_channel_publishes(mission, activity):
    page = builders.channel(builders.mission("kigali", "RW", status="closed").unit, "facebook")
    page.sharing.add(mission.unit)
    activity[page.pk] = 5
    builders.target(mission.unit, "facebook", presence="shared", per_week=1)
    (line,) = compare(world())
    assert (line.texts, line.standing) == (5, Standing.KEPT)


def test_languages_that_are_planned_and_not_spoken_are_told(mission, activity):
    channel = builders.channel(mission.unit, "x", languages=["pt-BR"])
    builders.target(mission.unit, "x", channel, languages=["pt", "sw"])
    (line,) = compare(world())
    assert line.unspoken == ("sw",)


def test_the_comparison_asks_a_constant_number_of_questions(belgium, sign_in):
    records, _ = parse_plans(BELGIUM / "belgium_plans.csv")
    client = sign_in(builders.person(Role.HQ_EDITOR))

    def asked(name):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as caught:
            assert client.get(reverse(name)).status_code == 200
        return len(caught)

    before = {name: asked(name) for name in ("plans", "proposals", "hubs", "changes")}
    import_plans(records, by=None)
    units = list(Channel.objects.values_list("holder", flat=True))
    Channel.objects.bulk_create(
        Channel(platform="bluesky", handle=f"c{n}", holder_id=units[n % len(units)], state="active")
        for n in range(880)
    )
    after = {name: asked(name) for name in before}
    assert all(after[name] <= before[name] + 1 for name in before), (before, after)


def test_every_figure_leads_to_its_rows(mission, editor, sign_in, activity):
    builders.target(mission.unit, "facebook")
    channel = connected(mission.unit, "x")
    builders.target(mission.unit, "x", channel, per_week=2)
    client = sign_in(editor)
    for query, lines in (
        ("standing=missing", 1), ("standing=behind", 1), ("standing=kept", 0),
        ("platform=x", 1), ("lack=custodian", 1), ("lack=certification", 0), ("q=nairobi", 2),
    ):  # fmt: skip
        answer = client.get(f"{reverse('plans')}?{query}")
        assert answer.context["page"].paginator.count == lines, query


def test_parts_of_upper_layers_stand_on_a_missions_plan(mission, editor, sign_in, monkeypatch):
    monkeypatch.setattr(PLAN_PARTS, "_held", {"test": lambda request, plan: "AUDIENCES"})
    client, url = sign_in(editor), reverse("plan", args=[mission.key])
    assert "AUDIENCES" not in client.get(url).content.decode()
    builders.target(mission.unit, "x")
    assert "AUDIENCES" in client.get(url).content.decode()


def test_who_amplified_whom_is_shown_where_something_measures_it(
    mission, editor, sign_in, monkeypatch
):
    hub = builders.channel(mission.unit, "x", handle="the-hub")
    other = builders.channel(builders.mission("kampala", "UG").unit, "x", handle="listener")
    builders.target(mission.unit, "x", hub, is_hub=True)
    client, url = sign_in(editor), reverse("hubs")
    monkeypatch.setattr(AMPLIFICATION, "_held", {})
    assert "not measured yet" in client.get(url).content.decode()
    measured = [(other.pk, hub.pk, 4)]
    monkeypatch.setattr(AMPLIFICATION, "_held", {"test": lambda since, until: measured})
    page = client.get(url).content.decode()
    assert "not measured yet" not in page
    assert "listener" in page


# -- relevance --------------------------------------------------------------------------------


def test_the_latest_day_counts_and_the_others_stay():
    builders.relevance("KE", "x", "low", as_of="2020-01-01")
    builders.relevance("KE", "x", "high", as_of="2024-01-01")
    builders.relevance("KE", "x", "some", as_of="2023-01-01")
    assert relevance()["KE", "x"].level == "high"
    assert PlatformRelevance.objects.count() == 3


def test_the_demonstrations_relevance_has_a_source_and_a_day_for_every_row(belgium):
    records, problems = parse_relevance(BELGIUM / "belgium_relevance.csv")
    assert not problems
    assert all(each.source and each.as_of for each in records)
    assert all(each.source_url or "estimate" in each.source for each in records)
    assert all(each.measure for each in records if each.share is not None)
    assert len(import_relevance(records, by=None)) == len(records)
    assert import_relevance(records, by=None) == []
    table = render_relevance(relevance_records())
    again, _ = parse_relevance(table.encode(), "r.csv")
    assert import_relevance(again, by=None) == []


def test_who_edits_a_plan_in_a_country_may_say_what_is_used_there(mission, officer, sign_in):
    data = {
        "platform": "x",
        "level": "high",
        "share": "62,5",
        "measure": "adults",
        "confidence": "high",
        "source": "A survey",
        "as_of": "2025-06-30",
    }
    client = sign_in(officer, HTTP_ACCEPT_LANGUAGE="en")
    answer = client.post(reverse("relevance_country", args=["KE"]), {**data, "share": "62.5"})
    assert answer.status_code == 302
    assert PlatformRelevance.objects.get().share == Decimal("62.5")
    assert client.post(reverse("relevance_country", args=["RW"]), data).status_code == 404
    again = client.post(reverse("relevance_country", args=["KE"]), {**data, "share": "62.5"})
    assert again.status_code == 422
    nowhere = client.post(
        reverse("relevance_country", args=["KE"]), {**data, "as_of": "2999-01-01", "share": ""}
    )
    assert nowhere.status_code == 422
    assert PlatformRelevance.objects.count() == 1
