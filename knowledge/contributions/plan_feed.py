"""Planned blocks as an iCalendar file (RFC 5545), for the calendar program of their person; pure.

Each block is an event of its own with times in UTC: whatever the clocks do between two of them, and
wherever the person is, each begins when theirs shows it. What is not to happen any more (lost, moved,
away) stays as CANCELLED, so that programs take it out. The summary says that it is time for sharing
and nothing else: neither reason, nor word, nor an address stands in a calendar that colleagues may
open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from knowledge.late import Late

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Late("icalendar")

PRODUCT: Final = "-//Terroir//Plan//EN"
READ_AGAIN: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class FeedBlock:
    """`changed_at` is when it was planned, or when something was last said of it."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    is_cancelled: bool
    created_at: datetime
    changed_at: datetime

    @property
    def sequence(self) -> int:
        """Rises with each change: seconds since it was planned."""
        return max(0, int((self.changed_at - self.created_at).total_seconds()))


def write_plan(blocks: Iterable[FeedBlock], *, name: str, summary: str) -> bytes:
    """The file, lines folded at 75 octets and ended by CRLF; the same blocks give the same octets.

    `name` is what the calendar is called, `summary` what each event is, in the person's language.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add(
        "refresh-interval", icalendar.vDuration(READ_AGAIN), parameters={"VALUE": "DURATION"}
    )
    calendar.add("x-published-ttl", icalendar.vDuration(READ_AGAIN))
    for block in blocks:
        calendar.add_component(_event(block, summary))
    return bytes(calendar.to_ical())


def _event(block: FeedBlock, summary: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", block.uid)
    event.add("dtstamp", _whole(block.changed_at))
    event.add("created", _whole(block.created_at))
    event.add("last-modified", _whole(block.changed_at))
    event.add("sequence", block.sequence)
    event.add("dtstart", _whole(block.starts_at))
    event.add("dtend", _whole(block.ends_at))
    event.add("summary", summary)
    event.add("status", "CANCELLED" if block.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if block.is_cancelled else "OPAQUE")
    return event


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)
