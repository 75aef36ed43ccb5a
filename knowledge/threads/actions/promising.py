"""What an area promises to those who ask in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.audit import changes_between
from accounts.actions.audit import record_event as record_account_event
from knowledge.areas.models import Area
from knowledge.threads.models import AreaPromise, Urgency

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User


@transaction.atomic
def keep_promise(
    *, area: Area, urgency: str, first_answer_minutes: int, solution_minutes: int
) -> AreaPromise:
    """Promise so many minutes of working time, for the area and all below it without its own.

    It holds for what is asked, moved, reopened or made more urgent from now on: what was promised already
    stays promised. Raises ValidationError.
    """
    if solution_minutes < first_answer_minutes:
        raise ValidationError(
            {"solution_minutes": _("A solution cannot be promised before the first answer.")}
        )
    promise = AreaPromise.objects.filter(area=area, urgency=urgency).first()
    promise = promise or AreaPromise(area=area, urgency=urgency)
    promise.first_answer_minutes = first_answer_minutes
    promise.solution_minutes = solution_minutes
    promise.full_clean()
    promise.save()
    return promise


@transaction.atomic
def keep_promises(*, area: Area, minutes: Mapping[str, tuple[int, int] | None], by: User) -> None:
    """By urgency, first answer and solution; None promises what the area above does again.

    All or none of them; of two leads at once the later one's hold. Raises ValidationError.
    """
    Area.objects.select_for_update().get(pk=area.pk)
    before = _promised(area)
    for urgency, made in minutes.items():
        if made is None:
            drop_promise(area=area, urgency=urgency)
        else:
            first, solution = made
            keep_promise(
                area=area, urgency=urgency, first_answer_minutes=first, solution_minutes=solution
            )
    changes = changes_between(before=before, after=_promised(area))
    if changes:
        record_account_event("area_promises", by=by, area=area, detail=changes)


def _promised(area: Area) -> dict[str, str]:
    """By urgency, minutes to the first answer and to the solution; "" where the area above promises."""
    made = {f"promise_{urgency}": "" for urgency in Urgency.values}
    for row in AreaPromise.objects.filter(area=area):
        made[f"promise_{row.urgency}"] = f"{row.first_answer_minutes} / {row.solution_minutes} min"
    return made


@transaction.atomic
def drop_promise(*, area: Area, urgency: str) -> None:
    """Promise what the area above does again. Nothing changes when it already does."""
    AreaPromise.objects.filter(area=area, urgency=urgency).delete()
