"""What the demo company searched for, as figures of failed searches need it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.exchange.halage.company import Company, Table
from knowledge.search.models import SearchLog

_WORKING_DAYS = 5
_MINUTES_APART = 37
_STRIDE = 5
_LEFT_AFTER = timedelta(seconds=35)


def load_searches(table: Table, company: Company) -> int:
    """Everything of the parsed searches.toml that lies in the past; returns how many searches."""
    everyone = list(company.people.values())
    people = {
        "contacts": [person for person in everyone if person.is_contact],
        "experts": [person for person in everyone if person.is_expert and not person.is_contact],
    }
    turns = count()
    rows = [
        search
        for row in table["searches"]
        for search in _searches(row, people[row["by"]], turns)
        if search.at < timezone.now() - timedelta(minutes=5)
    ]
    SearchLog.objects.bulk_create(rows)
    return len(rows)


def _searches(row: Table, people: list[User], turns: Iterator[int]) -> Iterator[SearchLog]:
    weeks = row["weeks"]
    made = 0
    for age, times in zip(range(len(weeks) - 1, -1, -1), weeks, strict=True):
        for number in range(times):
            turn = next(turns)
            words = row["words"][made % len(row["words"])]
            is_used = made % 10 < row["opened"]
            at = _moment(age, number, turn)
            yield SearchLog(
                person=people[turn * _STRIDE % len(people)],
                words=words,
                folded_words=fold(words),
                total=row["answers"],
                source=SearchLog.Source.PAGE,
                at=at,
                outcome=SearchLog.Outcome.OPENED if is_used else "",
                outcome_at=at + timedelta(seconds=8) if is_used else None,
                left_at=at + _LEFT_AFTER if not is_used and made % 2 else None,
            )
            made += 1


def _moment(weeks_ago: int, number: int, turn: int) -> datetime:
    """Within working hours of a working day of that week."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday(), weeks=weeks_ago)
    day = monday + timedelta(days=number % _WORKING_DAYS)
    start = timezone.make_aware(datetime.combine(day, time(8, 30)))
    return start + timedelta(minutes=turn * _MINUTES_APART % (8 * 60))
