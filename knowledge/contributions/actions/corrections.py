"""Correcting what was recorded: a new entry refers to the old one, and nothing is erased."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.contributions.actions.months import closed_among, month_of
from knowledge.contributions.errors import AlreadyCorrected
from knowledge.contributions.facts import KEEP, Facts, Keep, check_facts, check_length, work_time_on
from knowledge.contributions.ledger import hold, keep, refuse_others
from knowledge.contributions.models import Entry, EntryEvent, Source, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from accounts.models import User
    from knowledge.areas.models import Area

Verb = EntryEvent.Verb
Cell = tuple["date", str, int | None]
"""Day, kind, area: what minutes are summed by."""


@transaction.atomic
def correct_entry(
    *,
    entry: Entry,
    by: User,
    day: date | None = None,
    minutes: int | None = None,
    kind: str | None = None,
    area: Area | Keep | None = KEEP,
    label: str | None = None,
    url: str | None = None,
    note: str | None = None,
    sure: bool = False,
    at: datetime | None = None,
) -> Entry:
    """What is right instead, in full: `minutes` is the right number, not a difference.

    0 minutes take it back; correcting what was declined or taken back takes it up again. Returns
    the entry that now stands for it, the same one when nothing is different.
    Raises AlreadyCorrected unless `entry` is the latest of its line, TooLong unless `sure`,
    ValidationError by field, PermissionDenied.
    """
    refuse_others(entry.person_id, by)
    hold(by)
    line = Line(line_of(entry))
    if line.latest.pk != entry.pk:
        raise AlreadyCorrected(line.latest)
    if line.latest.state == State.PROPOSED:
        raise ValidationError(_("This is still a proposal: confirm or decline it."))
    before = line.facts
    facts = before.but(
        day=day, minutes=minutes, kind=kind, area=area, label=label, url=url, note=note
    ).cleaned()
    at = at or timezone.now()
    if line.is_same(facts):
        return line.latest
    if facts.minutes:
        work_time, counted = work_time_on(by, facts.day), line.counted_on(facts.day)
        check_facts(by, facts, work_time=work_time, at=at, before=before)
        check_length(by, facts, work_time=work_time, instead_of=counted, sure=sure)
    return _carry_out(line, facts, at)


def line_of(entry: Entry) -> list[Entry]:
    """The entry that was recorded first and its corrections, in the order of their making."""
    rows = Entry.objects.select_related("person", "area")
    return list(rows.filter(Q(pk=entry.first_id) | Q(corrects=entry.first_id)).order_by("pk"))


@dataclass(frozen=True, slots=True)
class Line:
    """One contribution: what was recorded first, and every correction of it."""

    entries: Sequence[Entry]

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def latest(self) -> Entry:
        return self.entries[-1]

    @property
    def counted(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.counts]

    @property
    def minutes(self) -> int:
        """What it counts for now, adjustments included."""
        return sum(entry.minutes for entry in self.counted)

    @property
    def facts(self) -> Facts:
        """As it is now; of what was declined, with the minutes that it would have."""
        latest = Facts.of(self.latest)
        return latest if self.latest.state == State.DECLINED else latest.but(minutes=self.minutes)

    def counted_on(self, day: date) -> int:
        return sum(entry.minutes for entry in self.counted if entry.day == day)

    def is_same(self, facts: Facts) -> bool:
        if self.latest.state == State.DECLINED or not self.minutes:
            return not facts.minutes
        return facts == self.facts


def _carry_out(line: Line, facts: Facts, at: datetime) -> Entry:
    """Take the place of what is in open months, and adjust what is in closed ones."""
    closed = closed_among([facts.day, *(entry.day for entry in line.counted)])
    standing: Counter[Cell] = Counter()
    last = line.latest
    for entry in line.counted:
        if month_of(entry.day) in closed:
            standing[_cell(entry)] += entry.minutes
        else:
            last = _set_aside(entry, at, is_taken_back=not facts.minutes)
    target = (facts.day, facts.kind, facts.area.pk if facts.area else None)
    for cell, minutes in standing.items():
        if minutes and (cell != target or not facts.minutes):
            last = _add(line, facts, cell, -minutes, at, is_adjustment=True)
    if not facts.minutes:
        return last
    is_adjustment = month_of(facts.day) in closed
    minutes = facts.minutes - standing[target]
    return _add(line, facts, target, minutes, at, is_adjustment=is_adjustment)


def _set_aside(entry: Entry, at: datetime, *, is_taken_back: bool) -> Entry:
    """It counts no more: another takes its place, or none."""
    entry.counts = False
    if is_taken_back:
        entry.state, entry.decided_at = State.DECLINED, at
    verb = Verb.DECLINED if is_taken_back else Verb.REPLACED
    return keep(entry, verb=verb, actor=entry.person, at=at, counted=True)


def _add(
    line: Line, facts: Facts, cell: Cell, minutes: int, at: datetime, *, is_adjustment: bool
) -> Entry:
    entry = Entry(person=line.first.person, corrects=line.first, source=Source.MANUAL)
    facts.fill(entry)
    entry.day, entry.kind, entry.area_id = cell
    entry.minutes, entry.is_adjustment = minutes, is_adjustment
    entry.state, entry.counts = State.CONFIRMED, True
    entry.recorded_at = entry.decided_at = at
    return keep(entry, verb=Verb.RECORDED, actor=entry.person, at=at)


def _cell(entry: Entry) -> Cell:
    return entry.day, entry.kind, entry.area_id
