"""The world's parts, for grouping missions: sub-regions of UN M49, and which codes are states.

Source: United Nations Statistics Division, Standard country or area codes for statistical use
(M49), https://unstats.un.org/unsd/methodology/m49/, with Kosovo and Taiwan where the Unicode CLDR
puts them; names of the regions come from the CLDR by their M49 codes. Looked at in November 2026.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language

#: M49 code of a sub-region -> states in it: members and observers of the United Nations, Kosovo.
_STATES = {
    "011": "BF BJ CI CV GH GM GN GW LR ML MR NE NG SL SN TG",
    "014": "BI DJ ER ET KE KM MG MU MW MZ RW SC SO SS TZ UG ZM ZW",
    "015": "DZ EG LY MA SD TN",
    "017": "AO CD CF CG CM GA GQ ST TD",
    "018": "BW LS NA SZ ZA",
    "013": "BZ CR GT HN MX NI PA SV",
    "029": "AG BB BS CU DM DO GD HT JM KN LC TT VC",
    "005": "AR BO BR CL CO EC GY PE PY SR UY VE",
    "021": "CA US",
    "030": "CN JP KP KR MN",
    "034": "AF BD BT IN IR LK MV NP PK",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "143": "KG KZ TJ TM UZ",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "039": "AD AL BA ES GR HR IT ME MK MT PT RS SI SM VA XK",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "DK EE FI GB IE IS LT LV NO SE",
    "155": "AT BE CH DE FR LI LU MC NL",
    "053": "AU NZ",
    "054": "FJ PG SB VU",
    "057": "FM KI MH NR PW",
    "061": "TO TV WS",
}
#: Territories and areas that are no such states but where a mission may be, or which one serves.
_AREAS = {
    "011": "SH",
    "014": "IO RE TF YT",
    "015": "EH",
    "029": "AI AW BL BQ CW GP KY MF MQ MS PR SX TC VG VI",
    "005": "BV FK GF GS",
    "021": "BM GL PM",
    "030": "HK MO TW",
    "039": "GI",
    "154": "AX FO GG IM JE SJ",
    "053": "CC CX HM NF",
    "054": "NC",
    "057": "GU MP UM",
    "061": "AS CK NU PF PN TK WF",
}
_CONTINENTS = {
    "002": "011 014 015 017 018",
    "019": "005 013 021 029",
    "142": "030 034 035 143 145",
    "150": "039 151 154 155",
    "009": "053 054 057 061",
}
#: Every state's code.
STATES = frozenset(code for codes in _STATES.values() for code in codes.split())


@cache
def _regions() -> dict[str, str]:
    return {
        country: region
        for table in (_STATES, _AREAS)
        for region, codes in table.items()
        for country in codes.split()
    }


@cache
def _above() -> dict[str, str]:
    return {part: whole for whole, parts in _CONTINENTS.items() for part in parts.split()}


def region(country: str) -> str:
    """The M49 code of the sub-region that ``country`` (ISO 3166-1) lies in; empty if in none."""
    return _regions().get(country.upper(), "")


def continent(country: str) -> str:
    """The M49 code of the continent; empty where the country lies in none."""
    return _above().get(region(country), "")


def countries(code: str) -> frozenset[str]:
    """What lies in a sub-region or a continent; nothing for a code that is neither."""
    inside = _CONTINENTS.get(code, code).split()
    return frozenset(country for country, region in _regions().items() if region in inside)


def choices(held: frozenset[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(continent, [(code, name)]) of what holds any of the countries ``held``: for each continent
    first the whole of it, then its sub-regions by name."""
    found = []
    for whole, parts in _CONTINENTS.items():
        inside = [(part, name(part)) for part in parts.split() if countries(part) & held]
        if inside:
            first = [(whole, name(whole))] if len(inside) > 1 else []
            found.append((name(whole), [*first, *sorted(inside, key=lambda one: one[1])]))
    return sorted(found, key=lambda one: one[0])


def name(code: str) -> str:
    """A region as the reader's language calls it (CLDR)."""
    reader = Locale.parse((get_language() or "en").replace("-", "_"))
    return str(reader.territories.get(code, code))
