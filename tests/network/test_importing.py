from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from heraut.foundation.models import AuditEntry
from heraut.network.actions.import_network import import_network, plan
from heraut.network.exporting import records
from heraut.network.importing import parse, render_csv, render_yaml
from heraut.network.models import Channel, Mission

BELGIUM = Path(__file__).parents[2] / "src/heraut_proving/demo/network"
MISSIONS = (BELGIUM / "belgium_missions.csv").read_bytes()
CHANNELS = (BELGIUM / "belgium_channels.csv").read_bytes()
HEADER = "key,kind,status,country,city_en,lat,lon,time_zone,phone\n"


def problem(row: str, header: str = HEADER):
    (found,) = parse((header + row).encode(), "network.csv").problems
    return found


@pytest.mark.django_db
def test_belgiums_145_missions_import_and_a_second_import_changes_nothing():
    missions, channels = parse(MISSIONS, "m.csv"), parse(CHANNELS, "c.csv")
    assert not missions.problems
    assert not channels.problems
    first = import_network(missions.missions, channels.channels, by=None)
    assert Mission.objects.count() == 145
    assert Mission.objects.filter(status="open").count() == 118
    assert len(first) == 145 + Channel.objects.count()
    entries = AuditEntry.objects.count()
    assert import_network(missions.missions, channels.channels, by=None) == []
    assert AuditEntry.objects.count() == entries


@pytest.mark.django_db
def test_a_dry_run_says_what_would_change_and_changes_nothing():
    missions = parse(MISSIONS, "m.csv").missions
    assert len(plan(missions, (), by=None)) == 145
    assert not Mission.objects.exists()
    import_network(missions, (), by=None)
    moved = parse(MISSIONS.replace(b"+254730842000", b"+254730842111"), "m.csv").missions
    (change,) = plan(moved, (), by=None)
    assert change.key == "nairobi"
    assert change.fields == {"phone": ("+254730842000", "+254730842111")}


@pytest.mark.django_db
def test_what_is_exported_imports_without_a_change():
    missions, channels = parse(MISSIONS, "m.csv").missions, parse(CHANNELS, "c.csv").channels
    import_network(missions, channels, by=None)
    out = records()
    for text, name in [(render_yaml(*out), "n.yaml")]:
        again = parse(text.encode(), name)
        assert not again.problems
        assert plan(again.missions, again.channels, by=None) == []
    tables = render_csv(*out)
    assert plan(parse(tables[0].encode(), "m.csv").missions, (), by=None) == []


def test_known_traps_of_the_sources_were_not_carried_over():
    by_key = {each.key: each for each in parse(MISSIONS, "m.csv").missions}
    havana = by_key["havana"]
    assert (round(havana.latitude), round(havana.longitude)) == (23, -82)
    assert by_key["lille"].status == "closed"
    assert not any(each.website.startswith("http://") for each in by_key.values())


def test_a_wrong_row_is_named_with_line_and_column():
    found = problem("nairobi,embassy,open,KE,Nairobi,95.1,36.8,Africa/Nairobi,\n")
    assert (found.line, found.column, found.field, found.code) == (2, 6, "lat", "range")
    assert "line 2, column 6" in str(found)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Nairobi,embassy,open,KE,Nairobi,,,,\n", "key"),
        ("a,embasy,open,KE,Nairobi,,,,\n", "choice"),
        ("a,embassy,open,Kenya,Nairobi,,,,\n", "country"),
        ("a,embassy,open,KE,,,,,\n", "missing"),
        ("a,embassy,open,KE,Nairobi,x,,,\n", "number"),
        ("a,embassy,open,KE,Nairobi,,,Africa/Nairobbi,\n", "time_zone"),
        ("a,embassy,open,KE,Nairobi,,,,call us\n", "phone"),
        ("a,embassy,open,KE,Nairobi,,,,\na,embassy,open,KE,Nairobi,,,,\n", "duplicate"),
        ("a,embassy,open,KE,Nairobi,1,2,,\nb,embassy,open,RW,Kigali,1,2,,\n", "same_place"),
    ],
)
def test_each_kind_of_mistake_has_its_own_message(row, code):
    assert problem(row).code == code


def test_an_unknown_column_is_named_with_what_was_meant():
    found = problem("", HEADER.replace("time_zone", "timezone"))
    assert found.code == "column.unknown"
    assert "time_zone" in found.hint


def test_spreadsheets_of_every_kind_are_read():
    text = HEADER.replace(",", ";") + "a;embassy;open;KE;Nairobi;-1,28;36,8;Africa/Nairobi;\r\n"
    parsed = parse(b"\xef\xbb\xbf" + text.encode(), "m.csv")
    assert not parsed.problems
    assert parsed.missions[0].latitude == -1.28


def test_overlapping_phases_are_refused():
    header = "key,kind,country,city_en,phases\n"
    row = "a,embassy,KE,Nairobi,office:2010-01-01..2018-01-01|embassy:2017-01-01..\n"
    assert problem(row, header).code == "overlap"


def test_a_mistake_in_yaml_has_its_place_too():
    text = "missions:\n  - key: a\n    kind: embassy\n    country: XX1\n    city_en: Nairobi\n"
    (found,) = parse(text.encode(), "n.yaml").problems
    assert (found.line, found.column, found.code) == (4, 14, "country")


@pytest.mark.django_db
def test_the_command_names_line_and_column_and_changes_nothing(tmp_path):
    file = tmp_path / "network.csv"
    file.write_text(HEADER + "nairobi,embassy,open,KE,Nairobi,95.1,36.8,Africa/Nairobi,\n")
    with pytest.raises(CommandError, match=r"network\.csv, line 2, column 6"):
        call_command("network_import", str(file), "--apply")
    assert not Mission.objects.exists()


@given(st.binary(max_size=400), st.sampled_from(["n.csv", "n.yaml"]))
def test_no_file_whatsoever_breaks_the_parser(content, name):
    parse(content, name)


@given(st.text(max_size=200), st.sampled_from(["n.csv", "n.yaml"]))
def test_no_text_whatsoever_breaks_the_parser(text, name):
    parse((HEADER + text).encode("utf-8", "replace"), name)
