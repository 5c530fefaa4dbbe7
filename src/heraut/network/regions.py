"""The regions of the world, as the United Nations group countries for statistics.

Source: UN Statistics Division, Standard country or area codes for statistical use (M49); the
names come from the Unicode CLDR, in the reader's language. Taiwan and Kosovo, which M49 does not
list, stand where they lie.
"""

from __future__ import annotations

from functools import cache

from babel import Locale
from django.utils.translation import get_language

#: M49 code -> the ISO 3166-1 alpha-2 codes of its countries.
_COUNTRIES = {
    "011": "BJ BF CV CI GM GH GN GW LR ML MR NE NG SH SN SL TG",
    "013": "BZ CR SV GT HN MX NI PA",
    "005": "AR BO BR CL CO EC FK GF GY PY PE SR UY VE",
    "014": "BI KM DJ ER ET KE MG MW MU YT MZ RE RW SC SO SS TZ UG ZM ZW",
    "015": "DZ EG LY MA SD TN EH",
    "017": "AO CM CF TD CG CD GQ GA ST",
    "018": "BW LS NA SZ ZA",
    "021": "BM CA GL PM US",
    "029": "AG AI AW BB BL BQ BS CU CW DM DO GD GP HT JM KN KY LC MF MQ MS PR SX TC TT VC VG VI",
    "030": "CN HK JP KP KR MN MO TW",
    "034": "AF BD BT IN IR LK MV NP PK",
    "035": "BN ID KH LA MM MY PH SG TH TL VN",
    "039": "AD AL BA ES GI GR HR IT ME MK MT PT RS SI SM VA XK",
    "053": "AU NZ NF",
    "054": "FJ NC PG SB VU",
    "057": "FM GU KI MH MP NR PW",
    "061": "AS CK NU PF PN TK TO TV WF WS",
    "143": "KG KZ TJ TM UZ",
    "145": "AE AM AZ BH CY GE IL IQ JO KW LB OM PS QA SA SY TR YE",
    "151": "BG BY CZ HU MD PL RO RU SK UA",
    "154": "AX DK EE FI FO GB GG IE IM IS JE LT LV NO SE SJ",
    "155": "AT BE CH DE FR LI LU MC NL",
}
_REGION = {country: code for code, held in _COUNTRIES.items() for country in held.split()}


def region(country: str) -> str:
    """``KE`` -> ``014``; empty for a code that no region holds."""
    return _REGION.get(country.upper(), "")


def name(code: str) -> str:
    """``014`` -> ``Eastern Africa``, in the reader's language; the code itself if unknown."""
    return _names((get_language() or "en")[:2]).get(code, code)


@cache
def _names(language: str) -> dict[str, str]:
    return {code: str(Locale.parse(language).territories.get(code, code)) for code in _COUNTRIES}
