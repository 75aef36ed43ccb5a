"""Where a thread stands, in one sign: for lists, home and the head of its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowledge.threads.models import State, Urgency
from knowledge.ui.times import absolute, clock, short_date

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.threads.models import Thread


@dataclass(frozen=True, slots=True)
class Sign:
    """Icon, tone ("", ok, attention, alarm) and words; `due` for the absolute time on hover."""

    icon: str
    tone: str
    words: str
    due: datetime | None = None

    @property
    def hint(self) -> str:
        """The absolute time."""
        return absolute(self.due) if self.due else ""


def due_of(thread: Thread) -> datetime | None:
    """What is promised next: the first answer, then the solution. Nothing while the clock stands."""
    if not thread.is_waiting or thread.paused_since is not None:
        return None
    if thread.first_answered_at is None:
        return thread.first_answer_due_at
    return thread.solution_due_at


def is_late(thread: Thread, at: datetime) -> bool:
    due = due_of(thread)
    return due is not None and due < at


def by_when(moment: datetime, at: datetime) -> str:
    """“14:20”, “tomorrow at 9:00”, “24 November at 9:00”."""
    day = timezone.localtime(moment).date()
    days = (day - timezone.localtime(at).date()).days
    if days == 0:
        return clock(moment)
    if days == 1:
        return _("tomorrow at %(clock)s") % {"clock": clock(moment)}
    today = timezone.localtime(at).date()
    return pgettext("promise", "%(day)s at %(clock)s") % {
        "day": short_date(day, today=today),
        "clock": clock(moment),
    }


def sign_of(thread: Thread, reader: User, at: datetime) -> Sign:
    """What this reader has to know first."""
    if thread.state == State.NEEDS_INFO:
        if thread.asker_id == reader.pk:
            return Sign("question", "attention", _("Your turn: more information is asked for"))
        return Sign("question", "", _("Waits for the asker"))
    if thread.is_waiting:
        return _waiting(thread, at)
    ended = {
        State.ANSWERED: Sign("answer", "ok", _("Answered")),
        State.SOLVED: Sign("validated", "ok", _("Solved")),
        State.DUPLICATE: Sign("merge", "", _("Asked elsewhere already")),
    }
    closed = Sign("archive", "", str(thread.get_close_reason_display()) or _("Closed"))
    return ended.get(State(thread.state), closed)


def _waiting(thread: Thread, at: datetime) -> Sign:
    due = due_of(thread)
    if thread.without_expert_since is not None:
        return Sign("alert", "alarm", _("Nobody could be asked yet"), due)
    if due is None:
        return Sign("clock", "", str(thread.get_state_display()))
    when = {"when": by_when(due, at)}
    if due < at:
        return Sign("alert", "alarm", _("Late: promised by %(when)s") % when, due)
    if thread.urgency == Urgency.NOW:
        return Sign("clock", "attention", _("A customer waits: answer by %(when)s") % when, due)
    if thread.first_answered_at is not None:
        return Sign("clock", "", _("Answered in part: the rest by %(when)s") % when, due)
    return Sign("clock", "", _("Answer promised by %(when)s") % when, due)
