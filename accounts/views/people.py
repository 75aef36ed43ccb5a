"""Administration of people: list, create, change, deactivate, invite, and the record of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.actions.people import ROLES
from accounts.employment import employed
from accounts.forms.people import NewPersonForm, PeopleFilterForm, PersonForm
from accounts.forms.refusals import keep_refusal
from accounts.models import AccountEvent, User
from accounts.permissions import can_administer, hidden_area_ids
from accounts.requests import SignedInRequest, posted
from knowledge.areas.folding import fold
from knowledge.ui.page import page, paginate, redirect_see_other


def people_list(request: SignedInRequest) -> HttpResponse:
    _require_administrator(request)
    form = PeopleFilterForm(request.GET)
    people = User.objects.for_list()
    if form.is_valid():
        words, role, state = (form.cleaned_data[name] for name in ("q", "role", "state"))
        if words:
            people = people.filter(
                Q(folded_name__contains=fold(words)) | Q(email__contains=words.lower())
            )
        if role:
            people = people.filter(**{f"is_{role}": True})
        if state != "all":
            people = people.filter(is_active=state != "inactive")
    context = {"form": form, "people": paginate(request, people)}
    return page(request, "accounts/people_list.html", context)


def person_new(request: SignedInRequest) -> HttpResponse:
    _require_administrator(request)
    form = NewPersonForm(
        posted(request), initial={"interface_language": request.user.interface_language}
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        invite = facts.pop("send_invitation")
        try:
            person = actions.create_person(
                by=request.user, languages=[facts["interface_language"]], **facts
            )
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            if invite:
                actions.send_invitation(person, by=request.user)
            messages.success(request, _("%(name)s has an account.") % {"name": person})
            return redirect_see_other("accounts:people")
    return page(request, "accounts/person_form.html", {"form": form})


def person_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_administrator(request)
    person = get_object_or_404(User.objects.for_list(), slug=slug)
    form = PersonForm(
        posted(request),
        initial={
            "display_name": person.display_name,
            "email": person.email,
            "job_title": person.job_title,
            "team": person.team,
            "roles": [role for role in ROLES if getattr(person, f"is_{role}")],
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_person(person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect_see_other("accounts:person", slug)
    hidden = hidden_area_ids(request.user)
    events = AccountEvent.objects.filter(person=person).exclude(area__in=hidden)
    shown = events.select_related("actor", "area", "team")[:20]
    context = {"form": form, "person": person, "events": shown, "time": employed(person)}
    return page(request, "accounts/person_form.html", context)


@require_POST
def person_deactivate(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_administrator(request)
    person = get_object_or_404(User, slug=slug)
    try:
        actions.deactivate_person(person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(name)s is deactivated.") % {"name": person})
    return redirect_see_other("accounts:person", slug)


@require_POST
def person_reactivate(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_administrator(request)
    person = get_object_or_404(User, slug=slug)
    actions.reactivate_person(person, by=request.user)
    messages.success(request, _("%(name)s may sign in again.") % {"name": person})
    return redirect_see_other("accounts:person", slug)


@require_POST
def person_invite(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_administrator(request)
    person = get_object_or_404(User, slug=slug)
    try:
        actions.send_invitation(person, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("A link is on its way to %(mail)s.") % {"mail": person.email})
    return redirect_see_other("accounts:person", slug)


def event_list(request: SignedInRequest) -> HttpResponse:
    """The record of changes to rights, without what is about areas that do not exist for them."""
    _require_administrator(request)
    events = AccountEvent.objects.exclude(area__in=hidden_area_ids(request.user))
    events = events.select_related("actor", "person", "area", "team")
    return page(request, "accounts/event_list.html", {"events": paginate(request, events)})


def _require_administrator(request: SignedInRequest) -> None:
    if not can_administer(request.user):
        raise PermissionDenied
