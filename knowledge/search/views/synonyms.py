"""The screens where leads keep the words that mean the same."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms.refusals import keep_refusal
from accounts.requests import SignedInRequest, posted
from knowledge.search.models import Synonym
from knowledge.search.synonym_actions import (
    change_synonym,
    check_synonym,
    import_synonyms,
    keep_synonym,
    remove_synonym,
)
from knowledge.search.synonym_entries import MOST_LINES, Entry, overlap, said
from knowledge.search.synonym_forms import (
    ImportForm,
    SynonymFilterForm,
    SynonymForm,
    initial_from,
    initial_of,
)
from knowledge.search.synonym_lists import synonym_list, visible_synonyms
from knowledge.search.synonym_permissions import (
    can_change_synonym,
    can_keep_synonyms,
    changeable,
)
from knowledge.search.synonym_preview import Effect, effect_of, effect_of_removing
from knowledge.ui.page import page, paginate, redirect_see_other

MOST_FAULTS_SHOWN = 30


@never_cache
@require_safe
def synonym_index(request: SignedInRequest) -> HttpResponse:
    """All pairs that exist for this lead, narrowed by words, area and language."""
    _require_keeper(request)
    form = SynonymFilterForm(request.GET, person=request.user)
    wanted = form.wanted()
    rows = paginate(request, synonym_list(request.user, wanted))
    context = {
        "form": form,
        "wanted": wanted,
        "rows": rows,
        "changeable": changeable(request.user, rows),
    }
    return page(request, "search/synonyms.html", context, partial="results")


@require_http_methods(["GET", "HEAD", "POST"])
def synonym_new(request: SignedInRequest) -> HttpResponse:
    """A new pair, perhaps brought along in the address; its effect; keeping it."""
    _require_keeper(request)
    initial = initial_from(request.GET, request.user)
    form = SynonymForm(posted(request), person=request.user, initial=initial)
    return _answer(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def synonym_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    row = _changeable(request, pk)
    form = SynonymForm(posted(request), person=request.user, row=row, initial=initial_of(row))
    return _answer(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
def synonym_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """What would be lost, and the confirmation."""
    row = _changeable(request, pk)
    if request.method == "POST":
        name = said(row)
        remove_synonym(row)
        messages.success(request, _("“%(pair)s” is removed.") % {"pair": name})
        return redirect_see_other("search:synonyms")
    entry = Entry(
        words=row.words,
        means=row.means,
        both_ways=row.both_ways,
        language=row.language,
        area=row.area,
    )
    effect = effect_of_removing(request.user, row, entry)
    return page(request, "search/synonym_delete.html", {"row": row, "effect": effect})


@require_http_methods(["GET", "HEAD", "POST"])
def synonym_import(request: SignedInRequest) -> HttpResponse:
    """Many pairs at once: all of them, or none and what is wrong with which line."""
    _require_keeper(request)
    form = ImportForm(posted(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            rows = import_synonyms(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            _keep_faults(form, error)
        else:
            said_so = ngettext("%(n)s pair is kept.", "%(n)s pairs are kept.", len(rows))
            messages.success(request, said_so % {"n": len(rows)})
            return redirect_see_other("search:synonyms")
    return page(request, "search/synonym_import.html", {"form": form, "most": MOST_LINES})


def _answer(request: SignedInRequest, form: SynonymForm) -> HttpResponse:
    """Show the form; or what the pair would do; or keep it and go back to the list."""
    effect: Effect | None = None
    warning = ""
    if request.method == "POST" and form.is_valid():
        entry = form.entry()
        try:
            if "preview" not in request.POST:
                return _kept(request, form, entry)
            check_synonym(entry=entry, row=form.row)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            warning = overlap(entry)
            effect = effect_of(request.user, entry, instead_of=form.row)
    context = {"form": form, "row": form.row, "effect": effect, "warning": warning}
    return page(request, "search/synonym_form.html", context, partial="preview")


def _kept(request: SignedInRequest, form: SynonymForm, entry: Entry) -> HttpResponse:
    if form.row is None:
        keep_synonym(entry=entry, by=request.user)
    else:
        change_synonym(form.row, entry=entry, by=request.user)
    messages.success(request, _("“%(pair)s” is kept: searches use it now.") % {"pair": entry})
    if warning := overlap(entry):
        messages.warning(request, warning)
    return redirect_see_other("search:synonyms")


def _keep_faults(form: ImportForm, error: ValidationError) -> None:
    """The first faults, and how many more there are."""
    faults = error.messages
    for fault in faults[:MOST_FAULTS_SHOWN]:
        form.add_error("lines", fault)
    more = len(faults) - MOST_FAULTS_SHOWN
    if more > 0:
        message = ngettext("And %(n)s more line.", "And %(n)s more lines.", more)
        form.add_error("lines", message % {"n": more})


def _require_keeper(request: SignedInRequest) -> None:
    if not can_keep_synonyms(request.user):
        raise PermissionDenied


def _changeable(request: SignedInRequest, pk: int) -> Synonym:
    """404 for what doesn't exist for this person, 403 for what is not theirs to keep."""
    rows = visible_synonyms(request.user).select_related("area", "created_by")
    row = get_object_or_404(rows, pk=pk)
    if not can_change_synonym(request.user, row):
        raise PermissionDenied
    return row
