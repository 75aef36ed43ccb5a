"""Who speaks in public for an area, and handing a draft to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.refusals import keep_refusal
from accounts.queries import visible_areas
from accounts.requests import posted
from knowledge.replies.actions.spokespersons import (
    dismiss_spokesperson,
    hand_to_spokesperson,
    name_spokesperson,
)
from knowledge.replies.forms.public import HandOverForm, SpokespersonForm
from knowledge.replies.models import Spokesperson
from knowledge.replies.permissions import can_name_spokespersons
from knowledge.replies.queries.spokespersons import (
    speakers_for,
    spokesperson_needed,
    spokespersons_of,
)
from knowledge.replies.queries.trays import reply_of
from knowledge.replies.views.own_tray import own_tray
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.replies.models import Tray


def spokespersons(request: SignedInRequest, slug: str) -> HttpResponse:
    """Everybody reads who speaks; leads name them."""
    area = get_object_or_404(visible_areas(request.user), slug=slug)
    can_name = can_name_spokespersons(request.user, area)
    if request.method == "POST" and not can_name:
        raise PermissionDenied
    rows = spokespersons_of(area)
    form = SpokespersonForm(posted(request), named=[row.person_id for row in rows])
    if request.method == "POST" and form.is_valid():
        try:
            name_spokesperson(area=area, person=form.cleaned_data["person"], by=request.user)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("They speak for this area from now on."))
            return redirect_see_other("replies:spokespersons", area.slug)
    above = [] if rows else speakers_for(area)
    context = {"area": area, "rows": rows, "above": above, "form": form, "can_name": can_name}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/spokespersons.html", context, status=status)


@require_POST
def spokesperson_dismiss(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """They no longer speak for it."""
    area = get_object_or_404(visible_areas(request.user), slug=slug)
    if not can_name_spokespersons(request.user, area):
        raise PermissionDenied
    row = get_object_or_404(Spokesperson.objects.filter(area=area), pk=pk)
    dismiss_spokesperson(row=row, by=request.user)
    messages.success(request, _("They no longer speak for this area."))
    return redirect_see_other("replies:spokespersons", area.slug)


def hand_over(request: SignedInRequest) -> HttpResponse:
    """A public reply that a spokesperson should give: becomes a question with the draft."""
    tray = own_tray(request)
    form = HandOverForm(posted(request), initial=_draft(request, tray), person=request.user)
    if request.method == "POST" and form.is_valid():
        area = form.cleaned_data["area"]
        speakers = spokesperson_needed(request.user, [area.pk])
        try:
            thread = hand_to_spokesperson(
                person=request.user,
                spokespersons=speakers,
                reference=tray.reference if tray else "",
                language=tray.language if tray else request.LANGUAGE_CODE,
                tray=tray,
                **form.handed,
            )
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            names = ", ".join(one.display_name for one in speakers)
            told = _("Handed to %(names)s.") % {"names": names} if names else _("Handed over.")
            messages.success(request, told)
            return redirect_see_other(thread)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/hand_over.html", {"form": form, "tray": tray}, status=status)


def _draft(request: SignedInRequest, tray: Tray | None) -> dict[str, str]:
    """The words that stand on the screen of the tray."""
    if tray is None:
        return {"area": request.GET.get("area", "")}
    words = reply_of(tray, request.user).shown.plain
    return {"draft": words, "area": request.GET.get("area", ""), "about": tray.name}
