"""The one timer of a person: started, paused, switched, stopped into entries, thrown away.

Every window says which timer it means (`started_at`): what another window has stopped or switched is
never stopped twice. All of one person's acts come one after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import can_see_area
from accounts.working_time import calendars_of
from knowledge.areas.models import Area
from knowledge.contributions.actions.entries import record_entry
from knowledge.contributions.ledger import hold
from knowledge.contributions.models import Kind, Source, Timer
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL
from knowledge.contributions.queries.timer import hours_end, run_of
from knowledge.contributions.timing import Doubt, minutes_by_day

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any
    from zoneinfo import ZoneInfo

    from accounts.models import User
    from knowledge.contributions.models import Entry
    from knowledge.contributions.recordables import Recordable


class TimerChanged(Exception):
    """Another window has stopped or switched it: `now` is the one that there is."""

    def __init__(self, now: Timer | None) -> None:
        super().__init__()
        self.now = now


class InDoubt(Exception):
    """It seems forgotten: until when did they work?"""

    def __init__(self, doubt: Doubt) -> None:
        super().__init__(doubt)
        self.doubt = doubt


@dataclass(frozen=True, slots=True)
class Stopped:
    """What a timer came to; no entries when it ran for less than half a minute."""

    label: str
    minutes: int
    entries: tuple[Entry, ...] = ()


@transaction.atomic
def start_timer(
    *,
    person: User,
    thing: Recordable | None = None,
    kind: str = Kind.ARTICLE,
    label: str = "",
    url: str = "",
    started_at: datetime | None = None,
    at: datetime | None = None,
) -> Stopped | None:
    """On a thing, or on what the person says. One that was there is stopped and recorded first.

    `started_at` is the one that the window showed, None for none. Raises TimerChanged, and what
    `stop_timer` raises.
    """
    at = at or timezone.now()
    hold(person)
    _same(person, started_at)
    before = stop_timer(person=person, started_at=started_at, at=at) if started_at else None
    timer = Timer(person=person, started_at=at, running_since=at, seen_at=at)
    _describe(timer, thing, kind=kind, label=label, url=url)
    timer.save()
    return before


@transaction.atomic
def pause_timer(*, person: User, started_at: datetime, at: datetime | None = None) -> Timer:
    """It counts no more until it goes on. Days that are over are recorded at once.

    Pausing a paused one changes nothing. Raises TimerChanged, InDoubt, and what entries raise.
    """
    at = at or timezone.now()
    timer = _held(person, started_at)
    if timer.running_since is None:
        return timer
    zone = _trusted(timer, at)
    seconds = run_of(timer).seconds_by_day(at, zone)
    today = at.astimezone(zone).date()
    timer.banked_seconds = seconds.pop(today, 0)
    _record(timer, minutes_by_day(seconds), sure=False, at=at)
    timer.running_since, timer.seen_at = None, at
    timer.save()
    return timer


@transaction.atomic
def go_on(*, person: User, started_at: datetime, at: datetime | None = None) -> Timer:
    """After a pause. What was counted on an earlier day is recorded for that day first.

    Going on while it runs changes nothing. Raises TimerChanged, and what entries raise.
    """
    at = at or timezone.now()
    timer = _held(person, started_at)
    if timer.running_since is not None:
        return timer
    zone = _zone(person)
    if timer.seen_at.astimezone(zone).date() != at.astimezone(zone).date():
        minutes = minutes_by_day(run_of(timer).seconds_by_day(at, zone))
        _record(timer, minutes, sure=False, at=at)
        timer.banked_seconds = 0
    timer.running_since = timer.seen_at = at
    timer.save()
    return timer


@transaction.atomic
def stop_timer(
    *,
    person: User,
    started_at: datetime,
    until: datetime | None = None,
    sure: bool = False,
    at: datetime | None = None,
) -> Stopped:
    """Its minutes become a confirmed entry of each day that it ran on, and it is gone.

    Rounded to the nearest minute; less than half a minute leaves no entry. Raises TimerChanged;
    InDoubt unless `until` says up to when they worked; TooLong unless `sure`; ValidationError.
    """
    at = at or timezone.now()
    timer = _held(person, started_at)
    zone = _zone(person) if until else _trusted(timer, at)
    if until is not None and not (timer.running_since or until) <= until <= at:
        raise ValidationError({"until": _("Choose a time between the start of the timer and now.")})
    minutes = minutes_by_day(run_of(timer).seconds_by_day(until or at, zone))
    entries = _record(timer, minutes, sure=sure, at=at)
    timer.delete()
    return Stopped(timer.label, sum(minutes.values()), tuple(entries))


@transaction.atomic
def describe_timer(*, person: User, started_at: datetime, kind: str, label: str, url: str) -> Timer:
    """Say what it is for, while it runs; a thing of Terroir stays the thing it is.

    Raises TimerChanged and ValidationError.
    """
    timer = _held(person, started_at)
    timer.kind = kind
    if not timer.subject_kind:
        timer.label, timer.url = label.strip(), url.strip()
    timer.full_clean(exclude=("person", "area"))
    timer.save(update_fields=["kind", "label", "url"])
    return timer


@transaction.atomic
def discard_timer(
    *, person: User, started_at: datetime, at: datetime | None = None
) -> dict[str, Any]:
    """Throw it away unrecorded; `bring_back_timer` takes what this answers. Raises TimerChanged.

    Of one that is in doubt what is kept ends with the last sign of the person; all of it is of that day.
    """
    at = at or timezone.now()
    timer = _held(person, started_at)
    last = _last_sure(timer, at)
    kept = {
        "kind": timer.kind,
        "area_id": timer.area_id,
        "subject_kind": timer.subject_kind,
        "subject_id": timer.subject_id,
        "label": timer.label,
        "url": timer.url,
        "banked_seconds": run_of(timer).seconds_at(last),
        "seen_at": last.isoformat(),
    }
    timer.delete()
    return kept


@transaction.atomic
def bring_back_timer(*, person: User, kept: dict[str, Any], at: datetime | None = None) -> Timer:
    """One that was thrown away, paused. Raises TimerChanged when there is another one meanwhile."""
    hold(person)
    _same(person, None)
    facts = kept | {"seen_at": datetime.fromisoformat(kept["seen_at"])}
    timer = Timer(person=person, started_at=at or timezone.now(), **facts)
    timer.area = Area.objects.filter(pk=kept["area_id"] or 0).first()
    timer.save()
    return timer


def note_seen(*, person: User, at: datetime | None = None) -> None:
    """A sign of life while it runs; one that is in doubt asks, whoever comes back.

    One conditional UPDATE in the caller's transaction, if there is one.
    """
    at = at or timezone.now()
    timer = Timer.objects.filter(person=person).first()
    if timer is None or timer.running_since is None:
        return
    try:
        _trusted(timer, at)
    except InDoubt:
        return
    same = Timer.objects.filter(person=person, running_since=timer.running_since)
    same.filter(seen_at__lt=at).update(seen_at=at)


def _held(person: User, started_at: datetime) -> Timer:
    """The timer that a window means, its person held until the transaction ends. Raises TimerChanged."""
    hold(person)
    timer = _same(person, started_at)
    if timer is None:
        raise TimerChanged(None)
    return timer


def _same(person: User, started_at: datetime | None) -> Timer | None:
    timer = Timer.objects.select_related("area").filter(person=person).first()
    if (timer and timer.started_at) != started_at:
        raise TimerChanged(timer)
    if timer:
        timer.person = person
    return timer


def _zone(person: User) -> ZoneInfo:
    return calendars_of([person.pk])[person.pk].zone


def _trusted(timer: Timer, at: datetime) -> ZoneInfo:
    """Where the person is. Raises InDoubt for a timer that seems forgotten."""
    calendar = calendars_of([timer.person_id])[timer.person_id]
    ends = hours_end(calendar, timer.running_since) if timer.running_since else None
    doubt = run_of(timer).doubt_at(at, ends)
    if doubt:
        raise InDoubt(doubt)
    return calendar.zone


def _last_sure(timer: Timer, at: datetime) -> datetime:
    """Up to when it can be trusted: now, the last sign of the person, or the moment it was paused."""
    if timer.running_since is None:
        return timer.seen_at
    try:
        _trusted(timer, at)
    except InDoubt:
        return timer.seen_at
    return at


def _describe(timer: Timer, thing: Recordable | None, *, kind: str, label: str, url: str) -> None:
    if thing is not None:
        timer.subject_kind, timer.subject_id = thing.subject_kind, thing.subject_id
        timer.area_id = thing.area_id
        kind, label, url = thing.kind, thing.label[:LONGEST_LABEL], thing.url[:LONGEST_URL]
    timer.kind, timer.label, timer.url = kind, label.strip(), url.strip()
    timer.full_clean(exclude=("person", "area"), validate_unique=False)


def _record(timer: Timer, minutes: Mapping[date, int], *, sure: bool, at: datetime) -> list[Entry]:
    """An entry a day. An area that was closed to them meanwhile is left out."""
    seen = timer.area is not None and can_see_area(timer.person, timer.area)
    return [
        record_entry(
            person=timer.person,
            day=day,
            minutes=part,
            kind=timer.kind,
            area=timer.area if seen else None,
            subject_kind=timer.subject_kind,
            subject_id=timer.subject_id,
            label=timer.label,
            url=timer.url,
            source=Source.TIMER,
            sure=sure,
            at=at,
        )
        for day, part in minutes.items()
    ]
