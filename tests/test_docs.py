"""The documents are true: their links lead somewhere, their commands and snippets exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/*.md")])
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
QUOTED = re.compile(r"<!-- from (\S+) -->\n+ *```\w*\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
EXPECTED = (
    *("README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md"),
    *("docs/architecture.md", "docs/tutorial.md", "docs/operators-guide.md"),
    *("docs/how-to-add-a-connector.md", "docs/glossary.md", "docs/performance.md"),
)


def label(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).strip().replace(" ", "-") for head in heads}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_reader_looks_for_is_there(name):
    assert (ROOT / name).stat().st_size > 400


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_and_pictures_lead_somewhere(page):
    for target in LINK.findall(FENCE.sub("", page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), f"{label(page)}: {target}"
        assert place.is_relative_to(ROOT), f"{label(page)} leads outside: {target}"
        if anchor and place.suffix == ".md":
            assert anchor in anchors(place.read_text()), f"{label(page)}: {target}"


def test_the_readme_fits_on_a_screen():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 65


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_commands_that_are_named_exist(page):
    from django.core.management import get_commands

    text = page.read_text()
    listed = subprocess.run(
        [sys.executable, ROOT / "heraut", "--help"], capture_output=True, text=True, check=True
    ).stdout
    known = set(re.findall(r"\./heraut (\w+)", listed)) | {"web", "worker", "migrate"}
    for command in re.findall(r"\./heraut ([a-z]\w*)", text):
        assert command in known, f"{label(page)}: ./heraut {command}"
    for command in re.findall(r"\./heraut manage ([a-z]\w*)", text):
        assert command in get_commands(), f"{label(page)}: ./heraut manage {command}"


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_files_that_are_named_exist(page):
    for path in re.findall(
        r"`((?:src|docs|tests|scripts|requirements|deploy)/[\w./-]+)`", page.read_text()
    ):
        assert (ROOT / path).exists(), f"{label(page)}: {path}"


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_snippets_are_the_code_they_quote(page):
    """To the letter, but for how far a method stands from the margin."""
    for name, quoted in QUOTED.findall(page.read_text()):
        kept = _unindented((ROOT / name).read_text())
        assert _unindented(quoted).strip() in kept, f"{label(page)} quotes {name} otherwise"


def _unindented(code: str) -> str:
    return "\n".join(line.strip() for line in code.splitlines())


def test_every_decision_is_listed():
    listed = (ROOT / "docs/adr/README.md").read_text()
    for path in (ROOT / "docs/adr").glob("0*.md"):
        assert f"({path.name})" in listed, path.name


def test_the_projects_pages_name_nothing_outside_it():
    for page in PAGES:
        assert "../shared" not in page.read_text(), label(page)


def test_the_guides_table_of_settings_is_the_one_in_the_code():
    found = subprocess.run(
        [sys.executable, ROOT / "scripts/settings-table", "--check"], check=False
    )
    assert found.returncode == 0, "run scripts/settings-table"
