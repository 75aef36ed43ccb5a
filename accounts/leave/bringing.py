"""A file that somebody brings for themselves: a calendar or a table, told apart by how it begins."""

from __future__ import annotations

from accounts.actions.leave import import_leave, import_leave_calendar
from accounts.leave.reading import read_for
from accounts.leave.settling import own_of
from accounts.leave.tables import read_table
from accounts.leave.words import say_changes, say_left_out
from accounts.models import User

_CALENDAR = b"BEGIN:VCALENDAR"
_LOOKED_AT = 1_000


def bring_file(person: User, *, name: str, data: bytes) -> str:
    """What came of it, in words. Raises Unreadable, and then nothing is written."""
    if name.lower().endswith((".ics", ".ical")) or _CALENDAR in data[:_LOOKED_AT].upper():
        reading = read_for(person, data)
        changes = import_leave_calendar(person=person, reading=reading)
        return f"{say_changes(changes)} {say_left_out(reading)}".strip()
    periods = own_of(read_table(data, with_people=False), person)
    return say_changes(import_leave(periods={person.pk: periods}))
