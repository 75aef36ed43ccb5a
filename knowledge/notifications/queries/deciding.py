"""How and when each of many people is told of one thing, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, F, Max, OuterRef, Q, Subquery
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
    Preference,
    Purpose,
    RefusedAddress,
)
from knowledge.notifications.quiet import digest_at, leaves_at, zone_of

if TYPE_CHECKING:
    from accounts.models import User

ROW: Final = 4
"""So many mails at once about one subject; what follows folds into one, until the person looks."""

FOLDS_FOR: Final = timedelta(hours=1)
LONGEST_FOLD: Final = timedelta(hours=24)
ROW_FORGOTTEN: Final = timedelta(days=14)

_LOUDEST_FIRST = list(Delivery)


@dataclass(frozen=True, slots=True)
class Decision:
    """How one person is told; `due_at` is when the mail may leave, None when there is none."""

    delivery: Delivery
    due_at: datetime | None = None

    @property
    def purpose(self) -> Purpose | None:
        return Purpose(self.delivery) if self.due_at else None


@dataclass(frozen=True, slots=True)
class Row:
    """Mails at once about one subject since the person last looked at it."""

    mails: int = 0
    last_at: datetime | None = None

    def free_at(self, at: datetime) -> datetime:
        """When the next may leave: at once up to four, then an hour after the last, then two, …"""
        if self.last_at is None or self.mails < ROW:
            return at
        doubled = FOLDS_FOR * (1 << min(self.mails - ROW, 10))
        pause = min(doubled, LONGEST_FOLD)
        return max(at, self.last_at + pause)


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
    ids = [person.pk for person in people]
    wanted = _wanted(ids, group, area_ids)
    mailed = {
        person.pk: person
        for person in people
        if wanted[person.pk] not in {Delivery.INBOX, Delivery.OFF}
    }
    refused = _refusing(mailed)
    settings = mail_settings_of(mailed)
    calendars = calendars_of(list(mailed))
    rows = _rows(mailed, subject, at)
    found = {pk: Decision(wanted[pk]) for pk in ids}
    for pk, person in mailed.items():
        if pk in refused:
            found[pk] = Decision(Delivery.INBOX)
            continue
        delivery, chosen, zone = wanted[pk], settings[pk], zone_of(person)
        if urgent:
            found[pk] = Decision(Delivery.NOW, at)
        elif delivery == Delivery.NOW:
            free = rows.get(pk, Row()).free_at(at)
            found[pk] = Decision(delivery, leaves_at(chosen, zone, calendars[pk], free))
        else:
            due = digest_at(chosen, zone, calendars[pk], Purpose(delivery), at)
            found[pk] = Decision(delivery, due)
    return found


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
) -> dict[int, Delivery]:
    """What each chose: for the nearest area above, else for everything, else the default.

    Of several areas the loudest choice counts: who silenced one still hears of the other.
    """
    paths = Area.objects.filter(pk__in=list(area_ids)).order_by() if area_ids else ()
    lineages = [area.lineage for area in paths]
    above = {pk for lineage in lineages for pk in lineage}
    rows = Preference.objects.filter(person_id__in=list(person_ids), group=group).order_by()
    rows = rows.filter(Q(area=None) | Q(area_id__in=above) if above else Q(area=None))
    chosen: dict[int, dict[int | None, Delivery]] = defaultdict(dict)
    for person_id, area_id, delivery in rows.values_list("person_id", "area_id", "delivery"):
        chosen[person_id][area_id] = Delivery(delivery)
    return {pk: _loudest(chosen.get(pk, {}), DEFAULTS[group], lineages) for pk in person_ids}


def _loudest(
    chosen: Mapping[int | None, Delivery], default: Delivery, lineages: list[tuple[int, ...]]
) -> Delivery:
    everywhere = chosen.get(None, default)
    by_area = [
        next((chosen[pk] for pk in reversed(lineage) if pk in chosen), everywhere)
        for lineage in lineages
    ]
    return min(by_area or [everywhere], key=_LOUDEST_FIRST.index)


def _refusing(people: Mapping[int, User]) -> set[int]:
    """Whose present address refuses mail."""
    rows = RefusedAddress.objects.filter(person_id__in=list(people)).order_by()
    pairs = rows.values_list("person_id", "address") if people else ()
    return {pk for pk, address in pairs if people[pk].email == address}


def _rows(people: Mapping[int, User], subject: tuple[str, int], at: datetime) -> dict[int, Row]:
    """How many mails in a row each got about the subject, since they last read a line on it."""
    if not people:
        return {}
    kind, subject_id = subject
    read = (
        Notification.objects.filter(
            person=OuterRef("person_id"),
            subject_kind=kind,
            subject_id=subject_id,
            read_at__isnull=False,
        )
        .order_by("-read_at")
        .values("read_at")[:1]
    )
    mails = (
        OutgoingMail.objects.filter(
            person_id__in=list(people),
            purpose=Purpose.NOW,
            subject_kind=kind,
            subject_id=subject_id,
            created_at__gt=at - ROW_FORGOTTEN,
        )
        .order_by()
        .annotate(looked_at=Subquery(read))
        .filter(Q(looked_at=None) | Q(created_at__gt=F("looked_at")))
    )
    counted = mails.values("person_id").annotate(
        mails=Count("pk"), last_at=Max(Coalesce("ended_at", "created_at"))
    )
    return {row["person_id"]: Row(row["mails"], row["last_at"]) for row in counted}
