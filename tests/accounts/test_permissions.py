"""What a restriction hides, from whom, and at what price."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.backends import TerroirBackend
from accounts.models import User
from accounts.permissions import (
    can_edit_area,
    can_manage_team,
    hidden_area_ids,
    is_lead_of,
)
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db


def fetched(person: User) -> User:
    """The person as a request has them."""
    user = TerroirBackend().get_user(person.pk)
    assert user is not None
    return user


def test_a_restriction_hides_the_whole_subtree_from_other_teams(outsider: User) -> None:
    team = make_team()
    parent, beside = make_area(), make_area()
    child = make_area(parent=parent)
    restrict_area(parent, team)
    assert hidden_area_ids(fetched(outsider)) == {parent.pk, child.pk}
    assert beside.pk not in hidden_area_ids(fetched(outsider))


def test_members_of_the_team_and_of_teams_below_it_see_the_area() -> None:
    team = make_team()
    below = make_team(parent=team)
    area = make_area()
    restrict_area(area, team)
    for person in (make_person(team=team), make_person(team=below)):
        assert hidden_area_ids(fetched(person)) == frozenset()


def test_members_of_the_team_above_do_not_see_the_area() -> None:
    above = make_team()
    area = make_area()
    restrict_area(area, make_team(parent=above))
    assert hidden_area_ids(fetched(make_person(team=above))) == {area.pk}


def test_an_owner_sees_their_area_and_all_below_it(outsider: User) -> None:
    top = make_area()
    owned = make_area(parent=top, owners=[outsider])
    below = make_area(parent=owned)
    restrict_area(top, make_team())
    restrict_area(below, make_team())
    assert hidden_area_ids(fetched(outsider)) == {top.pk}


def test_a_nested_restriction_can_only_narrow() -> None:
    wide, narrow = make_team(), make_team()
    parent = make_area()
    child = make_area(parent=parent)
    restrict_area(parent, wide)
    restrict_area(child, narrow)
    assert hidden_area_ids(fetched(make_person(team=wide))) == {child.pk}
    assert hidden_area_ids(fetched(make_person(team=narrow))) == {parent.pk, child.pk}


def test_administrators_and_strangers_are_not_exempt(administrator: User) -> None:
    area = make_area()
    restrict_area(area, make_team())
    assert hidden_area_ids(fetched(administrator)) == {area.pk}
    assert hidden_area_ids(AnonymousUser()) == {area.pk}


def test_a_path_that_only_starts_alike_is_not_below() -> None:
    areas = [make_area() for _ in range(12)]
    restrict_area(areas[0], make_team())
    assert hidden_area_ids(fetched(make_person())) == {areas[0].pk}


def test_without_restrictions_it_costs_no_query(contact: User) -> None:
    make_area()
    user = fetched(contact)
    with CaptureQueriesContext(connection) as queries:
        assert hidden_area_ids(user) == frozenset()
    assert len(queries) == 0


def test_with_restrictions_it_costs_one_query_once(outsider: User) -> None:
    for _ in range(5):
        restrict_area(make_area(), make_team())
    user = fetched(outsider)
    with CaptureQueriesContext(connection) as queries:
        hidden_area_ids(user)
        hidden_area_ids(user)
    assert len(queries) == 1


def test_a_lead_edits_their_area_and_those_below_but_not_others(lead: User) -> None:
    own = lead.owned_areas.get().area
    below, other = make_area(parent=own), make_area()
    assert can_edit_area(lead, own)
    assert can_edit_area(lead, below)
    assert not can_edit_area(lead, other)
    assert is_lead_of(lead, [other.pk, below.pk])
    assert not is_lead_of(lead, [])


def test_an_administrator_cannot_edit_an_area_hidden_from_them(administrator: User) -> None:
    area = make_area()
    restrict_area(area, make_team())
    assert not can_edit_area(fetched(administrator), area)


def test_a_manager_manages_their_teams_and_those_below(manager: User) -> None:
    assert manager.team is not None
    below = make_team(parent=manager.team)
    assert can_manage_team(manager, below)
    assert not can_manage_team(manager, make_team())
