"""Own settings: the hours of one's week, the days away."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.employment import employed
from accounts.forms.refusals import keep_refusal
from accounts.forms.working_time import AwayForm, WeekForm
from accounts.leave.subscriptions import subscriptions_of
from accounts.models import AwayPeriod, WorkingPattern
from accounts.own_time import own_time
from accounts.requests import SignedInRequest, posted
from accounts.settled import settled_before
from knowledge.ui.page import page, redirect_see_other
from knowledge.ui.times import long_date


def working_time(request: SignedInRequest) -> HttpResponse:
    """How their week is, when they are away; adding days away."""
    form = AwayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_away(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Your days away are noted."))
            _say_adjusted(request, form.cleaned_data["first_day"])
            return redirect_see_other("accounts:settings_working_time")
    context = {
        "form": form,
        "time": own_time(request.user),
        "employed": employed(request.user),
        "subscriptions": subscriptions_of(request.user),
    }
    return page(request, "accounts/settings_working_time.html", context)


def hours(request: SignedInRequest) -> HttpResponse:
    time = own_time(request.user)
    form = WeekForm(posted(request), pattern=time.pattern, today=time.today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_working_time(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Your hours are saved."))
            return redirect_see_other("accounts:settings_working_time")
    return page(request, "accounts/settings_hours.html", {"form": form, "time": time})


@require_POST
def hours_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    mine = WorkingPattern.objects.in_force().filter(person=request.user)
    actions.take_back_working_time(get_object_or_404(mine, pk=pk))
    messages.success(request, _("Taken back. What you declared before holds on."))
    return redirect_see_other("accounts:settings_working_time")


@require_POST
def away_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """What a calendar says is removed there: it would come back with the next reading."""
    mine = AwayPeriod.objects.filter(person=request.user, calendar=None)
    period = get_object_or_404(mine, pk=pk)
    actions.remove_away(period)
    messages.success(request, _("Removed. You work on these days."))
    _say_adjusted(request, period.first_day)
    return redirect_see_other("accounts:settings_working_time")


def _say_adjusted(request: SignedInRequest, first: date) -> None:
    """What changes in a month that people have read is told at once."""
    opens = settled_before()
    if opens is not None and first < opens:
        said = _("The months before %(day)s are closed: there it counts as a visible adjustment.")
        messages.info(request, said % {"day": long_date(opens)})
