"""On which days people were experts: figures of the past follow these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from accounts.models import ExpertChange

__all__ = ["Spans", "expert_days", "in_both"]

Spans = tuple[tuple[date, date], ...]
"""Stretches of days, both ends included, by date, none twice."""
_DAY = timedelta(days=1)


def expert_days(first: date, last: date, *, only: int | None = None) -> Mapping[int, Spans]:
    """Of whoever became an expert or ceased to be one after `first`: their days as one between these,
    both included. Everybody else was on all of them what they are today. One query, of `only` one
    person if any is named.
    """
    changes: dict[int, list[tuple[date, bool]]] = defaultdict(list)
    rows = ExpertChange.objects.filter(day__gt=first).order_by("person", "day")
    if only is not None:
        rows = rows.filter(person=only)
    for person_id, day, is_expert in rows.values_list("person", "day", "is_expert"):
        changes[person_id].append((day, is_expert))
    found = {}
    for person_id, hers in changes.items():
        steps = [(first, not hers[0][1]), *hers]
        found[person_id] = in_both(_spans(steps), ((first, last),))
    return found


def in_both(some: Spans, others: Spans) -> Spans:
    """The days that lie in both."""
    found = ((max(first, start), min(last, end)) for first, last in some for start, end in others)
    return tuple(sorted((start, end) for start, end in found if start <= end))


def _spans(steps: Sequence[tuple[date, bool]]) -> Spans:
    ends = [day - _DAY for day, _is_expert in steps[1:]]
    return tuple(
        (day, end)
        for (day, is_expert), end in zip(steps, [*ends, date.max], strict=True)
        if is_expert
    )
