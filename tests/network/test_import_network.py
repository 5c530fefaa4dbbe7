"""Files into the network and out of it again."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heraut.foundation.models import AuditEntry
from heraut.kernel import clock
from heraut.kernel.errors import Forbidden
from heraut.network.actions.import_network import Unfit, import_network, plan
from heraut.network.exporting import records
from heraut.network.importing import parse, render_csv, render_yaml
from heraut.network.models import Channel, ChannelHandle, Mission
from heraut.people.models import Unit

pytestmark = pytest.mark.django_db

BELGIUM = Path(__file__).parents[2] / "src/heraut_proving/demo/network"
MISSIONS = BELGIUM / "belgium_missions.csv"
CHANNELS = BELGIUM / "belgium_channels.csv"
KENYA = "key,kind,country,city_en,city_fr,phone\nnairobi,embassy,KE,Nairobi,,+254730842000\n"


@pytest.fixture
def belgium():
    missions, channels = parse(MISSIONS).missions, parse(CHANNELS).channels
    import_network(missions, channels, by=None)
    return missions, channels


def bring(text, **more):
    """Import one table, or a YAML document; the changes."""
    name = "n.yaml" if text.startswith(("missions:", "channels:")) else "n.csv"
    parsed = parse(text.encode(), name)
    assert not parsed.problems
    return import_network(parsed.missions, parsed.channels, by=None, **more)


def refused(text):
    with pytest.raises(Unfit) as caught:
        bring(text)
    (problem,) = caught.value.problems
    return problem


def channel(**more):
    columns = {"mission": "nairobi", "platform": "x", "handle": "BEinKenya", **more}
    return ",".join(columns) + "\n" + ",".join(columns.values()) + "\n"


def test_belgiums_145_missions_import_and_a_second_import_changes_nothing(belgium):
    assert Mission.objects.count() == 145
    assert Mission.objects.filter(status="open").count() == 118
    assert Channel.objects.count() == 119
    entry = AuditEntry.objects.get(verb="network.import")
    assert entry.detail["count"] == 145 + 119
    assert len(entry.detail["digest"]) == 64
    assert import_network(*belgium, by=None) == []
    assert AuditEntry.objects.filter(verb="network.import").count() == 1


def test_a_second_import_asks_the_database_a_few_questions_only(belgium):
    with CaptureQueriesContext(connection) as asked:
        import_network(*belgium, by=None)
    assert len(asked) < 25


def test_a_dry_run_says_what_would_change_and_changes_nothing():
    missions = parse(MISSIONS).missions
    assert len(plan(missions, (), by=None)) == 145
    assert not Mission.objects.exists()
    assert not AuditEntry.objects.exists()
    import_network(missions, (), by=None)
    moved = MISSIONS.read_bytes().replace(b"+254730842000", b"+254730842111")
    (change,) = plan(parse(moved, "m.csv").missions, (), by=None)
    assert change.key == "nairobi"
    assert change.fields == {"phone": ("+254730842000", "+254730842111")}
    assert Mission.objects.get(key="nairobi").phone == "+254730842000"


def test_what_is_exported_imports_without_a_change(belgium):
    bring(channel(handle="BEinKE", former_handles="BEinKenya:2019-01-01..2022-01-01"))
    missions, channels = records()
    again = parse(render_yaml(missions, channels).encode(), "n.yaml")
    assert not again.problems
    assert plan(again.missions, again.channels, by=None) == []
    tables = [parse(text.encode(), "n.csv") for text in render_csv(missions, channels)]
    assert plan(tables[0].missions, tables[1].channels, by=None) == []


def test_a_column_that_the_file_has_not_stays_and_an_empty_cell_empties():
    bring(
        "missions:\n- {key: nairobi, kind: embassy, country: KE, city_en: Nairobi,"
        " city_fr: Nairobi en français, phone: '+254730842000', lat: -1.2, lon: 36.8}\n"
    )
    assert bring("key,kind,country,city_en\nnairobi,embassy,KE,Nairobi\n") == []
    (change,) = bring("key,kind,country,city_en,phone\nnairobi,embassy,KE,Nairobi,\n")
    assert change.fields == {"phone": ("+254730842000", "")}
    mission = Mission.objects.get()
    assert mission.latitude == -1.2
    assert mission.cities["fr"] == "Nairobi en français"


def test_a_name_given_here_stays_until_a_file_says_otherwise():
    bring(KENYA)
    unit = Unit.objects.get(slug="nairobi")
    unit.names = {**unit.names, "en": "Belgium in Kenya"}
    unit.save()
    assert bring(KENYA) == []
    (change,) = bring("key,kind,country,city_en,name_en\nnairobi,embassy,KE,Nairobi,In Kenya\n")
    assert change.fields["names"][1]["en"] == "In Kenya"


def test_phases_and_jurisdictions_follow_the_file():
    head = "key,kind,country,city_en,phases,jurisdictions\ncotonou,embassy,BJ,Cotonou,"
    bring(f"{head}office:..2018-02-01|embassy:2018-02-01..,BJ|TG\n")
    mission = Mission.objects.get()
    assert [each.kind for each in mission.phases.all()] == ["office", "embassy"]
    (change,) = bring(f"{head}office:..2018-02-01|embassy:2018-02-01..,BJ|TG:..2020-01-01\n")
    assert change.fields == {"jurisdictions": (["BJ", "TG"], ["BJ", "TG:..2020-01-01"])}


def test_a_renamed_account_keeps_its_row_and_its_former_name():
    bring(KENYA)
    bring(channel(former_handles="", since="2019-01-01"))
    (change,) = bring(channel(handle="BEinKE", former_handles="BEinKenya", since="2024-05-01"))
    assert not change.new
    assert Channel.objects.get().handle == "BEinKE"
    dated = ChannelHandle.objects.order_by("valid_from").values_list(
        "handle", "valid_from", "valid_until"
    )
    assert list(dated) == [
        ("BEinKenya", date(2019, 1, 1), date(2024, 5, 1)),
        ("BEinKE", date(2024, 5, 1), None),
    ]


def test_an_account_is_found_again_by_its_id():
    bring(KENYA)
    bring(channel(platform_id="17"))
    bring(channel(handle="BEinKE", platform_id="17", checked_on="2026-01-02"))
    found = Channel.objects.get()
    assert found.handle == "BEinKE"
    assert found.handles.get(handle="BEinKenya").valid_until == date(2026, 1, 2)


def test_a_file_verifies_nothing_and_overrules_no_verification():
    bring(KENYA)
    bring(channel(platform_id="17", state="active"))
    found = Channel.objects.get()
    assert found.standing == "listed"
    Channel.objects.update(verified_at=clock.now(), handle="renamed_there")
    ChannelHandle.objects.update(valid_until=date(2026, 1, 1))
    ChannelHandle.objects.create(channel=found, handle="renamed_there", folded="renamed_there")
    assert bring(channel(platform_id="17", state="active")) == []
    assert Channel.objects.get().handle == "renamed_there"
    wrong = refused(channel(platform_id="18"))
    assert (wrong.code, wrong.line, wrong.column) == ("verified", 2, 4)


def test_a_retired_channel_stays_retired_and_nobody_stands_for_it():
    bring(KENYA)
    bring(channel(state="active"))
    Channel.objects.update(certified_until=date(2099, 1, 1), health="good")
    bring(channel(state="retired"))
    found = Channel.objects.get()
    assert (found.certified_until, found.health, found.standing) == (None, "unknown", "formerly")
    assert refused(channel(state="active")).code == "retired"
    assert bring(channel()) == []


def test_no_file_moves_an_account_to_another_holder():
    bring(KENYA)
    bring("key,kind,country,city_en\nkampala,embassy,UG,Kampala\n")
    bring(channel(platform_id="17"))
    assert refused(channel(mission="kampala", platform_id="17", handle="other")).code == "held"
    assert refused(channel(mission="kampala", handle="@beinkenya")).code == "held"


def test_names_of_nobody_are_told_with_their_place(officer):
    bring(KENYA)
    stranger = refused('mission,platform,handle,note\nnairobi,x,a,"one\ntwo"\nnairobbi,x,b,\n')
    assert (stranger.code, stranger.line, stranger.column) == ("mission", 4, 1)
    assert stranger.params["near"] == "nairobi"
    sharing = refused("channels:\n- {mission: nairobi, platform: x, handle: a, sharing: kampala}\n")
    assert (sharing.code, sharing.line, sharing.column) == ("mission", 2, 55)
    assert refused(channel(custodian="nobody@example.test")).code == "person"
    bring(channel(custodian=officer.email))
    assert Channel.objects.get(handle="BEinKenya").custodian == officer


def test_a_mission_takes_no_other_units_name_and_needs_a_time_zone(partner):
    slug = Unit.objects.get(kind="partner").slug
    assert refused(f"key,kind,country,city_en\n{slug},embassy,KE,Nairobi\n").code == "key.taken"
    assert refused("key,kind,country,city_en\nm,embassy,US,Miami\n").code == "zone_needed"


def test_nothing_is_imported_when_anything_is_wrong():
    with pytest.raises(Unfit):
        bring(
            "missions:\n- {key: nairobi, kind: embassy, country: KE, city_en: Nairobi}\n"
            "channels:\n- {mission: elsewhere, platform: x, handle: a}\n"
        )
    assert not Mission.objects.exists()


def test_only_who_may_edit_the_network_imports(officer, admin):
    missions = parse(KENYA.encode(), "n.csv").missions
    with pytest.raises(Forbidden):
        import_network(missions, (), by=officer)
    import_network(missions, (), by=admin)
    assert AuditEntry.objects.get(verb="network.import").actor == admin


# -- the commands -----------------------------------------------------------------------


def command(*arguments):
    out = io.StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_names_line_and_column_and_changes_nothing(tmp_path):
    file = tmp_path / "network.csv"
    file.write_text("key,kind,country,city_en,lat,lon\nnairobi,embassy,KE,Nairobi,95.1,36.8\n")
    with pytest.raises(CommandError, match=r"network\.csv, line 2, column 5 \(lat\): 95\.1 lies"):
        command("network_import", file, "--apply")
    assert not Mission.objects.exists()


def test_the_command_takes_its_files_in_any_order_and_says_what_it_did(tmp_path):
    said = command("network_import", CHANNELS, MISSIONS)
    assert "+ mission nairobi" in said
    assert "Would make 264 new and change 0. Add --apply to do it." in said
    assert not Mission.objects.exists()
    said = command("network_import", CHANNELS, MISSIONS, "--apply")
    assert "Done: 264 new, 0 changed." in said
    assert "Nothing changes" in command("network_import", CHANNELS, MISSIONS, "--apply")


def test_what_the_command_writes_it_reads(tmp_path, belgium):
    command("network_export", "--folder", tmp_path / "out")
    files = sorted((tmp_path / "out").iterdir())
    assert [each.name for each in files] == ["channels.csv", "missions.csv"]
    assert "Nothing changes" in command("network_import", *files)
    document = tmp_path / "network.yaml"
    document.write_text(command("network_export"))
    assert "Nothing changes" in command("network_import", document)


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be read: No such file"):
        command("network_import", tmp_path / "none.csv")
