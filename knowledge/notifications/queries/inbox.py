"""The inbox, one line a subject."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, IntegerField, Max, Q, When

from knowledge.notifications.models import GROUP_OF, Notification, kinds_in
from knowledge.notifications.models import Group as NotificationGroup
from knowledge.passages.subjects import readable_ids

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """What happened to one subject. `lines` are the latest; `more` counts the rest."""

    title: str
    subject_kind: str
    subject_id: int
    latest_at: datetime
    unread: int
    lines: tuple[Notification, ...]
    more: int


def subjects_of(
    person: User, group: NotificationGroup | None = None
) -> QuerySet[Notification, Any]:
    """A row a subject: those with unread lines first, then the latest; `group` narrows it to lines of
    those kinds.

    What the person may no longer read is left out, whatever it was called when they were told.
    """
    rows = Notification.objects.filter(person=person).order_by().exclude(closed_to(person))
    if group is not None:
        rows = rows.filter(kind__in=kinds_in(group))
    return (
        rows.values("subject_kind", "subject_id")
        .annotate(
            latest_at=Max("created_at"),
            total=Count("pk"),
            unread=Count("pk", filter=Q(read_at__isnull=True)),
            is_unread=Case(When(unread__gt=0, then=0), default=1, output_field=IntegerField()),
        )
        .order_by("is_unread", "-latest_at", "subject_kind", "subject_id")
    )


def closed_to(person: User, *, unread_only: bool = False) -> Q:
    """The subjects in their inbox that exist for them no more; a query, and one a kind of subject."""
    subjects: dict[str, set[int]] = defaultdict(set)
    rows = Notification.objects.filter(person=person).order_by()
    if unread_only:
        rows = rows.filter(read_at__isnull=True)
    for kind, subject_id in rows.values_list("subject_kind", "subject_id").distinct():
        subjects[kind].add(subject_id)
    closed = Q(pk=None)
    for kind, ids in subjects.items():
        closed |= Q(subject_kind=kind, subject_id__in=ids - readable_ids(person, kind, ids))
    return closed


def groups_of(
    person: User, subjects: Iterable[dict[str, Any]], group: NotificationGroup | None = None
) -> list[Group]:
    """One query for the lines of all these subjects."""
    rows = list(subjects)
    wanted = Q(pk=None)
    for row in rows:
        wanted |= Q(subject_kind=row["subject_kind"], subject_id=row["subject_id"])
    found: dict[tuple[str, int], list[Notification]] = {}
    lines = Notification.objects.filter(wanted, person=person).select_related("actor")
    if group is not None:
        lines = lines.filter(kind__in=kinds_in(group))
    for line in lines:
        found.setdefault((line.subject_kind, line.subject_id), []).append(line)
    return [_group(row, found[row["subject_kind"], row["subject_id"]]) for row in rows]


def unread_by_group(person: User) -> dict[NotificationGroup, int]:
    """How many lines are unread of each group that has any line; without what is closed to them."""
    rows = Notification.objects.filter(person=person).order_by().exclude(closed_to(person))
    counted = rows.values("kind").annotate(unread=Count("pk", filter=Q(read_at__isnull=True)))
    found: dict[NotificationGroup, int] = defaultdict(int)
    for row in counted:
        found[GROUP_OF[Notification.Kind(row["kind"])]] += row["unread"]
    return {group: found[group] for group in NotificationGroup if group in found}


def _group(row: dict[str, Any], lines: list[Notification]) -> Group:
    ordered = sorted(lines, key=lambda line: line.read_at is not None)
    return Group(
        title=lines[0].title,
        subject_kind=lines[0].subject_kind,
        subject_id=lines[0].subject_id,
        latest_at=lines[0].created_at,
        unread=row["unread"],
        lines=tuple(ordered[:SHOWN]),
        more=len(lines) - len(ordered[:SHOWN]),
    )
