"""A week in which these tests take place, and minutes given in it."""

from datetime import UTC, date, datetime

from django.db.models import F

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.contributions.models import Entry, Kind, Source, State, WeekSum
from knowledge.contributions.periods import monday_of

MONDAY = date(2026, 11, 23)
TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


def give(
    person: User, minutes: int, day: date, *, kind: Kind = Kind.ANSWER, area: Area | None = None
) -> Entry:
    """A confirmed entry with its sum, on any day, as the ledger leaves them."""
    entry = Entry.objects.create(
        person=person,
        day=day,
        minutes=minutes,
        kind=kind,
        area=area,
        label="A reply",
        state=State.CONFIRMED,
        source=Source.MANUAL,
        counts=True,
        recorded_at=NOW,
        decided_at=NOW,
    )
    cell = {"person": person, "monday": monday_of(day), "kind": kind, "area": area}
    if not WeekSum.objects.filter(**cell).update(minutes=F("minutes") + minutes):
        WeekSum.objects.create(**cell, minutes=minutes)
    return entry
