"""Days away from elsewhere: one's own from a file or an address, many people's from a table."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions import leave as actions
from accounts.forms.leave import LeaveAddressForm, LeaveFileForm, LeaveTableForm
from accounts.forms.refusals import keep_refusal
from accounts.leave.bringing import bring_file
from accounts.leave.periods import Unreadable, Wrong
from accounts.leave.settling import people_of, preview_of
from accounts.leave.subscriptions import subscriptions_of
from accounts.leave.tables import read_table
from accounts.leave.words import say_changes
from accounts.models import LeaveCalendar
from accounts.permissions import can_administer
from accounts.requests import SignedInRequest
from knowledge.ui.page import page, redirect_see_other


def own(request: SignedInRequest) -> HttpResponse:
    """Bring in a file, or an address that is read again and again."""
    if request.method != "POST":
        return _own(request)
    return _subscribe(request) if "url" in request.POST else _bring(request)


def _bring(request: SignedInRequest) -> HttpResponse:
    form = LeaveFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _own(request, file_form=form)
    file = form.cleaned_data["file"]
    try:
        said = bring_file(request.user, name=file.name or "", data=file.read())
    except Unreadable as error:
        return _own(request, file_form=form, wrongs=error.wrongs)
    messages.success(request, said)
    return redirect_see_other("accounts:settings_working_time")


def _subscribe(request: SignedInRequest) -> HttpResponse:
    form = LeaveAddressForm(request.POST)
    if form.is_valid():
        try:
            actions.add_leave_calendar(person=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("The calendar is read in a moment, then every 4 hours."))
            return redirect_see_other("accounts:settings_working_time")
    return _own(request, address_form=form)


def _own(
    request: SignedInRequest,
    *,
    file_form: LeaveFileForm | None = None,
    address_form: LeaveAddressForm | None = None,
    wrongs: tuple[Wrong, ...] = (),
) -> HttpResponse:
    context = {
        "file_form": file_form or LeaveFileForm(),
        "address_form": address_form or LeaveAddressForm(),
        "wrongs": wrongs,
    }
    return page(request, "accounts/settings_leave.html", context)


@never_cache
def calendars(request: SignedInRequest) -> HttpResponse:
    """The list alone: asked again while one of them is about to be read."""
    context = {"subscriptions": subscriptions_of(request.user)}
    return page(request, "accounts/_calendars.html", context)


@require_POST
def calendar_read(request: SignedInRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(LeaveCalendar, pk=pk, person=request.user)
    actions.read_leave_calendar_again(calendar)
    return redirect_see_other("accounts:settings_working_time")


@require_POST
def calendar_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    calendar = get_object_or_404(LeaveCalendar, pk=pk, person=request.user)
    actions.remove_leave_calendar(calendar)
    messages.success(request, _("The calendar is no longer read, and its days away are gone."))
    return redirect_see_other("accounts:settings_working_time")


def people(request: SignedInRequest) -> HttpResponse:
    """A table of many people: looked at first, then written, all of it or nothing."""
    if not can_administer(request.user):
        raise PermissionDenied
    bound = request.method == "POST"
    form = LeaveTableForm(*(request.POST, request.FILES) if bound else ())
    if not bound or not form.is_valid():
        return page(request, "accounts/people_leave.html", {"form": form})
    facts = form.cleaned_data
    context: dict[str, object] = {"form": form.to_correct()}
    try:
        rows = read_table(facts["text"].encode(), with_people=True)
        periods, unknown = people_of(rows, leave_out=facts["leave_out"])
    except Unreadable as error:
        return page(request, "accounts/people_leave.html", context | {"wrongs": error.wrongs})
    if request.POST.get("do") == "import" and not facts["file"]:
        messages.success(request, say_changes(actions.import_leave(periods=periods)))
        return redirect_see_other("accounts:leave")
    context["preview"] = preview_of(periods, unknown=unknown)
    return page(request, "accounts/people_leave.html", context)
