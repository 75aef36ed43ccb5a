"""Teams: the tree, one team, and changing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts import actions
from accounts.forms.people import TeamForm
from accounts.forms.refusals import keep_refusal
from accounts.models import Team, User
from accounts.permissions import can_administer
from accounts.requests import SignedInRequest, posted
from knowledge.ui.page import page, paginate, redirect_see_other


def team_list(request: SignedInRequest) -> HttpResponse:
    active = Count("members", filter=Q(members__is_active=True), distinct=True)
    teams = Team.objects.annotate(people=active).prefetch_related("managers")
    context = {"teams": teams, "can_change": can_administer(request.user)}
    return page(request, "teams/list.html", context)


def team_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    team = get_object_or_404(Team.objects.select_related("parent"), slug=slug)
    members = User.objects.active().in_team(team).for_list()
    context = {
        "team": team,
        "crumbs": Team.objects.ancestors_of(team),
        "managers": team.managers.filter(is_active=True),
        "teams": Team.objects.filter(parent=team),
        "people": paginate(request, members, per_page=60),
        "can_change": can_administer(request.user),
    }
    return page(request, "teams/detail.html", context)


def team_new(request: SignedInRequest) -> HttpResponse:
    _require_administrator(request)
    form = TeamForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            team = actions.create_team(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            return redirect_see_other(team)
    return page(request, "teams/form.html", {"form": form})


def team_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    _require_administrator(request)
    team = get_object_or_404(Team, slug=slug)
    initial = {"name": team.name, "parent": team.parent}
    form = TeamForm(posted(request), initial=initial, managers=team.managers.all())
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_team(team, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect_see_other(team)
    return page(request, "teams/form.html", {"form": form, "team": team})


def _require_administrator(request: SignedInRequest) -> None:
    if not can_administer(request.user):
        raise PermissionDenied
