"""Complaints as people see them, and the procedure of an area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language

from accounts.permissions import hidden_area_ids
from knowledge.replies.models import Complaint, Procedure

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.areas.models import Area


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step in the reader's language."""

    pk: int
    label: str
    due_at: datetime | None
    done_at: datetime | None
    done_by: User | None
    is_late: bool


def procedure_for(area: Area | None) -> Procedure | None:
    """Of the area, of the nearest above it that has one, or the company's; one query."""
    lineage = list(area.lineage) if area else []
    rows = Procedure.objects.filter(area__in=lineage) | Procedure.objects.filter(area=None)
    found = {row.area_id: row for row in rows.select_related("owner")}
    for pk in [*reversed(lineage), None]:
        if pk in found:
            return found[pk]
    return None


def complaints_of(user: User, *, closed: bool = False) -> QuerySet[Complaint]:
    """What this person may see: the next due first, closed ones the newest first."""
    found = Complaint.objects.visible_to(user).select_related("area", "owner", "raised_by")
    if closed:
        return found.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")
    return found.filter(closed_at=None).order_by(F("due_at").asc(nulls_last=True), "pk")


def steps_of(complaint: Complaint) -> Sequence[ShownStep]:
    """In order; one query."""
    now = timezone.now()
    french = (get_language() or "").startswith("fr")
    return [
        ShownStep(
            step.pk,
            (step.label_fr if french else step.label) or step.label or step.label_fr,
            step.due_at,
            step.done_at,
            step.done_by,
            step.done_at is None and step.due_at is not None and step.due_at < now,
        )
        for step in complaint.steps.select_related("done_by")
    ]


def words_of(procedure: Procedure, language: str) -> str:
    """What may be said to the customer, in their language or the other."""
    first, second = procedure.words, procedure.words_fr
    return (second or first) if language == "fr" else (first or second)


def procedures_open_to(user: User) -> QuerySet[Procedure]:
    """Those of areas that are open to this person, in the order of the tree."""
    rows = Procedure.objects.filter(area__isnull=False).exclude(area__in=hidden_area_ids(user))
    return rows.select_related("area", "owner").order_by("area__tree_order")


def readable_complaints(user: User, ids: Collection[int]) -> set[int]:
    """Of these complaints, those that the user may see."""
    found = Complaint.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))
