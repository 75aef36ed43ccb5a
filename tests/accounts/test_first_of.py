"""Lists of a person's own rows: one statement for everybody, and each gets what the rule gives them."""

import pytest
from django.db.models import QuerySet

from accounts.first_of import FirstOf
from accounts.models import Expertise, Team, User
from accounts.permissions import hidden_area_ids
from knowledge.areas.prepared import PreparedObjects
from tests.factories import make_area, make_person, restrict_area

pytestmark = pytest.mark.django_db


def test_each_person_gets_what_the_rule_gives_them(team: Team) -> None:
    asked: list[int] = []

    def known(person: User) -> QuerySet[Expertise]:
        asked.append(person.pk)
        rows = Expertise.objects.exclude(area__in=hidden_area_ids(person)).filter(person=person)
        return rows.order_by("-level")

    people = [make_person(team=team), make_person(team=team), make_person()]
    areas = [make_area(name) for name in ("Energy", "Fibre", "Tides")]
    restrict_area(areas[2], team)
    for person in people:
        for level, area in enumerate(areas, start=1):
            Expertise.objects.create(person=person, area=area, level=level)
    first = FirstOf(known, 2)
    with_area: PreparedObjects[Expertise] = PreparedObjects(
        lambda ids: Expertise.objects.filter(pk__in=ids).select_related("area")
    )
    for person in [User.objects.get(pk=one.pk) for one in people]:
        rows = first.read(person, with_area)
        assert rows == list(known(person)[:2])
    assert len(asked) == len(people) + 2
    assert first.read(make_person(team=team), with_area) == []
