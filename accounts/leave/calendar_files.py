"""iCalendar (RFC 5545): the days away that a calendar says.

Days are taken whole. Events with hours take the half days of the person's week that they cover, by
the person's own clock. Events that are called off or marked as free are left out, unless their
program says that one is out of the office then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.calendars import Away, Calendar
from accounts.leave.calendar_lines import Part, read_parts, text_of
from accounts.leave.halves import halves_between
from accounts.leave.instants import Moment, Zones, length_of, moment_of, wrong
from accounts.leave.periods import (
    MOST_DAYS_AWAY,
    NOTE_LETTERS,
    Found,
    Reading,
    Unreadable,
    Wrong,
    digest_of,
)
from accounts.leave.repeats import Effort, TooMuch, dates_of

MOST_EVENTS: Final = 20_000
MOST_PERIODS: Final = 5_000
MOST_WRONG: Final = 100
_DAY = timedelta(days=1)
_BUSY_OUT: Final = "OOF"
_BUSY_FREE: Final = frozenset({"FREE", "WORKINGELSEWHERE"})


@dataclass(slots=True)
class _File:
    """What is read into, with who it is read for."""

    calendar: Calendar
    first: date
    last: date
    effort: Effort = field(default_factory=Effort)
    found: dict[str, Found] = field(default_factory=dict)
    owners: set[str] = field(default_factory=set)
    wrongs: list[Wrong] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def zone(self) -> ZoneInfo:
        return self.calendar.zone


@dataclass(frozen=True, slots=True)
class _Span:
    """An event's first time: `end` is not part of it."""

    begin: Moment
    end: Moment

    def moved(self, begin: datetime, own: ZoneInfo) -> tuple[datetime, datetime]:
        """The time that begins then instead, on the person's clock."""
        by = begin - self.begin.wall
        return self.begin.at(begin, own), self.end.at(self.end.wall + by, own)


def read_calendar(data: bytes, *, calendar: Calendar, first: date, last: date) -> Reading:
    """The days away between two days, for somebody with these hours. Raises Unreadable."""
    file = _File(calendar, first, last)
    events = 0
    for part in read_parts(data):
        called_off = part.value("METHOD").upper() == "CANCEL"
        described = {each.value("TZID"): each for each in part.parts if each.name == "VTIMEZONE"}
        zones = Zones(described, file.effort, last + _DAY)
        for uid, group in _by_uid(part).items():
            events += len(group)
            if events > MOST_EVENTS:
                said = _("This calendar has too many events. Export the last and next two years.")
                raise Unreadable([Wrong(0, said)])
            _read_event(file, uid, group, zones, called_off=called_off)
    if file.wrongs:
        raise Unreadable(file.wrongs)
    periods = sorted(file.found.values(), key=lambda one: (one.days, one.key))
    return Reading(first, last, tuple(periods), frozenset(file.owners), **file.left_out)


def _by_uid(calendar: Part) -> dict[str, list[Part]]:
    """Events that are one: with what was changed of its repetitions."""
    groups: dict[str, list[Part]] = defaultdict(list)
    for part in calendar.parts:
        if part.name == "VEVENT":
            facts = [part.value(name) for name in ("DTSTART", "DTEND", "SUMMARY")]
            groups[part.value("UID") or digest_of(facts)].append(part)
    return groups


def _read_event(
    file: _File, uid: str, group: list[Part], zones: Zones, *, called_off: bool
) -> None:
    """A wrong line is kept, and the next event read: all that is wrong is said at once."""
    owner = f"{digest_of([uid])}:"
    file.owners.add(owner)
    try:
        master, changed = _sorted(file, group, zones)
        if master is not None:
            _read_master(file, owner, master, zones, changed=changed, called_off=called_off)
        for at, part in changed.items():
            span = _span(part, zones)
            if not _is_left_out(file, part, called_off=called_off):
                _add(file, part, f"{owner}{at:%Y%m%dT%H%M%S}", span, span.begin.wall)
    except TooMuch:
        raise
    except Unreadable as error:
        file.wrongs += error.wrongs
        if len(file.wrongs) >= MOST_WRONG:
            raise Unreadable(file.wrongs) from error


def _sorted(
    file: _File, group: list[Part], zones: Zones
) -> tuple[Part | None, dict[datetime, Part]]:
    """The event itself, and what stands for its repetitions of some instants; the newest of each."""
    master, changed = None, {}
    for part in sorted(group, key=_sequence):
        line = part.line("RECURRENCE-ID")
        if line is None:
            master = part
        elif line.parameters.get("RANGE"):
            said = _("This changes all later repetitions at once, which is not understood.")
            raise wrong(line, said)
        else:
            moment = moment_of(line, line.value, zones)
            changed[moment.at(moment.wall, file.zone)] = part
    return master, changed


def _read_master(
    file: _File,
    owner: str,
    part: Part,
    zones: Zones,
    *,
    changed: dict[datetime, Part],
    called_off: bool,
) -> None:
    span = _span(part, zones)
    if _is_left_out(file, part, called_off=called_off):
        return
    begin = span.begin
    until = file.last + _DAY
    starts = dates_of(part, begin.wall, until=until, effort=file.effort, clock=begin.of_utc)
    starts += [each.wall for each in _moments(part, "RDATE", zones) if each.wall.date() <= until]
    without = list(_moments(part, "EXDATE", zones))
    days = {each.wall.date() for each in without if each.is_day or begin.is_day}
    instants = {each.at(each.wall, file.zone) for each in without if not each.is_day}
    elsewhere = {at.date() for at in changed} if begin.is_day else set()
    for start in starts:
        at = begin.at(start, file.zone)
        if start.date() in days or at in instants or at in changed or start.date() in elsewhere:
            continue
        _add(file, part, f"{owner}{at:%Y%m%dT%H%M%S}", span, start)


def _add(file: _File, part: Part, key: str, span: _Span, start: datetime) -> None:
    """The period of one repetition, if it lies between the days that are read."""
    begin, end = span.moved(start, file.zone)
    if end.date() < file.first - _DAY or begin.date() > file.last + _DAY:
        return
    if span.begin.is_day:
        halves: Away | None = Away.of(begin.date(), end.date() - _DAY)
    else:
        halves = halves_between(file.calendar, begin, end)
    if halves is None:
        file.left_out["short"] += 1
        return
    first, last = date.fromordinal(halves.first // 2), date.fromordinal(halves.last // 2)
    if last < file.first or first > file.last:
        return
    if last - first > timedelta(days=MOST_DAYS_AWAY):
        raise Unreadable([Wrong(part.number, _("This event is longer than three years."))])
    if len(file.found) >= MOST_PERIODS and key not in file.found:
        raise Unreadable(
            [Wrong(part.number, _("This calendar says more days away than a person has."))]
        )
    note = text_of(part.value("SUMMARY"))[:NOTE_LETTERS].strip()
    from_noon, to_noon = halves.first % 2 == 1, halves.last % 2 == 0
    file.found[key] = Found(first, last, from_noon, to_noon, note, key, part.number)


def _is_left_out(file: _File, part: Part, *, called_off: bool) -> bool:
    """Whether it is called off, or marked as free; counted."""
    busy = part.value("X-MICROSOFT-CDO-BUSYSTATUS").upper()
    is_free = part.value("TRANSP").upper() == "TRANSPARENT" or busy in _BUSY_FREE
    if called_off or part.value("STATUS").upper() == "CANCELLED":
        file.left_out["cancelled"] += 1
        return True
    if is_free and busy != _BUSY_OUT:
        file.left_out["free"] += 1
        return True
    return False


def _span(part: Part, zones: Zones) -> _Span:
    """Raises Unreadable: it has no beginning, ends before it begins, or mixes days and instants."""
    line = part.line("DTSTART")
    if line is None:
        raise Unreadable([Wrong(part.number, _("This event does not say when it begins."))])
    begin = moment_of(line, line.value, zones)
    ends, lasts = part.line("DTEND"), part.line("DURATION")
    if ends is not None:
        end = moment_of(ends, ends.value, zones)
        if end.is_day != begin.is_day:
            raise wrong(ends, _("This event has hours at one end alone."))
    else:
        length = length_of(lasts) if lasts is not None else timedelta(0)
        end = Moment(begin.wall + length, is_day=begin.is_day, zone=begin.zone)
    if begin.is_day:
        end = _whole_days(begin, end)
    utc = ZoneInfo("UTC")
    if end.at(end.wall, utc) < begin.at(begin.wall, utc):
        raise wrong(ends or line, _("This event ends before it begins."))
    return _Span(begin, end)


def _whole_days(begin: Moment, end: Moment) -> Moment:
    """Up to the midnight after its last day; an event of no length is a day long."""
    wall = datetime.combine(end.wall.date(), time.min)
    if wall < end.wall or wall == begin.wall:
        wall += _DAY
    return Moment(wall, is_day=True)


def _moments(part: Part, name: str, zones: Zones) -> Iterator[Moment]:
    """Of a period (RDATE) its beginning: it lasts as long as the event."""
    for line in part.all(name):
        for value in line.value.split(","):
            yield moment_of(line, value.partition("/")[0], zones)


def _sequence(part: Part) -> int:
    value = part.value("SEQUENCE")
    return int(value[:9]) if value.isdecimal() else 0
