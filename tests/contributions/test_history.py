"""The history of entries is complete, and only ever added to."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.db.models import ProtectedError
from hypothesis import HealthCheck, given, settings

from accounts.models import User
from knowledge.contributions.actions import correct_entry
from knowledge.contributions.models import ClosedMonth, Entry, EntryEvent, WeekSum
from knowledge.contributions.models.entries import OnlyAdded
from tests.contributions.ledgers import Ledger, steps
from tests.factories import make_area, make_entry, make_person

pytestmark = pytest.mark.django_db

IN_ONE_TRANSACTION = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PACKAGE: Path = project.ROOT / "knowledge/contributions"
MAY_WRITE = {
    Entry: {"ledger.py", "actions/entries.py", "actions/corrections.py", "actions/retention.py"},
    EntryEvent: {"ledger.py", "actions/retention.py", "models/entries.py"},
    WeekSum: {"sums.py"},
}
READS = {
    *("all", "filter", "exclude", "get", "none", "of", "counted", "order_by", "select_related"),
    *(
        "values",
        "values_list",
        "annotate",
        "aggregate",
        "exists",
        "count",
        "first",
        "last",
        "in_bulk",
    ),
    *("only", "alias", "using", "none", "iterator", "distinct", "dates"),
}


def _live(todo: list[tuple[Any, ...]]) -> None:
    ClosedMonth.objects.all().delete()
    ledger = Ledger(make_person(), make_person(), [None, make_area(), make_area()])
    for step in todo:
        ledger.do(step)
    ledger.check()


@given(todo=steps)
@settings(max_examples=15, deadline=None, suppress_health_check=IN_ONE_TRANSACTION)
def test_rows_events_and_sums_always_say_the_same(db: None, todo: list[tuple[Any, ...]]) -> None:
    _live(todo)


@pytest.mark.slow
@given(todo=steps)
@settings(max_examples=150, deadline=None, suppress_health_check=IN_ONE_TRANSACTION)
def test_rows_events_and_sums_say_the_same_in_many_lives(
    db: None, todo: list[tuple[Any, ...]]
) -> None:
    _live(todo)


REFUSED: dict[str, Callable[[EntryEvent], object]] = {
    "saved again": lambda event: event.save(),
    "deleted": lambda event: event.delete(),
    "updated": lambda event: EntryEvent.objects.filter(pk=event.pk).update(verb="declined"),
    "updated with others": lambda event: EntryEvent.objects.bulk_update([event], ["verb"]),
    "deleted with others": lambda event: EntryEvent.objects.filter(pk=event.pk).delete(),
    "updated by its entry": lambda event: event.entry.events.update(verb="declined"),
    "deleted by its entry": lambda event: event.entry.events.all().delete(),
}


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED.keys())
def test_an_event_is_never_changed_or_deleted(
    expert: User, change: Callable[[EntryEvent], object]
) -> None:
    event = make_entry(expert).events.get()
    before = list(EntryEvent.objects.values())
    event.verb = EntryEvent.Verb.DECLINED
    with pytest.raises(OnlyAdded):
        change(event)
    assert list(EntryEvent.objects.values()) == before


def test_an_entry_is_never_deleted(expert: User) -> None:
    entry = make_entry(expert)
    with pytest.raises(ProtectedError):
        entry.delete()
    with pytest.raises(ProtectedError):
        Entry.objects.filter(pk=entry.pk).delete()


def test_a_person_and_an_area_with_entries_are_never_deleted(expert: User) -> None:
    area = make_area()
    correct_entry(entry=make_entry(expert), by=expert, area=area, sure=True)
    for row in (expert, area):
        with pytest.raises(ProtectedError):
            row.delete()


def _importing(name: str) -> Iterator[tuple[Path, ast.Module]]:
    """Modules of the product that know this model."""
    for folder in ("knowledge", "accounts"):
        for path in (project.ROOT / folder).rglob("*.py"):
            text = path.read_text()
            if "migrations" in path.parts or "contributions" not in text or name not in text:
                continue
            tree = ast.parse(text)
            imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
            if any(
                "contributions" in (node.module or "") and name in {a.name for a in node.names}
                for node in imports
            ):
                yield path, tree


def _writes(tree: ast.Module, name: str) -> Iterator[int]:
    """Lines where a row of this model is made, or its manager asked for more than to read."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id == name:
            yield node.lineno
        chain = ast.unparse(node.func)
        if chain.startswith(f"{name}.objects.") and node.func.attr not in READS:  # type: ignore[attr-defined]
            yield node.lineno


@pytest.mark.parametrize("model", MAY_WRITE, ids=lambda model: model.__name__)
def test_only_the_ledger_writes_entries_events_and_sums(model: type) -> None:
    found = [
        f"{path.relative_to(project.ROOT)}:{line}"
        for path, tree in _importing(model.__name__)
        if not (PACKAGE in path.parents and str(path.relative_to(PACKAGE)) in MAY_WRITE[model])
        for line in _writes(tree, model.__name__)
    ]
    assert not found, "\n".join(found)
