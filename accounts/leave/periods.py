"""What reading a file comes to: periods and what was left out, or its wrong lines."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

MOST_DAYS_AWAY = 1_100
"""Three years: longer, and an account is better deactivated."""
HORIZON = timedelta(days=731)
"""How far back and ahead calendars are read: two years."""
NOTE_LETTERS = 200
_KEY_LETTERS = 40


class Unreadable(ValueError):
    """Nothing of the file may be taken; `wrongs` are its lines in order."""

    def __init__(self, wrongs: Sequence[Wrong]) -> None:
        super().__init__(" ".join(wrong.said for wrong in wrongs))
        self.wrongs = tuple(sorted(wrongs, key=lambda wrong: wrong.line))


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a line, counted from 1; 0 for the file as a whole."""

    line: int
    said: str


@dataclass(frozen=True, slots=True)
class Found:
    """A period as AwayPeriod keeps it. `key` is the same whenever its source names it again."""

    first_day: date
    last_day: date
    from_noon: bool
    to_noon: bool
    note: str
    key: str
    line: int

    @property
    def days(self) -> tuple[date, date, bool, bool]:
        return self.first_day, self.last_day, self.from_noon, self.to_noon


@dataclass(frozen=True, slots=True)
class Reading:
    """What a calendar says between two days.

    `owners` are the beginnings of the keys of all its events, cancelled ones included: periods with
    such a key that it no longer says are gone. `short`, `free` and `cancelled` count events that were
    left out: too short for half a day, marked as free, called off.
    """

    first: date
    last: date
    found: tuple[Found, ...]
    owners: frozenset[str] = field(default_factory=frozenset)
    short: int = 0
    free: int = 0
    cancelled: int = 0


def horizon(today: date) -> tuple[date, date]:
    """The first and the last day that calendars are read for."""
    return today - HORIZON, today + HORIZON


def digest_of(parts: Collection[object]) -> str:
    """A key for what has no name of its own, or too long a one."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:_KEY_LETTERS]
