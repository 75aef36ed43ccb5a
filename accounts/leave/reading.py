"""The worker's reading of calendars at their addresses: bounded, told in words, never in part."""

from __future__ import annotations

import http.client
import logging
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.actions.leave import claim_leave_calendar, keep_leave_reading, note_leave_trouble
from accounts.leave.calendar_files import read_calendar
from accounts.leave.periods import Reading, Unreadable, horizon
from accounts.models import LeaveCalendar, User
from accounts.outgoing import AddressRefused, Answer, TooLarge, fetch
from accounts.working_time import calendars_of

log = logging.getLogger("terroir.leave")

WHOLE_SECONDS: Final = 20.0
MOST_BYTES: Final = 5 * 1024 * 1024
HEADERS: Final = {
    "Accept": "text/calendar, text/plain;q=0.5, */*;q=0.1",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "Terroir (calendars of days away)",
    "Connection": "close",
}
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_SIGN_IN: Final = frozenset({http.client.UNAUTHORIZED, http.client.FORBIDDEN})
_GONE: Final = frozenset({http.client.NOT_FOUND, http.client.GONE})


class NotThere(ValueError):
    """There is no calendar at the address; the message says what there is."""


def has_work() -> bool:
    due = LeaveCalendar.objects.filter(next_at__lte=timezone.now(), person__is_active=True)
    return due.order_by().exists()


def read_due() -> bool:
    """Reads one calendar; True when there may be more to do at once."""
    calendar = claim_leave_calendar(at=timezone.now())
    if calendar is None:
        return False
    with translation.override(calendar.person.interface_language):
        read_address(calendar)
    return True


def read_address(calendar: LeaveCalendar) -> None:
    """Ask, read and keep; or note what went wrong, in the active language."""
    now = timezone.now()
    try:
        answer = _asked(calendar, now)
        if answer.status == http.client.NOT_MODIFIED:
            keep_leave_reading(calendar=calendar, at=now)
        else:
            reading = read_for(calendar.person, _body(answer))
            keep_leave_reading(calendar=calendar, at=now, reading=reading, etag=answer.etag)
    except (ValueError, OSError, http.client.HTTPException) as error:
        note_leave_trouble(calendar=calendar, at=now, trouble=_trouble(error))
        log.info("calendar %s not read: %s", calendar.pk, type(error).__name__)


def read_for(person: User, data: bytes) -> Reading:
    """What a calendar says for somebody, within two years of their day. Raises Unreadable."""
    own = calendars_of([person.pk])[person.pk]
    first, last = horizon(own.local_day(timezone.now()))
    return read_calendar(data, calendar=own, first=first, last=last)


def _asked(calendar: LeaveCalendar, now: datetime) -> Answer:
    """Once a week all of it is asked for, changed or not: repetitions come into reach by themselves."""
    headers = dict(HEADERS)
    read_at = calendar.read_at
    if calendar.etag and read_at and read_at.isocalendar()[:2] == now.isocalendar()[:2]:
        headers["If-None-Match"] = calendar.etag
    private = settings.LEAVE_FROM_PRIVATE_ADDRESSES
    return fetch(
        calendar.url, headers, private=private, seconds=WHOLE_SECONDS, most_bytes=MOST_BYTES
    )


def _body(answer: Answer) -> bytes:
    """Raises NotThere. Servers call calendars by many names, but a page is none."""
    if answer.status in _SIGN_IN:
        raise NotThere(
            _("The address asks for a sign-in. Use the private address that your system gives.")
        )
    if answer.status in _GONE:
        raise NotThere(_("There is no calendar at this address (any more)."))
    if answer.status != http.client.OK:
        raise NotThere(_("The server answered with error %(n)s.") % {"n": answer.status})
    if answer.kind in _HTML:
        raise NotThere(_("A web page is at this address, not a calendar; often one to sign in."))
    return answer.body


def _trouble(error: Exception) -> str:
    if isinstance(error, Unreadable):
        wrong = error.wrongs[0]
        line = _("Line %(n)s:") % {"n": wrong.line}
        return f"{line} {wrong.said}" if wrong.line else wrong.said
    if isinstance(error, TooLarge):
        return _("The calendar is larger than 5 MB. Export the last and next two years alone.")
    if isinstance(error, AddressRefused | NotThere):
        return str(error)
    if isinstance(error, TimeoutError):
        return _("The server did not answer in time.")
    if isinstance(error, OSError):
        return _("The server could not be reached.")
    return _("The server’s answer could not be understood.")
