"""Days away from elsewhere: tables, calendar files, and calendars that are read again and again.

A source says the same period under the same key each time, so that it comes in once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.adjusting import Stretch, adjusting
from accounts.leave.periods import Found, Reading
from accounts.leave.settling import ByPerson, Changes, changes_of, known_from_tables
from accounts.models import Adjustment, AwayPeriod, LeaveCalendar, User
from accounts.outgoing import AddressRefused, split_address

MOST_CALENDARS: Final = 5
EVERY: Final = timedelta(hours=4)
AFTER_TROUBLE: Final = timedelta(hours=1)
LEASE: Final = timedelta(minutes=2)
"""For reading one calendar; then another worker may."""
_BATCH: Final = 500


@transaction.atomic
def import_leave(*, periods: ByPerson) -> Changes:
    """What tables say of these people, all of it; what they do not say is left as it is."""
    _alone(periods.keys())
    changes = changes_of(periods, known_from_tables(periods.keys()))
    _settle(changes, source=AwayPeriod.Source.CSV)
    return changes


@transaction.atomic
def import_leave_calendar(*, person: User, reading: Reading) -> Changes:
    """What a calendar's file says; of its own events, what it no longer says goes."""
    _alone([person.pk])
    rows = list(
        AwayPeriod.objects.filter(person=person, source=AwayPeriod.Source.ICAL, calendar=None)
    )
    found = {one.key for one in reading.found}
    gone = {
        row.pk
        for row in rows
        if row.external_id not in found
        and _lies_in(row, reading)
        and any(row.external_id.startswith(owner) for owner in reading.owners)
    }
    changes = changes_of({person.pk: reading.found}, rows, gone)
    _settle(changes, source=AwayPeriod.Source.ICAL)
    return changes


@transaction.atomic
def add_leave_calendar(*, person: User, url: str) -> LeaveCalendar:
    """The worker reads it at once, and again every few hours. Raises ValidationError."""
    _alone([person.pk])
    address = url.strip()
    scheme, mark, rest = address.partition("://")
    if mark and scheme.lower() in {"webcal", "webcals"}:
        address = f"https://{rest}"
    try:
        split_address(address, private=settings.LEAVE_FROM_PRIVATE_ADDRESSES)
    except AddressRefused as error:
        raise ValidationError({"url": str(error)}) from error
    kept = LeaveCalendar.objects.filter(person=person)
    if kept.filter(url=address).exists():
        raise ValidationError({"url": _("This calendar is read already.")})
    if kept.count() >= MOST_CALENDARS:
        said = _("You have %(n)s calendars already. Remove one first.")
        raise ValidationError({"url": said % {"n": MOST_CALENDARS}})
    calendar = LeaveCalendar(person=person, url=address)
    calendar.full_clean()
    calendar.save()
    return calendar


@transaction.atomic
def read_leave_calendar_again(calendar: LeaveCalendar) -> None:
    """The worker reads it next, wholly and not only if it changed."""
    LeaveCalendar.objects.filter(pk=calendar.pk).update(next_at=timezone.now(), etag="")


@transaction.atomic
def remove_leave_calendar(calendar: LeaveCalendar) -> None:
    """The days away that came from it are taken back with it."""
    _alone([calendar.person_id])
    rows = AwayPeriod.objects.filter(calendar=calendar)
    with adjusting([_touched(row) for row in rows], cause=Adjustment.Cause.LEAVE):
        _take_back(rows)
        AwayPeriod.ever.filter(calendar=calendar).update(calendar=None)
        calendar.delete()


def claim_leave_calendar(*, at: datetime) -> LeaveCalendar | None:
    """The one that waits longest, for this worker alone; nothing is read for who has left."""
    due = LeaveCalendar.objects.filter(next_at__lte=at, person__is_active=True)
    for calendar in due.select_related("person").order_by("next_at", "pk")[:10]:
        seen = LeaveCalendar.objects.filter(pk=calendar.pk, next_at=calendar.next_at)
        with transaction.atomic():
            if seen.update(next_at=at + LEASE):
                return calendar
    return None


@transaction.atomic
def keep_leave_reading(
    *, calendar: LeaveCalendar, at: datetime, reading: Reading | None = None, etag: str = ""
) -> Changes:
    """What was read goes in, and what is no longer said goes out; None when nothing changed there.

    Nothing happens to a calendar that was removed while it was read.
    """
    _alone([calendar.person_id])
    changes = Changes()
    mine = LeaveCalendar.objects.filter(pk=calendar.pk)
    if not mine.exists():
        return changes
    facts = {"read_at": at, "next_at": at + EVERY, "trouble": ""}
    if reading is not None:
        changes = _changes_there(calendar, reading)
        _settle(changes, source=AwayPeriod.Source.ICAL, calendar=calendar)
        limit = LeaveCalendar._meta.get_field("etag").max_length or 0
        facts["etag"] = etag if len(etag) <= limit and etag.isprintable() else ""
    mine.update(**facts)
    return changes


@transaction.atomic
def note_leave_trouble(*, calendar: LeaveCalendar, at: datetime, trouble: str) -> None:
    """What was read before stays; it is tried again in an hour."""
    limit = LeaveCalendar._meta.get_field("trouble").max_length or 0
    said = trouble if len(trouble) <= limit else f"{trouble[: limit - 1]}…"
    rows = LeaveCalendar.objects.filter(pk=calendar.pk)
    rows.update(trouble=said, next_at=at + AFTER_TROUBLE)


def _changes_there(calendar: LeaveCalendar, reading: Reading) -> Changes:
    """Keys carry the calendar they came from: two may know the same event."""
    prefix = f"{calendar.pk}/"
    found = [_renamed(one, f"{prefix}{one.key}") for one in reading.found]
    keys = {one.key for one in found}
    rows = list(AwayPeriod.objects.filter(calendar=calendar))
    gone = {row.pk for row in rows if row.external_id not in keys and _lies_in(row, reading)}
    return changes_of({calendar.person_id: found}, rows, gone)


def _renamed(one: Found, key: str) -> Found:
    return Found(*one.days, note=one.note, key=key, line=one.line)


def _lies_in(row: AwayPeriod, reading: Reading) -> bool:
    return row.last_day >= reading.first and row.first_day <= reading.last


def _settle(changes: Changes, *, source: str, calendar: LeaveCalendar | None = None) -> None:
    """Periods are never changed: what has other days now is another one."""
    with adjusting(_days_of(changes), cause=Adjustment.Cause.LEAVE):
        _write(changes, source, calendar)


def _write(changes: Changes, source: str, calendar: LeaveCalendar | None) -> None:
    old = [row.pk for row in changes.gone] + [row.pk for row, _one in changes.changed]
    for start in range(0, len(old), _BATCH):
        _take_back(AwayPeriod.objects.filter(pk__in=old[start : start + _BATCH]))
    wanted = changes.new + [(row.person_id, one) for row, one in changes.changed]
    rows = (_period(person_id, one, source, calendar) for person_id, one in wanted)
    AwayPeriod.objects.bulk_create(rows, batch_size=_BATCH)


def _take_back(rows: QuerySet[AwayPeriod]) -> None:
    """Their days stay in the history, their notes do not."""
    rows.update(removed_at=timezone.now(), note="")


def _days_of(changes: Changes) -> Iterable[tuple[int, Stretch]]:
    """The days on which anything may be other than before."""
    yield from map(_touched, changes.gone)
    yield from (_touched(row) for row, _one in changes.changed)
    yield from ((row.person_id, _stretch(one)) for row, one in changes.changed)
    yield from ((person_id, _stretch(one)) for person_id, one in changes.new)


def _touched(row: AwayPeriod) -> tuple[int, Stretch]:
    return row.person_id, (row.first_day, row.last_day)


def _stretch(one: Found) -> Stretch:
    return one.first_day, one.last_day


def _period(person_id: int, one: Found, source: str, calendar: LeaveCalendar | None) -> AwayPeriod:
    return AwayPeriod(
        person_id=person_id,
        first_day=one.first_day,
        last_day=one.last_day,
        from_noon=one.from_noon,
        to_noon=one.to_noon,
        note=one.note,
        source=source,
        external_id=one.key,
        calendar=calendar,
    )


def _alone(person_ids: Collection[int]) -> None:
    """Imports for one person come one after the other; always in the same order."""
    for ids in _pieces(sorted(person_ids)):
        list(User.objects.select_for_update().filter(pk__in=ids).order_by("pk").values("pk"))


def _pieces(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
