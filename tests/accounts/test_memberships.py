"""Memberships of teams with their dates: kept with the account, matrix lines beside it."""

import importlib
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.actions import (
    add_matrix_line,
    change_person,
    deactivate_person,
    end_matrix_line,
    reactivate_person,
)
from accounts.memberships import Membership, members_of, spans_of, teams_of
from accounts.models import AccountEvent, Team, TeamMembership, User
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
LONG = (date(2026, 1, 1), date(2027, 12, 31))


@pytest.fixture
def clock() -> Any:
    with time_machine.travel("2026-11-16 09:00+00:00", tick=False) as traveller:
        yield traveller


def move(person: User, team: Team | None, by: User) -> None:
    change_person(
        person,
        by=by,
        email=person.email,
        display_name=person.display_name,
        job_title="",
        team=team,
        roles=["expert"],
    )


def spans(person: User) -> list[tuple[str, date, date | None]]:
    rows = TeamMembership.objects.filter(person=person).select_related("team")
    return [(row.team.name, row.since, row.until) for row in rows]


def test_a_change_of_team_ends_one_membership_and_begins_the_next(
    clock: Any, administrator: User
) -> None:
    fibre, night = make_team("Fibre"), make_team("Night")
    person = make_person(team=fibre)
    clock.shift(timedelta(days=10))
    move(person, night, administrator)
    assert spans(person) == [
        ("Fibre", MONDAY, MONDAY + 10 * DAY),
        ("Night", MONDAY + 10 * DAY, None),
    ]
    move(person, fibre, administrator)
    assert spans(person) == [("Fibre", MONDAY, None)]
    move(person, None, administrator)
    assert spans(person) == [("Fibre", MONDAY, MONDAY + 10 * DAY)]


def test_who_leaves_belongs_to_no_team_until_they_are_back(clock: Any, administrator: User) -> None:
    person = make_person(team=make_team("Fibre"))
    line = add_matrix_line(person=person, team=make_team("Project"), since=MONDAY, by=administrator)
    clock.shift(timedelta(days=1))
    deactivate_person(person, by=administrator)
    move(person, person.team, administrator)
    assert spans(person) == [
        ("Fibre", MONDAY, MONDAY + DAY),
        ("Project", MONDAY, MONDAY + DAY),
    ]
    clock.shift(timedelta(days=30))
    reactivate_person(person, by=administrator)
    assert ("Fibre", MONDAY + 31 * DAY, None) in spans(person)
    line.refresh_from_db()
    assert line.until == MONDAY + DAY


def test_a_matrix_line_has_its_dates_and_leaves_a_record(clock: Any, administrator: User) -> None:
    person, project = make_person(team=make_team("Fibre")), make_team("Project")
    line = add_matrix_line(person=person, team=project, since=MONDAY, by=administrator)
    assert teams_of([person.pk], MONDAY, MONDAY)[person.pk][-1] == Membership(
        person.pk, project.pk, MONDAY, None, False
    )
    with pytest.raises(ValidationError, match="already belong"):
        add_matrix_line(person=person, team=project, since=MONDAY + 9 * DAY, by=administrator)
    end_matrix_line(line, until=MONDAY + 3 * DAY, by=administrator)
    assert spans(person)[-1] == ("Project", MONDAY, MONDAY + 3 * DAY)
    again = add_matrix_line(person=person, team=project, since=MONDAY + 3 * DAY, by=administrator)
    end_matrix_line(again, until=MONDAY, by=administrator)
    assert spans(person)[-1] == ("Project", MONDAY, MONDAY + 3 * DAY)
    kinds = list(AccountEvent.objects.filter(person=person).values_list("kind", flat=True))
    assert kinds.count("matrix_line_added") == kinds.count("matrix_line_ended") == 2


def test_what_is_no_matrix_line_is_refused(clock: Any, administrator: User, expert: User) -> None:
    with pytest.raises(ValidationError, match="before the first"):
        add_matrix_line(
            person=expert, team=make_team(), since=MONDAY, until=MONDAY, by=administrator
        )
    with pytest.raises(ValidationError, match="already belong"):
        add_matrix_line(person=expert, team=expert.team, since=MONDAY, by=administrator)
    main = TeamMembership.objects.get(person=expert)
    with pytest.raises(ValidationError, match="with their account"):
        end_matrix_line(main, until=MONDAY + DAY, by=administrator)


def test_a_team_made_the_main_one_takes_the_place_of_its_matrix_line(
    clock: Any, administrator: User
) -> None:
    person, project = make_person(team=make_team("Fibre")), make_team("Project")
    add_matrix_line(person=person, team=project, since=MONDAY, by=administrator)
    clock.shift(timedelta(days=2))
    move(person, project, administrator)
    assert spans(person) == [
        ("Fibre", MONDAY, MONDAY + 2 * DAY),
        ("Project", MONDAY, MONDAY + 2 * DAY),
        ("Project", MONDAY + 2 * DAY, None),
    ]


def test_members_of_a_team_are_those_below_it_too_in_these_days(
    clock: Any, administrator: User
) -> None:
    division = make_team("Networks")
    fibre, other = make_team("Fibre", parent=division), make_team("Billing")
    inside, outside = make_person(team=fibre), make_person(team=other)
    add_matrix_line(
        person=outside, team=fibre, since=MONDAY, until=MONDAY + 7 * DAY, by=administrator
    )
    assert members_of([division.pk, fibre.pk], *LONG).keys() == {inside.pk, outside.pk}
    assert members_of([division.pk], MONDAY + 7 * DAY, LONG[1]).keys() == {inside.pk}
    assert members_of([division.pk], LONG[0], MONDAY - DAY) == {}
    assert members_of([], *LONG) == {}
    assert members_of(None, *LONG).keys() >= {inside.pk, outside.pk, administrator.pk}
    assert teams_of([outside.pk, 0], *LONG)[0] == ()


def test_days_of_overlapping_memberships_count_once() -> None:
    rows = [
        Membership(1, 1, MONDAY, MONDAY + 7 * DAY, True),
        Membership(1, 2, MONDAY + 3 * DAY, MONDAY + 5 * DAY, False),
        Membership(1, 1, MONDAY + 7 * DAY, None, False),
        Membership(1, 3, date(2025, 1, 1), date(2025, 2, 1), False),
    ]
    assert spans_of(rows, MONDAY + DAY, MONDAY + 20 * DAY) == ((MONDAY + DAY, MONDAY + 20 * DAY),)
    assert spans_of(rows[:2], *LONG) == ((MONDAY, MONDAY + 6 * DAY),)
    assert spans_of(rows[3:], *LONG) == ()


def test_memberships_cost_the_same_queries_however_many_people(
    assert_same_queries: Callable[..., None], team: Team
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            make_person(team=team)

    def read() -> None:
        members_of([team.pk], *LONG)
        teams_of(list(User.objects.values_list("pk", flat=True)), *LONG)

    assert_same_queries(read, grow)


def test_everybody_who_was_there_before_gets_a_membership_since_their_account(
    clock: Any, administrator: User, team: Team
) -> None:
    here, left, same_day = make_person(team=team), make_person(team=team), make_person(team=team)
    alone = make_person()
    clock.shift(timedelta(days=4))
    deactivate_person(left, by=administrator)
    User.objects.filter(pk=same_day.pk).update(is_active=False, deactivated_at=same_day.created_at)
    TeamMembership.objects.all().delete()
    migration = importlib.import_module("accounts.migrations.0005_memberships_of_today")
    for _twice in range(2):
        migration.begin(apps, SimpleNamespace(connection=connection))
    assert spans(here) == [(team.name, MONDAY, None)]
    assert spans(left) == [(team.name, MONDAY, MONDAY + 4 * DAY)]
    assert spans(same_day) == spans(alone) == []
