"""The timer of the bar, and active minutes, by a clock that the tests move themselves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, expect

from accounts.actions.working_time import declare_working_time
from accounts.models import User
from knowledge.contributions.actions.activity import stop_counting
from knowledge.contributions.actions.timer import start_timer, stop_timer
from knowledge.contributions.models import Activity, Entry, Timer
from knowledge.threads.models import Answer
from tests.browser.conftest import Hands, Visit
from tests.browser.waiting import until
from tests.factories import make_answer, make_thread

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REPORT = "**/time/activity/"
EDITOR = "textarea[name=body]"
MINUTES = re.compile(r'name="minutes"\s+(\d+)')
TIMER = "week-timer summary"
ANSWERED = "fetch('/healthz').then((answer) => answer.text())"
NO_HOURS = ((),) * 7
"""Whose day never ends: a timer that goes on after the hours of a day asks, whatever the time is."""
RESTS = "document.querySelector('active-minutes').until === 0"
"""Another window has taken over, as the browser tells this one."""


@pytest.fixture
def answer(expert: User) -> Answer:
    return make_answer(make_thread("Why does it hum?"), by=expert)


def opened(page: Page, path: str) -> Page:
    """The page under a clock that only the test moves."""
    page.clock.install()
    page.goto(path)
    page.clock.pause_at(timezone.now() + timedelta(minutes=1))
    return page


def correcting(answer: Answer) -> str:
    return f"/threads/{answer.thread_id}/answers/{answer.pk}/"


def reports(page: Page) -> list[int]:
    """The minutes of each report that the window sends from now on."""
    sent: list[int] = []

    def note(request: Request) -> None:
        found = MINUTES.search(request.post_data or "")
        if request.url.endswith("/time/activity/") and found:
            sent.append(int(found[1]))

    page.on("request", note)
    return sent


def heard(page: Page) -> None:
    """What the window has asked for until now is known: a browser tells of its requests in their order."""
    page.evaluate(ANSWERED)


def test_writing_counts_and_a_pause_counts_a_minute_at_most(
    visit: Visit, expert: User, answer: Answer
) -> None:
    page = opened(visit(expert, "/gone/"), correcting(answer))
    sent = reports(page)
    with page.expect_response(REPORT) as answered:
        for _press in range(6):
            page.locator(EDITOR).press("a")
            page.clock.run_for(30_000)
    assert answered.value.json() == {"counted": sent[0]}
    page.clock.run_for(900_000)
    page.goto("/inbox/")
    heard(page)
    row = Activity.objects.get()
    assert sum(sent) in {3, 4}, "six signs of life in 2.5 minutes, and a minute after the last"
    assert (row.kind, row.label, row.minutes) == ("answer", "Why does it hum?", sent[0])


def test_of_two_windows_the_one_in_use_counts(visit: Visit, expert: User, answer: Answer) -> None:
    one = opened(visit(expert, "/gone/"), correcting(answer))
    other = one.context.new_page()
    other.goto(correcting(answer))
    sent = [reports(one), reports(other)]
    for _turn in range(9):
        for page, before in ((one, other), (other, one)):
            page.locator(EDITOR).press("a")
            until(before, lambda before=before: before.evaluate(RESTS))
            one.clock.run_for(20_000)
    one.clock.run_for(180_000)
    heard(one)
    heard(other)
    assert 5 <= sum(sum(each) for each in sent) <= 7, sent


def test_switching_off_in_the_editor_sends_nothing_more(
    visit: Visit, expert: User, answer: Answer, faults_of: Callable[[Page], list[str]]
) -> None:
    page = visit(expert, correcting(answer))
    assert faults_of(page) == []
    opened(page, correcting(answer))
    sent = reports(page)
    with page.expect_response("**/time/activity/off/"):
        page.get_by_role("button", name="Switch off").click()
    expect(page.locator("active-minutes")).to_contain_text("Nothing is counted any more")
    for _press in range(8):
        page.locator(EDITOR).press("a")
        page.clock.run_for(30_000)
    heard(page)
    assert sent == []


def test_who_switched_it_off_sends_nothing(visit: Visit, expert: User, answer: Answer) -> None:
    stop_counting(person=expert)
    page = opened(visit(expert, "/gone/"), correcting(answer))
    sent = reports(page)
    for _press in range(8):
        page.locator(EDITOR).press("a")
        page.clock.run_for(30_000)
    heard(page)
    assert sent == []
    assert page.locator("active-minutes").count() == 0


def test_the_timer_grows_by_the_minute_and_follows_other_windows(
    visit: Visit, expert: User, answer: Answer
) -> None:
    at = timezone.now()
    start_timer(person=expert, label="Read a draft", at=at)
    page = opened(visit(expert, "/gone/"), correcting(answer))
    expect(page.locator("[data-minutes]")).to_have_text(re.compile(r"^[01]\smin$"))
    page.clock.run_for(300_000)
    expect(page.locator("[data-minutes]")).to_have_text(re.compile(r"^[56]\smin$"))
    stop_timer(person=expert, started_at=at)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("week-timer details")).to_have_attribute("data-state", "none")


def test_a_page_in_use_is_a_sign_of_life(visit: Visit, expert: User, answer: Answer) -> None:
    declare_working_time(person=expert, since=date(2026, 1, 5), week=NO_HOURS)
    at = timezone.now() - timedelta(minutes=90)
    start_timer(person=expert, label="Read a draft", at=at)
    page = opened(visit(expert, "/gone/"), correcting(answer))
    page.clock.run_for(310_000)
    with page.expect_response("**/time/timer/seen/"):
        page.locator(EDITOR).press("a")
    assert Timer.objects.get().seen_at > at


def test_starting_and_stopping_take_two_clicks_each_without_javascript_too(
    visit: Visit, expert: User
) -> None:
    thread = make_thread("Why does it hum?")
    page = visit(expert, thread.get_absolute_url(), java_script_enabled=False)
    hands = Hands(page)
    hands.click(TIMER)
    hands.click("text=Start the timer for this page")
    expect(page.locator(TIMER)).to_contain_text("Why does it hum?")
    Timer.objects.update(banked_seconds=720)
    hands.click(TIMER)
    hands.click("text=Stop and record")
    expect(page.locator(".message")).to_contain_text("12 min on Why does it hum?")
    assert hands.actions == 4
    assert Entry.objects.get().subject_id == thread.pk


def test_a_forgotten_timer_asks_and_is_settled_with_three_clicks(
    visit: Visit, expert: User, faults_of: Callable[[Page], list[str]]
) -> None:
    at = timezone.now() - timedelta(hours=3)
    week = tuple(((0, 1440),) for _day in range(7))
    declare_working_time(person=expert, since=date(2026, 1, 5), week=week)
    start_timer(person=expert, label="Read a draft", at=at)
    Timer.objects.update(seen_at=at + timedelta(minutes=25))
    page = visit(expert, "/inbox/")
    hands = Hands(page)
    hands.click(TIMER)
    assert faults_of(page) == []
    hands.click(".timer a:has-text('Until when did you work?')")
    expect(page.get_by_role("heading", level=1)).to_have_text("Until when did you work?")
    assert faults_of(page) == []
    hands.click("text=when you were last seen here")
    expect(page.locator(".message")).to_contain_text("25 min on Read a draft")
    assert hands.actions == 3
    assert not Timer.objects.exists()


def test_on_a_phone_week_and_timer_stand_in_the_profile_menu(
    visit: Visit, expert: User, faults_of: Callable[[Page], list[str]]
) -> None:
    page = visit(expert, "/inbox/", viewport={"width": 360, "height": 800})
    expect(page.locator("week-timer details")).to_be_hidden()
    page.locator(".bar details.menu:not(.timer) > summary").click()
    assert faults_of(page) == []
    page.get_by_role("link", name="Start the timer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing is counted.")
