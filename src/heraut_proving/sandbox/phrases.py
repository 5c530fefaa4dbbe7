"""What the simulated translators know: phrases of the demonstration's texts, and some words.

Enough to look like a translation; nobody should take it for one, and the screens say that it is
simulated. Without a phrase a piece of text comes back in brackets with the language's code.
"""

from __future__ import annotations

import re

_ENGLISH_GERMAN = {
    "Brussels, where Europe and the alliance meet": "Brüssel, wo sich Europa und das Bündnis treffen",
    "Belgium was among the founders of": "Belgien gehörte zu den Gründern der",
    "in 1945, of": "1945, der",
    "in 1949 and of the European Communities in 1957. Brussels is home to the institutions of the European Union and, since 1967, to the seat of": "1949 und der Europäischen Gemeinschaften 1957. Brüssel beherbergt die Organe der Europäischen Union und seit 1967 den Sitz der",
    "Every": "Jede",
    "in Brussels has three addresses to watch: the kingdom, the Union and the alliance.": "in Brüssel hat drei Adressen im Blick: das Königreich, die Union und das Bündnis.",
    "For visitors": "Für Besucher",
    "The House of European History is open to everybody, free of charge. See": "Das Haus der Europäischen Geschichte steht allen offen und kostet nichts. Siehe",
    "the programme": "das Programm",
    "the port of": "der Hafen von",
    "one port for a continent": "ein Hafen für einen Kontinent",
    "wind turbines": "Windräder",
    "and": "und",
    "the": "die",
    "of": "von",
    "in": "in",
    "is": "ist",
    "are": "sind",
    "with": "mit",
    "since": "seit",
    "million": "Millionen",
    "people": "Menschen",
    "country": "Land",
    "sea": "Meer",
    "Belgium": "Belgien",
    "Belgian": "belgisch",
    "Brussels": "Brüssel",
    "Europe": "Europa",
}
_ENGLISH_FRENCH = {
    "Brussels, where Europe and the alliance meet": "Bruxelles, au carrefour de l’Europe et de l’alliance",
    "Belgium": "la Belgique",
    "Brussels": "Bruxelles",
    "Europe": "l’Europe",
    "and": "et",
    "of": "de",
    "since": "depuis",
}
_ENGLISH_DUTCH = {
    "Brussels, where Europe and the alliance meet": "Brussel, waar Europa en het bondgenootschap elkaar vinden",
    "Belgium": "België",
    "Brussels": "Brussel",
    "Europe": "Europa",
    "and": "en",
    "of": "van",
    "since": "sinds",
}
_TABLES = {
    ("en", "de"): _ENGLISH_GERMAN,
    ("en", "fr"): _ENGLISH_FRENCH,
    ("en", "nl"): _ENGLISH_DUTCH,
}
_KEPT = re.compile(r"(<x id=\"\d+\">.*?</x>|<[^<>]+>)")


def translated(xml: str, source: str, target: str) -> str:
    """Tags stay where they are and keep what they hold, as ``ignore_tags`` asks."""
    table = _TABLES.get((source[:2].lower(), target[:2].lower()))
    return "".join(
        part if _KEPT.fullmatch(part) else _words(part, table, target) for part in _KEPT.split(xml)
    )


def _words(text: str, table: dict[str, str] | None, target: str) -> str:
    if not any(letter.isalpha() for letter in text):
        return text
    if table is None:
        bare = text.strip()
        return text.replace(bare, f"[{target[:2].lower()}] {bare}")
    known = sorted(table, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in known)
    return re.sub(pattern, lambda found: table[found.group()], text)
