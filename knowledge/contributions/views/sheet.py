"""A week as a table: seen, changed, repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.working_time import work_times_of
from knowledge.contributions.actions.carrying_out import NotDone, carry_out
from knowledge.contributions.actions.months import closed_among
from knowledge.contributions.forms.confirming import sure
from knowledge.contributions.forms.fields import AreaList
from knowledge.contributions.forms.sheet import SheetForm
from knowledge.contributions.periods import WEEK, monday_of
from knowledge.contributions.picture import days_of_week
from knowledge.contributions.queries.entries import Week, week_of
from knowledge.contributions.queries.figures import today_of
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from accounts.requests import SignedInRequest

FIRST_MONDAY: Final = date(1900, 1, 8)
"""The first with a week before it that has an address."""


@dataclass(frozen=True, slots=True)
class DayShown:
    """What counts on a day, and what could."""

    day: date
    minutes: int
    available: int

    @property
    def is_long(self) -> bool:
        return self.minutes > self.available


def this_week(request: SignedInRequest) -> HttpResponse:
    return redirect_see_other("time:week", monday_of(today_of(request.user)))


def week(request: SignedInRequest, monday: date) -> HttpResponse:
    """Saved as a whole: when one line is wrong nothing is written, and every line stays as typed."""
    if monday < FIRST_MONDAY:
        raise Http404
    if monday != monday_of(monday):
        return redirect_see_other("time:week", monday_of(monday))
    person, today = request.user, today_of(request.user)
    shown, areas = week_of(person, monday), AreaList(person)
    if request.method != "POST":
        repeated = week_of(person, monday - WEEK) if "repeat" in request.GET else None
        form = SheetForm(None, week=shown, areas=areas, today=today, repeated=repeated)
        return _show(request, form, today)
    form = SheetForm(request.POST, week=shown, areas=areas, today=today)
    changes = form.changes()
    if changes is not None and not form.lost:
        try:
            carry_out(person=person, changes=changes, sure=sure(request.POST))
        except NotDone as refusal:
            form.keep_refusal(refusal)
        else:
            _say(request, len(changes))
            return redirect_see_other("time:week", monday)
    return _show(request, form, today, status=422)


def _show(
    request: SignedInRequest, form: SheetForm, today: date, *, status: int = 200
) -> HttpResponse:
    shown = form.week
    context: dict[str, Any] = {
        "form": form,
        "week": shown,
        "days": _days(request.user, shown),
        "number": shown.monday.isocalendar().week,
        "week_days": days_of_week(shown.monday),
        "before": shown.monday - WEEK,
        "after": shown.monday + WEEK if shown.monday < monday_of(today) else None,
        "closed": sorted(closed_among(day.day for day in shown.days)),
        "repeats": "repeat" in request.GET,
    }
    return page(request, "contributions/sheet.html", context, status=status)


def _days(person: User, shown: Week) -> list[DayShown]:
    work = work_times_of([person.pk], shown.monday, shown.sunday)[person.pk]
    return [DayShown(day.day, day.minutes, work.minutes_on(day.day)) for day in shown.days]


def _say(request: SignedInRequest, count: int) -> None:
    if not count:
        messages.info(request, _("Nothing was changed."))
        return
    said = ngettext("Saved: %(n)d line.", "Saved: %(n)d lines.", count) % {"n": count}
    messages.success(request, said)
