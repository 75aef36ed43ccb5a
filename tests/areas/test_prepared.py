"""Statements composed once: they give what the queryset gives, for other numbers too."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, Row
from tests.factories import make_area

pytestmark = pytest.mark.django_db


def _composed(calls: list[int]) -> Prepared:
    def rows(ids: list[int], left_out: list[int]) -> QuerySet[Area, Row]:
        calls.append(1)
        found = Area.objects.filter(pk__in=ids).exclude(pk__in=left_out).filter(archived=False)
        return found.order_by("pk").values_list("pk", "name", "created_at")

    return Prepared(rows)


def test_other_numbers_are_asked_with_the_same_statement() -> None:
    calls: list[int] = []
    prepared = _composed(calls)
    areas = [make_area(name) for name in ("Energy", "Tides", "Fibre", "Coal")]
    Area.objects.filter(pk=areas[3].pk).update(archived=True)
    first, second, third, archived = (area.pk for area in areas)
    asked = [([first, archived], [third]), ([second, third], [third]), ([first, second], [third])]
    found = [[row[1] for row in prepared.rows(*lists)] for lists in asked]
    assert found == [["Energy"], ["Tides"], ["Energy", "Tides"]]
    assert len(calls) == 1
    assert [row[1] for row in prepared.rows([first, second, third], [second])] == [
        "Energy",
        "Fibre",
    ]
    assert len(calls) == 2


def test_values_are_what_the_queryset_would_give() -> None:
    area = make_area("Energy")
    (row,) = _composed([]).rows([area.pk], [])
    assert row == (area.pk, "Energy", area.created_at)
    assert timezone.now() - row[2] < timedelta(minutes=1)


def test_nothing_asked_is_nothing_found_without_a_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert _composed([]).rows([], [1, 2]) == []
    assert not queries.captured_queries
