"""The file format by itself: no database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heraut.network.importing import (
    ChannelRecord,
    MissionRecord,
    parse,
    render_csv,
    render_yaml,
    sentence,
)
from heraut.network.importing.columns import CHANNEL_COLUMNS, KINDS, MISSION_COLUMNS, STATES
from heraut.network.importing.fields import countries, zones
from heraut.network.importing.places import doubt, kilometres
from heraut.network.importing.records import Span

BELGIUM = Path(__file__).parents[2] / "src/heraut_proving/demo/network"
HEADER = "key,kind,status,country,city_en,lat,lon,time_zone,phone\n"


def problems(text: str, name: str = "network.csv"):
    return parse(text.encode(), name).problems


def problem(row: str, header: str = HEADER):
    (found,) = problems(header + row)
    assert sentence(found).startswith(f"network.csv, line {found.line}, column {found.column}")
    return found


def channel_problem(row: str, header: str = "mission,platform,handle\n"):
    return problem(row, header)


# -- Belgium's -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def belgium():
    missions = parse(BELGIUM / "belgium_missions.csv")
    channels = parse(BELGIUM / "belgium_channels.csv")
    assert [sentence(each) for each in (*missions.problems, *channels.problems)] == []
    return missions.missions, channels.channels


def test_belgium_has_145_missions_of_which_118_are_open(belgium):
    missions, _ = belgium
    assert len(missions) == 145
    assert sum(each.status == "open" for each in missions) == 118


def test_known_traps_of_the_sources_were_not_carried_over(belgium):
    by_key = {each.key: each for each in belgium[0]}
    havana = by_key["havana"]
    assert (round(havana.latitude), round(havana.longitude)) == (23, -82)
    assert by_key["lille"].status == "closed"
    assert not any(each.website.startswith("http://") for each in by_key.values())
    assert len({(each.latitude, each.longitude) for each in by_key.values()}) == 145


def test_each_of_belgiums_rows_says_where_it_comes_from(belgium):
    for record in (*belgium[0], *belgium[1]):
        assert record.source, record
        assert record.checked_on, record
    for mission in belgium[0]:
        assert all(mission.cities.values())
        assert mission.time_zone
        assert mission.languages
        assert mission.latitude is not None
    assert not any(each.platform_id for each in belgium[1])


def test_only_what_is_in_doubt_is_less_than_certain(belgium):
    assert sum(each.confidence != "high" for each in belgium[0]) == 20


# -- every mistake is named with its place ----------------------------------------------


def test_a_wrong_row_is_named_with_line_and_column():
    found = problem("nairobi,embassy,open,KE,Nairobi,95.1,36.8,Africa/Nairobi,\n")
    assert (found.line, found.column, found.field, found.code) == (2, 6, "lat", "range")
    said = "network.csv, line 2, column 6 (lat): 95.1 lies beyond 90 degrees."
    assert sentence(found) == said


def test_all_mistakes_are_named_at_once():
    rows = "A,embasy,open,Kenya,,1,200,Nairobi,x\n" * 2
    found = problems(HEADER + rows)
    assert [each.line for each in found].count(2) == 7
    assert {each.line for each in found} == {2, 3}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("Nairobi,embassy,open,KE,Nairobi,,,,\n", "key", 1),
        ("a,embasy,open,KE,Nairobi,,,,\n", "choice", 2),
        ("a,embassy,opened,KE,Nairobi,,,,\n", "choice", 3),
        ("a,embassy,open,Kenya,Nairobi,,,,\n", "country", 4),
        ("a,embassy,open,EU,Brussels,,,Europe/Brussels,\n", "country", 4),
        ("a,embassy,open,KE,,,,,\n", "missing", 5),
        ("a,embassy,open,KE,Nairobi,x,,,\n", "number", 6),
        ("a,embassy,open,KE,Nairobi,nan,,,\n", "number", 6),
        ("a,embassy,open,KE,Nairobi,-1.28,,,\n", "pair", 7),
        ("a,embassy,open,KE,Nairobi,36.8,-1.28,,\n", "swapped", 6),
        ("a,embassy,open,CU,Havana,45.8272,15.961,,\n", "far", 6),
        ("a,embassy,open,KE,Nairobi,,,Africa/Nairobbi,\n", "time_zone", 8),
        ("a,embassy,open,US,New York,,,,\n", "missing", 8),
        ("a,embassy,open,KE,Nairobi,,,,call us\n", "phone", 9),
        ("a,embassy,open,KE,Nairobi,,,,2.54731E+11\n", "phone", 9),
        ("a,embassy,open,KE,Nairobi,,,,254730842000\n", "phone", 9),
        ("a,embassy,open,KE,Nairobi,,,,\na,embassy,open,KE,Nairobi,,,,\n", "duplicate", 1),
        (
            "a,embassy,open,KE,Nairobi,-1.2,36.8,,\nb,embassy,open,RW,Kigali,-1.2,36.8,,\n",
            "same_place",
            6,
        ),
        ("a,embassy,open,KE,Nairobi\n", "cells", 6),
        ("a,embassy,open,KE,Nairobi,,,,,Kenya\n", "cells", 10),
        ('a,embassy,open,KE,"Nairobi,,,,\n', "csv", 1),
        ("a,embassy,open,KE,Nai\0robi,,,,\n", "control", 5),
        (f"a,embassy,open,KE,{'x' * 121},,,,\n", "long", 5),
    ],
)
def test_each_kind_of_mistake_has_its_own_words_and_place(row, code, column):
    found = problem(row)
    assert (found.code, found.column) == (code, column)


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("opened_on", "1/02/2018", "date"),
        ("opened_on", "43132", "date"),
        ("opened_on", "2018-02-30", "date"),
        ("phases", "office:2010-01-01..2018-01-01|embassy:2017-01-01..", "overlap"),
        ("phases", "embassy:2010-01-01..2018-01-01|office:2018-01-01..", "phase"),
        ("phases", "villa:2010-01-01..", "choice"),
        ("jurisdictions", "KE:2010-01-01..|SO|KE:..2012-01-01", "overlap"),
        ("jurisdictions", "KE|Somalia", "country"),
        ("jurisdictions", "KE:2012", "span"),
        ("jurisdictions", "KE:2012-01-01..2011-01-01", "dates"),
        ("languages", "Swahili", "language"),
        ("email", "embassy at example.org", "email"),
        ("website", "kenya.example", "url"),
        ("website", "https://ken ya.example", "url"),
        ("confidence", "sure", "choice"),
    ],
)
def test_mistakes_in_the_other_columns(column, value, code):
    header = f"key,kind,country,city_en,{column}\n"
    found = problem(f'a,embassy,KE,Nairobi,"{value}"\n', header)
    assert (found.code, found.column) == (code, 5)


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("a,twitter,BEinNL\n", "choice", 2),
        ("a,x,https://www.facebook.com/BEinNL\n", "handle.platform", 3),
        ("a,facebook,our page\n", "handle", 3),
        ("a,x,https://example.org/BEinNL\n", "handle", 3),
        ("a,x,\n", "missing", 3),
        ("a,x,BEinNL\na,x,@beinnl\n", "duplicate", 3),
        ("a,x,BEinNL\nb,x,@beinnl\n", "held_twice", 3),
    ],
)
def test_mistakes_in_channels(row, code, column):
    found = channel_problem(row)
    assert (found.code, found.column) == (code, column)


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ("a,embasy,open,KE,Nairobi,,,,\n", "“embassy”"),
        ("a,Consulate General,open,KE,Nairobi,,,,\n", "“consulate-general”"),
        ("a,embassy,open,Kenia,Nairobi,,,,\n", "“KE”"),
        ("a,embassy,open,uk,London,,,,\n", "“GB”"),
        ("a,embassy,open,KE,Nairobi,,,Nairobi,\n", "“Africa/Nairobi”"),
        ("a,embassy,open,KE,Nairobi,,,,\na,embassy,open,KE,Nairobi,,,,\n", "line 2"),
    ],
)
def test_a_near_miss_is_told_what_was_meant(row, hint):
    assert hint in sentence(problem(row))


def test_a_spreadsheets_date_with_two_meanings_is_told_both():
    header = "key,kind,country,city_en,opened_on\n"
    said = sentence(problem("a,embassy,KE,Nairobi,1/02/2018\n", header))
    assert "“2018-01-02” or “2018-02-01”" in said
    said = sentence(problem("a,embassy,KE,Nairobi,25/12/2018\n", header))
    assert said.endswith("Did you mean “2018-12-25”?")


def test_columns_are_named_that_are_unknown_missing_or_there_twice():
    found = problem("", HEADER.replace("time_zone", "timezone"))
    assert (found.code, found.column) == ("column.unknown", 8)
    assert "“time_zone”" in sentence(found)
    assert problem("a,embassy,KE\n", "key,kind,country\n").code == "column.missing"
    assert problem("", HEADER.replace("phone", "lat")).code == "column.twice"
    assert problem("", "name of the mission;where\n").code == "header"
    assert problem("", "").code == "empty"


def test_lines_are_counted_as_an_editor_does_also_after_a_cell_of_several_lines():
    header = "key,kind,country,city_en,address\n"
    rows = 'a,embassy,KE,Nairobi,"Street 1\nNairobi"\n\nb,embassy,KEN,Nairobi,\n'
    assert problem(rows, header).line == 5


def test_a_mistake_in_yaml_has_its_place_too():
    text = "missions:\n  - key: a\n    kind: embassy\n    country: XX1\n    city_en: Nairobi\n"
    (found,) = problems(text, "n.yaml")
    assert (found.line, found.column, found.code) == (4, 14, "country")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("missions: [", "yaml"),
        ("missions: &all [*all]", "yaml"),
        ("[" * 5_000, "yaml"),
        ("- key: a", "root"),
        ("mission:\n  - key: a\n", "table"),
        ("missions:\n  - nairobi\n", "row"),
        ("missions:\n  - {key: a, kind: embassy, country: KE, city_en: N, key: b}", "column.twice"),
        ("missions:\n  - {key: a, kind: embassy, country: KE, city: N, city_en: N}", None),
        ('missions:\n  - {key: a, kind: embassy, country: KE, city_en: "\\uD800"}', None),
        ("", "empty"),
    ],
)
def test_yaml_that_is_no_network_is_told_apart(text, code):
    found = problems(text, "n.yaml")
    assert found
    if code:
        assert [each.code for each in found] == [code]


# -- files as people save them -----------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_spreadsheets_of_every_kind_are_read(delimiter, encoding, ending):
    lines = [HEADER.strip(), 'a,embassy,open,CM,Yaoundé,"3,9","11,5121",Africa/Douala,']
    cells = [line.replace('"3,9"', "3.9").replace('"11,5121"', "11.5121") for line in lines]
    text = ending.join(line.replace(",", delimiter) for line in cells) + ending
    parsed = parse(text.encode(encoding), "m.csv")
    assert [sentence(each) for each in parsed.problems] == []
    assert parsed.missions[0].cities["en"] == "Yaoundé"
    assert parsed.missions[0].latitude == 3.9


def test_a_decimal_comma_and_excels_own_first_line_are_understood():
    text = f"sep=;\n{HEADER.replace(',', ';')}a;embassy;open;KE;Nairobi;-1,28;36,8;;\n"
    parsed = parse(text.encode(), "m.csv")
    assert parsed.missions[0].latitude == -1.28
    assert parsed.missions[0].where.line == 3


def test_a_file_in_windows_1252_is_refused_with_the_word_in_question():
    content = (HEADER + "a,embassy,open,CM,Yaoundé,,,,\n").encode("cp1252")
    (found,) = parse(content, "m.csv").problems
    assert (found.line, found.code) == (2, "encoding")
    assert "“Yaoundé”" in sentence(found)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("+254 730 842 000", "+254730842000"),
        ("00254-730.842.000", "+254730842000"),
        ("tel:+32 (0)2 501 81 11", "+3225018111"),
        ("+32\u00a02 501\u201181\u201311", "+3225018111"),
    ],
)
def test_telephone_numbers_are_kept_in_one_form(written, kept):
    (mission,) = parse(f"{HEADER}a,embassy,open,KE,N,,,,{written}\n".encode(), "m.csv").missions
    assert mission.phone == kept


@pytest.mark.parametrize(
    ("platform", "written", "kept"),
    [
        ("x", "@BEinNL", "BEinNL"),
        ("x", "https://twitter.com/BEinNL?lang=nl", "BEinNL"),
        ("facebook", "https://www.facebook.com/AmbabelAlger/", "AmbabelAlger"),
        ("mastodon", "@nairobi@social.example", "nairobi@social.example"),
        ("mastodon", "https://social.example/@nairobi", "nairobi@social.example"),
        ("bluesky", "https://bsky.app/profile/nairobi.example", "nairobi.example"),
        ("web_feed", "nairobi", "nairobi"),
    ],
)
def test_a_handle_is_understood_in_any_form_people_copy_it(platform, written, kept):
    text = f"mission,platform,handle\na,{platform},{written}\n"
    parsed = parse(text.encode(), "c.csv")
    assert not parsed.problems
    (channel,) = parsed.channels
    assert channel.handle == kept
    if written.startswith("https://"):
        assert channel.url == written


def test_a_time_zone_is_taken_from_a_country_that_has_but_one():
    (mission,) = parse(b"key,kind,country,city_en\na,embassy,KE,Nairobi\n", "m.csv").missions
    assert mission.time_zone == "Africa/Nairobi"


def test_kosovo_and_palestine_are_countries_unions_and_oceans_are_not():
    assert {"XK", "PS", "TW", "HK"} <= countries()
    assert not {"EU", "UN", "ZZ", "QO"} & countries()


def test_distances_are_right():
    assert kilometres((50.85, 4.35), (-1.28, 36.82)) == pytest.approx(6_560, rel=0.01)
    assert doubt((39.47, 75.99), "Asia/Shanghai") is None  # Kashgar


# -- whatever is thrown at it --------------------------------------------------------------


@given(st.binary(max_size=400), st.sampled_from(["n.csv", "n.yaml", "n"]))
def test_no_file_whatsoever_breaks_the_parser(content, name):
    for found in parse(content, name).problems:
        sentence(found)


@given(
    st.lists(st.text(max_size=30), max_size=20),
    st.sampled_from([HEADER, ",".join(CHANNEL_COLUMNS) + "\n", ",".join(MISSION_COLUMNS) + "\n"]),
)
def test_no_cell_whatsoever_breaks_the_parser(cells, header):
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    for found in parse((header + row).encode("utf-8", "replace"), "n.csv").problems:
        sentence(found)


@given(st.dictionaries(st.sampled_from(MISSION_COLUMNS), st.text(max_size=30)))
def test_no_yaml_value_whatsoever_breaks_the_parser(row):
    import yaml

    text = yaml.safe_dump({"missions": [row]}, allow_unicode=True)
    for found in parse(text.encode("utf-8", "surrogatepass"), "n.yaml").problems:
        sentence(found)


_text = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=30).map(
    str.strip
)
_keys = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
_days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
_languages = st.lists(st.sampled_from(["fr", "pt-BR", "zh-Hant", "sw"]), unique=True).map(tuple)


@st.composite
def _missions(draw):
    opened = draw(_days | st.none())
    turned = draw(_days)
    kind = draw(st.sampled_from(KINDS))
    return MissionRecord(
        key=draw(_keys),
        kind=kind,
        status=draw(st.sampled_from(["open", "closed", "planned"])),
        country=draw(st.sampled_from(["KE", "XK", "FR"])),
        cities={code: draw(_text.filter(bool)) for code in ("nl", "fr", "de", "en")},
        names={code: text for code in ("nl", "en") if (text := draw(_text))},
        accredited_to=draw(_text),
        opened_on=opened,
        phases=draw(
            st.sampled_from([(), (Span("office", None, turned), Span(kind, turned, None))])
        ),
        jurisdictions=draw(st.sampled_from([(), (Span("SO", turned), Span("UG", None, turned))])),
        time_zone=draw(st.sampled_from(sorted(zones()))),
        languages=draw(_languages),
        address=draw(_text),
        phone=draw(st.sampled_from(["", "+3225018111"])),
        email=draw(st.sampled_from(["", "a@example.org"])),
        website=draw(st.sampled_from(["", "https://a.example"])),
        source=draw(_text),
        checked_on=draw(_days | st.none()),
        note=draw(_text),
    )


@st.composite
def _channels(draw):
    return ChannelRecord(
        mission=draw(_keys),
        platform=draw(st.sampled_from(["x", "facebook", "web_feed"])),
        handle=draw(st.from_regex(r"[A-Za-z0-9_]{1,15}", fullmatch=True)),
        former_handles=draw(st.sampled_from([(), (Span("old", None, date(2020, 1, 1)),)])),
        sharing=draw(st.lists(_keys, unique=True, max_size=2).map(tuple)),
        name=draw(_text),
        platform_id=draw(_text),
        state=draw(st.sampled_from(STATES)),
        languages=draw(_languages),
        custodian=draw(st.sampled_from(["", "a@example.org"])),
        since=draw(_days | st.none()),
        source=draw(_text),
        note=draw(_text),
    )


@given(
    st.lists(_missions(), unique_by=lambda each: each.key, max_size=3),
    st.lists(_channels(), unique_by=lambda each: each.handle.lower(), max_size=3),
)
def test_what_is_written_is_read_back_the_same(missions, channels):
    parsed = parse(render_yaml(missions, channels).encode(), "n.yaml")
    assert [sentence(each) for each in parsed.problems] == []
    assert (list(parsed.missions), list(parsed.channels)) == (missions, channels)
    first, second = render_csv(missions, channels)
    for text, wanted, table in ((first, missions, "missions"), (second, channels, "channels")):
        parsed = parse(text.encode("utf-8-sig"), "n.csv")
        assert [sentence(each) for each in parsed.problems] == []
        assert list(getattr(parsed, table)) == wanted
