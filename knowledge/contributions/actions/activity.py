"""Minutes that propose entries: of active writing, as a browser reports it, and of acts that were done.

Both only for experts who did not switch it off, and only they see them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from accounts.working_time import calendars_of
from knowledge.contributions.models import Activity, Recording, Timer
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from accounts.models import User
    from knowledge.contributions.recordables import Recordable

MINUTE = timedelta(minutes=1)
MOST_AT_ONCE = 10
"""Minutes of one report: a browser sends one every few minutes."""
KEPT = timedelta(days=30)
WORDS_READ = 238
"""A minute, of non-fiction in silence: Brysbaert, Journal of Memory and Language 109 (2019)."""
WORDS_WRITTEN = 19
"""A minute, while composing: Karat, Halverson, Horn and Karat, CHI 1999."""
MOST_OF_AN_ACT = 15


class SwitchedOff(Exception):
    """The person does not want their activity counted."""


@transaction.atomic
def report_minutes(
    *, person: User, thing: Recordable, minutes: int, at: datetime | None = None
) -> int:
    """What a browser counted since its last report; answers how many minutes of it count.

    Never more than have passed since the last minute that counted, in whichever window: however many
    report, an hour has sixty. Part of a minute that has passed is left for the next report. Raises
    SwitchedOff.
    """
    at = at or timezone.now()
    recording = _held(person)
    if not _counts(person, recording):
        raise SwitchedOff
    earliest = at - MOST_AT_ONCE * MINUTE
    begins = max(recording.active_until or earliest, earliest)
    passed = max(0, (at - begins) // MINUTE)
    counted = max(0, min(minutes, passed))
    if counted:
        recording.active_until = begins + counted * MINUTE if counted == passed else at
        recording.save(update_fields=["active_until"])
        for day, part in _by_day(at, counted, _zone(person)):
            row = _row(person, day, thing, at)
            row.minutes += part
            _keep(row, at)
    return counted


def note_activity(
    *, person: User, thing: Recordable, minutes: int, at: datetime | None = None
) -> None:
    """An act that was done on one thing: that day has so many minutes on it at least; in the
    caller's transaction.

    Minutes that an editor counted on the same thing are the same minutes. Nothing happens for whoever
    is no expert or switched it off, nor for acts of the past that an import brings in.
    """
    at = at or timezone.now()
    if not person.is_expert or at < timezone.now() - KEPT:
        return
    if not _counts(person, _held(person)):
        return
    day = at.astimezone(_zone(person)).date()
    row = _row(person, day, thing, at)
    row.minutes = max(row.minutes, minutes)
    _keep(row, at)


def carry_over(*, person: User, before: tuple[str, int | None], thing: Recordable) -> None:
    """What was worked on has become another thing, as a draft becomes an article: minutes and timer
    follow; in the caller's transaction. Nothing happens where there was none before.
    """
    subject_kind, subject_id = before
    if subject_id is None:
        return
    facts = {
        "subject_kind": thing.subject_kind,
        "subject_id": thing.subject_id,
        "label": thing.label[:LONGEST_LABEL],
        "url": thing.url[:LONGEST_URL],
        "area": thing.area_id,
    }
    same = {"person": person, "subject_kind": subject_kind, "subject_id": subject_id}
    Activity.objects.filter(**same).update(**facts)
    Timer.objects.filter(**same).update(**facts)


@transaction.atomic
def stop_counting(*, person: User) -> None:
    """No minutes any more; what was proposed stays until it is decided on."""
    recording = _held(person)
    recording.counts_activity = False
    recording.save(update_fields=["counts_activity"])


def minutes_to_read(text: str) -> int:
    """At an adult's pace, rounded up; 15 at most, where nobody reads every word again."""
    return _minutes_of(text, WORDS_READ)


def minutes_to_write(text: str) -> int:
    """At the pace of composing, rounded up; 15 at most."""
    return _minutes_of(text, WORDS_WRITTEN)


def _minutes_of(text: str, pace: int) -> int:
    return min(MOST_OF_AN_ACT, max(1, -(-len(text.split()) // pace)))


def _held(person: User) -> Recording:
    """Locked until the transaction ends, so that two windows report one after the other."""
    rows = Recording.objects.select_for_update()
    return rows.get_or_create(person=person)[0]


def _counts(person: User, recording: Recording) -> bool:
    return person.is_active and person.is_expert and recording.counts_activity


def _zone(person: User) -> ZoneInfo:
    return calendars_of([person.pk])[person.pk].zone


def _by_day(at: datetime, minutes: int, zone: ZoneInfo) -> list[tuple[date, int]]:
    """The minutes before this instant, by the day they lie in where the person is."""
    today = at.astimezone(zone).date()
    midnight = datetime.combine(today, time.min, zone).astimezone(UTC)
    since_midnight = min(minutes, (at - midnight) // MINUTE)
    parts = [(today - timedelta(days=1), minutes - since_midnight), (today, since_midnight)]
    return [(day, part) for day, part in parts if part]


def _row(person: User, day: date, thing: Recordable, at: datetime) -> Activity:
    same: dict[str, Any] = {
        "person": person,
        "day": day,
        "kind": thing.kind,
        "subject_kind": thing.subject_kind,
        "subject_id": thing.subject_id,
    }
    row = Activity.objects.filter(**same).first() or Activity(**same, minutes=0, changed_at=at)
    row.label, row.url = thing.label[:LONGEST_LABEL], thing.url[:LONGEST_URL]
    row.area_id = thing.area_id
    return row


def _keep(row: Activity, at: datetime) -> None:
    row.changed_at = at
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
