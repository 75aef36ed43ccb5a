"""Random sequences of what people do with their entries, beside a model that is as simple as can be.

The model knows of each contribution only what is right now; sums, rows and events must say the same.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from hypothesis import strategies as st

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.contributions.actions import (
    close_month,
    confirm_entry,
    correct_entry,
    decide_activity,
    decline_entry,
    propose_entry,
    record_entry,
)
from knowledge.contributions.ledger import values_of
from knowledge.contributions.models import Activity, ClosedMonth, Entry, EntryEvent, Source, State
from knowledge.contributions.periods import monday_of
from knowledge.contributions.sums import kept_sums

FIRST = date(2026, 8, 24)
AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
DAYS = 80
MONTHS = (date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1))
KINDS = ("article", "review", "forum")

days = st.integers(0, DAYS).map(lambda number: FIRST + timedelta(days=number))
minutes = st.one_of(st.integers(1, 90), st.sampled_from([-5, 0, 0, 900, 1_500]))
changes = st.fixed_dictionaries(
    {},
    optional={
        "minutes": minutes,
        "day": days,
        "kind": st.sampled_from(KINDS),
        "area": st.integers(0, 2),
        "note": st.sampled_from(["", "twice", "\x00"]),
    },
)
said = st.fixed_dictionaries(
    {"day": days, "minutes": minutes, "kind": st.sampled_from(KINDS), "area": st.integers(0, 2)}
)
which = st.integers(0, 30)
begun = st.lists(
    st.one_of(
        st.tuples(st.just("record"), said),
        st.tuples(st.just("propose"), said),
        st.tuples(st.just("activity"), said, st.booleans()),
    ),
    min_size=3,
    max_size=5,
)
gone_on = st.lists(
    st.one_of(
        st.tuples(st.just("record"), said),
        st.tuples(st.just("confirm"), which, changes),
        st.tuples(st.just("decline"), which),
        st.tuples(st.just("correct"), which, changes),
        st.tuples(st.just("correct"), which, changes),
        st.tuples(st.just("correct"), which, changes),
        st.tuples(st.just("close"), st.sampled_from(MONTHS)),
    ),
    min_size=8,
    max_size=16,
)
steps = st.tuples(begun, gone_on).map(lambda parts: [*parts[0], *parts[1]])


@dataclass(frozen=True)
class Now:
    """What is right of one contribution; `latest` is the entry that stands for it."""

    latest: int
    day: date
    minutes: int
    kind: str
    area: int | None
    state: str

    @classmethod
    def of(cls, entry: Entry, **known: Any) -> Now:
        return cls(entry.pk, entry.day, known["minutes"], entry.kind, entry.area_id, entry.state)


@dataclass
class Ledger:
    """One person's, and what must be in it."""

    person: User
    administrator: User
    areas: list[Area | None]
    now: dict[int, Now] = field(default_factory=dict)
    settled: dict[int, dict[str, Any]] = field(default_factory=dict)

    def do(self, step: tuple[Any, ...]) -> None:
        """A refused step changes nothing, which the comparison at the end shows."""
        with suppress(ValidationError):
            getattr(self, step[0])(*step[1:])

    def record(self, said: dict[str, Any]) -> None:
        entry = record_entry(person=self.person, sure=True, at=AT, url="CR-1", **self._real(said))
        self.now[entry.pk] = Now.of(entry, minutes=said["minutes"])

    def propose(self, said: dict[str, Any]) -> None:
        fields = self._real(said) | {"url": "CR-1", "source": Source.PLAN, "at": AT}
        entry = propose_entry(person=self.person, **fields)
        self.now[entry.pk] = Now.of(entry, minutes=said["minutes"])

    def activity(self, said: dict[str, Any], confirm: bool) -> None:
        if said["minutes"] < 0:
            return
        activity = Activity.objects.create(
            person=self.person,
            subject_kind="article",
            subject_id=Activity.objects.count() + 1,
            url="CR-1",
            changed_at=AT,
            **self._real(said),
        )
        try:
            entry = decide_activity(
                activity=activity, person=self.person, confirm=confirm, sure=True, at=AT
            )
        except ValidationError:
            activity.delete()
            raise
        self.now[entry.pk] = Now.of(entry, minutes=said["minutes"])

    def confirm(self, number: int, change: dict[str, Any]) -> None:
        if entry := self._pick(number):
            fields = self._real(change)
            done = confirm_entry(entry=entry, by=self.person, sure=True, at=AT, **fields)
            right = fields.get("minutes", entry.minutes)
            self.now[entry.first_id] = Now.of(done, minutes=right)

    def decline(self, number: int) -> None:
        if entry := self._pick(number):
            done = decline_entry(entry=entry, by=self.person, at=AT)
            self.now[entry.first_id] = Now.of(done, minutes=entry.minutes)

    def correct(self, number: int, change: dict[str, Any]) -> None:
        if entry := self._pick(number):
            before = self.now[entry.first_id]
            fields = self._real(change)
            done = correct_entry(entry=entry, by=self.person, sure=True, at=AT, **fields)
            right = fields.get("minutes", before.minutes)
            if right:
                self.now[entry.first_id] = Now.of(done, minutes=right)
            else:
                kept = entry.minutes if done.state == State.DECLINED else 0
                self.now[entry.first_id] = replace(
                    before, latest=done.pk, state=State.DECLINED, minutes=kept
                )

    def close(self, month: date) -> None:
        close_month(month=month, by=self.administrator, at=AT)
        rows = Entry.objects.of(self.person).counted().filter(day__month=month.month)
        self.settled |= {entry.pk: values_of(entry) for entry in rows}

    def check(self) -> None:
        """Rows, events and sums say what the model says, and what was settled stands."""
        entries = {entry.pk: values_of(entry) for entry in Entry.objects.of(self.person)}
        assert replayed(self.person) == entries
        assert kept_of(self.person) == self.expected()
        assert {pk: entries[pk] for pk in self.settled} == self.settled
        by_day: Counter[str] = Counter()
        for values in entries.values():
            by_day[values["day"]] += values["minutes"] * values["counts"]
            month = date.fromisoformat(values["day"]).replace(day=1)
            assert values["minutes"] > 0 or month in _closed()
        assert all(0 <= total <= 24 * 60 for total in by_day.values())

    def expected(self) -> dict[tuple[date, str, int | None], int]:
        sums: Counter[tuple[date, str, int | None]] = Counter()
        for now in self.now.values():
            if now.state == State.CONFIRMED:
                sums[monday_of(now.day), now.kind, now.area] += now.minutes
        return dict(sums)

    def _pick(self, number: int) -> Entry | None:
        if not self.now:
            return None
        chosen = sorted(self.now)[number % len(self.now)]
        return Entry.objects.get(pk=self.now[chosen].latest)

    def _real(self, fields: dict[str, Any]) -> dict[str, Any]:
        if "area" in fields:
            return fields | {"area": self.areas[fields["area"]]}
        return fields


def replayed(person: User) -> dict[int, dict[str, Any]]:
    """The entries as their events tell them."""
    events = EntryEvent.objects.filter(entry__person=person).order_by("pk")
    return {event.entry_id: event.values for event in events}


def kept_of(person: User) -> dict[tuple[date, str, int | None], int]:
    return {cell[1:]: total for cell, total in kept_sums().items() if cell[0] == person.pk}


def _closed() -> set[date]:
    return set(ClosedMonth.objects.values_list("month", flat=True))
