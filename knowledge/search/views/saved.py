"""Keeping searches: save, open, be told or not, rename, delete. Each person their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from knowledge.search import actions
from knowledge.search.forms import Chosen, read_query
from knowledge.search.models import SavedSearch
from knowledge.search.saved import answers_now, query_of
from knowledge.search.saved_forms import NAME_LENGTH, RenameForm, SaveForm
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

QUERY_LENGTH = 1_000


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedInRequest) -> HttpResponse:
    """Keep the search of this address; the form says what is in the way and loses nothing."""
    chosen = read_query(request.GET, request.user)
    form = SaveForm(
        request.POST if request.method == "POST" else None,
        initial={"name": chosen.words[:NAME_LENGTH]},
    )
    query = query_of(chosen)
    if request.method == "POST" and form.is_valid():
        refused = _keep(request, chosen, query, form)
        if not refused:
            return redirect_see_other(f"{reverse('search:results')}?{query}")
        form.add_error(None, refused)
    context = {"form": form, "query": chosen.words, "query_string": query}
    status = 422 if form.errors else 200
    return page(request, "search/save.html", context, status=status)


def _keep(request: SignedInRequest, chosen: Chosen, query: str, form: SaveForm) -> str:
    """What is in the way, or "" when the search is kept."""
    if not chosen.words:
        return _("There are no words to keep. Search first, then save.")
    if len(query) > QUERY_LENGTH:
        return _("This search is too long to keep. Use fewer words or filters.")
    tells = form.cleaned_data["tells"]
    try:
        kept = actions.save_search(
            person=request.user,
            name=form.cleaned_data["name"].strip() or chosen.words[:NAME_LENGTH],
            query=query,
            tells=tells,
            seen=(answers_now(request.user, query) or []) if tells else [],
        )
    except actions.TooManySaved:
        words = _("You keep %(n)d searches, the most there can be. Delete one on the search page.")
        return words % {"n": actions.MOST_SAVED}
    messages.success(request, _("“%(name)s” is saved.") % {"name": kept.name})
    return ""


@never_cache
@require_safe
def open_saved(request: SignedInRequest, pk: int) -> HttpResponse:
    """Search again: where lines of the inbox lead."""
    return redirect(f"{reverse('search:results')}?{_own(request, pk).query}")


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name; the page also offers to delete."""
    saved = _own(request, pk)
    form = RenameForm(
        request.POST if request.method == "POST" else None, initial={"name": saved.name}
    )
    if request.method == "POST" and form.is_valid():
        actions.rename_search(saved, name=form.cleaned_data["name"].strip())
        return redirect_see_other("search:results")
    words = QueryDict(saved.query).get("q", "")
    context = {"form": form, "saved": saved, "words": words}
    return page(request, "search/rename.html", context, status=422 if form.errors else 200)


@require_POST
def tell(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin or stop to tell about new results."""
    saved = _own(request, pk)
    tells = request.POST.get("tells") == "1"
    begins = tells and not saved.tells
    seen = (answers_now(request.user, saved.query) or []) if begins else []
    actions.tell_of_search(saved, tells=tells, seen=seen)
    words = (
        _("New results of “%(name)s” will stand in your inbox.")
        if tells
        else _("You are no longer told about new results of “%(name)s”.")
    )
    messages.success(request, words % {"name": saved.name})
    return redirect_see_other("search:results")


@require_POST
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep it no longer."""
    saved = _own(request, pk)
    actions.delete_saved_search(saved)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": saved.name})
    return redirect_see_other("search:results")


def _own(request: SignedInRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch, person=request.user, pk=pk)
