"""The calendar in real browsers: two people at once, a keyboard alone, a finger."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from heraut.dispatch.actions.cancel import cancel
from heraut.dispatch.models import DispatchState
from heraut.guidance.actions.clear import clear
from heraut.network.actions.add_day import DayValues, add_day
from heraut.network.models import DayKind, DayReach
from tests import builders
from tests.browsing import DESKTOP
from tests.desk.calendars import many, noon, planned

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect


@pytest.fixture
def house(db):
    """A mission, two who plan for it, and the middle of a month in which there is room."""
    mission = builders.mission()
    officer = builders.person(builders.Role.MISSION_OFFICER, mission.unit, name="Olga")
    head = builders.person(builders.Role.HEAD_OF_MISSION, mission.unit, name="Hans")
    first = noon(40).replace(day=9)
    return mission, officer, head, first


def show(page, live_server, day, view="month"):
    page.goto(f"{live_server.url}{reverse('calendar')}?view={view}&day={day:%Y-%m-%d}")
    return page


def entry(page, made):
    return page.locator(f"#dispatch-{made.pk}")


def cell(page, day):
    return page.locator(f'[data-day="{day:%Y-%m-%d}"]')


def drag(page, what, where):
    start, end = what.bounding_box(), where.bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 25)
    page.mouse.down()
    page.mouse.move(start["x"] + 40, start["y"] + 40, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 12, steps=5)


def test_two_drag_the_same_text_and_the_second_is_told_by_whom(open_as, live_server, house):
    mission, officer, head, day = house
    made = planned(officer, mission.unit, day)
    one = show(open_as(officer, DESKTOP), live_server, day)
    two = show(open_as(head, DESKTOP), live_server, day)
    later, latest = day.replace(day=11), day.replace(day=12)
    # Olga has it in her hand while Hans moves it; her page stays as it is until she lets go.
    drag(one, entry(one, made), cell(one, latest))
    drag(two, entry(two, made), cell(two, later))
    two.mouse.up()
    expect(two.locator(".cal-toast")).to_contain_text("Moved to")
    one.wait_for_timeout(4500)
    expect(one.locator(".cal-ghost")).to_have_count(1)
    one.mouse.up()
    expect(one.locator(".cal-toast")).to_contain_text("Hans moved it")
    expect(cell(one, later).locator(f"#dispatch-{made.pk}")).to_have_count(1)
    made.refresh_from_db()
    assert made.at == later
    assert one.wrong == [] and two.wrong == []


def test_each_sees_what_the_other_does_without_loading_the_page(open_as, live_server, house):
    mission, officer, head, day = house
    made, other = planned(officer, mission.unit, day), planned(officer, mission.unit, day)
    page = show(open_as(officer, DESKTOP), live_server, day)
    mover = show(open_as(head, DESKTOP), live_server, day)
    there = day.replace(day=17)
    drag(mover, entry(mover, made), cell(mover, there))
    mover.mouse.up()
    expect(cell(page, there).locator(f"#dispatch-{made.pk}")).to_have_count(1)
    clear(made.clearance_id, by=head, seen=made.clearance.digest)
    expect(entry(page, made).get_by_label("Scheduled")).to_have_count(1)
    cancel(other.pk, by=head)
    expect(entry(page, other)).to_have_count(0)
    # What was cleared meanwhile can still be moved and stays cleared.
    drag(page, entry(page, made), cell(page, day))
    page.mouse.up()
    expect(page.locator(".cal-toast")).to_contain_text("Moved to")
    made.refresh_from_db()
    assert (made.at, made.state) == (day, DispatchState.HANDED_OVER)


def test_a_text_edited_or_cancelled_under_the_hand_goes_back_with_the_reason(
    open_as, live_server, house
):
    mission, officer, head, day = house
    made = planned(officer, mission.unit, day)
    page = show(open_as(officer, DESKTOP), live_server, day)
    drag(page, entry(page, made), cell(page, day.replace(day=18)))
    cancel(made.pk, by=head)
    page.mouse.up()
    expect(page.get_by_role("alert")).to_contain_text("Hans cancelled")
    expect(entry(page, made)).to_have_count(0)
    made.refresh_from_db()
    assert made.at == day


def test_one_edits_while_another_drags_and_clears_and_nothing_is_lost(open_as, live_server, house):
    mission, officer, head, day = house
    made = planned(officer, mission.unit, day)
    written = made.adaptation
    calendar = show(open_as(head, DESKTOP), live_server, day)
    clearance = open_as(head, DESKTOP)
    clearance.goto(live_server.url + reverse("clearance", args=[made.clearance_id]))
    writing = open_as(officer, DESKTOP)
    writing.goto(live_server.url + reverse("newsroom_adapt", args=[written.pk]))
    # Hans has the text in his hand, and before him on the page to clear it; Olga changes it.
    drag(calendar, entry(calendar, made), cell(calendar, day.replace(day=18)))
    writing.get_by_label("Text, English").fill("What Olga says now.")
    expect(writing.locator("#adapt-status")).to_have_text(re.compile(r"^\s*Saved"))
    calendar.mouse.up()
    expect(calendar.get_by_role("alert")).to_contain_text("Olga")
    # What Hans read is not what would go out: it is not cleared, and he is told.
    clearance.get_by_role("button", name=re.compile("^Clear")).first.click()
    expect(clearance.get_by_role("alert").first).to_contain_text(re.compile("changed|withdrawn"))
    made.refresh_from_db()
    assert made.state == DispatchState.CANCELLED
    assert not made.deliveries.exclude(parcel=None).exists()
    assert set(written.texts.values_list("text", flat=True)) == {"What Olga says now."}
    assert calendar.wrong == [] and writing.wrong == []


def test_a_line_that_breaks_puts_it_back(open_as, live_server, house):
    mission, officer, _head, day = house
    made = planned(officer, mission.unit, day)
    page = show(open_as(officer, DESKTOP), live_server, day)
    page.context.set_offline(True)
    drag(page, entry(page, made), cell(page, day.replace(day=18)))
    page.mouse.up()
    expect(page.locator(".cal-toast")).to_contain_text("stays where it was")
    expect(cell(page, day).locator(f"#dispatch-{made.pk}")).to_have_count(1)


def test_ten_seconds_to_undo_and_a_warning_on_a_day_that_matters(open_as, live_server, house):
    mission, officer, head, day = house
    there = day.replace(day=18).date()
    values = DayValues(DayKind.MOURNING, DayReach.UNIT, {"en": "Grief"}, there, there, caution=True)
    add_day(values, unit=mission.unit, by=head)
    made = planned(officer, mission.unit, day)
    page = show(open_as(officer, DESKTOP), live_server, day)
    drag(page, entry(page, made), cell(page, there))
    page.mouse.up()
    expect(page.locator(".cal-toast")).to_contain_text("Grief")
    page.get_by_role("button", name="Undo").click()
    expect(cell(page, day).locator(f"#dispatch-{made.pk}")).to_have_count(1)
    made.refresh_from_db()
    assert made.at == day


def test_with_a_keyboard_alone(open_as, live_server, house):
    mission, officer, _head, day = house
    made = planned(officer, mission.unit, day, title="Ports")
    page = show(open_as(officer, DESKTOP), live_server, day)
    button = page.get_by_role("link", name="Move “Ports”")
    button.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#cal-said")).to_contain_text(f"{day.day + 8}")
    page.keyboard.press("Escape")
    expect(page.locator("#cal-said")).to_contain_text("Left where it was")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "Enter"):
        page.keyboard.press(key)
    expect(cell(page, day.replace(day=16)).locator(f"#dispatch-{made.pk}")).to_have_count(1)
    expect(button).to_be_focused()
    expect(page.locator(".cal-toast")).to_contain_text("Moved to")
    # And the dialog, for any day and time.
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Day", exact=True).fill(f"{day.replace(day=20):%Y-%m-%d}")
    dialog.get_by_label("Time", exact=True).fill("08:30")
    page.keyboard.press("Enter")
    expect(cell(page, day.replace(day=20)).locator("time")).to_have_text("08:30")
    made.refresh_from_db()
    assert made.at == day.replace(day=20, hour=5, minute=30)
    assert page.wrong == []


def test_in_a_week_a_drop_on_an_hour_changes_the_time(open_as, live_server, house):
    mission, officer, _head, day = house
    made = planned(officer, mission.unit, day.replace(minute=15))
    planned(officer, mission.unit, day.replace(hour=6))
    page = show(open_as(officer, DESKTOP), live_server, day, "week")
    monday = day.date() if day.weekday() == 0 else day.replace(day=day.day - day.weekday()).date()
    other = monday.replace(day=monday.day + (1 if day.date() == monday else 0))
    drag(page, entry(page, made), cell(page, other).locator('[data-hour="09"]'))
    page.mouse.up()
    expect(page.locator(".cal-toast")).to_contain_text("09:15")
    made.refresh_from_db()
    assert made.at == day.replace(
        year=other.year, month=other.month, day=other.day, hour=6, minute=15
    )


def test_a_telephone_gets_a_list_that_fits_and_moves_by_a_tap(open_as, live_server, house):
    mission, officer, _head, day = house
    made = planned(officer, mission.unit, day, title="Ports " * 30)
    many(officer, mission.unit, 60, first=day.replace(day=10, hour=5), minutes=5)
    agent = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"
    page = open_as(officer, has_touch=True, is_mobile=True, user_agent=agent)
    for view in ("", "month", "week", "agenda"):
        show(page, live_server, day, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, view
        expect(page.locator(".cal-weekdays:visible")).to_have_count(0)
        expect(entry(page, made)).to_be_visible()
        expect(page.get_by_text(re.compile("and [0-9]+ more")).first).to_be_visible()
    page.locator(f"#dispatch-{made.pk}-move").tap()
    day_of = page.get_by_role("dialog").get_by_label("Day", exact=True)
    day_of.fill(f"{day.replace(day=13):%Y-%m-%d}")
    page.get_by_role("button", name="Move it").tap()
    expect(page.locator(".cal-toast")).to_contain_text("Moved to")
    made.refresh_from_db()
    assert made.at == day.replace(day=13)
    assert page.wrong == []


def test_a_finger_that_rests_lifts_and_one_that_wipes_scrolls(open_as, live_server, house):
    mission, officer, _head, day = house
    made = planned(officer, mission.unit, day)
    planned(officer, mission.unit, day.replace(day=10))
    page = show(open_as(officer, has_touch=True, is_mobile=True), live_server, day, "agenda")
    touch = page.context.new_cdp_session(page)
    start, end = entry(page, made).bounding_box(), cell(page, day.replace(day=10)).bounding_box()
    here = {"x": start["x"] + 90, "y": start["y"] + 20}
    there = {"x": end["x"] + 90, "y": end["y"] + end["height"] - 20}

    def finger(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    finger("touchStart", here)
    finger("touchMove", there)
    finger("touchEnd")
    page.wait_for_timeout(300)
    made.refresh_from_db()
    assert made.at == day
    page.evaluate("window.scrollTo(0, 0)")
    finger("touchStart", here)
    page.wait_for_timeout(600)
    expect(page.locator(".cal-ghost")).to_have_count(1)
    finger("touchMove", there)
    finger("touchEnd")
    expect(page.locator(".cal-toast")).to_contain_text("Moved to")
    made.refresh_from_db()
    assert made.at == day.replace(day=10)
