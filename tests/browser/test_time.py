"""One's own time in a real browser: confirmed in two actions, logged in three, edited by keyboard."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import propose_entry, record_entry
from knowledge.contributions.actions.months import close_month
from knowledge.contributions.models import Entry, Source
from tests.browser.conftest import Hands, Visit
from tests.browser.waiting import scripts_held
from tests.factories import make_area

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAY = date(2026, 11, 10)
"""A Tuesday that nobody has off."""
SHEET = "/time/week/2026-11-09/"


def _propose(person: User, label: str, minutes: int) -> Entry:
    return propose_entry(
        person=person, day=DAY, minutes=minutes, kind="review", source=Source.PLAN, label=label
    )


def _counted(person: User) -> list[tuple[str, str, int]]:
    rows = Entry.objects.of(person).counted().order_by("label")
    return list(rows.values_list("label", "kind", "minutes"))


def test_the_week_is_confirmed_from_home_in_two_actions(visit: Visit, expert: User) -> None:
    _propose(expert, "A draft", 20)
    _propose(expert, "Another", 15)
    hands = Hands(visit(expert, "/"))
    hands.click("a.bar__link[href='/time/']")
    hands.page.wait_for_url("**/time/")
    hands.click("button:has-text('Confirm 2 entries')")
    expect(hands.page.locator("main")).to_contain_text("2 entries confirmed.")
    assert _counted(expert) == [("A draft", "review", 20), ("Another", "review", 15)]
    assert hands.actions == 2


def test_half_an_hour_outside_is_logged_from_any_page_in_three_actions_plus_the_text(
    visit: Visit, expert: User
) -> None:
    hands = Hands(visit(expert, "/people/"))
    hands.click(".timer > summary")
    hands.click("text=Log something else")
    expect(hands.page.locator("#line")).to_be_focused()
    hands.write("30 min forum late bills https://forum.example/4711 2026-11-10")
    expect(hands.page.locator("#understood")).to_contain_text("Customer-forum reply")
    hands.press("Enter")
    expect(hands.page.locator("main")).to_contain_text("Noted: 30 min, Customer-forum reply")
    assert _counted(expert) == [("late bills", "forum", 30)]
    assert hands.actions == 3


def test_what_is_typed_before_the_scripts_arrive_is_looked_at_once_they_have(
    visit: Visit, expert: User
) -> None:
    page = visit(expert, "/time/add/")
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url))
    with scripts_held(page):
        page.reload(wait_until="commit")
        expect(page.locator("#line")).to_be_focused()
        page.keyboard.type("30 min forum")
    expect(page.locator("#understood")).to_contain_text("Customer-forum reply")
    assert len([url for url in looks if "look=1" in url]) == 1


def test_what_a_line_does_not_say_is_asked_and_nothing_typed_again(
    visit: Visit, contact: User
) -> None:
    page = visit(contact, "/time/add/")
    expect(page.locator("#line")).to_be_focused()
    page.keyboard.type("1h30 late bills 2026-11-10")
    page.keyboard.press("Enter")
    expect(page.locator("[role=alert]")).to_contain_text("Kind")
    expect(page.locator("input[name=minutes]")).to_have_value("90")
    page.select_option("select[name=kind]", "review")
    page.click("main button[type=submit]:has-text('Log it')")
    page.wait_for_url(f"**{SHEET}")
    assert _counted(contact) == [("late bills", "review", 90)]


def test_the_sum_follows_what_is_ticked_and_typed(visit: Visit, expert: User) -> None:
    first, second = _propose(expert, "A draft", 20), _propose(expert, "Another", 15)
    page = visit(expert, "/time/")
    total = page.locator("[data-sum]")
    expect(total).to_have_text("35")
    page.fill(f"input[name='e{first.pk}-minutes']", "1h05")
    expect(total).to_have_text("80")
    page.uncheck(f"input[name='e{second.pk}-keep']")
    expect(total).to_have_text("65")


def test_the_sheet_is_filled_by_keyboard_alone(visit: Visit, expert: User) -> None:
    page = visit(expert, SHEET)
    page.locator("input[name=n0-label]").focus()
    page.keyboard.type("First")
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[name=n1-label]")).to_be_focused()
    page.keyboard.type("Second")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowUp")
    expect(page.locator("input[name=n0-label]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("select[name=n0-kind]")).to_be_focused()
    page.keyboard.type("Rev")
    page.select_option("select[name=n1-kind]", "coaching")
    page.select_option("select[name=n0-day]", DAY.isoformat())
    page.select_option("select[name=n1-day]", DAY.isoformat())
    page.locator("input[name=n0-minutes]").focus()
    page.keyboard.type("1h30")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=n1-minutes]")).to_be_focused()
    page.keyboard.type("1,5 h")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("input[name=n1-minutes]")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("Saved: 2 lines.")
    assert _counted(expert) == [("First", "review", 90), ("Second", "coaching", 90)]


def test_enter_on_the_last_line_begins_a_new_one(visit: Visit, expert: User) -> None:
    page = visit(expert, SHEET)
    page.locator("input[name=n2-minutes]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("select[name=n3-day]")).to_be_focused()
    page.click("text=Add a line")
    expect(page.locator("input[name=n4-label]")).to_be_focused()


def test_the_history_opens_in_its_line(visit: Visit, expert: User) -> None:
    made = record_entry(person=expert, day=DAY, minutes=30, kind="review", label="A draft")
    correct_entry(entry=made, by=expert, minutes=45, note="Forgot the notes")
    page = visit(expert, SHEET)
    page.click("summary:has-text('confirmed')")
    expect(page.locator("[data-history]")).to_contain_text("Forgot the notes")


def test_without_scripts_a_week_is_filled_and_confirmed(visit: Visit, expert: User) -> None:
    proposed = _propose(expert, "A draft", 20)
    page = visit(expert, SHEET, java_script_enabled=False)
    page.fill("input[name=n0-label]", "By hand")
    page.select_option("select[name=n0-day]", DAY.isoformat())
    page.select_option("select[name=n0-kind]", "notice")
    page.fill("input[name=n0-minutes]", "1:30")
    page.select_option(f"select[name=e{proposed.pk}-decision]", "confirm")
    with page.expect_navigation():
        page.click("main button[type=submit]:has-text('Save the week')")
    assert _counted(expert) == [("A draft", "review", 20), ("By hand", "notice", 90)]


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "dark", "fr"), (1440, "light", "en")]
)
def test_pages_with_much_on_them_are_accessible(  # noqa: PLR0917 - the whole cast of the page
    width: int,
    scheme: str,
    language: str,
    visit: Visit,
    expert: User,
    administrator: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    User.objects.update(interface_language=language)
    made = _fill(expert, administrator)
    size = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit(expert, "/time/", **size)
    faults = faults_of(page)
    for path in (SHEET, "/time/week/2026-10-05/", f"/time/entries/{made.pk}/"):
        page.goto(path)
        faults += faults_of(page)
    page = visit(administrator, "/time/months/", **size)
    faults += faults_of(page)
    page.goto("/time/allowance/")
    assert not faults + faults_of(page)


def _fill(person: User, administrator: User) -> Entry:
    """Entries, a correction, an adjustment in a closed month, and a proposal."""
    _propose(person, "A draft", 20)
    facts = {"kind": "answer", "label": "A bill", "area": make_area("Meters")}
    early = record_entry(person=person, day=date(2026, 10, 6), minutes=300, **facts)
    made = record_entry(person=person, day=DAY, minutes=60, **facts)
    correct_entry(entry=made, by=person, minutes=45, note="Forgot the notes")
    close_month(month=date(2026, 10, 1), by=administrator)
    correct_entry(entry=early, by=person, minutes=200)
    return made
