"""Administration of contracts, days of the company and matrix lines."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.contract_table import contracts_in, preview_of
from accounts.employment import Employed, employed
from accounts.forms.contract_table import ContractTableForm
from accounts.forms.contracts import CompanyDayForm, ContractForm, LastDayForm, MatrixLineForm
from accounts.forms.refusals import keep_refusal
from accounts.leave.periods import Unreadable, Wrong
from accounts.models import CompanyDay, Contract, TeamMembership, User
from accounts.permissions import can_administer
from accounts.requests import SignedInRequest, posted
from knowledge.ui.page import page, paginate, redirect_see_other


def contract(request: SignedInRequest, slug: str) -> HttpResponse:
    """What somebody is employed for; declaring it anew from a day on."""
    require_administrator(request)
    person = get_object_or_404(User, slug=slug)
    time = employed(person)
    form = _contract_form(request, time)
    is_spread = False
    if request.method == "POST" and form.is_valid():
        if "spread" in request.POST:
            form = ContractForm(request.POST.dict() | form.spread_days())
            is_spread = True
        else:
            try:
                actions.declare_contract(person=person, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                keep_refusal(form, error)
            else:
                messages.success(request, _("The contract is declared."))
                return redirect_see_other("accounts:contract", slug)
    context = {"form": form, "person": person, "time": time, "is_spread": is_spread}
    return page(request, "accounts/contract.html", context)


@require_POST
def contract_take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    require_administrator(request)
    rows = Contract.objects.in_force().select_related("person")
    taken = get_object_or_404(rows, pk=pk)
    try:
        actions.take_back_contract(taken, by=request.user)
    except ValidationError as error:
        messages.error(request, _refused(error))
    else:
        messages.success(request, _("Taken back. What was declared before holds on."))
    return redirect_see_other("accounts:contract", taken.person.slug)


def matrix(request: SignedInRequest, slug: str) -> HttpResponse:
    """The teams of somebody by date; adding a matrix line."""
    require_administrator(request)
    person = get_object_or_404(User.objects.for_list(), slug=slug)
    form = MatrixLineForm(posted(request), initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        last_day = facts.pop("last_day")
        until = last_day + timedelta(days=1) if last_day else None
        try:
            actions.add_matrix_line(person=person, until=until, by=request.user, **facts)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("The matrix line is added."))
            return redirect_see_other("accounts:matrix", slug)
    context = {"form": form, "person": person, "time": employed(person)}
    return page(request, "accounts/matrix.html", context)


def matrix_end(request: SignedInRequest, pk: int) -> HttpResponse:
    """Says the last day of a matrix line, or takes it back whole."""
    require_administrator(request)
    rows = TeamMembership.objects.filter(is_main=False).select_related("person", "team")
    line = get_object_or_404(rows, pk=pk)
    form = LastDayForm(posted(request), line=line, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and "take_back" in request.POST:
        actions.end_matrix_line(line, until=line.since, by=request.user)
        messages.success(request, _("Taken back. It never was."))
        return redirect_see_other("accounts:matrix", line.person.slug)
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["last_day"] + timedelta(days=1)
        actions.end_matrix_line(line, until=until, by=request.user)
        messages.success(request, _("The matrix line has its last day."))
        return redirect_see_other("accounts:matrix", line.person.slug)
    context = {"form": form, "line": line, "person": line.person}
    return page(request, "accounts/matrix_end.html", context)


def company_days(request: SignedInRequest) -> HttpResponse:
    """Days that the company adds to the public holidays or takes from them."""
    require_administrator(request)
    form = CompanyDayForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_company_day(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("The day is noted for everybody it concerns."))
            return redirect_see_other("accounts:company_days")
    days = paginate(request, CompanyDay.objects.order_by("-day", "country"))
    return page(request, "accounts/company_days.html", {"form": form, "days": days})


@require_POST
def company_day_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    require_administrator(request)
    try:
        actions.remove_company_day(get_object_or_404(CompanyDay, pk=pk), by=request.user)
    except ValidationError as error:
        messages.error(request, _refused(error))
    else:
        messages.success(request, _("Removed. The public holidays alone count again."))
    return redirect_see_other("accounts:company_days")


def contract_table(request: SignedInRequest) -> HttpResponse:
    """Contracts of many people: looked at first, then declared, all of them or none."""
    require_administrator(request)
    template = "accounts/contract_table.html"
    bound = request.method == "POST"
    form = ContractTableForm(*(request.POST, request.FILES) if bound else ())
    if not bound or not form.is_valid():
        return page(request, template, {"form": form})
    context: dict[str, object] = {"form": form.to_correct()}
    try:
        contracts = contracts_in(form.cleaned_data["text"], by=request.user)
    except Unreadable as error:
        return page(request, template, context | {"wrongs": error.wrongs})
    if request.POST.get("do") == "declare" and not form.cleaned_data["file"]:
        try:
            number = actions.declare_contracts(contracts=contracts, by=request.user)
        except ValidationError as error:
            return page(
                request, template, context | {"wrongs": [Wrong(0, said) for said in error.messages]}
            )
        said = ngettext("%(n)d contract is declared.", "%(n)d contracts are declared.", number)
        messages.success(request, said % {"n": number})
        return redirect_see_other("accounts:contract_table")
    return page(request, template, context | {"preview": preview_of(contracts)})


def _refused(error: ValidationError) -> str:
    """Why something that took effect in a closed month stays as it is."""
    return _("Nothing was changed. %(why)s") % {"why": " ".join(error.messages)}


def require_administrator(request: SignedInRequest) -> None:
    if not can_administer(request.user):
        raise PermissionDenied


def _contract_form(request: SignedInRequest, time: Employed) -> ContractForm:
    told = time.later[-1] if time.later else time.now
    initial = ContractForm.initial_of(told.contract if told else None) | {"since": time.today}
    return ContractForm(posted(request), initial=initial, country=request.GET.get("country"))
