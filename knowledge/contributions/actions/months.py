"""Closing a month: what changes in it from then on is a visible adjustment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import timezone as fixed_zone
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.contributions.models import ClosedMonth

if TYPE_CHECKING:
    from collections.abc import Iterable

LAST_ON_EARTH = fixed_zone(timedelta(hours=-12))
"""Where a day ends last: a month is over when it is over for everybody, wherever they are."""


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def closed_among(days: Iterable[date]) -> frozenset[date]:
    """Of the months of these days, those that are closed, by their first day; one query.

    Whoever writes asks while they hold a person, so that no month closes between answer and write.
    """
    months = {month_of(day) for day in days}
    rows = ClosedMonth.objects.order_by().filter(month__in=months)
    return frozenset(rows.values_list("month", flat=True))


def open_since() -> date | None:
    """The first day after the last month that is closed; None while none is. One query."""
    last = ClosedMonth.objects.order_by("-month").values_list("month", flat=True).first()
    return None if last is None else month_after(last)


def month_after(month: date) -> date:
    """The first day of the next one."""
    return (month + timedelta(days=31)).replace(day=1)


@transaction.atomic
def close_month(*, month: date, by: User, at: datetime | None = None) -> ClosedMonth:
    """Settle a month for the whole company; it is never opened again.

    What is proposed in it stays so, and counts as an adjustment once confirmed. Raises
    ValidationError when the month is not over everywhere, or closed already.
    """
    at = at or timezone.now()
    month = month_of(month)
    everybody = User.objects.order_by("pk").select_for_update(no_key=True)
    list(everybody.values_list("pk", flat=True))
    today = at.astimezone(UTC).astimezone(LAST_ON_EARTH).date()
    if month >= month_of(today):
        raise ValidationError({"month": _("This month is not over yet. Close it when it is.")})
    if ClosedMonth.objects.filter(month=month).exists():
        raise ValidationError({"month": _("This month is closed already.")})
    closed = ClosedMonth(month=month, closed_at=at, closed_by=by)
    closed.full_clean()
    closed.save()
    return closed
