"""What is settled for many: the allowance, and months that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.refusals import keep_refusal
from accounts.permissions import can_administer
from accounts.requests import posted
from knowledge.contributions.actions.allowance import set_allowance, take_back_allowance
from knowledge.contributions.actions.months import close_month
from knowledge.contributions.forms.company import AllowanceForm, MonthForm
from knowledge.contributions.models import AllowancePolicy
from knowledge.contributions.permissions import managed_teams
from knowledge.contributions.queries.allowances import (
    closed_months,
    months_to_close,
    policies_for,
    scope_of,
)
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


def allowance(request: SignedInRequest) -> HttpResponse:
    """What holds, for whom, since when; and setting it for whom one may."""
    person = request.user
    if not can_administer(person) and not managed_teams(person):
        raise PermissionDenied
    form = AllowanceForm(posted(request), offered=scope_of(person), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            set_allowance(by=person, **form.facts)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Set. Bands follow it from that day on."))
            return redirect_see_other("time:allowance")
    context = {"form": form, "policies": policies_for(person)}
    status = 422 if form.errors else 200
    return page(request, "contributions/allowance.html", context, status=status)


@require_POST
def allowance_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    policy = get_object_or_404(AllowancePolicy.objects.in_force(), pk=pk)
    try:
        take_back_allowance(policy=policy, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. What was set before, or less near, holds again."))
    return redirect_see_other("time:allowance")


def months(request: SignedInRequest) -> HttpResponse:
    """Closed months, and closing one that is over."""
    if not can_administer(request.user):
        raise PermissionDenied
    offered = months_to_close(timezone.localdate())
    closed_so_far = list(closed_months())
    form = MonthForm(posted(request), months=offered, closed=[each.month for each in closed_so_far])
    if request.method == "POST" and form.is_valid():
        try:
            closed = close_month(month=form.cleaned_data["month"], by=request.user)
        except ValidationError as error:
            form.keep_refusal(error)
        else:
            said = _("%(month)s is closed.") % {"month": date_format(closed.month, "F Y")}
            messages.success(request, said)
            return redirect_see_other("time:months")
    context = {"form": form, "offered": offered, "closed": closed_so_far}
    status = 422 if form.errors else 200
    return page(request, "contributions/months.html", context, status=status)
