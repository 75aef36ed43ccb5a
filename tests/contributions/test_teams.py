"""What managers see of their people, and on which days."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions.memberships import add_matrix_line
from accounts.models import AwayPeriod, Contract, ExpertChange, Team, TeamMembership, User
from knowledge.contributions.actions.looking import look_at_person, look_at_team
from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.coaching import Subject
from knowledge.contributions.models import Block, Entry, FigureView, Kind, Source, State
from knowledge.contributions.periods import WEEK, Weeks
from knowledge.contributions.queries.log import views_of
from knowledge.contributions.queries.teams import PersonFigures, TeamFigures
from tests.contributions.moments import MONDAY, NOW, give
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db
LAST = MONDAY - WEEK
LONG_AGO = date(2025, 1, 6)


def member(name: str, team: Team | None, *, since: date = LONG_AGO, **fields: Any) -> User:
    """An expert of 35 hours a week, Monday to Friday, without holidays: 4 weeks are 8,400 minutes,
    their band 420 to 840.
    """
    person = make_person(name, roles=fields.pop("roles", ["expert"]), team=team, **fields)
    TeamMembership.objects.filter(person=person).update(since=since)
    Contract.objects.create(
        person=person,
        since=LONG_AGO,
        full_time_minutes=2100,
        share=10_000,
        weekday_minutes=[420] * 5 + [0, 0],
    )
    return person


def look(viewer: User, *teams: Team, **choice: Any) -> TeamFigures:
    return look_at_team(viewer=viewer, teams=teams, at=NOW, **choice)


def one(figures: TeamFigures, person: User) -> PersonFigures:
    return next(each for each in figures.people if each.person == person)


def names(figures: TeamFigures) -> list[str]:
    return [each.person.display_name for each in figures.people]


def each_week(person: User, minutes: int, count: int = 4) -> None:
    for back in range(1, count + 1):
        give(person, minutes, MONDAY - back * WEEK)


def test_a_manager_sees_who_is_below_in_above_and_away(manager: User, team: Team) -> None:
    low, fine, high, gone = (member(name, team) for name in ("Zoe L", "Yan F", "Xia H", "Wim G"))
    each_week(low, 104)
    each_week(fine, 105)
    each_week(high, 211)
    AwayPeriod.objects.create(person=gone, first_day=LONG_AGO, last_day=MONDAY)
    figures = look(manager, team)
    assert names(figures) == ["Wim G", "Xia H", "Yan F", "Zoe L"]
    standings = {each.person: each.standing for each in figures.people}
    assert standings == {
        low: Standing.BELOW,
        fine: Standing.IN,
        high: Standing.ABOVE,
        gone: Standing.AWAY,
    }
    assert figures.standings == dict.fromkeys(Standing, 1)
    assert (figures.headline.confirmed, figures.headline.available) == (1680, 3 * 8400)
    assert figures.headline_weeks == Weeks(MONDAY - 4 * WEEK, 4)


def test_the_present_week_is_in_no_figure_of_others(manager: User, team: Team) -> None:
    person = member("Zoe", team)
    give(person, 60, MONDAY)
    figures = look(manager, team)
    assert figures.headline.confirmed == figures.period.confirmed == 0
    assert figures.kinds == figures.areas == ()


def test_figures_follow_the_day_on_which_somebody_changed_teams(manager: User, team: Team) -> None:
    """From Wednesday of last week in the team: 3 × 420 available, minutes of Wednesday and later."""
    person = member("Zoe", team, since=LAST + timedelta(days=2))
    before = make_team("Before", managers=[other := make_person("Old Boss", roles=["manager"])])
    TeamMembership.objects.create(
        person=person,
        team=before,
        since=LONG_AGO,
        until=LAST + timedelta(days=2),
    )
    give(person, 40, LAST + timedelta(days=1))
    give(person, 50, LAST + timedelta(days=2))
    give(person, 70, LAST - WEEK)
    now, then = one(look(manager, team), person), one(look(other, before), person)
    assert (now.headline.confirmed, now.headline.available) == (50, 3 * 420)
    assert now.weeks[-2] is None
    assert (then.headline.confirmed, then.headline.available) == (110, 3 * 2100 + 2 * 420)
    cells = look_at_person(viewer=manager, person=person, at=NOW).cells
    assert cells == ((LAST, Kind.ANSWER, None, 50),)


def test_figures_follow_the_days_on_which_somebody_was_an_expert(manager: User, team: Team) -> None:
    """An expert since Wednesday of last week: 3 × 420 available, minutes of Wednesday and later; one
    until then: 3 × 2,100 + 2 × 420. Who ceased five weeks ago stands nowhere.
    """
    group, wednesday = make_team("Group", parent=team), LAST + timedelta(days=2)
    newly = member("Newly", group)
    was = member("Was", group, roles=["contact"])
    long_ago = member("Yore", group, roles=["contact"])
    ExpertChange.objects.create(person=newly, day=wednesday, is_expert=True)
    ExpertChange.objects.create(person=was, day=wednesday, is_expert=False)
    ExpertChange.objects.create(person=long_ago, day=LAST - 5 * WEEK, is_expert=False)
    for person in (newly, was):
        give(person, 40, LAST + timedelta(days=1))
        give(person, 50, wednesday)
        give(person, 70, LAST - WEEK)
    figures = look(manager, team)
    shares = {each.person: each.headline for each in figures.expected}
    assert (shares[newly].confirmed, shares[newly].available) == (50, 3 * 420)
    assert (shares[was].confirmed, shares[was].available) == (110, 3 * 2100 + 2 * 420)
    assert one(figures, newly).weeks[-2] is None
    assert one(figures, long_ago).standing is None
    assert sum(figures.standings.values()) == 2
    assert figures.headline.available == 4 * 2100
    assert [(each.people, each.headline) for each in figures.groups] == [(2, figures.headline)]
    assert sum(each.minutes for each in figures.kinds) == 160


def test_whoever_is_in_two_lines_counts_once_in_the_team_above(
    manager: User, administrator: User, team: Team
) -> None:
    one_team, other_team = make_team("One", parent=team), make_team("Other", parent=team)
    person = member("Zoe", one_team)
    add_matrix_line(person=person, team=other_team, since=LONG_AGO, by=administrator)
    each_week(person, 100)
    figures = look(manager, team)
    assert (figures.headline.confirmed, figures.headline.available) == (400, 8400)
    assert [(group.people, group.headline.confirmed) for group in figures.groups] == [
        (1, 400),
        (1, 400),
    ]


def test_the_manager_of_a_matrix_line_sees_the_person_while_it_lasts(
    administrator: User, team: Team
) -> None:
    boss = make_person("Matrix Boss", roles=["manager"])
    project = make_team("Project", managers=[boss])
    person = member("Zoe", team)
    add_matrix_line(person=person, team=project, since=LAST, until=MONDAY, by=administrator)
    each_week(person, 100)
    found = one(look(boss, project), person)
    assert (found.headline.confirmed, found.headline.available) == (100, 2100)


def test_moving_between_two_teams_below_divides_the_week_between_them(
    manager: User, team: Team
) -> None:
    first, second = make_team("First", parent=team), make_team("Second", parent=team)
    person = member("Zoe", first)
    wednesday = LAST + timedelta(days=2)
    person.memberships.update(until=wednesday)
    TeamMembership.objects.create(person=person, team=second, since=wednesday)
    give(person, 30, LAST)
    give(person, 45, wednesday)
    figures = look(manager, team)
    assert figures.headline.confirmed == 75
    shares = [(group.headline.confirmed, group.headline.available) for group in figures.groups]
    assert shares == [(30, 3 * 2100 + 840), (45, 1260)]


def test_several_managers_see_the_same_and_one_of_a_team_above_too(team: Team) -> None:
    below = make_team("Below", parent=team)
    bosses = [make_person(f"Boss {n}", roles=["manager"]) for n in range(3)]
    below.managers.set(bosses[:2])
    team.managers.set(bosses[2:])
    person = member("Zoe", below)
    each_week(person, 150)
    seen = {look(boss, below).headline for boss in bosses}
    assert {share.confirmed for share in seen} == {600}


def test_the_managers_own_share_is_shown_whether_a_member_or_not(team: Team) -> None:
    boss = member("Boss", None, roles=["manager", "expert"])
    team.managers.add(boss)
    each_week(boss, 120)
    figures = look(boss, team)
    assert figures.own is not None
    assert figures.own.headline.confirmed == 480
    assert names(figures) == []
    assert look(make_boss(team), team).own is None


def make_boss(team: Team) -> User:
    boss = make_person("Boss", roles=["manager"])
    team.managers.add(boss)
    return boss


def test_an_expert_who_manages_their_own_team_is_among_its_people(team: Team) -> None:
    boss = member("Boss", team, roles=["manager", "expert"])
    team.managers.add(boss)
    each_week(boss, 120)
    figures = look(boss, team)
    assert figures.own is not None
    same = one(figures, boss)
    assert (figures.own.headline, figures.own.standing) == (same.headline, same.standing)
    assert not FigureView.objects.exists()


def test_who_is_no_expert_is_listed_if_they_gave_and_never_below(manager: User, team: Team) -> None:
    helper = member("Helper", team, roles=["contact"])
    member("Idle", team, roles=["contact"])
    expert = member("Zoe", team)
    give(helper, 15, LAST)
    each_week(expert, 110)
    figures = look(manager, team)
    assert names(figures) == ["Helper", "Zoe"]
    assert one(figures, helper).standing is None
    assert [each.person for each in figures.others] == [helper]
    assert figures.headline.confirmed == 440
    assert figures.standings[Standing.BELOW] == 0


def test_somebody_who_left_keeps_the_weeks_in_which_they_were_there(
    manager: User, team: Team
) -> None:
    person = member("Zoe", team)
    each_week(person, 110)
    person.memberships.update(until=LAST)
    User.objects.filter(pk=person.pk).update(is_active=False, deactivated_at=NOW)
    figures = look(manager, team)
    assert (figures.headline.confirmed, figures.headline.available) == (330, 3 * 2100)


def test_an_area_narrows_the_weeks_and_not_the_headline(manager: User, team: Team) -> None:
    fibre = make_area("Fibre")
    inside, energy = make_area("Sockets", parent=fibre), make_area("Energy")
    person = member("Zoe", team)
    give(person, 300, LAST, area=inside)
    give(person, 200, LAST, area=energy, kind=Kind.TALK)
    figures = look(manager, team, area=fibre)
    assert figures.headline.confirmed == 500
    assert (figures.period.confirmed, figures.trend[-1].confirmed) == (300, 300)
    assert [(each.kind, each.minutes) for each in figures.kinds] == [(Kind.ANSWER, 300)]
    assert [each.area for each in figures.areas] == [inside]


def test_an_area_that_is_closed_to_the_viewer_is_other_and_cannot_be_chosen(
    manager: User, team: Team
) -> None:
    closed = make_area("Acquisition")
    restrict_area(closed, make_team("Board"))
    person = member("Zoe", team)
    give(person, 30, LAST, area=closed)
    figures = look(manager, team)
    assert [(each.area, each.minutes) for each in figures.areas] == [(None, 30)]
    assert look_at_person(viewer=manager, person=person, at=NOW).cells[0][2] is None
    manager = User.objects.get(pk=manager.pk)
    with pytest.raises(PermissionDenied):
        look(manager, team, area=closed)


def test_two_periods_are_compared(manager: User, team: Team) -> None:
    """4 weeks of 100, before them 4 of 50."""
    person = member("Zoe", team)
    for back in range(1, 9):
        give(person, 100 if back <= 4 else 50, MONDAY - back * WEEK)
    figures = look(manager, team, weeks=4, compare=True)
    assert figures.period_before is not None
    assert (figures.period.confirmed, figures.period_before.confirmed) == (400, 200)
    assert figures.before.confirmed == 200
    assert look(manager, team, weeks=4).period_before is None


def test_proposed_minutes_are_told_as_still_to_confirm(manager: User, team: Team) -> None:
    person = member("Zoe", team)
    Entry.objects.create(
        person=person,
        day=LAST,
        minutes=25,
        kind=Kind.ARTICLE,
        state=State.PROPOSED,
        source=Source.PLAN,
        recorded_at=NOW,
    )
    assert look(manager, team).to_confirm == 25


def test_lost_time_is_summed_by_reason_and_puts_at_risk_who_is_below(
    manager: User, team: Team
) -> None:
    person, other = member("Zoe", team), member("Yan", team)
    each_week(other, 150)
    for who in (person, other):
        Block.objects.create(
            person=who, day=LAST, start=840, minutes=60, fate="lost", reason="meeting", word="Ines"
        )
    figures = look(manager, team)
    assert (figures.plan.lost, figures.plan.planned) == (120, 120)
    assert figures.plan.by_reason == {"meeting": 120}
    assert [each.person for each in figures.at_risk] == [person]
    prompt = one(figures, person).prompt
    assert prompt is not None
    assert (prompt.subject, prompt.reason, prompt.lost) == (Subject.LOST, "meeting", 60)


def test_three_weeks_above_the_band_are_a_risk_and_two_are_not(manager: User, team: Team) -> None:
    three, two = member("Three", team), member("Two", team)
    each_week(three, 211, 3)
    each_week(two, 211, 2)
    assert [each.person for each in look(manager, team).at_risk] == [three]


def test_a_page_of_people_costs_the_same_for_any_number_of_them(
    manager: User,
    team: Team,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    def grow(number: int) -> None:
        for n in range(number):
            person = member("", make_team(parent=team))
            give(person, 100, LAST, area=make_area())
            AwayPeriod.objects.create(person=person, first_day=LAST, last_day=LAST + n * WEEK)

    grow(1)
    assert_same_queries(
        lambda: look(User.objects.get(pk=manager.pk), team, compare=True),
        grow,
    )


def test_looking_is_written_down_once_a_day_for_whom_it_is_about(manager: User, team: Team) -> None:
    person = member("Zoe", team)
    look(manager, team)
    look(manager, team)
    look_at_person(viewer=manager, person=person, at=NOW)
    look_at_team(viewer=manager, teams=[team], at=NOW + timedelta(days=1))
    rows = [(row.viewer, row.place, row.day, row.seen) for row in views_of(person)]
    assert rows == [
        (manager, "team", date(2026, 11, 26), 1),
        (manager, "person", date(2026, 11, 25), 1),
        (manager, "team", date(2026, 11, 25), 2),
    ]
    assert not views_of(manager).exists()
    assert views_of(person, since=date(2026, 11, 26)).count() == 1


def test_a_team_without_experts_is_empty_and_says_so(manager: User, team: Team) -> None:
    figures = look(manager, team)
    assert figures.headline == Share()
    assert figures.headline.standing is Standing.AWAY
    assert figures.people == figures.groups == ()
