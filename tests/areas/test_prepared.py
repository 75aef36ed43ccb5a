"""Statements composed once: they give what the queryset gives, for other numbers too."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, PreparedObjects, Row
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


def test_words_moments_and_days_are_asked_with_the_same_statement() -> None:
    made = make_area("Energy").created_at
    composed: list[int] = []

    def rows(names: list[str], since: list[datetime], days: list[date]) -> QuerySet[Area, Row]:
        composed.append(1)
        found = Area.objects.filter(
            name=names[0], created_at__gte=since[0], created_at__date__in=days
        )
        return found.values_list("name")

    prepared, hour, today = Prepared(rows), timedelta(hours=1), made.astimezone(UTC).date()
    with timezone.override(UTC):
        assert prepared.rows(["Energy"], [made], [today]) == [("Energy",)]
        assert prepared.rows(["Energy"], [made - hour], [today]) == [("Energy",)]
        assert prepared.rows(["Tides"], [made], [today]) == []
        assert prepared.rows(["Energy"], [made + hour], [today]) == []
        assert prepared.rows(["Energy"], [made], [today - timedelta(days=1)]) == []
    assert composed == [1]


def test_objects_are_those_of_the_queryset_with_what_is_read_beside_them() -> None:
    parent = make_area("Energy")
    child = make_area("Tides", parent=parent)

    def areas(ids: list[int]) -> QuerySet[Area]:
        found = Area.objects.filter(pk__in=ids).select_related("parent").order_by("pk")
        return found.annotate(below=Count("children"))

    prepared: PreparedObjects[Area] = PreparedObjects(areas)
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            first, second = prepared.rows([parent.pk, child.pk])
            assert second.parent == first == parent
            assert first.parent is None
        assert len(queries) == 1
        assert [vars(one) | {"_state": 0} for one in (first, second)] == [
            vars(one) | {"_state": 0} for one in areas([parent.pk, child.pk])
        ]
        assert [vars(one)["below"] for one in (first, second)] == [1, 0]
        assert not first._state.adding
        assert first._state.db == "default"
    second.name = "Swell"
    second.save()
    assert [one.name for one in prepared.rows([child.pk])] == ["Swell"]
