"""What blocks add up to: planned, kept, moved, lost and away minutes; each sum by hand."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import add_away
from accounts.availability import Terms, WorkTime
from accounts.models import User
from knowledge.contributions.actions.blocks import keep_block, lose_block, miss_block, move_block
from knowledge.contributions.models import Block
from knowledge.contributions.planning import (
    PlanFigures,
    figures_of,
    times_of,
    together,
    window,
)
from knowledge.contributions.queries import plans
from knowledge.contributions.queries.plans import plan_figures
from tests.contributions.planning import TODAY, past_block, stand_still, weeks_ago
from tests.factories import make_person

Fate = Block.Fate
FIRST, LAST = weeks_ago(4), TODAY


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stand_still(monkeypatch)


def figures(person: User, first: date = FIRST, last: date = LAST) -> PlanFigures:
    return plan_figures([person.pk], first, last)[person.pk]


@pytest.mark.django_db
def test_who_planned_nothing_has_no_figure(expert: User) -> None:
    assert figures(expert) == PlanFigures()
    assert figures(expert).share_lost is None
    assert figures(expert).share_kept is None
    assert figures(expert).plan_kept(90) is None
    assert plan_figures([], FIRST, LAST) == {}


@pytest.mark.django_db
def test_four_thursdays_of_two_hours(expert: User) -> None:
    """120 kept, 120 lost to a meeting, 60 lost to an incident, 120 undecided: 420 planned.
    Lost 180 / 420 = 3/7; kept 120 / 420 = 2/7.
    """
    keep_block(past_block(expert, weeks_ago(4)))
    lose_block(past_block(expert, weeks_ago(3)), reason="meeting")
    lose_block(past_block(expert, weeks_ago(2), minutes=60), reason="incident")
    past_block(expert, weeks_ago(1))
    found = figures(expert)
    assert found == PlanFigures(
        planned=420, kept=120, lost=180, by_reason={"meeting": 120, "incident": 60}
    )
    assert found.undecided == 120
    assert found.share_lost == Fraction(3, 7)
    assert found.share_kept == Fraction(2, 7)


@pytest.mark.django_db
def test_leave_and_holidays_are_not_lost(expert: User) -> None:
    """120 lost to a meeting before leave was noted over it; 60 on 11 November; 30 by a word."""
    lose_block(past_block(expert, weeks_ago(2)), reason="meeting")
    past_block(expert, date(2026, 11, 11), minutes=60)
    miss_block(past_block(expert, weeks_ago(3), minutes=30))
    add_away(person=expert, first_day=weeks_ago(2), last_day=weeks_ago(2))
    assert figures(expert) == PlanFigures(away=210)


@pytest.mark.django_db
def test_a_moved_block_counts_once_where_it_went(expert: User) -> None:
    """120 planned on a Thursday, moved to the Friday and cut to 90, then lost."""
    thursday = past_block(expert, weeks_ago(2))
    friday = move_block(thursday, day=weeks_ago(2) + timedelta(days=1), start=9 * 60, minutes=90)
    lose_block(friday, reason="customer")
    assert figures(expert) == PlanFigures(
        planned=90, lost=90, moved=120, by_reason={"customer": 90}
    )


@pytest.mark.django_db
def test_only_the_days_asked_for_count_both_ends_included(expert: User) -> None:
    for week in (1, 2, 3, 4):
        past_block(expert, weeks_ago(week), minutes=week * 10)
    assert figures(expert, weeks_ago(3), weeks_ago(2)).planned == 30 + 20


@pytest.mark.parametrize(
    ("actual", "planned", "share"),
    [
        (90, 120, Fraction(3, 4)),
        (120, 120, Fraction(1)),
        (300, 120, Fraction(1)),
        (0, 120, Fraction(0)),
        (-30, 120, Fraction(0)),
        (90, 0, None),
    ],
)
def test_plan_kept_is_the_lesser_of_given_and_planned(
    actual: int, planned: int, share: Fraction | None
) -> None:
    assert PlanFigures(planned=planned).plan_kept(actual) == share


@pytest.mark.django_db
def test_sums_of_people_are_sums(expert: User, colleague: User) -> None:
    """(60 kept + 120 lost) + 240 lost: 360 / 420 lost, which is no mean of 2/3 and 1."""
    keep_block(past_block(expert, weeks_ago(2), minutes=60))
    lose_block(past_block(expert, weeks_ago(1)), reason="meeting")
    lose_block(past_block(colleague, weeks_ago(1), minutes=240), reason="meeting", word="Budget")
    found = plan_figures([expert.pk, colleague.pk], FIRST, LAST)
    assert together(found.values()) == PlanFigures(
        planned=420, kept=60, lost=360, by_reason={"meeting": 360}
    )
    assert "Budget" not in repr(found)


@pytest.mark.django_db
@pytest.mark.parametrize("named", [500, 2])
def test_many_people_cost_as_many_queries_as_few(
    assert_same_queries: Callable[..., None], monkeypatch: pytest.MonkeyPatch, named: int
) -> None:
    monkeypatch.setattr(plans, "MOST_NAMED", named)
    people: list[int] = []

    def grow(count: int) -> None:
        for _ in range(count):
            person = make_person()
            people.append(person.pk)
            keep_block(past_block(person, weeks_ago(1)))
            past_block(person, weeks_ago(2), minutes=60)

    assert_same_queries(lambda: plan_figures(people, FIRST, LAST), grow)
    found = plan_figures(people[:3], FIRST, LAST)
    assert found == dict.fromkeys(people[:3], PlanFigures(planned=180, kept=120))


FATES = st.tuples(
    st.sampled_from(Fate.values), st.sampled_from(Block.Reason.values), st.integers(5, 1440)
)


@given(st.lists(FATES))
def test_every_minute_is_in_one_place(blocks: list[tuple[str, str, int]]) -> None:
    found = figures_of(blocks)
    total = sum(minutes for _fate, _reason, minutes in blocks)
    assert found.kept + found.lost + found.undecided + found.moved + found.away == total
    assert sum(found.by_reason.values()) == found.lost
    assert found.undecided >= 0


@given(st.lists(st.lists(FATES)))
def test_the_parts_add_up_to_the_whole(people: list[list[tuple[str, str, int]]]) -> None:
    whole = figures_of([each for blocks in people for each in blocks])
    parts = together(map(figures_of, people))
    assert Counter(parts.by_reason) == Counter(whole.by_reason)
    for name in ("planned", "kept", "moved", "lost", "away"):
        assert getattr(parts, name) == getattr(whole, name)


PARIS = WorkTime((Terms(date.min, (420,) * 5 + (0, 0), ZoneInfo("Europe/Paris")),))


@pytest.mark.parametrize(
    ("day", "start", "minutes", "begins", "ends"),
    [
        (date(2026, 3, 26), 840, 120, "13:00", "15:00"),
        (date(2026, 4, 2), 840, 120, "12:00", "14:00"),
        (date(2026, 10, 22), 840, 120, "12:00", "14:00"),
        (date(2026, 10, 29), 840, 120, "13:00", "15:00"),
        (date(2026, 3, 29), 150, 60, "01:30", "02:30"),
        (date(2026, 3, 29), 90, 60, "00:30", "01:30"),
        (date(2026, 10, 25), 150, 60, "00:30", "01:30"),
        (date(2026, 10, 25), 60, 180, "23:00", "02:00"),
    ],
)
def test_the_clock_on_the_wall_decides_when_a_block_is(
    day: date, start: int, minutes: int, begins: str, ends: str
) -> None:
    """In UTC: Paris is two hours ahead from 29 March to 25 October 2026, else one."""
    found = [at.astimezone(UTC) for at in times_of(PARIS, day, start, minutes)]
    assert [f"{at:%H:%M}" for at in found] == [begins, ends]
    assert found[1] - found[0] == timedelta(minutes=minutes)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_the_calendar_is_thirteen_whole_weeks(today: date) -> None:
    first, last = window(today)
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert last - first == timedelta(days=13 * 7 - 1)
    assert first <= today - timedelta(weeks=4) < today + timedelta(weeks=8) <= last
