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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(open_as, live_server, theme):
    everything = examples.build()
    found = []
    for number, (who, names) in enumerate(examples.SCREENS.items()):
        person = everything.people.get(who) if who else None
        page = open_as(person, viewport=PHONE if number % 2 else DESKTOP, color_scheme=theme)
        for name in names:
            url = reverse(name, kwargs=everything.kwargs.get(name))
            answer = page.goto(live_server.url + url)
            assert answer.status == 200, (name, answer.status)
            page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
            for violation in Axe().run(page, options=RULES).response["violations"]:
                where = [node["target"][0] for node in violation["nodes"][:3]]
                found.append(f"{name} ({who}): {violation['id']}: {where}")
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            if wide > 1:
                found.append(f"{name} ({who}): {wide} px wider than the screen")
        found += [f"{who}: {each}" for each in page.wrong]
        page.context.close()
    assert not found, "\n".join(found)


def test_right_to_left_and_long_words_break_no_page(open_as, live_server):
    page = open_as(None, viewport={"width": 360, "height": 740})
    page.goto(f"{live_server.url}/ui/?dir=rtl&theme=dark")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 1
