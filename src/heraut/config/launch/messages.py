"""What has to be translated, from Python and templates, and whether it is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from heraut.config.launch.catalogues import LOCALE

SOURCE = LOCALE.parent
LANGUAGES = ("nl", "fr", "de")
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
_TRANSLATE = re.compile(
    r"""\{%-?\s*(?:translate|trans)\s+(?P<q>["'])(?P<text>(?:(?!(?P=q)).)*)(?P=q)"""
    r"""(?:\s+context\s+["'](?P<context>[^"']*)["'])?"""
)
_IN_TAG = re.compile(r"""\b_\((?P<q>["'])(?P<text>.*?)(?P=q)\)""")
_BLOCK = re.compile(
    r"\{%-?\s*blocktrans(?:late)?(?P<head>[^%]*)%\}(?P<body>.*?)"
    r"\{%-?\s*endblocktrans(?:late)?\s*-?%\}",
    re.DOTALL,
)
_PLURAL = re.compile(r"\{%-?\s*plural\s*-?%\}")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]")

Found = tuple[str | tuple[str, ...], str | None, str, int]


def messages() -> Iterator[Found]:
    """Each message with its context, file and line; plural ones as a pair."""
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _python(path)
    for path in sorted([*SOURCE.rglob("*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        yield from _template(path)


def _python(path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for line, text, _comments, context in extract("python", file, _KEYWORDS):
            if text:
                yield text, context, _name(path), line


def _template(path: Path) -> Iterator[Found]:
    source = path.read_text()

    def line(match: re.Match[str]) -> int:
        return source.count("\n", 0, match.start()) + 1

    for match in _TRANSLATE.finditer(source):
        yield match["text"].replace("%", "%%"), match["context"], _name(path), line(match)
    for match in _IN_TAG.finditer(source):
        yield match["text"], None, _name(path), line(match)
    for match in _BLOCK.finditer(source):
        yield _block(match), None, _name(path), line(match)


def _block(match: re.Match[str]) -> str | tuple[str, ...]:
    trimmed = bool(re.search(r"\btrimmed\b", match["head"]))
    parts = [
        _VARIABLE.sub(r"%(\1)s", each.replace("%", "%%")) for each in _PLURAL.split(match["body"])
    ]
    if trimmed:
        parts = [" ".join(line.strip() for line in each.strip().splitlines()) for each in parts]
    return (parts[0], parts[1]) if len(parts) > 1 else parts[0]


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def template() -> Catalog:
    """Everything that has to be translated, without translations."""
    catalogue = Catalog(project="Heraut", fuzzy=False, charset="utf-8")
    for text, context, file, _line in messages():
        catalogue.add(text, locations=[(file, 0)], context=context)
    return catalogue


def update(language: str) -> tuple[int, int]:
    """Bring a language's file up to date; how many messages there are and how many lack words."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    known = _read(path, language)
    known.update(template(), no_fuzzy_matching=True)
    known.obsolete.clear()
    out = io.BytesIO()
    write_po(out, known, sort_output=True, include_lineno=False, omit_header=False, width=100)
    text = re.sub(rb'"POT-Creation-Date: [^"]*\n', b"", out.getvalue())
    text = re.sub(rb'"(PO-Revision-Date|POT-Creation-Date|Generated-By)[^\n]*\n', b"", text)
    path.write_bytes(text)
    return len(known), sum(1 for each in known if each.id and not _filled(each))


def _read(path: Path, language: str) -> Catalog:
    if not path.exists():
        return Catalog(locale=language, project="Heraut", fuzzy=False, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _filled(message: Message) -> bool:
    if not message.string or message.fuzzy:
        return False
    return all(_texts(message.string))


def troubles() -> list[str]:
    """What is missing, doubtful or has other placeholders than its original, in any language."""
    wanted = template()
    found = []
    for language in LANGUAGES:
        known = _read(LOCALE / language / "LC_MESSAGES" / "django.po", language)
        for message in wanted:
            if not message.id:
                continue
            translated = known.get(message.id, message.context)
            text = message.id if isinstance(message.id, str) else message.id[0]
            if translated is None or not _filled(translated):
                found.append(f"{language}: not translated: {text[:70]!r}")
            elif not _same_places(message, translated):
                found.append(f"{language}: other placeholders: {text[:70]!r}")
    return found


def _same_places(original: Message, translated: Message) -> bool:
    ids = _texts(original.id)
    strings = _texts(translated.string)
    allowed = set().union(*map(_places, ids))
    return all(_places(text) <= allowed for text in strings) and _places(ids[-1]) <= _places(
        strings[-1]
    )


def _texts(value: object) -> list[str]:
    """One text, or the plural forms of one."""
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _places(text: str) -> set[str]:
    return {match.group() for match in _PLACE.finditer(text)}


def main(arguments: list[str]) -> int:
    for language in LANGUAGES:
        count, missing = update(language)
        print(f"{language}: {count} messages, {missing} to translate")
    return 0
