"""A customer knew first: one press notes it, a word and an area can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.queries import visible_areas
from accounts.requests import posted
from knowledge.articles.models import Article
from knowledge.replies.actions.told_first import (
    complete_told_first,
    record_told_first,
    take_back_told_first,
)
from knowledge.replies.channel import channel_of
from knowledge.replies.forms.copying import storable
from knowledge.replies.forms.told_first import ToldFirstForm, key_of
from knowledge.replies.models import ToldFirst
from knowledge.replies.queries.told_first import counts_by_area, leads_any, told_in
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def told_first(request: SignedInRequest) -> HttpResponse:
    """The press, from home, a search or an article; and the list."""
    if request.method == "POST":
        return _note(request)
    paging = paginate(request, told_in(request.user))
    context = {
        "paging": paging,
        "counts": counts_by_area(request.user),
        "leads": leads_any(request.user),
    }
    return page(request, "replies/told_first.html", context)


def _note(request: SignedInRequest) -> HttpResponse:
    slug = storable(request.POST.get("article", ""))
    articles = Article.objects.visible_to(request.user).prefetch_related("areas")
    areas = visible_areas(request.user)
    row = record_told_first(
        person=request.user,
        article=articles.filter(slug=slug).first() if slug else None,
        area=areas.filter(slug=storable(request.POST.get("area", ""))).first(),
        query=storable(request.POST.get("q", "")),
        channel=channel_of(request),
        key=key_of(request.POST.get("key", "")),
    )
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"url": row.get_absolute_url()})
    messages.success(request, _("Noted: the customer knew first."))
    return redirect_see_other(row)


@require_http_methods(["GET", "HEAD", "POST"])
def told_first_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """What they knew and where it belongs, for who noted it; leads read it."""
    row = get_object_or_404(told_in(request.user), pk=pk)
    is_own = row.person_id == request.user.pk
    initial = {"words": row.words, "area": row.area.slug if row.area else ""}
    form = ToldFirstForm(posted(request), initial=initial, person=request.user)
    if request.method == "POST" and is_own and form.is_valid():
        try:
            complete_told_first(row=row, **form.cleaned_data)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Noted. Who leads the area is told."))
            return redirect_see_other("replies:told_first")
    article = row.article
    seen = article and Article.objects.visible_to(request.user).filter(pk=article.pk).exists()
    context = {"row": row, "form": form, "is_own": is_own, "article": article if seen else None}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/told_first_one.html", context, status=status)


@require_POST
def told_first_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """It was a slip of the key."""
    own = ToldFirst.objects.visible_to(request.user).filter(person=request.user)
    row = get_object_or_404(own, pk=pk)
    try:
        take_back_told_first(row=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back."))
    return redirect_see_other("replies:told_first")
