"""Which countries make a region: the UN's geographic regions (M49).

The containment is CLDR's (Unicode, supplementalData, territoryContainment), because Babel carries
the regions' names in every language but not what lies in them.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language

#: M49 code of a region -> the countries in it
_SUBREGIONS: dict[str, str] = {
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SH SL SN TG",
    "014": "BI DJ ER ET IO KE KM MG MU MW MZ RE RW SC SO SS TF TZ UG YT ZM ZW",
    "015": "DZ EG EH LY MA SD TN",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "021": "BM CA GL PM US",
    "013": "BZ CR GT HN MX NI PA SV",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "005": "AR BO BR BV CL CO EC FK GF GS GY PE PY SR UY VE",
    "030": "CN HK JP KP KR MN MO TW",
    "034": "AF BD BT IN IR LK MV NP PK",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "143": "KG KZ TJ TM UZ",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU CC CX HM NF NZ",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW UM",
    "061": "AS CK NU PF PN TK TO TV WF WS",
}
#: M49 code of a continent -> its regions
_CONTINENTS: dict[str, str] = {
    "002": "011 014 015 017 018",
    "019": "005 013 021 029",
    "142": "030 034 035 143 145",
    "150": "039 151 154 155",
    "009": "053 054 057 061",
}


@cache
def countries(region: str) -> frozenset[str]:
    """The countries of a region or a continent; none for a code that is neither."""
    inside = _CONTINENTS.get(region, region).split()
    return frozenset(code for each in inside for code in _SUBREGIONS.get(each, "").split())


@cache
def _region_of() -> dict[str, str]:
    return {code: region for region, codes in _SUBREGIONS.items() for code in codes.split()}


def region_of(country: str) -> str:
    """The region a country lies in; empty where it lies in none."""
    return _region_of().get(country, "")


def name(region: str) -> str:
    """``014`` -> ``Eastern Africa`` in the reader's language (CLDR)."""
    locale = Locale.parse((get_language() or "en")[:2])
    return str(locale.territories.get(region, region))


def choices(held: frozenset[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(continent, [(code, name)]) of what holds any of the countries ``held``: for each continent
    first the whole of it, then its regions by name."""
    found = []
    for continent, inside in _CONTINENTS.items():
        regions = [(each, name(each)) for each in inside.split() if countries(each) & held]
        if regions:
            whole = [(continent, name(continent))] if len(regions) > 1 else []
            named = sorted(regions, key=lambda one: one[1])
            found.append((name(continent), [*whole, *named]))
    return sorted(found, key=lambda one: one[0])
