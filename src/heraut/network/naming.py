"""A mission's name in the four languages, where its file gives none of its own."""

from __future__ import annotations

from collections.abc import Mapping

#: kind -> language -> name with the city's place in it
_PATTERNS = {
    "embassy": {
        "nl": "Ambassade in {}",
        "fr": "Ambassade {}",
        "de": "Botschaft in {}",
        "en": "Embassy in {}",
    },
    "consulate-general": {
        "nl": "Consulaat-generaal in {}",
        "fr": "Consulat général {}",
        "de": "Generalkonsulat in {}",
        "en": "Consulate-General in {}",
    },
    "consulate": {
        "nl": "Consulaat in {}",
        "fr": "Consulat {}",
        "de": "Konsulat in {}",
        "en": "Consulate in {}",
    },
    "permanent-representation": {
        "nl": "Permanente vertegenwoordiging in {}",
        "fr": "Représentation permanente {}",
        "de": "Ständige Vertretung in {}",
        "en": "Permanent Representation in {}",
    },
    "office": {"nl": "Kantoor in {}", "fr": "Bureau {}", "de": "Büro in {}", "en": "Office in {}"},
    "honorary-consulate": {
        "nl": "Ereconsulaat in {}",
        "fr": "Consulat honoraire {}",
        "de": "Honorarkonsulat in {}",
        "en": "Honorary Consulate in {}",
    },
    "digital-embassy": {
        "nl": "Digitale ambassade voor {}",
        "fr": "Ambassade numérique pour {}",
        "de": "Digitale Botschaft für {}",
        "en": "Digital Embassy for {}",
    },
}


def names(kind: str, cities: Mapping[str, str]) -> dict[str, str]:
    """Language -> name. French elides: “au Caire”, “à La Haye”."""
    patterns = _PATTERNS[kind]
    made = {}
    for language, pattern in patterns.items():
        city = cities.get(language) or cities.get("en", "")
        if language == "fr" and kind != "digital-embassy":
            city = f"au {city[3:]}" if city.startswith("Le ") else f"à {city}"
        made[language] = pattern.format(city)
    return made
