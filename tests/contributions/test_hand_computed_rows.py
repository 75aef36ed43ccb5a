"""Contribution time computed by hand, where it depends on who set what and who was where.

Full time is 2,100 minutes a week, 420 a day, without public holidays unless a case has them.
W47 of 2026 is 16 to 22 November, W48 the week after.
"""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from accounts.actions.memberships import add_matrix_line
from accounts.models import AwayPeriod, CompanyDay, Contract, Team, TeamMembership, User
from accounts.working_time import work_times_of
from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import record_entry
from knowledge.contributions.actions.looking import look_at_team
from knowledge.contributions.actions.months import close_month
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Band, Share, Standing, share_of
from knowledge.contributions.models import AllowancePolicy, Kind
from knowledge.contributions.periods import WEEK
from knowledge.contributions.queries.figures import own_figures
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.contributions.test_teams import LAST, LONG_AGO, member
from tests.factories import make_team

pytestmark = pytest.mark.django_db
SUNDAY = MONDAY + timedelta(days=6)
WEDNESDAY = MONDAY + timedelta(days=2)


def allow(lowest: int, highest: int, since: date = LONG_AGO, **whom: Any) -> None:
    """In hundredths of a per cent, or of a day."""
    AllowancePolicy.objects.create(since=since, lowest=lowest, highest=highest, **whom)


def week_of(person: User, confirmed: int = 0, first: date = MONDAY, last: date = SUNDAY) -> Share:
    work = work_times_of([person.pk], first, last)[person.pk]
    policies = policies_of([person.pk], first, last)[person.pk]
    return share_of(work, policies, first, last, confirmed=confirmed)


def band(lowest: float, highest: float) -> Band:
    return Band(Fraction(str(lowest)), Fraction(str(highest)))


def test_nobody_has_set_anything(team: Team) -> None:
    """2100 × 5 % = 105, × 10 % = 210."""
    assert week_of(member("Zoe", team)).band == band(105, 210)


def test_the_companys_allowance_holds_for_whoever_has_no_nearer_one(team: Team) -> None:
    """2100 × 2 % = 42, × 4 % = 84."""
    allow(200, 400)
    assert week_of(member("Zoe", team)).band == band(42, 84)
    assert week_of(member("Yan", None)).band == band(42, 84)


def test_the_nearest_allowance_wins(team: Team) -> None:
    """Company 2 to 4 %, team above 6 to 8 %: 126 to 168; own 10 to 20 %: 210 to 420."""
    below = make_team(parent=make_team(parent=team))
    allow(200, 400)
    allow(600, 800, team=team)
    person, special = member("Zoe", below), member("Yan", below)
    allow(1000, 2000, person=special)
    assert week_of(person).band == band(126, 168)
    assert week_of(special).band == band(210, 420)
    allow(700, 900, team=below)
    assert week_of(person).band == band(147, 189)


def test_a_team_begins_its_allowance_on_wednesday(team: Team) -> None:
    """840 × 5 % + 1260 × 10 % = 42 + 126 = 168; 84 + 252 = 336."""
    allow(1000, 2000, since=WEDNESDAY, team=team)
    assert week_of(member("Zoe", team)).band == band(168, 336)


def test_moving_to_a_team_with_another_allowance_on_wednesday(team: Team) -> None:
    """Two days at 5 to 10 %, three at 10 to 20 %: 42 + 126 = 168; 84 + 252 = 336."""
    generous = make_team("Generous")
    allow(1000, 2000, team=generous)
    person = member("Zoe", team)
    person.memberships.update(until=WEDNESDAY)
    TeamMembership.objects.create(person=person, team=generous, since=WEDNESDAY)
    assert week_of(person).band == band(168, 336)


def test_a_matrix_line_brings_no_allowance(team: Team, administrator: User) -> None:
    """The main team decides: 105 to 210."""
    project = make_team("Project")
    allow(1000, 2000, team=project)
    person = member("Zoe", team)
    add_matrix_line(person=person, team=project, since=LONG_AGO, by=administrator)
    assert week_of(person).band == band(105, 210)


def test_an_allowance_that_was_replaced_holds_no_more(team: Team) -> None:
    """10 to 20 % was taken back: 105 to 210."""
    allow(1000, 2000, replaced_at=NOW)
    assert week_of(member("Zoe", team)).band == band(105, 210)


def test_ten_to_twenty_days_a_year_from_wednesday_on(team: Team) -> None:
    """2026 has 261 weekdays. 840 × 5 % + 1260 × 10 / 261 = 42 + 48.28; 84 + 96.55."""
    allow(1000, 2000, since=WEDNESDAY, unit="days")
    found = week_of(member("Zoe", team)).band
    assert found == Band(42 + Fraction(12600, 261), 84 + Fraction(25200, 261))


def test_the_day_of_solidarity_is_a_row_of_the_companys_calendar(settings: Any, team: Team) -> None:
    """Whit Monday 2026, in France: 1680, 84 to 168; once it is worked 2100, 105 to 210."""
    person = member("Zoe", team)
    Contract.objects.filter(person=person).update(country="FR")
    whit = date(2026, 5, 25)
    assert week_of(person, 0, whit, whit + timedelta(days=6)) == Share(0, 1680, band(84, 168))
    CompanyDay.objects.create(day=whit, is_off=False, name="Solidarity")
    assert week_of(person, 0, whit, whit + timedelta(days=6)) == Share(0, 2100, band(105, 210))


def test_a_correction_in_a_closed_month_is_an_adjustment_of_its_week(
    administrator: User, team: Team
) -> None:
    """October is closed with 150 on the 28th; corrected to 90: 150 − 60 = 90 of 2100, 4.29 %."""
    person = member("Zoe", team)
    entry = record_entry(
        person=person, day=date(2026, 10, 28), minutes=150, kind=Kind.ARTICLE, label="A", at=NOW
    )
    close_month(month=date(2026, 10, 1), by=administrator, at=NOW)
    before = own_figures(person, TODAY).weeks[-5].share
    assert (before.confirmed, before.standing) == (150, Standing.IN)
    correct_entry(entry=entry, by=person, minutes=90, at=NOW)
    after = own_figures(person, TODAY).weeks[-5].share
    assert (after.confirmed, after.available, after.standing) == (90, 2100, Standing.BELOW)


def test_taking_back_in_a_closed_month_leaves_nothing(administrator: User, team: Team) -> None:
    """150 − 150 = 0 of 2100; the four weeks of the headline 0 of 8400."""
    person = member("Zoe", team)
    entry = record_entry(
        person=person, day=date(2026, 10, 28), minutes=150, kind=Kind.ARTICLE, label="A", at=NOW
    )
    close_month(month=date(2026, 10, 1), by=administrator, at=NOW)
    correct_entry(entry=entry, by=person, minutes=0, at=NOW)
    headline = own_figures(person, TODAY).headline
    assert (headline.confirmed, headline.available) == (0, 8400)


def test_a_correction_moves_minutes_to_another_week(team: Team) -> None:
    """30 of W47 were given in W46: 0 and 30."""
    person = member("Zoe", team)
    entry = record_entry(person=person, day=LAST, minutes=30, kind=Kind.ANSWER, label="A", at=NOW)
    correct_entry(entry=entry, by=person, day=LAST - WEEK, at=NOW)
    weeks = own_figures(person, TODAY).weeks
    assert [week.share.confirmed for week in weeks[-3:]] == [30, 0, 0]


def test_a_teams_share_is_sum_over_sum_of_its_members(manager: User, team: Team) -> None:
    """Full time 0 of 8400; 20 % of full time 168 of 1680 (10 %): 168 / 10080 = 1.67 %, not 5 %."""
    member("Zoe", team)
    short = member("Yan", team)
    Contract.objects.filter(person=short).update(weekday_minutes=[420, 0, 0, 0, 0, 0, 0])
    for back in range(1, 5):
        give(short, 42, MONDAY - back * WEEK)
    headline = look_at_team(viewer=manager, teams=[team], at=NOW).headline
    assert (headline.confirmed, headline.available) == (168, 10_080)
    assert headline.band == band(504, 1008)
    assert f"{headline.per_cent:.2f}" == "1.67"


def test_a_teams_band_is_the_sum_of_its_members_bands(manager: User, team: Team) -> None:
    """8400 × 5 to 10 % + 8400 × 10 to 20 % = 420 + 840 to 840 + 1680; 1260 is in."""
    plain, generous = member("Zoe", team), member("Yan", team)
    allow(1000, 2000, person=generous)
    for person in (plain, generous):
        for back, minutes in enumerate([200, 200, 200, 30], start=1):
            give(person, minutes, MONDAY - back * WEEK)
    headline = look_at_team(viewer=manager, teams=[team], at=NOW).headline
    assert headline.band == band(1260, 2520)
    assert (headline.confirmed, headline.standing) == (1260, Standing.IN)


def test_who_is_away_all_four_weeks_adds_nothing_to_the_team(manager: User, team: Team) -> None:
    """8400 + 0; one in, one away."""
    there, away = member("Zoe", team), member("Yan", team)
    AwayPeriod.objects.create(person=away, first_day=MONDAY - 5 * WEEK, last_day=SUNDAY)
    for back in range(1, 5):
        give(there, 105, MONDAY - back * WEEK)
    figures = look_at_team(viewer=manager, teams=[team], at=NOW)
    assert (figures.headline.confirmed, figures.headline.available) == (420, 8400)
    assert (figures.standings[Standing.IN], figures.standings[Standing.AWAY]) == (1, 1)


def test_a_team_over_two_time_zones_has_the_weeks_of_the_company(manager: User, team: Team) -> None:
    """In Paris it is Monday 0:30: W47 is over, in Vancouver too as far as these figures go."""
    far = member("Zoe", team, time_zone="America/Vancouver")
    give(far, 105, LAST + timedelta(days=6))
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    figures = look_at_team(viewer=manager, teams=[team], at=at)
    assert figures.weeks.last == LAST + timedelta(days=6)
    assert figures.headline.confirmed == 105
    hour_before = look_at_team(viewer=manager, teams=[team], at=at - timedelta(hours=1))
    assert hour_before.headline.confirmed == 0


def test_half_a_team_joins_in_the_third_of_four_weeks(manager: User, team: Team) -> None:
    """4 × 2100 + 2 × 2100 = 12600; 4 × 105 + 2 × 210 = 840; 6.67 %."""
    old, new = member("Zoe", team), member("Yan", team, since=MONDAY - 2 * WEEK)
    for back in range(1, 5):
        give(old, 105, MONDAY - back * WEEK)
        give(new, 210, MONDAY - back * WEEK)
    headline = look_at_team(viewer=manager, teams=[team], at=NOW).headline
    assert (headline.confirmed, headline.available) == (840, 12_600)


def test_the_managers_own_four_weeks(team: Team) -> None:
    """Three weeks of 2100 and one with two days of leave: 7560; 378 to 756; 378 is in."""
    boss = member("Boss", None, roles=["manager", "expert"])
    team.managers.add(boss)
    AwayPeriod.objects.create(person=boss, first_day=LAST, last_day=LAST + timedelta(days=1))
    give(boss, 378, LAST)
    own = look_at_team(viewer=boss, teams=[team], at=NOW).own
    assert own is not None
    assert own.headline == Share(378, 7560, band(378, 756))
