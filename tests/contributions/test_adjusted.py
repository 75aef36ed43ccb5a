"""Leave and hours that are known after a month was closed: what was read stays readable, by hand.

Somebody works Monday to Thursday, 420 minutes each: 1,680 a week. Week 41 of 2026 is 5 to 11 October,
week 44 is 26 October to 1 November.
"""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
import time_machine

from accounts.actions import add_away, declare_working_time, remove_away, take_back_working_time
from accounts.actions.leave import import_leave, remove_leave_calendar
from accounts.hours import USUAL_WEEK
from accounts.leave.periods import Found
from accounts.models import Adjustment, AwayPeriod, Contract, LeaveCalendar, Team, User
from knowledge.contributions.actions import close_month, record_entry
from knowledge.contributions.bands import SHARE, Band, Policies, Policy, Share, share_of
from knowledge.contributions.models import AllowancePolicy, Kind, WeekSum
from knowledge.contributions.queries.adjusted import AdjustedWeek
from knowledge.contributions.queries.figures import own_figures
from tests.conftest import ClientOf
from tests.contributions.by_hand import FULL, works
from tests.contributions.moments import give

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
TODAY = NOW.date()
W41 = date(2026, 10, 5)


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def worker(expert: User, administrator: User) -> User:
    """With 90 minutes in week 41, in an October that is closed."""
    Contract.objects.create(
        person=expert,
        since=date(2025, 1, 6),
        full_time_minutes=2100,
        share=8000,
        weekday_minutes=[420, 420, 420, 420, 0, 0, 0],
    )
    expert.memberships.update(since=date(2025, 1, 6))
    give(expert, 90, W41)
    close_month(month=date(2026, 10, 1), by=administrator, at=NOW)
    return expert


def _adjusted(person: User) -> dict[date, AdjustedWeek]:
    return {week.monday: week for week in own_figures(person, TODAY).adjusted}


def _share(confirmed: int, available: int, low: int, high: int) -> Share:
    return Share(confirmed, available, Band(Fraction(low), Fraction(high)))


def _rows() -> list[tuple[date, int]]:
    return list(Adjustment.objects.order_by("pk").values_list("day", "minutes"))


def test_leave_that_is_known_late_is_an_adjustment_beside_what_was_read(worker: User) -> None:
    """1,680 × 5 … 10 % = 84 … 168. Less 420 on Thursday: 1,260, 63 … 126; 90 is 5.4 %, then 7.1 %."""
    add_away(person=worker, first_day=date(2026, 10, 8), last_day=date(2026, 10, 9))
    assert _rows() == [(date(2026, 10, 8), -420)]
    week = _adjusted(worker)[W41]
    assert week.read == _share(90, 1680, 84, 168)
    assert week.now == _share(90, 1260, 63, 126)
    assert (week.available, week.confirmed) == (-420, 0)


def test_half_a_day_takes_half_and_what_is_called_off_gives_it_back(worker: User) -> None:
    """420 − 210 = 210 on Wednesday: 1,680 − 210 = 1,470. Called off: + 210, and nothing is left."""
    day = date(2026, 10, 7)
    period = add_away(person=worker, first_day=day, last_day=day, from_noon=True)
    assert _adjusted(worker)[W41].now.available == 1470
    remove_away(period)
    assert _rows() == [(day, -210), (day, 210)]
    assert _adjusted(worker) == {}


def test_only_days_of_closed_months_are_adjusted(worker: User) -> None:
    """Thursday 29 October to Tuesday 3 November: 29 is worked and closed, 2 and 3 are open."""
    add_away(person=worker, first_day=date(2026, 10, 29), last_day=date(2026, 11, 3))
    assert _rows() == [(date(2026, 10, 29), -420)]
    assert list(_adjusted(worker)) == [date(2026, 10, 26)]


def test_minutes_confirmed_late_stand_beside_it(worker: User) -> None:
    """90 of 1,680, then 90 + 30 = 120 of 1,260."""
    add_away(person=worker, first_day=date(2026, 10, 8), last_day=date(2026, 10, 8))
    record_entry(person=worker, day=date(2026, 10, 6), minutes=30, kind=Kind.ANSWER, at=NOW)
    week = _adjusted(worker)[W41]
    assert (week.read.confirmed, week.now.confirmed) == (90, 120)
    assert (week.available, week.confirmed) == (-420, 30)


def test_each_day_is_adjusted_by_the_allowance_of_that_day(worker: User) -> None:
    """From Thursday 8 October on 10 to 20 %. Read: 3 × 420 × 5 % + 420 × 10 % = 63 + 42 = 105, to
    126 + 84 = 210. Without Thursday: 63 to 126.
    """
    AllowancePolicy.objects.create(since=date(2026, 1, 1), lowest=500, highest=1000)
    AllowancePolicy.objects.create(since=date(2026, 10, 8), lowest=1000, highest=2000)
    add_away(person=worker, first_day=date(2026, 10, 8), last_day=date(2026, 10, 8))
    week = _adjusted(worker)[W41]
    assert week.read == _share(90, 1680, 105, 210)
    assert week.now == _share(90, 1260, 63, 126)


def test_the_same_file_twice_adjusts_once_and_a_moved_day_both_ways(worker: User) -> None:
    """The 8th: − 420. Moved to the 7th: + 420 there, − 420 here; the week stays 1,260."""

    def found(day: int) -> dict[int, list[Found]]:
        on = date(2026, 10, day)
        return {worker.pk: [Found(on, on, False, False, "", "HR-7", 2)]}

    import_leave(periods=found(8))
    import_leave(periods=found(8))
    assert _rows() == [(date(2026, 10, 8), -420)]
    import_leave(periods=found(7))
    assert sorted(_rows()[1:]) == [(date(2026, 10, 7), -420), (date(2026, 10, 8), 420)]
    assert _adjusted(worker)[W41].available == -420


def test_a_calendar_that_goes_gives_back_what_it_took(worker: User) -> None:
    calendar = LeaveCalendar.objects.create(person=worker, url="https://hr.example/a.ics")
    day = date(2026, 10, 8)
    AwayPeriod.objects.create(
        person=worker,
        first_day=day,
        last_day=day,
        source="ical",
        external_id="a",
        calendar=calendar,
    )
    remove_leave_calendar(calendar)
    assert _rows() == [(day, 420)]
    assert AwayPeriod.ever.get().removed_at == NOW


def test_hours_declared_back_in_time_are_adjusted_too(expert: User, administrator: User) -> None:
    """Without a contract the hours count: 420 a day, then none on Fridays: − 420 on the 2nd to 30th of
    October, five Fridays, and taken back again.
    """
    close_month(month=date(2026, 10, 1), by=administrator, at=NOW)
    week = (*USUAL_WEEK[:4], (), (), ())
    pattern = declare_working_time(person=expert, since=date(2026, 10, 1), week=week)
    fridays = [date(2026, 10, 2) + timedelta(weeks=number) for number in range(5)]
    assert _rows() == [(friday, -420) for friday in fridays]
    take_back_working_time(pattern)
    assert _rows()[5:] == [(friday, 420) for friday in fridays]


def test_whatever_comes_after_the_closing_what_was_read_can_be_told(worker: User) -> None:
    """Forty changes at random; each week of October always tells what it came to when it was closed."""
    before = {week.monday: week.share for week in own_figures(worker, TODAY).weeks}
    chance, kept = random.Random(5), list[AwayPeriod]()
    for _number in range(40):
        if kept and chance.random() < 0.4:
            remove_away(kept.pop(chance.randrange(len(kept))))
            continue
        first = date(2026, 9, 28) + timedelta(days=chance.randrange(40))
        last = first + timedelta(days=chance.randrange(1, 4))
        if not AwayPeriod.objects.filter(first_day__lte=last, last_day__gte=first).exists():
            noon = chance.random() < 0.4
            kept.append(add_away(person=worker, first_day=first, last_day=last, from_noon=noon))
    figures = own_figures(worker, TODAY)
    adjusted = {week.monday: week for week in figures.adjusted}
    closed = [monday for monday in before if date(2026, 9, 27) < monday < date(2026, 10, 20)]
    for week in figures.weeks:
        if week.monday in closed:
            told = adjusted.get(week.monday)
            assert (told.read if told else week.share) == before[week.monday]
    assert adjusted
    assert WeekSum.objects.get().minutes == 90


def test_the_person_and_their_manager_read_it_and_nobody_else(
    worker: User, manager: User, team: Team, client_of: ClientOf
) -> None:
    add_away(
        person=worker, first_day=date(2026, 10, 8), last_day=date(2026, 10, 8), note="Flu, dear me"
    )
    for viewer, path in (
        (worker, "/time/"),
        (manager, f"/insights/time/people/{worker.slug}/"),
    ):
        page = _words(client_of(viewer), path)
        assert "Changed after their month was closed" in page
        assert "closed with 5.4 %: 90 of 1,680 min, band 84 to 168" in page
        assert "−420 min to work" in page
        assert "now 7.1 %: 90 of 1,260 min, band 63 to 126" in page
        assert "Flu" not in page or viewer == worker


def test_who_says_it_late_is_told_that_it_counts_as_an_adjustment(
    worker: User, client_of: ClientOf
) -> None:
    client, path = client_of(worker), "/settings/working-time/"
    told = "The months before 1 November 2026 are closed: there it counts as a visible adjustment."
    for day, is_late in (("2026-10-08", True), ("2026-11-05", False)):
        page = client.post(path, {"first_day": day}, follow=True).content.decode()
        assert (told in page) == is_late
    late = AwayPeriod.objects.get(first_day=date(2026, 10, 8))
    assert told in client.post(f"{path}away/{late.pk}/remove/", follow=True).content.decode()


def _words(client: Any, path: str) -> str:
    text = " ".join(client.get(path).content.decode().split())
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_weeks_that_nobody_changed_are_not_told_of(worker: User, client_of: ClientOf) -> None:
    assert "Changed after their month" not in _words(client_of(worker), "/time/")


def test_many_days_cost_as_many_queries_as_one(
    worker: User, assert_same_queries: Callable[..., None]
) -> None:
    days = iter(range(1, 29))

    def grow(count: int) -> None:
        for _ in range(count):
            day = date(2026, 10, next(days))
            add_away(person=worker, first_day=day, last_day=day)

    grow(1)
    assert_same_queries(lambda: own_figures(worker, TODAY), grow)


def test_minutes_of_a_day_make_the_band_of_that_day() -> None:
    """What a share was made of can be taken apart again: 420 × 5 % = 21 to 42."""
    policies = Policies(((date.min, Policy(SHARE, 500, 1000)),))
    share = share_of(works(FULL), policies, W41, W41, confirmed=0)
    assert (share.available, share.band) == (420, Band(Fraction(21), Fraction(42)))
