"""Nobody reads of others what FIGURES_SHOWN doesn't let them, however they add and subtract."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import AwayPeriod, Team, TeamMembership, User
from knowledge.contributions.actions.looking import look_at_person, look_at_team
from knowledge.contributions.crowds import GROUP, Gathered, parts_by_area, tellable
from knowledge.contributions.models import WeekSum
from knowledge.contributions.periods import WEEK
from knowledge.contributions.permissions import (
    can_see_areas,
    can_see_company,
    can_see_figures,
    can_see_team,
    can_see_teams,
    sees_people,
)
from knowledge.contributions.queries.company import company_figures, team_sums
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.contributions.test_teams import LAST, LONG_AGO, member
from tests.factories import make_area, make_person, make_team, restrict_area

PRIME = 2**31 - 1


def rank(rows: Iterable[Sequence[int]]) -> int:
    """Of a matrix, modulo a large prime."""
    left = [list(row) for row in rows if any(row)]
    found = 0
    while left:
        pivot = left.pop()
        place = next((n for n, value in enumerate(pivot) if value % PRIME), None)
        if place is None:
            continue
        found += 1
        inverse = pow(pivot[place], -1, PRIME)
        for row in left:
            factor = row[place] * inverse % PRIME
            if factor:
                row[:] = [
                    (one - factor * other) % PRIME for one, other in zip(row, pivot, strict=True)
                ]
    return found


def tells_of_few(
    sums: Collection[Collection[int]], people: Collection[int], free: Collection[int] = ()
) -> bool:
    """Whether some combination of these sums is about fewer than GROUP of the people, and others who
    don't count (`free`): then leaving their columns out leaves fewer independent sums.
    """
    columns = sorted({*people, *free})
    whole = [[int(pk in each) for pk in columns] for each in sums]
    full = rank(whole)
    for few in combinations(sorted(people), min(GROUP - 1, len(people))):
        kept = [place for place, pk in enumerate(columns) if pk not in few and pk not in free]
        if rank([row[place] for place in kept] for row in whole) < full:
            return True
    return False


def test_the_attacker_of_these_tests_finds_what_a_subtraction_tells() -> None:
    everybody = set(range(10))
    assert not tells_of_few([everybody, set(range(5))], everybody)
    assert tells_of_few([everybody, set(range(6))], everybody)
    assert tells_of_few([{0, 1, 2, 3, 4}, {4, 5, 6, 7, 8}, {0, 1, 2, 3, 5, 6, 7, 8}], everybody)
    assert tells_of_few([everybody, everybody - {9}], everybody - {9}, free={9})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.frozensets(st.integers(0, 10), max_size=11), max_size=6),
    st.frozensets(st.integers(0, 10), max_size=3),
    st.frozensets(st.integers(0, 10), max_size=2),
)
def test_no_combination_of_told_groups_is_about_fewer_than_five(
    groups: list[frozenset[int]], absent: frozenset[int], known: frozenset[int]
) -> None:
    everybody = frozenset(range(11))
    asked = list(enumerate([everybody, *groups]))
    told = tellable(asked, present=everybody - absent, known=known)
    sums = [members - known for key, members in asked if key in told]
    assert not tells_of_few(sums, everybody - absent - known, free=absent - known)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.one_of(st.none(), st.integers(1, 6)),
        st.frozensets(st.integers(0, 11), min_size=1, max_size=9),
        max_size=7,
    ),
    st.frozensets(st.integers(1, 6), max_size=2),
)
def test_no_combination_of_areas_is_about_fewer_than_five(
    gave: dict[int | None, frozenset[int]], closed: frozenset[int]
) -> None:
    """Each cell has a minute of its own binary place, so that a sum says which cells are in it."""
    tree = {1: (1,), 2: (1, 2), 3: (1, 2, 3), 4: (1, 4), 5: (5,), 6: (5, 6)}
    bits = {area_id: 1 << place for place, area_id in enumerate(gave)}
    gathered = {pk: Gathered(bits[pk], people) for pk, people in gave.items()}
    open_tree = {pk: lineage for pk, lineage in tree.items() if pk not in closed}
    open_tree = {
        pk: tuple(each for each in lineage if each not in closed)
        for pk, lineage in open_tree.items()
    }
    told = parts_by_area(gathered, lineages=open_tree)
    assert sum(told.values()) in (0, sum(bits.values()))
    parts = [{pk for pk, bit in bits.items() if minutes & bit} for minutes in told.values()]
    for part in parts:
        assert len(frozenset().union(*(gave[pk] for pk in part))) >= GROUP
    assert sum(map(len, parts)) == len({pk for part in parts for pk in part})
    assert not closed & told.keys()


def test_what_too_few_gave_goes_to_the_area_above_and_then_to_the_rest() -> None:
    """3 + 2 people in two areas of one tree make 5; 4 alone join the rest, and that the smallest."""
    lineages = {1: (1,), 2: (1, 2), 3: (1, 3), 4: (4,)}
    three, two = frozenset({1, 2, 3}), frozenset({4, 5})
    gave = {2: Gathered(30, three), 3: Gathered(20, two)}
    assert parts_by_area(gave, lineages=lineages) == {1: 50}
    gave = {1: Gathered(90, many=True), 4: Gathered(7, frozenset({1, 2, 3, 4}))}
    assert parts_by_area(gave, lineages=lineages) == {None: 97}
    gave = {1: Gathered(90, many=True), 4: Gathered(7, frozenset({1, 2, 3, 4, 5}))}
    assert parts_by_area(gave, lineages=lineages) == {1: 90, 4: 7}
    assert parts_by_area({4: Gathered(7, three)}, lineages=lineages) == {}


@pytest.fixture
def company(db: None) -> dict[str, Team]:
    """13 experts: Valley with Source (3) and Mouth (3), Hill (5), Ridge (2), each 105 a week."""
    top = make_team("Company")
    valley, hill = make_team("Valley", parent=top), make_team("Hill", parent=top)
    teams = {
        "top": top,
        "valley": valley,
        "source": make_team("Source", parent=valley),
        "mouth": make_team("Mouth", parent=valley),
        "hill": hill,
        "ridge": make_team("Ridge", parent=top),
    }
    for name, count in [("source", 3), ("mouth", 3), ("hill", 5), ("ridge", 2)]:
        for number in range(count):
            person = member(f"{name} {number}", teams[name])
            for back in range(1, 6):
                give(person, 100 + number, MONDAY - back * WEEK)
    return teams


def boss_of(*teams: Team, **fields: Any) -> User:
    boss = make_person("Boss", roles=["manager"], **fields)
    boss.managed_teams.set(teams)
    return boss


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["person", "managers", "teams"])
def test_who_sees_what_by_the_setting(
    settings: Any, shown: str, manager: User, lead: User, expert: User
) -> None:
    settings.FIGURES_SHOWN = shown
    administrator = make_person("Admin", roles=["administrator"], team=expert.team)
    people, teams = shown == "managers", shown != "person"
    assert sees_people(manager) == can_see_figures(manager, expert) == people
    assert can_see_teams(manager) == teams
    for other in (lead, administrator, expert):
        assert not sees_people(other)
        assert not can_see_teams(other)
        assert other == expert or not can_see_figures(other, expert)
    assert can_see_figures(expert, expert)
    assert can_see_company(lead)
    assert can_see_company(administrator)
    assert not can_see_company(expert)
    assert can_see_areas(lead) == can_see_areas(administrator) == teams
    assert can_see_areas(manager) == people


@pytest.mark.django_db
@pytest.mark.parametrize("shown", ["person", "teams"])
def test_no_page_tells_of_single_people_where_they_keep_their_figures(
    settings: Any, company: dict[str, Team], shown: str
) -> None:
    settings.FIGURES_SHOWN = shown
    boss = boss_of(company["top"])
    person = User.objects.get(display_name="hill 0")
    with pytest.raises(PermissionDenied):
        look_at_team(viewer=boss, teams=[company["hill"]], at=NOW)
    with pytest.raises(PermissionDenied):
        look_at_person(viewer=boss, person=person, at=NOW)


@pytest.mark.django_db
def test_a_manager_sees_nobody_outside_the_line(company: dict[str, Team]) -> None:
    boss = boss_of(company["hill"])
    stranger = User.objects.get(display_name="ridge 0")
    assert not can_see_team(boss, company["ridge"])
    assert not can_see_team(boss, company["top"])
    assert not can_see_figures(boss, stranger)
    for refused in (
        lambda: look_at_team(viewer=boss, teams=[company["top"]], at=NOW),
        lambda: look_at_team(viewer=boss, teams=[company["hill"], company["ridge"]], at=NOW),
        lambda: look_at_team(viewer=boss, teams=[], at=NOW),
        lambda: look_at_person(viewer=boss, person=stranger, at=NOW),
        lambda: team_sums(boss, today=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            refused()


@pytest.mark.django_db
def test_a_manager_who_is_deactivated_or_no_manager_any_more_sees_nothing(
    company: dict[str, Team],
) -> None:
    boss = boss_of(company["hill"])
    boss.is_active = False
    assert not can_see_teams(boss)
    other = make_person("Former", roles=["manager"])
    assert not can_see_teams(other)
    with pytest.raises(PermissionDenied):
        company_figures(make_person("Nobody"), today=TODAY)


@pytest.mark.django_db
def test_sums_of_teams_leave_no_few_to_be_subtracted(
    settings: Any, company: dict[str, Team]
) -> None:
    """Hill (5) is told; Valley (6) would leave Ridge's 2 of the 8 outside it, Source and Mouth are 3."""
    settings.FIGURES_SHOWN = "teams"
    sums = team_sums(boss_of(company["top"]), today=TODAY, weeks=4)
    told = {each.team.name for each in sums if each.headline.total is not None}
    assert told == {"Company", "Hill"}
    hill = next(each for each in sums if each.team == company["hill"]).headline.total
    assert hill is not None
    assert hill.confirmed == 4 * (100 + 101 + 102 + 103 + 104)
    assert hill.available == 5 * 8400


@pytest.mark.django_db
def test_sums_asked_for_on_two_days_tell_of_no_few(settings: Any, company: dict[str, Team]) -> None:
    """Whatever is told of a week, on any day and by team or company, has no small combination."""
    settings.FIGURES_SHOWN = "teams"
    away = User.objects.get(display_name="source 1")
    AwayPeriod.objects.create(person=away, first_day=LAST, last_day=LAST + timedelta(days=6))
    boss = boss_of(company["top"], team=company["hill"])
    everybody = set(User.objects.filter(is_expert=True).values_list("pk", flat=True))
    told: dict[Any, list[set[int]]] = {}
    for days in (0, 7):
        figures = company_figures(boss, today=TODAY - timedelta(days=days), weeks=4)
        assert figures.areas is None
        for monday, week in zip(figures.weeks.mondays, figures.trend.weeks, strict=True):
            told.setdefault(monday, []).extend([everybody] if week else [])
        for each in team_sums(boss, today=TODAY - timedelta(days=days), weeks=4):
            below = User.objects.filter(team__path__startswith=each.team.path, is_expert=True)
            people = set(below.values_list("pk", flat=True))
            for monday, week in zip(figures.weeks.mondays, each.trend.weeks, strict=True):
                told[monday] += [people] if week else []
    assert len(told) == 5
    for monday, sums in told.items():
        absent = {away.pk} if monday == LAST else set()
        assert not tells_of_few(sums, everybody - absent, free=absent)


@pytest.mark.django_db
def test_the_company_is_told_from_five_people_besides_the_viewer_on(
    settings: Any, team: Team, administrator: User
) -> None:
    settings.FIGURES_SHOWN = "person"
    for number in range(4):
        give(member(f"P {number}", team), 100, LAST)
    User.objects.filter(pk=administrator.pk).update(is_expert=True)
    give(administrator, 50, LAST)
    assert company_figures(administrator, today=TODAY).headline.total is None
    caches["local"].clear()
    fifth = member("P 5", None)
    give(fifth, 100, LAST)
    told = company_figures(administrator, today=TODAY)
    assert told.headline.total is not None
    assert told.headline.total.confirmed == 550
    assert told.areas is None


@pytest.mark.django_db
def test_a_manager_cannot_subtract_their_people_from_the_company(company: dict[str, Team]) -> None:
    """13 in all: whoever sees 11 would learn of 2, whoever sees 6 learns of 7."""
    nearly_all = boss_of(company["valley"], company["hill"])
    assert company_figures(nearly_all, today=TODAY).headline.total is None
    some = company_figures(boss_of(company["valley"]), today=TODAY).headline.total
    assert some is not None
    assert some.available == 13 * 8400


@pytest.mark.django_db
def test_people_without_a_manager_are_in_the_company_only(
    company: dict[str, Team], administrator: User
) -> None:
    alone = member("Alone", None)
    give(alone, 500, LAST)
    TeamMembership.objects.filter(person=alone).delete()
    figures = company_figures(administrator, today=TODAY)
    assert figures.headline.total is not None
    assert figures.headline.total.available == 14 * 8400
    assert not can_see_figures(administrator, alone)


@pytest.mark.django_db
def test_areas_are_told_in_parts_of_five_and_closed_ones_in_none(
    company: dict[str, Team], lead: User
) -> None:
    fibre, energy, closed = make_area("Fibre"), make_area("Energy"), make_area("Acquisition")
    restrict_area(closed, make_team("Board"))
    WeekSum.objects.all().delete()
    people = list(User.objects.filter(is_expert=True).exclude(pk=lead.pk).order_by("pk"))
    for person in people[:6]:
        give(person, 10, LAST, area=fibre)
    for person in people[6:8]:
        give(person, 20, LAST, area=energy)
    for person in people[8:13]:
        give(person, 40, LAST, area=closed)
    areas = company_figures(User.objects.get(pk=lead.pk), today=TODAY).areas
    assert areas is not None
    assert [(each.area, each.minutes) for each in areas] == [(fibre, 60), (None, 240)]


@pytest.mark.django_db
def test_a_week_with_too_few_at_work_is_left_out(company: dict[str, Team], lead: User) -> None:
    for person in User.objects.filter(is_expert=True)[:10]:
        AwayPeriod.objects.create(person=person, first_day=LAST, last_day=LAST + timedelta(days=6))
    trend = company_figures(lead, today=TODAY, weeks=4).trend
    assert trend.weeks[-1] is None
    assert trend.left_out == 1
    assert trend.total is not None


def test_long_ago_is_before_all_weeks_that_are_read_here() -> None:
    assert MONDAY - 53 * WEEK > LONG_AGO


@pytest.mark.django_db
def test_sums_cost_the_same_number_of_queries_for_any_number_of_people(
    settings: Any,
    lead: User,
    team: Team,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    area = make_area("Fibre")
    member("The first", make_team(parent=team))

    def grow(number: int) -> None:
        for _each in range(number):
            person = member("", make_team(parent=team))
            give(person, 100, LAST, area=area)

    def read() -> None:
        caches["local"].clear()
        settings.FIGURES_SHOWN = "managers"
        company_figures(User.objects.get(pk=lead.pk), today=TODAY, compare=True)
        settings.FIGURES_SHOWN = "teams"
        team_sums(User.objects.get(pk=boss.pk), today=TODAY)

    boss = boss_of(team)
    grow(4)
    assert_same_queries(read, grow)
