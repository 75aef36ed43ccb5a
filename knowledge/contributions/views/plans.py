"""One's own plan: what comes back every week, the calendar, and what became of each block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.contributions.actions import blocks, plans
from knowledge.contributions.forms.plans import EndForm, SayForm, SlotForm, WhenForm
from knowledge.contributions.models import Block, PlanSlot
from knowledge.contributions.queries.plan_pages import (
    block_of,
    own_plan,
    plan_calendar,
    plan_work_time,
)
from knowledge.contributions.queries.plan_picture import managers_see_sums
from knowledge.contributions.queries.plans import show_one
from knowledge.ui.page import page, redirect_see_other, where_from
from knowledge.ui.pieces import Option

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from accounts.requests import SignedInRequest

VIEWS = ("month", "week")


@require_safe
def plan(request: SignedInRequest) -> HttpResponse:
    """What is planned every week, what asks to be decided, the calendar of four weeks back and eight
    ahead.
    """
    plans.make_blocks(person=request.user)
    return page(request, "contributions/plan.html", _plan_context(request))


def _plan_context(request: SignedInRequest) -> dict[str, Any]:
    now = timezone.now()
    today = timezone.localdate(now)
    work_time = plan_work_time(request.user, now=now)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    day = _day(request.GET.get("on", "")) or today
    return {
        "plan": own_plan(request.user, now=now, work_time=work_time),
        "calendar": plan_calendar(request.user, view=view, day=day, now=now, work_time=work_time),
        "view": view,
        "views": [
            Option(
                pgettext("calendar", "Month"), f"?view=month&on={day}#calendar", view == "month"
            ),
            Option(pgettext("calendar", "Week"), f"?view=week&on={day}#calendar", view == "week"),
        ],
        "weekdays": list(zip(WEEKDAYS.values(), WEEKDAYS_ABBR.values(), strict=True)),
        "today": today,
    }


def slot_new(request: SignedInRequest) -> HttpResponse:
    """A block every week."""
    form = SlotForm(posted(request), initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            plans.add_slot(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Planned. It is kept for you every week from then on."))
            return redirect_see_other("time:plan")
    title = _("Plan a block every week")
    return _form_page(request, form, title, action=_("Plan it"))


def slot_change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another time from a day on, or none any more."""
    slot = get_object_or_404(PlanSlot, pk=pk, person=request.user)
    today = timezone.localdate()
    since = max(today, slot.since)
    initial = {name: getattr(slot, name) for name in ("weekday", "start", "minutes")}
    form = SlotForm(posted(request), initial=initial | {"since": since})
    if request.method == "POST" and form.is_valid():
        try:
            plans.change_slot(slot, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Changed from that day on. What was before stays."))
            return redirect_see_other("time:plan")
    context = {"slot": slot, "end_form": EndForm(initial={"until": since})}
    title = _("Change a weekly block")
    return _form_page(request, form, title, action=_("Change it"), **context)


@require_POST
def slot_end(request: SignedInRequest, pk: int) -> HttpResponse:
    slot = get_object_or_404(PlanSlot, pk=pk, person=request.user)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            plans.end_slot(slot, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Ended. What was planned until then stays."))
            return redirect_see_other("time:plan")
    initial = {name: getattr(slot, name) for name in ("weekday", "start", "minutes", "since")}
    context = {"slot": slot, "end_form": form}
    title, action = _("Change a weekly block"), _("Change it")
    return _form_page(request, SlotForm(initial=initial), title, action=action, **context)


def block_new(request: SignedInRequest) -> HttpResponse:
    """One block on one day."""
    day = _day(request.GET.get("on", "")) or timezone.localdate()
    form = WhenForm(posted(request), initial={"day": day, "minutes": 60})
    if request.method == "POST" and form.is_valid():
        try:
            plans.add_block(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Planned."))
            return redirect_see_other(_calendar_at(form.cleaned_data["day"]))
    return _form_page(request, form, _("Plan a single block"), action=_("Plan it"))


def block(request: SignedInRequest, pk: int) -> HttpResponse:
    """What became of it: said in one press, changed or taken back here."""
    found = _own_block(request, pk)
    form = SayForm(posted(request), initial={"reason": found.reason, "word": found.word})
    if request.method == "POST" and form.is_valid():
        try:
            said = _say(found, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, said)
            return redirect_see_other(_back(request, found))
    shown = show_one(found, now=timezone.now())
    status = 422 if form.errors else 200
    context: dict[str, Any] = {"planned": found, "shown": shown, "form": form}
    context["managers_see_sums"] = managers_see_sums()
    return page(request, "contributions/plan_block.html", context, status=status)


def block_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """To another time, both blocks tied to one another."""
    found = _own_block(request, pk)
    form = _move_form(found) if request.method != "POST" else WhenForm(request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            blocks.move_block(found, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Moved. Both blocks know of one another."))
            return redirect_see_other(_calendar_at(form.cleaned_data["day"]))
    title, action = _("Move a planned block"), _("Move it")
    return _form_page(request, form, title, action=action)


def _say(block: Block, *, said: str, reason: str, word: str) -> str:
    """Does what was pressed and answers with what happened."""
    if said == SayForm.KEPT:
        entry = blocks.keep_block(block)
        if entry is None:
            return _("Kept. The minutes of that day stand in your entries already.")
        return _("Kept. Its minutes wait among your entries to be confirmed.")
    if said == SayForm.LOST:
        blocks.lose_block(block, reason=reason, word=word)
        return _("Noted as lost to other work.")
    if said == SayForm.AWAY:
        blocks.miss_block(block)
        return _("Noted: you were away. It does not count as lost.")
    if said == SayForm.GONE:
        plans.remove_block(block)
        return _("Removed.")
    blocks.reopen_block(block)
    return _("Taken back: the block is planned again.")


def _own_block(request: SignedInRequest, pk: int) -> Block:
    found = block_of(request.user, pk)
    if found is None:
        raise Http404
    return found


def _move_form(block: Block) -> WhenForm:
    day = max(block.day, timezone.localdate())
    return WhenForm(initial={"day": day, "start": block.start, "minutes": block.minutes})


def _form_page(
    request: SignedInRequest, form: Any, title: str, *, action: str, **context: Any
) -> HttpResponse:
    refused = form.errors or (context.get("end_form") and context["end_form"].errors)
    context |= {"form": form, "title": title, "action": action}
    return page(request, "contributions/plan_form.html", context, status=422 if refused else 200)


def _day(typed: str) -> date | None:
    try:
        return parse_date(typed)
    except ValueError:
        return None


def _calendar_at(day: date) -> str:
    return f"{reverse('time:plan')}?on={day:%Y-%m-%d}#calendar"


def _back(request: SignedInRequest, block: Block) -> str:
    """Where it was said: a page of ours, else the calendar at its day."""
    return where_from(request, _calendar_at(block.day))
