"""What the page of the timer shows: how it stands, and what can be said of a forgotten one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.working_time import calendars_of
from knowledge.contributions.bar import name_of, state_of, timer_words
from knowledge.contributions.queries.timer import hours_end, run_of, running
from knowledge.contributions.timing import LONGEST_UNSEEN, whole_minutes
from knowledge.ui import numbers
from knowledge.ui.times import clock, long_date

if TYPE_CHECKING:
    from knowledge.contributions.models import Timer
    from knowledge.contributions.queries.timer import Running

MOST_OFFERED: Final = timedelta(hours=12)
"""Nobody is offered to have worked longer than that at a stretch; they may say so."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Until when, in words, and what it would come to."""

    until: datetime
    words: str
    minutes: str


@dataclass(frozen=True, slots=True)
class TimerPage:
    timer: Timer | None = None
    now: Running | None = None
    choices: tuple[Choice, ...] = ()
    since_words: str = ""

    @property
    def state(self) -> str:
        return state_of(self.now)

    @property
    def sentence(self) -> str:
        return timer_words(self.now) if self.now else ""

    @property
    def name(self) -> str:
        return name_of(self.now) if self.now else ""

    @property
    def since(self) -> datetime | None:
        return self.timer.running_since if self.timer else None


def timer_page(timer: Timer | None, at: datetime | None = None) -> TimerPage:
    """Three queries at most."""
    if timer is None:
        return TimerPage()
    at = at or timezone.now()
    now = running(timer, at)
    if not (now.doubt and timer.running_since):
        return TimerPage(timer, now)
    return TimerPage(timer, now, tuple(_choices(timer, at)), _clock(timer.running_since, at))


def _choices(timer: Timer, at: datetime) -> list[Choice]:
    """What is likely, the earliest first: the last sign of them, the end of their hours, now."""
    run, since = run_of(timer), timer.running_since
    if since is None:
        return []
    calendar = calendars_of([timer.person_id])[timer.person_id]
    ends = hours_end(calendar, since)
    offered = {run.seen: _("%(time)s, when you were last seen here")}
    if ends is not None and since < ends < at:
        offered.setdefault(ends, _("%(time)s, the end of your hours"))
    if at - since <= MOST_OFFERED or at - run.seen <= LONGEST_UNSEEN:
        offered.setdefault(at, _("Now, %(time)s: you worked on it all the while"))
    return [
        Choice(until, words % {"time": _clock(until, at)}, numbers.minutes(minutes))
        for until, words in sorted(offered.items())
        if (minutes := whole_minutes(run.seconds_at(until)))
    ]


def _clock(instant: datetime, at: datetime) -> str:
    """The time of day; with the day when it is not today."""
    if timezone.localdate(instant) == timezone.localdate(at):
        return clock(instant)
    return _("%(day)s at %(time)s") % {
        "day": long_date(timezone.localdate(instant)),
        "time": clock(instant),
    }
