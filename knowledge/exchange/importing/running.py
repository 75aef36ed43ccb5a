"""Running an import: batches, so that others can write in between and a crash loses one batch at most."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from django.db import DatabaseError

from knowledge.articles.actions.importing import Import, Imported, import_articles, link_imported
from knowledge.exchange.importing.checking import Checker, Refused
from knowledge.exchange.importing.reading import Record, Rejected

BATCH = 200
LINK_BATCH = 50


@dataclass(kw_only=True)
class Outcome:
    """What an import did; `rejected` only counts, each one goes to `on_rejected` as it is met."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    linking: list[int] = field(default_factory=list)

    def add(self, batch: Imported) -> None:
        self.created += batch.created
        self.updated += batch.updated
        self.unchanged += batch.unchanged
        self.linking += batch.linking


def run_import(
    records: Iterable[Record | Rejected],
    checker: Checker,
    *,
    on_rejected: Callable[[Rejected], None],
    on_progress: Callable[[int], None] = lambda done: None,
) -> Outcome:
    """Take every good record in and report every bad one; run it again after a crash.

    A batch that the database refuses is tried one by one, so that one bad row costs only itself.
    """
    outcome = Outcome()

    def reject(found: Rejected) -> None:
        outcome.rejected += 1
        on_rejected(found)

    stream = iter(records)
    done = 0
    while chunk := list(islice(stream, BATCH)):
        places, good = _checked(chunk, checker, reject)
        _take(places, good, outcome, reject)
        done += len(chunk)
        on_progress(done)
    for start in range(0, len(outcome.linking), LINK_BATCH):
        link_imported(article_ids=outcome.linking[start : start + LINK_BATCH])
    return outcome


def _checked(
    chunk: list[Record | Rejected], checker: Checker, reject: Callable[[Rejected], None]
) -> tuple[list[str], list[Import]]:
    places, good = [], []
    seen: set[str] = set()
    for found in chunk:
        if isinstance(found, Rejected):
            reject(found)
            continue
        try:
            row = checker.check(found)
        except Refused as refused:
            reject(Rejected(place=found.place, reason=str(refused)))
            continue
        if row.external_id in seen:
            reject(
                Rejected(place=found.place, reason=f"external_id “{row.external_id}” comes twice")
            )
            continue
        if row.external_id:
            seen.add(row.external_id)
        places.append(found.place)
        good.append(row)
    return places, good


def _take(
    places: list[str],
    good: list[Import],
    outcome: Outcome,
    reject: Callable[[Rejected], None],
) -> None:
    try:
        outcome.add(import_articles(rows=good))
    except DatabaseError:
        for place, row in zip(places, good, strict=True):
            _take_one(place, row, outcome, reject)


def _take_one(
    place: str, row: Import, outcome: Outcome, reject: Callable[[Rejected], None]
) -> None:
    try:
        outcome.add(import_articles(rows=[row]))
    except DatabaseError as refused:
        reject(Rejected(place=place, reason=f"The database refused it: {refused}"))
