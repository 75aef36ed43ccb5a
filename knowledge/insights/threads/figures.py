"""The figures of threads and their formulas. Pure: it is handed facts, and asks nobody.

Formulas are those of the metrics dictionary (features.md §5b). A denominator of 0 is “no data”.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from knowledge.threads.models import State

DAY: Final = timedelta(hours=24)
THREE_DAYS: Final = timedelta(hours=72)

_NINETY: Final = 90
_SUMS: Final = (
    "asked",
    "ended",
    "duplicates",
    "solved",
    "questions",
    "in_a_day",
    "of_a_day",
    "in_three_days",
    "of_three_days",
)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int = 0
    whole: int = 0

    @property
    def rate(self) -> float | None:
        """None is no data."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes of working time: the median and the 90th percentile of `count`; None is no data."""

    count: int = 0
    median: int | None = None
    ninetieth: int | None = None

    @classmethod
    def of(cls, minutes: Iterable[int]) -> Times:
        """The median of an even number is the mean of the middle two, rounded half up; the 90th
        percentile is the smallest of them that at least 90 % don't exceed (nearest rank).
        """
        told = sorted(minutes)
        if not told:
            return cls()
        count = len(told)
        low, high = told[(count - 1) // 2], told[count // 2]
        rank = -(-count * _NINETY // 100)
        return cls(count, (low + high + 1) // 2, told[rank - 1])


@dataclass(slots=True)
class Asked:
    """What is read of one thread: it was asked at least `age` ago, and the first answer took so long
    on the clock, or so many minutes of working time; None while there is none.
    """

    state: str
    age: timedelta
    took: timedelta | None
    first_answer_minutes: int | None
    solution_minutes: int | None

    @property
    def is_solved(self) -> bool:
        return self.state == State.SOLVED

    @property
    def is_question(self) -> bool:
        """Not one that ended without an answer of its own: a duplicate is answered elsewhere."""
        ended_apart = self.state in (State.DUPLICATE, State.CLOSED)
        return self.took is not None or not ended_apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """How fast first answers and solutions came."""

    first_answer: Times = field(default_factory=Times)
    solution: Times = field(default_factory=Times)
    in_a_day: Share = field(default_factory=Share)
    in_three_days: Share = field(default_factory=Share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Of the threads asked in a period.

    Solved: questions with an accepted answer / questions. Duplicates: threads closed as a duplicate /
    threads that ended. Answered in 24 h (72 h): questions with a first answer within so many hours on
    the clock / questions, less those still unanswered that are younger.
    """

    asked: int = 0
    questions: int = 0
    speed: Speed = field(default_factory=Speed)
    solved: Share = field(default_factory=Share)
    duplicates: Share = field(default_factory=Share)


@dataclass(slots=True)
class Tally:
    """Adds up the threads of one area, week or period."""

    asked: int = 0
    ended: int = 0
    duplicates: int = 0
    solved: int = 0
    questions: int = 0
    in_a_day: int = 0
    of_a_day: int = 0
    in_three_days: int = 0
    of_three_days: int = 0
    first: list[int] = field(default_factory=list)
    solution: list[int] = field(default_factory=list)

    def add(self, thread: Asked) -> None:
        self.asked += 1
        if thread.state == State.DUPLICATE:
            self.duplicates += 1
            self.ended += 1
        elif thread.state in (State.CLOSED, State.SOLVED):
            self.ended += 1
        if not thread.is_question:
            return
        self.questions += 1
        if thread.is_solved:
            self.solved += 1
            if thread.solution_minutes is not None:
                self.solution.append(thread.solution_minutes)
        self._add_first(thread)

    def _add_first(self, thread: Asked) -> None:
        took = thread.took
        if took is None:
            self.of_a_day += thread.age >= DAY
            self.of_three_days += thread.age >= THREE_DAYS
            return
        self.of_a_day += 1
        self.of_three_days += 1
        self.in_a_day += took <= DAY
        self.in_three_days += took <= THREE_DAYS
        if thread.first_answer_minutes is not None:
            self.first.append(thread.first_answer_minutes)

    def merge(self, other: Tally) -> None:
        """Count the other's threads too."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.first += other.first
        self.solution += other.solution

    @property
    def day_share(self) -> Share:
        """Answered within 24 h."""
        return Share(self.in_a_day, self.of_a_day)

    def figures(self) -> Figures:
        """What it comes to."""
        speed = Speed(
            first_answer=Times.of(self.first),
            solution=Times.of(self.solution),
            in_a_day=Share(self.in_a_day, self.of_a_day),
            in_three_days=Share(self.in_three_days, self.of_three_days),
        )
        return Figures(
            asked=self.asked,
            questions=self.questions,
            speed=speed,
            solved=Share(self.solved, self.questions),
            duplicates=Share(self.duplicates, self.ended),
        )
