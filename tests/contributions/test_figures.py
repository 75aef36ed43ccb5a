"""What a person reads of their own contribution time."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import AwayPeriod, Contract, User
from knowledge.contributions.actions import commit_minutes
from knowledge.contributions.bands import Standing
from knowledge.contributions.models import (
    Activity,
    Block,
    Entry,
    Kind,
    PlanSlot,
    Source,
    State,
    WeekSum,
)
from knowledge.contributions.periods import WEEK, Weeks
from knowledge.contributions.queries.figures import (
    gauge_of,
    own_figures,
    started_on,
    today_of,
)
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db


def employ(person: User, since: date = date(2025, 1, 1)) -> None:
    """80 % of 35 hours over four days, 420 minutes each; no public holidays."""
    Contract.objects.create(
        person=person,
        since=since,
        full_time_minutes=2100,
        share=8000,
        weekday_minutes=[420, 420, 420, 420, 0, 0, 0],
    )


def test_the_worked_example_of_the_product_holds(expert: User) -> None:
    """1,680 − 420 of leave = 1,260; 5 to 10 % is 63 to 126; 90 / 1,260 = 7.1 %; 126 − 90 − 20 = 16."""
    employ(expert)
    AwayPeriod.objects.create(person=expert, first_day=MONDAY, last_day=MONDAY)
    give(expert, 90, MONDAY)
    commit_minutes(
        person=expert,
        minutes=20,
        subject_kind="thread",
        subject_id=1,
        label="Why does the boat list?",
        url="/threads/1/",
        at=NOW,
    )
    figures = own_figures(expert, TODAY)
    share = figures.week.share
    assert (share.confirmed, share.available) == (90, 1260)
    assert (share.band.lowest, share.band.highest) == (63, 126)
    assert f"{share.per_cent:.1f}" == "7.1"
    assert share.standing is Standing.IN
    assert (figures.committed, figures.left) == (20, 16)
    gauge = gauge_of(expert, NOW)
    assert (gauge.share, gauge.left) == (share, 16)


def test_the_headline_is_the_sum_of_four_complete_weeks_over_the_sum_of_them(expert: User) -> None:
    """40 + 100 + 160 + 147 = 447 of 4 × 1,680 − 420 = 6,300: 7.1 %; this week is not in it."""
    employ(expert)
    AwayPeriod.objects.create(person=expert, first_day=MONDAY - WEEK, last_day=MONDAY - WEEK)
    for back, minutes in enumerate([147, 160, 100, 40], start=1):
        give(expert, minutes, MONDAY - back * WEEK)
    give(expert, 999, MONDAY)
    give(expert, 30, MONDAY - 5 * WEEK)
    figures = own_figures(expert, TODAY)
    assert figures.headline_weeks == Weeks(MONDAY - 4 * WEEK, 4)
    assert (figures.headline.confirmed, figures.headline.available) == (447, 6300)
    assert figures.before.confirmed == 30
    assert figures.weeks[-2].rolling == figures.headline
    assert figures.week.share.standing is Standing.ABOVE


def test_twenty_six_weeks_are_shown_with_this_one_the_last(expert: User) -> None:
    employ(expert)
    give(expert, 84, MONDAY - 25 * WEEK)
    give(expert, 84, MONDAY - 26 * WEEK)
    figures = own_figures(expert, TODAY)
    assert [week.monday for week in figures.weeks] == list(Weeks(MONDAY - 25 * WEEK, 26).mondays)
    assert figures.weeks[0].share.confirmed == 84
    assert figures.weeks_in(Standing.IN) == 1
    assert sum(each.minutes for each in figures.kinds) == 84


def test_minutes_are_told_by_kind_and_by_area_and_closed_areas_are_other(expert: User) -> None:
    open_area, closed = make_area("Fibre"), make_area("Acquisition")
    restrict_area(closed, make_team("Board"))
    give(expert, 30, MONDAY, kind=Kind.ANSWER, area=open_area)
    give(expert, 20, MONDAY, kind=Kind.TALK, area=closed)
    give(expert, 15, MONDAY - WEEK, kind=Kind.ANSWER)
    figures = own_figures(expert, TODAY)
    assert [(each.kind, each.minutes) for each in figures.kinds] == [("answer", 45), ("talk", 20)]
    assert [(each.area, each.minutes) for each in figures.areas] == [(open_area, 30), (None, 35)]


def test_what_waits_to_be_confirmed_counts_proposals_and_activity(expert: User) -> None:
    Entry.objects.create(
        person=expert,
        day=TODAY,
        minutes=25,
        kind=Kind.ARTICLE,
        state=State.PROPOSED,
        source=Source.IMPORT,
        recorded_at=NOW,
    )
    Activity.objects.create(
        person=expert,
        day=TODAY,
        kind=Kind.REVIEW,
        subject_kind="article",
        subject_id=1,
        label="A",
        url="/a/1/",
        minutes=12,
        changed_at=NOW,
    )
    waits = own_figures(expert, TODAY).to_confirm
    assert (waits.minutes, waits.count) == (37, 2)


def test_the_plan_is_compared_with_what_was_confirmed(expert: User) -> None:
    """120 planned in four weeks, 60 of them lost; 90 confirmed: min(90, 120) / 120 = 3/4."""
    slot = PlanSlot.objects.create(
        person=expert, weekday=3, start=840, minutes=60, since=date(2026, 1, 1)
    )
    thursday = MONDAY - WEEK + timedelta(days=3)
    Block.objects.create(
        person=expert, slot=slot, day=thursday, start=840, minutes=60, fate="lost", reason="meeting"
    )
    Block.objects.create(
        person=expert, slot=slot, day=thursday - WEEK, start=840, minutes=60, fate="kept"
    )
    give(expert, 90, MONDAY - WEEK)
    figures = own_figures(expert, TODAY)
    assert (figures.plan.planned, figures.plan.kept, figures.plan.lost) == (120, 60, 60)
    assert figures.plan_kept is not None
    assert float(figures.plan_kept) == 0.75
    assert own_figures(make_person(roles=["expert"]), TODAY).plan_kept is None


def test_nobody_is_below_the_band_before_they_came(expert: User) -> None:
    employ(expert, since=MONDAY - WEEK + timedelta(days=2))
    User.objects.filter(pk=expert.pk).update(created_at=NOW)
    expert.memberships.all().delete()
    expert.refresh_from_db()
    assert started_on(expert) == MONDAY - WEEK + timedelta(days=2)
    figures = own_figures(expert, TODAY)
    assert figures.weeks[-3].share.standing is Standing.AWAY
    assert figures.headline.available == 2 * 420


def test_the_day_is_that_of_the_clock_where_the_person_is(expert: User) -> None:
    """On Sunday at 22:30 in London the new week has begun on Réunion."""
    night = NOW.replace(day=22, hour=22, minute=30)
    assert today_of(expert, night) == date(2026, 11, 22)
    expert.time_zone = "Indian/Reunion"
    expert.save()
    assert today_of(expert, night) == date(2026, 11, 23)
    WeekSum.objects.create(person=expert, monday=MONDAY, kind=Kind.ANSWER, minutes=50)
    assert gauge_of(expert, night).share.confirmed == 50


def test_ones_own_figures_cost_the_same_for_any_history(
    expert: User,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    employ(expert)
    weeks = iter(range(1, 30))

    def grow(number: int) -> None:
        for _each in range(number):
            give(expert, 60, MONDAY - next(weeks) * WEEK, area=make_area())

    assert_same_queries(lambda: own_figures(expert, TODAY), grow)
