"""What an area promises to those who ask: for everybody to read, for its leads to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.permissions import can_edit_area
from accounts.queries import visible_areas
from accounts.requests import posted
from knowledge.threads.actions.promising import keep_promises
from knowledge.threads.forms.promising import PromisesForm
from knowledge.threads.queries.promises import promises_of, working_day_minutes
from knowledge.threads.views.fetch import keep_refusal
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


def promises(request: SignedInRequest, slug: str) -> HttpResponse:
    """For each urgency what holds and where it comes from; a form for who may change the area."""
    area = get_object_or_404(visible_areas(request.user), slug=slug)
    can_keep = can_edit_area(request.user, area)
    if request.method == "POST" and not can_keep:
        raise PermissionDenied
    day = working_day_minutes()
    form = PromisesForm(posted(request), shown=promises_of(area), day=day)
    if request.method == "POST" and form.is_valid():
        try:
            keep_promises(area=area, minutes=form.minutes(), by=request.user)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Kept, for what is asked from now on."))
            return redirect_see_other("threads:promises", area.slug)
    context = {"area": area, "form": form, "can_keep": can_keep, "day": day}
    return page(request, "threads/promises.html", context, status=422 if form.errors else 200)
