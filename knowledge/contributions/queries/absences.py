"""Until when people are away. Colleagues may know the days; of what they are away for, nothing is read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from accounts.models import AwayPeriod

OVER_A_WEEKEND: Final = timedelta(days=3)


def away_until(person_ids: Collection[int], today: date) -> dict[int, date]:
    """The last day of who is away on this day, leave that follows over a weekend included; one query."""
    if not person_ids:
        return {}
    rows = AwayPeriod.objects.filter(person__in=person_ids, last_day__gte=today)
    found: dict[int, date] = {}
    facts = rows.order_by("first_day", "pk").values_list("person", "first_day", "last_day")
    for person_id, first, last in facts:
        reach = found.get(person_id)
        if reach is None:
            if first <= today:
                found[person_id] = last
        elif first - reach <= OVER_A_WEEKEND:
            found[person_id] = max(reach, last)
    return found
