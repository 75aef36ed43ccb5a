"""Bringing days away in, on screens that hold something and with the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from accounts.actions.leave import add_leave_calendar, note_leave_trouble
from accounts.models import AwayPeriod, LeaveCalendar, User
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TABLE = "E-mail;First day\n{}\nnobody@x.example;21/12/2026\n"


def _file(text: str) -> FilePayload:
    return {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()}


@pytest.mark.parametrize("screen", [(360, "dark"), (1440, "light")])
def test_every_state_is_accessible(
    screen: tuple[int, str],
    visit: Visit,
    expert: User,
    administrator: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    width, scheme = screen
    options: dict[str, Any] = {
        "viewport": {"width": width, "height": 900},
        "color_scheme": scheme,
        "reduced_motion": "reduce",
    }
    for name in ("waits", "fails"):
        add_leave_calendar(person=expert, url=f"https://hr.example.org/{name}.ics")
    failing = LeaveCalendar.objects.get(url__endswith="fails.ics")
    note_leave_trouble(calendar=failing, at=failing.next_at, trouble="The server is asleep.")
    page = visit(expert, "/settings/working-time/", **options)
    expect(page.get_by_text("The server is asleep.")).to_be_visible()
    faults = faults_of(page)
    page.goto("/settings/working-time/import/")
    table = _file("from\n32/12/2026\n")
    page.get_by_label("Calendar or table").set_input_files(table)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Nothing was written.")).to_be_visible()
    page.get_by_text("How a table is written").click()
    faults += faults_of(page)
    page = visit(administrator, "/people/manage/leave/", **options)
    faults += faults_of(page)
    line = f"{expert.email};21/12/2026"
    many = _file(TABLE.format(line))
    page.get_by_label("Table", exact=True).set_input_files(many)
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_text("Nobody who works here")).to_be_visible()
    faults += faults_of(page)
    page.get_by_label("Leave out people who have no account here").press("Space")
    page.get_by_role("button", name="Check").press("Enter")
    expect(page.get_by_text("1 absence is new")).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("button", name="Import").press("Enter")
    expect(page.get_by_text("1 absence added.")).to_be_visible()
    assert AwayPeriod.objects.get().person == expert
    assert not faults, "\n".join(faults)
