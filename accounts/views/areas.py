"""Product areas: the tree, one area, changing it, its experts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions, permissions
from accounts.forms.areas import AreaForm, RestrictionForm
from accounts.forms.refusals import keep_refusal
from accounts.models import AreaRestriction, Expertise
from accounts.queries import (
    area_tree,
    expertise_to_confirm,
    experts_of,
    owners_of,
    pickable_areas,
    visible_areas,
)
from accounts.requests import SignedInRequest, posted
from knowledge.areas.models import Area
from knowledge.areas.queries import area_by_slug
from knowledge.ui.page import page, redirect_see_other

MOST_SUGGESTIONS = 12


@require_safe
def area_list(request: SignedInRequest) -> HttpResponse:
    archived = "archived" in request.GET
    context = {
        "nodes": area_tree(request.user, with_archived=archived),
        "with_archived": archived,
        "to_confirm": expertise_to_confirm(request.user),
        "can_create": permissions.can_administer(request.user),
    }
    return page(request, "areas/list.html", context)


@require_safe
def area_pick(request: SignedInRequest) -> HttpResponse:
    """Autocomplete: `[{"id", "label", "slug", "path"}]` of visible areas that may be picked."""
    words = request.GET.get("q", "")[:120]
    found = list(pickable_areas(request.user, words)[:MOST_SUGGESTIONS])
    names = {
        area.pk: area.label
        for area in visible_areas(request.user).filter(
            pk__in={pk for area in found for pk in area.lineage}
        )
    }
    rows = [
        {
            "id": area.pk,
            "label": area.label,
            "slug": area.slug,
            "path": " › ".join(names[pk] for pk in area.lineage if pk in names),
        }
        for area in found
    ]
    return JsonResponse({"areas": rows})


@require_safe
def area_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    area = _visible(request, slug)
    if area.slug != slug:
        return redirect_see_other(area)
    visible = visible_areas(request.user)
    kept_to = AreaRestriction.objects.filter(area__in=area.lineage).select_related("team", "area")
    context = {
        "area": area,
        "crumbs": visible.ancestors_of(area),
        "below": visible.current().filter(parent=area),
        "owners": owners_of(area),
        "experts": experts_of(area),
        "kept_to": kept_to,
        "can_edit": permissions.can_edit_area(request.user, area),
    }
    return page(request, "areas/detail.html", context)


def area_new(request: SignedInRequest) -> HttpResponse:
    parent = None
    if wanted := request.GET.get("inside"):
        parent = _visible(request, wanted)
    if not permissions.can_create_area(request.user, parent):
        raise PermissionDenied
    form = AreaForm(posted(request), person=request.user, initial={"parent": parent})
    if request.method == "POST" and form.is_valid():
        if not permissions.can_create_area(request.user, form.cleaned_data["parent"]):
            raise PermissionDenied
        try:
            area = actions.create_area(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            return redirect_see_other(area)
    return page(request, "areas/form.html", {"form": form})


def area_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    area = _editable(request, slug)
    form = AreaForm(posted(request), person=request.user, area=area, initial=_as_initial(area))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        owners, parent = facts.pop("owners"), facts["parent"]
        if parent != area.parent and not permissions.can_create_area(request.user, parent):
            raise PermissionDenied
        try:
            with transaction.atomic():
                actions.change_area(area, by=request.user, **facts)
                actions.set_area_owners(area, owners=owners, by=request.user)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect_see_other(area)
    return page(request, "areas/form.html", {"form": form, "area": area})


def area_restriction(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who may know that the area exists."""
    area = _editable(request, slug)
    teams = [row.team_id for row in area.restrictions.all()]
    form = RestrictionForm(posted(request), initial={"teams": teams})
    if request.method == "POST" and form.is_valid():
        actions.restrict_area(area, teams=form.cleaned_data["teams"], by=request.user)
        messages.success(request, _("Saved; it holds at once."))
        return redirect_see_other("areas:list")
    return page(request, "areas/restriction.html", {"form": form, "area": area})


@require_POST
def area_archive(request: SignedInRequest, slug: str) -> HttpResponse:
    area = _editable(request, slug)
    actions.archive_area(area, archived="restore" not in request.POST, by=request.user)
    return redirect_see_other(area)


@require_POST
def expertise_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _confirmable(request, pk)
    actions.confirm_expertise(row, by=request.user)
    messages.success(request, _("%(name)s is confirmed.") % {"name": row.person})
    return redirect_see_other(row.area)


@require_POST
def expertise_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _confirmable(request, pk)
    actions.withdraw_expertise(row, by=request.user)
    return redirect_see_other(row.area)


def _visible(request: SignedInRequest, slug: str) -> Area:
    area = area_by_slug(visible_areas(request.user), slug)
    if area is None:
        raise Http404
    return area


def _editable(request: SignedInRequest, slug: str) -> Area:
    area = _visible(request, slug)
    if not permissions.can_edit_area(request.user, area):
        raise PermissionDenied
    return area


def _confirmable(request: SignedInRequest, pk: int) -> Expertise:
    rows = Expertise.objects.exclude(area__in=permissions.hidden_area_ids(request.user))
    row = get_object_or_404(rows.select_related("person", "area"), pk=pk)
    if not permissions.can_confirm_expertise(request.user, row):
        raise PermissionDenied
    return row


def _as_initial(area: Area) -> dict[str, Any]:
    fields = ("name", "name_fr", "parent", "description", "description_fr", "colour", "position")
    return {name: getattr(area, name) for name in fields}
