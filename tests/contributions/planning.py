"""Slots and blocks of a person for tests, in a world whose today is a Wednesday."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from knowledge.contributions.actions.plans import add_slot
from knowledge.contributions.models import Block, PlanSlot

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
"""A Wednesday, 11:00 in Paris."""
TODAY = NOW.date()
THURSDAY, TWO = 3, 14 * 60


def stand_still(monkeypatch: Any, at: datetime = NOW) -> Callable[[datetime], None]:
    """The clock stands at this moment until it is set to another."""
    moment = [at]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])

    def set_to(other: datetime) -> None:
        moment[0] = other

    return set_to


def weekly(person: User, **changed: Any) -> PlanSlot:
    """Thursdays 14:00 to 16:00 from today on."""
    slot = {"weekday": THURSDAY, "start": TWO, "minutes": 120, "since": timezone.localdate()}
    return add_slot(person=person, **(slot | changed))


def past_block(person: User, day: date, *, minutes: int = 120, start: int = TWO) -> Block:
    """One that was planned for a day that has gone, undecided."""
    return Block.objects.create(person=person, day=day, start=start, minutes=minutes)


def weeks_ago(count: int) -> date:
    """The Thursday of a week before this one."""
    return TODAY + timedelta(days=1) - timedelta(weeks=count)


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)
