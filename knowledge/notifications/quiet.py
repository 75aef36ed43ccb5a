"""When mail may arrive: never on a day of leave, not in quiet hours, digests at their hour.

Pure: a person's choices, their zone and their calendar go in, a moment comes out.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from knowledge.notifications.models import MailSettings, Purpose, Quiet

if TYPE_CHECKING:
    from accounts.calendars import Calendar
    from accounts.models import User

MOST_DAYS: Final = 400
"""Who is away for longer than that gets mail again, rather than none ever."""


def zone_of(person: User) -> ZoneInfo:
    return ZoneInfo(person.time_zone)


def leaves_at(chosen: MailSettings, zone: ZoneInfo, calendar: Calendar, at: datetime) -> datetime:
    """When mail at once may leave: `at`, or the first moment after it that is neither quiet nor leave."""
    moment = at
    for _day in range(MOST_DAYS):
        loud = _after_quiet(chosen, zone, calendar, _after_leave(zone, calendar, moment))
        if loud == moment:
            break
        moment = loud
    return moment


def digest_at(
    chosen: MailSettings, zone: ZoneInfo, calendar: Calendar, purpose: Purpose, at: datetime
) -> datetime:
    """The next hour of this digest after `at`; a day of leave puts it off to the day after."""
    day = at.astimezone(zone).date()
    while _at_hour(day, chosen, zone) <= at or (
        purpose == Purpose.WEEKLY and day.isoweekday() != chosen.digest_weekday
    ):
        day += timedelta(days=1)
    for _day in range(MOST_DAYS):
        if not calendar.is_away_on(day):
            break
        day += timedelta(days=1)
    return _at_hour(day, chosen, zone)


def _at_hour(day: date, chosen: MailSettings, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(chosen.digest_hour), tzinfo=zone).astimezone(ZoneInfo("UTC"))


def _after_leave(zone: ZoneInfo, calendar: Calendar, at: datetime) -> datetime:
    day = first = at.astimezone(zone).date()
    while calendar.is_away_on(day) and (day - first).days < MOST_DAYS:
        day += timedelta(days=1)
    return at if day == first else datetime.combine(day, time(), tzinfo=zone)


def _after_quiet(
    chosen: MailSettings, zone: ZoneInfo, calendar: Calendar, at: datetime
) -> datetime:
    if chosen.quiet == Quiet.WORK:
        return calendar.next_opening(at) or at
    if chosen.quiet == Quiet.HOURS:
        return _after_hours(chosen.quiet_from, chosen.quiet_until, at.astimezone(zone)) or at
    return at


def _after_hours(start: time, end: time, local: datetime) -> datetime | None:
    """The end of the quiet hours that `local` is in; they may pass midnight. None outside them."""
    now = local.time()
    if start <= end:
        return datetime.combine(local, end, local.tzinfo) if start <= now < end else None
    if now >= start:
        return datetime.combine(local + timedelta(days=1), end, local.tzinfo)
    return datetime.combine(local, end, local.tzinfo) if now < end else None
