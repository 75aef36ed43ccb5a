"""Days and instants of iCalendar, in the zones that a file names or describes itself."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.leave.calendar_lines import Line, Part
from accounts.leave.periods import Unreadable, Wrong
from accounts.leave.repeats import Effort, dates_of
from knowledge.late import Late

if TYPE_CHECKING:
    from icalendar.timezone import windows_to_olson
else:
    windows_to_olson = Late("icalendar.timezone.windows_to_olson")

_INSTANT = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?")
_LENGTH = re.compile(
    r"([+-]?)P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,8})S)?)?)"
)
_EARLIEST, _LATEST = 1600, 2400
"""Years: nothing that anybody is away for lies outside, and zones begin in 1601 at the earliest."""
_RECENT = 1970


@dataclass(frozen=True, slots=True)
class DescribedZone:
    """A zone of the file's own: the wall's clock at which each offset from UTC begins."""

    onsets: tuple[datetime, ...]
    offsets: tuple[timedelta, ...]

    def to_utc(self, wall: datetime) -> datetime:
        return wall - self.offsets[max(0, bisect_right(self.onsets, wall) - 1)]

    def from_utc(self, instant: datetime) -> datetime:
        before = (self.offsets[0], *self.offsets)
        began = [at - offset for at, offset in zip(self.onsets, before, strict=False)]
        return instant + self.offsets[max(0, bisect_right(began, instant) - 1)]


Zone = ZoneInfo | DescribedZone | None
"""None: the clock of whoever reads."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, or what a clock shows in a zone. `wall` is midnight for a day."""

    wall: datetime
    is_day: bool
    zone: Zone = None

    def at(self, wall: datetime, own: ZoneInfo) -> datetime:
        """What the clock of the person shows when the one of this moment shows `wall`."""
        if self.is_day or self.zone is None:
            return wall
        if isinstance(self.zone, DescribedZone):
            instant = self.zone.to_utc(wall).replace(tzinfo=UTC)
        else:
            instant = wall.replace(tzinfo=self.zone)
        return instant.astimezone(own).replace(tzinfo=None)

    def of_utc(self, instant: datetime) -> datetime:
        """What the clock of this moment shows at an instant of UTC."""
        if self.is_day or self.zone is None:
            return instant
        if isinstance(self.zone, DescribedZone):
            return self.zone.from_utc(instant)
        return instant.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)


@dataclass(slots=True)
class Zones:
    """The zones of one file, by the names it gives them."""

    described: dict[str, Part]
    effort: Effort
    until: date
    _known: dict[str, Zone] = field(default_factory=dict)

    def named(self, line: Line) -> Zone:
        name = line.parameters.get("TZID", "")
        if not name:
            return None
        if name not in self._known:
            self._known[name] = self._find(name, line)
        return self._known[name]

    def _find(self, name: str, line: Line) -> Zone:
        for one in (name, name.strip("/"), windows_to_olson.WINDOWS_TO_OLSON.get(name, "")):
            zone = _zone(one)
            if zone is not None:
                return zone
        if name in self.described:
            return self._described(self.described[name])
        parts = name.strip("/").split("/")
        zones = [_zone("/".join(parts[start:])) for start in range(1, len(parts))]
        found = next((zone for zone in zones if zone is not None), None)
        if found is None:
            raise wrong(line, _("The time zone “%(name)s” is not known.") % {"name": name[:60]})
        return found

    def _described(self, part: Part) -> DescribedZone:
        onsets: list[tuple[datetime, timedelta]] = []
        for each in part.parts:
            begins, to = each.line("DTSTART"), each.line("TZOFFSETTO")
            if begins is None or to is None:
                raise Unreadable([Wrong(each.number, _("This time zone does not say its offset."))])
            start = _recent(moment_of(begins, begins.value, self).wall)
            dates = dates_of(each, start, until=self.until, effort=self.effort, clock=_utc)
            onsets += [(day, _offset(to)) for day in dates]
        if not onsets:
            raise Unreadable([Wrong(part.number, _("This time zone does not say its offset."))])
        onsets.sort(key=lambda onset: onset[0])
        return DescribedZone(tuple(at for at, _to in onsets), tuple(to for _at, to in onsets))


def wrong(line: Line, said: str) -> Unreadable:
    return Unreadable([Wrong(line.number, said)])


def moment_of(line: Line, value: str, zones: Zones) -> Moment:
    """Raises Unreadable."""
    found = _INSTANT.fullmatch(value.strip())
    said = _("“%(text)s” is not a day or an instant of a calendar.") % {"text": value.strip()[:40]}
    if found is None:
        raise wrong(line, said)
    try:
        wall = datetime.fromisoformat(f"{found[1]}T{_no_leap(found[2] or '000000')}")
    except ValueError as error:
        raise wrong(line, said) from error
    if not _EARLIEST <= wall.year <= _LATEST:
        raise wrong(line, said)
    if found[2] is None:
        return Moment(wall, is_day=True)
    return Moment(wall, is_day=False, zone=ZoneInfo("UTC") if found[3] else zones.named(line))


def length_of(line: Line) -> timedelta:
    """A DURATION; backwards, it is wrong. Raises Unreadable."""
    text = line.value.strip().upper()
    found = _LENGTH.fullmatch(text)
    if found is None or found[1] == "-" or text.endswith(("P", "T")):
        said = _("“%(text)s” is not a length of time.") % {"text": text[:40]}
        raise wrong(line, said)
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def _recent(onset: datetime) -> datetime:
    """Zones that begin long ago are counted from the year on that computers count from."""
    if onset.year >= _RECENT:
        return onset
    return onset.replace(year=_RECENT, day=min(onset.day, 28))


def _utc(instant: datetime) -> datetime:
    return instant


def _no_leap(clock: str) -> str:
    """A leap second is the one before it."""
    return f"{clock[:4]}59" if clock[4:] == "60" else clock


def _offset(line: Line) -> timedelta:
    found = _OFFSET.fullmatch(line.value.strip())
    if found is None:
        raise wrong(line, _("This time zone does not say its offset."))
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return -ahead if found[1] == "-" else ahead


def _zone(name: str) -> ZoneInfo | None:
    """Names that are paths, or that hold what no path may, are no zones."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
