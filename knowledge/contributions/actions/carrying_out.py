"""Many changes at once, all of them or none: a week confirmed, a sheet saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction

from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import (
    confirm_entry,
    decide_activity,
    decline_entry,
    record_entry,
)
from knowledge.contributions.errors import TooLong
from knowledge.contributions.models import Activity, Entry, State

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, slots=True)
class Change:
    """What one line of a form asks for. `key` finds the line again when something is wrong with it.

    `target` is None for something new. `keep` False drops a proposal, or takes back what was
    recorded. `facts` are what the actions take: day, minutes, kind, area, label, url, note.
    """

    key: str
    target: Entry | Activity | None
    facts: dict[str, Any] = field(default_factory=dict)
    keep: bool = True

    @property
    def growth(self) -> int:
        """By how many minutes its day grows: what frees a day is done before what fills it."""
        if not self.keep:
            return -1
        is_there = isinstance(self.target, Entry) and self.target.state == State.CONFIRMED
        before = self.target.minutes if self.target is not None and is_there else 0
        minutes: int = self.facts.get("minutes") or 0
        return minutes - before


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines count from now on, and how many were dropped or taken back."""

    kept: int
    dropped: int


class NotDone(Exception):
    """Nothing was written. `errors` by the key of the line; `too_long` are days to be asked about."""

    def __init__(self, errors: dict[str, ValidationError], too_long: dict[date, TooLong]) -> None:
        super().__init__("nothing was written")
        self.errors = errors
        self.too_long = too_long


@transaction.atomic
def carry_out(*, person: User, changes: Sequence[Change], sure: bool = False) -> Outcome:
    """Raises NotDone, with all that is wrong and, unless `sure`, each day that gets too long."""
    errors: dict[str, ValidationError] = {}
    too_long: dict[date, TooLong] = {}
    for change in sorted(changes, key=lambda each: each.growth):
        try:
            with transaction.atomic():
                _carry_out(change, person, sure=sure)
        except TooLong as question:
            too_long[question.day] = question
            _anyway(change, person, errors)
        except ValidationError as error:
            errors[change.key] = error
    if errors or too_long:
        raise NotDone(errors, too_long)
    kept = sum(change.keep for change in changes)
    return Outcome(kept, len(changes) - kept)


def _anyway(change: Change, person: User, errors: dict[str, ValidationError]) -> None:
    """So that the lines after it are measured against the day as it would be."""
    try:
        with transaction.atomic():
            _carry_out(change, person, sure=True)
    except ValidationError as error:
        errors[change.key] = error


def _carry_out(change: Change, person: User, *, sure: bool) -> None:
    target, facts = change.target, change.facts
    if target is None:
        record_entry(person=person, sure=sure, **facts)
    elif isinstance(target, Activity):
        facts = {name: value for name, value in facts.items() if name != "day"}
        decide_activity(activity=target, person=person, confirm=change.keep, sure=sure, **facts)
    elif target.state != State.PROPOSED:
        correct_entry(
            entry=target, by=person, sure=sure, **(facts if change.keep else {"minutes": 0})
        )
    elif change.keep:
        confirm_entry(entry=target, by=person, sure=sure, **facts)
    else:
        decline_entry(entry=target, by=person)
