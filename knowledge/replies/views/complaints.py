"""Complaints on their way, and the procedures that they follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.refusals import keep_refusal
from accounts.permissions import can_administer, hidden_area_ids
from accounts.queries import visible_areas
from accounts.requests import posted
from knowledge.replies.actions.complaints import (
    close_complaint,
    drop_procedure,
    keep_procedure,
    mark_step,
    raise_complaint,
    reopen_complaint,
)
from knowledge.replies.forms.complaints import ComplaintForm, OutcomeForm, ProcedureForm, written
from knowledge.replies.models import Complaint, ComplaintStep, Procedure
from knowledge.replies.permissions import can_handle_complaint, can_keep_procedure
from knowledge.replies.queries.complaints import (
    complaints_of,
    procedure_for,
    procedures_open_to,
    steps_of,
    words_of,
)
from knowledge.replies.views.own_tray import own_tray
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.areas.models import Area


@require_safe
def complaints(request: SignedInRequest) -> HttpResponse:
    """Open ones, the next due first; or those that ended."""
    closed = request.GET.get("view") == "closed"
    context = {
        "paging": paginate(request, complaints_of(request.user, closed=closed)),
        "closed": closed,
        "hidden": hidden_area_ids(request.user),
        "can_keep": can_administer(request.user) or request.user.owned_areas.exists(),
    }
    return page(request, "replies/complaints.html", context)


def complaint_new(request: SignedInRequest) -> HttpResponse:
    """Raise one, from a tray or on its own."""
    tray = own_tray(request)
    initial = {
        "area": request.GET.get("area", ""),
        "about": tray.name if tray else "",
        "reference": tray.reference if tray else "",
    }
    form = ComplaintForm(posted(request), initial=initial, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            complaint = raise_complaint(person=request.user, tray=tray, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            return redirect_see_other(complaint)
    context = {"form": form, "tray": tray, "procedure": procedure_for(None)}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/complaint_new.html", context, status=status)


def complaint(request: SignedInRequest, pk: int) -> HttpResponse:
    """The steps with their deadlines, what may be said, and its end."""
    found = get_object_or_404(complaints_for(request), pk=pk)
    can_handle = can_handle_complaint(request.user, found)
    if request.method == "POST" and not can_handle:
        raise PermissionDenied
    form = OutcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_complaint(complaint=found, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Closed. Who raised it is told how it ended."))
            return redirect_see_other(found)
    procedure = procedure_for(found.area)
    language = found.tray.language if found.tray else request.LANGUAGE_CODE
    context = {
        "complaint": found,
        "area": None if found.area_id in hidden_area_ids(request.user) else found.area,
        "steps": steps_of(found),
        "words": words_of(procedure, language) if procedure else found.words,
        "words_language": language,
        "form": form,
        "can_handle": can_handle,
    }
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/complaint.html", context, status=status)


@require_POST
def complaint_step(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Done, or not after all."""
    found = _to_handle(request, pk)
    step = get_object_or_404(ComplaintStep.objects.filter(complaint=found), number=number)
    try:
        mark_step(step=step, by=request.user, done=request.POST.get("done") == "1")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect_see_other(found)


@require_POST
def complaint_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was not over."""
    found = _to_handle(request, pk)
    try:
        reopen_complaint(complaint=found, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Open again."))
    return redirect_see_other(found)


@require_safe
def procedures(request: SignedInRequest) -> HttpResponse:
    """What the company does about complaints; by area where it differs."""
    context = {
        "company": procedure_for(None),
        "rows": procedures_open_to(request.user),
        "areas": visible_areas(request.user),
        "can_keep": can_keep_procedure(request.user, None),
    }
    return page(request, "replies/procedures.html", context)


def procedure(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """The company's procedure, or that of an area; its leads and administrators keep it."""
    area = get_object_or_404(visible_areas(request.user), slug=slug) if slug else None
    if not can_keep_procedure(request.user, area):
        raise PermissionDenied
    own = Procedure.objects.filter(area=area).first()
    if request.method == "POST" and "drop" in request.POST and own is not None:
        drop_procedure(procedure=own, by=request.user)
        messages.success(request, _("Removed. Complaints on their way keep their steps."))
        return redirect_see_other("replies:procedures")
    shown = own or procedure_for(area)
    form = ProcedureForm(posted(request), initial=written(shown) if shown else {})
    if request.method == "POST" and form.is_valid() and _kept(request, form, area):
        return redirect_see_other("replies:procedures")
    context = {"form": form, "area": area, "own": own}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/procedure.html", context, status=status)


def _kept(request: SignedInRequest, form: ProcedureForm, area: Area | None) -> bool:
    try:
        keep_procedure(area=area, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        keep_refusal(form, error)
        return False
    messages.success(request, _("Kept, for complaints raised from now on."))
    return True


def complaints_for(request: SignedInRequest):  # type: ignore[no-untyped-def]
    """What this person may see, with what a page shows."""
    rows = Complaint.objects.visible_to(request.user)
    return rows.select_related("area", "owner", "raised_by", "closed_by", "tray")


def _to_handle(request: SignedInRequest, pk: int) -> Complaint:
    found: Complaint = get_object_or_404(complaints_for(request), pk=pk)
    if not can_handle_complaint(request.user, found):
        raise PermissionDenied
    return found
