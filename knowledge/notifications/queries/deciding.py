"""How and when each of many people is told of one thing, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.working_time import calendars_of
from knowledge.areas.models import Area
from knowledge.notifications.models import (
    DEFAULTS,
    Delivery,
    Group,
    MailSettings,
    Notification,
    OutgoingMail,
    OutgoingPush,
    Preference,
    Purpose,
    RefusedAddress,
)
from knowledge.notifications.queries.devices import awake_devices
from knowledge.notifications.quiet import digest_at, leaves_at, zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from accounts.calendars import Calendar
    from accounts.models import User

ROW: Final = 4
"""So many mails at once, or pushes to one device, about one subject; what follows folds into one, until the
person looks."""

FOLDS_FOR: Final = timedelta(hours=1)
LONGEST_FOLD: Final = timedelta(hours=24)
ROW_FORGOTTEN: Final = timedelta(days=14)

_LOUDEST_FIRST = list(Delivery)
Chosen = TypeVar("Chosen")
_SILENT = frozenset({Delivery.INBOX, Delivery.OFF})


@dataclass(frozen=True, slots=True)
class Decision:
    """How one person is told; `due_at` is when the mail may leave, None when there is none; `pushes` says
    when a push to each of their devices may.
    """

    delivery: Delivery
    due_at: datetime | None = None
    pushes: Mapping[int, datetime] = field(default_factory=dict)

    @property
    def purpose(self) -> Purpose | None:
        return Purpose(self.delivery) if self.due_at else None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person chose for one group in some areas."""

    delivery: Delivery
    on_devices: bool

    @property
    def is_mailed(self) -> bool:
        return self.delivery not in _SILENT

    @property
    def is_pushed(self) -> bool:
        return self.on_devices and self.delivery != Delivery.OFF


@dataclass(frozen=True, slots=True)
class Row:
    """Mails at once, or pushes, about one subject since the person last looked at it."""

    sent: int = 0
    last_at: datetime | None = None

    def free_at(self, at: datetime) -> datetime:
        """When the next may leave: at once up to four, then an hour after the last, then two, …"""
        if self.last_at is None or self.sent < ROW:
            return at
        doubled = FOLDS_FOR * (1 << min(self.sent - ROW, 10))
        pause = min(doubled, LONGEST_FOLD)
        return max(at, self.last_at + pause)


@dataclass(frozen=True, slots=True)
class Hours:
    """When some people may be mailed, and pushed to."""

    people: Mapping[int, User]
    chosen: Mapping[int, MailSettings]
    calendars: Mapping[int, Calendar]

    @classmethod
    def of(cls, people: Mapping[int, User]) -> Hours:
        """Two queries, none for nobody."""
        ids = list(people)
        return cls(people, mail_settings_of(ids), calendars_of(ids) if ids else {})

    def loud(self, person_id: int, at: datetime) -> datetime:
        zone, calendar = self._of(person_id)
        return leaves_at(self.chosen[person_id], zone, calendar, at)

    def digest(self, person_id: int, purpose: Purpose, at: datetime) -> datetime:
        zone, calendar = self._of(person_id)
        return digest_at(self.chosen[person_id], zone, calendar, purpose, at)

    def _of(self, person_id: int) -> tuple[ZoneInfo, Calendar]:
        return zone_of(self.people[person_id]), self.calendars[person_id]


def decide(
    people: Collection[User],
    *,
    group: Group,
    area_ids: Collection[int],
    subject: tuple[str, int],
    at: datetime,
    urgent: bool = False,
) -> dict[int, Decision]:
    """One decision a person. `urgent` waits for no hour, and for no digest either."""
    wanted = _wanted([person.pk for person in people], group, area_ids)
    mailed = {one.pk: one for one in people if wanted[one.pk].is_mailed}
    devices = awake_devices([pk for pk, wish in wanted.items() if wish.is_pushed])
    hours = Hours.of({one.pk: one for one in people if one.pk in mailed or one.pk in devices})
    refused = _refusing(mailed)
    rows = _rows(_mails(mailed), "person_id", subject, at) if mailed else {}
    pushes = _pushes(devices, hours, subject, at, urgent=urgent)
    found = {}
    for pk, wish in wanted.items():
        delivery, due = wish.delivery, None
        if pk in refused:
            delivery = Delivery.INBOX
        elif pk in mailed and urgent:
            delivery, due = Delivery.NOW, at
        elif delivery == Delivery.NOW:
            due = hours.loud(pk, rows.get(pk, Row()).free_at(at))
        elif pk in mailed:
            due = hours.digest(pk, Purpose(delivery), at)
        found[pk] = Decision(delivery, due, pushes.get(pk, {}))
    return found


def _pushes(
    devices: Mapping[int, Collection[int]],
    hours: Hours,
    subject: tuple[str, int],
    at: datetime,
    *,
    urgent: bool,
) -> dict[int, dict[int, datetime]]:
    """When each device of each person may be told: the same hours, folded by device."""
    every = [device for theirs in devices.values() for device in theirs]
    if urgent:
        return {pk: dict.fromkeys(theirs, at) for pk, theirs in devices.items()}
    sent = OutgoingPush.objects.filter(device_id__in=every, line__isnull=False)
    rows = _rows(sent, "device_id", subject, at) if every else {}
    return {
        pk: {one: hours.loud(pk, rows.get(one, Row()).free_at(at)) for one in theirs}
        for pk, theirs in devices.items()
    }


def away_until(person: User, purpose: Purpose, now: datetime) -> datetime | None:
    """When what waits for them may leave, if they are away by now: leave may be entered after it was queued.
    A push leaves as mail at once does.
    """
    hours = Hours.of({person.pk: person})
    today = now.astimezone(zone_of(person)).date()
    if not hours.calendars[person.pk].is_away_on(today):
        return None
    until = hours.loud(person.pk, now)
    if purpose != Purpose.NOW:
        until = hours.digest(person.pk, purpose, now)
    return until if until > now + timedelta(minutes=1) else None


def mail_settings_of(person_ids: Collection[int]) -> dict[int, MailSettings]:
    """Everybody's, the defaults for who chose nothing; one query."""
    if not person_ids:
        return {}
    chosen = {
        row.person_id: row for row in MailSettings.objects.filter(person_id__in=list(person_ids))
    }
    return {pk: chosen.get(pk) or MailSettings(person_id=pk) for pk in person_ids}


def _wanted(
    person_ids: Collection[int], group: Group, area_ids: Collection[int]
) -> dict[int, Wish]:
    """What each chose: for the nearest area above, else for everything, else the default.

    Of several areas the loudest choice counts: who silenced one still hears of the other.
    """
    paths = Area.objects.filter(pk__in=list(area_ids)).order_by() if area_ids else ()
    lineages = [area.lineage for area in paths]
    above = {pk for lineage in lineages for pk in lineage}
    rows = Preference.objects.filter(person_id__in=list(person_ids), group=group).order_by()
    rows = rows.filter(Q(area=None) | Q(area_id__in=above) if above else Q(area=None))
    chosen: dict[int, dict[int | None, Delivery]] = defaultdict(dict)
    pushed: dict[int, dict[int | None, bool]] = defaultdict(dict)
    columns = ("person_id", "area_id", "delivery", "on_devices")
    for person_id, area_id, delivery, on_devices in rows.values_list(*columns):
        chosen[person_id][area_id] = Delivery(delivery)
        if on_devices is not None:
            pushed[person_id][area_id] = on_devices
    return {
        pk: Wish(
            min(_nearest(chosen[pk], DEFAULTS[group], lineages), key=_LOUDEST_FIRST.index),
            any(_nearest(pushed[pk], False, lineages)),
        )
        for pk in person_ids
    }


def _nearest(
    chosen: Mapping[int | None, Chosen], default: Chosen, lineages: list[tuple[int, ...]]
) -> list[Chosen]:
    """What holds in each of the areas; what holds everywhere where there is none."""
    everywhere = chosen.get(None, default)
    by_area = [
        next((chosen[pk] for pk in reversed(lineage) if pk in chosen), everywhere)
        for lineage in lineages
    ]
    return by_area or [everywhere]


def _refusing(people: Mapping[int, User]) -> set[int]:
    """Whose present address refuses mail."""
    rows = RefusedAddress.objects.filter(person_id__in=list(people)).order_by()
    pairs = rows.values_list("person_id", "address") if people else ()
    return {pk for pk, address in pairs if people[pk].email == address}


def _mails(people: Collection[int]) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(person_id__in=list(people), purpose=Purpose.NOW)


def _rows(sent: QuerySet[Any], to: str, subject: tuple[str, int], at: datetime) -> dict[int, Row]:
    """How many of these in a row each person, or each device, got about the subject, since its person last
    read a line on it.
    """
    kind, subject_id = subject
    person = "person_id" if to == "person_id" else "device__person_id"
    read = (
        Notification.objects.filter(
            person=OuterRef(person),
            subject_kind=kind,
            subject_id=subject_id,
            read_at__isnull=False,
        )
        .order_by("-read_at")
        .values("read_at")[:1]
    )
    found = (
        sent.filter(subject_kind=kind, subject_id=subject_id, created_at__gt=at - ROW_FORGOTTEN)
        .order_by()
        .annotate(looked_at=Subquery(read))
        .filter(Q(looked_at=None) | Q(created_at__gt=F("looked_at")))
    )
    counted = found.values(to).annotate(
        sent=Count("pk"), last_at=Max(Coalesce("ended_at", "created_at"))
    )
    return {row[to]: Row(row["sent"], row["last_at"]) for row in counted}
