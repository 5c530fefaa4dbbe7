"""axe finds nothing on any screen, in both themes, at both widths."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests.browsing import DESKTOP, PHONE
from tests.meta import examples

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


def _in_portions() -> list[tuple[str | None, int, list[str]]]:
    """A persona's screens a dozen at a time, so that both workers have something to do."""
    return [
        (who, first // 12, list(dict.fromkeys(names))[first : first + 12])
        for who, names in examples.SCREENS.items()
        for first in range(0, len(dict.fromkeys(names)), 12)
    ]


PORTIONS = _in_portions()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("who", "number", "names"), PORTIONS, ids=[f"{who}-{number}" for who, number, _ in PORTIONS]
)
def test_axe_finds_nothing_on_any_screen(open_as, live_server, theme, who, number, names):
    """Half of the portions on a telephone, half at a desk."""
    everything = examples.build()
    person = everything.people.get(who) if who else None
    narrow = (number + len(str(who))) % 2
    page = open_as(person, viewport=PHONE if narrow else DESKTOP, color_scheme=theme)
    found = [each for name in names for each in _wrong_with(page, live_server, everything, name)]
    assert not found + page.wrong, "\n".join(found + page.wrong)


def _wrong_with(page, live_server, everything, name):
    answer = page.goto(live_server.url + reverse(name, kwargs=everything.kwargs.get(name)))
    assert answer.status == 200, (name, answer.status)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    for violation in Axe().run(page, options=RULES).response["violations"]:
        where = [node["target"][0] for node in violation["nodes"][:3]]
        yield f"{name}: {violation['id']}: {where}"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 1:
        yield f"{name}: {wide} px wider than the screen"


def test_right_to_left_and_long_words_break_no_page(open_as, live_server):
    page = open_as(None, viewport={"width": 360, "height": 740})
    page.goto(f"{live_server.url}/ui/?dir=rtl&theme=dark")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1
