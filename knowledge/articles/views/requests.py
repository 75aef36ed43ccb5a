"""Writing requests: the list, one of them, asking, joining, and the outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import owners_of
from knowledge.articles import actions
from knowledge.articles.errors import AlreadyClaimed, AlreadyDecided
from knowledge.articles.forms.requests import (
    AnsweredForm,
    DeclineRequestForm,
    MoveForm,
    RequestFilterForm,
    RequestForm,
)
from knowledge.articles.models import Kind, WritingRequest
from knowledge.articles.permissions import request_rights
from knowledge.articles.queries.requests import (
    area_for,
    counts_of,
    draft_for,
    people_waiting,
    requests_like,
    same_words,
    split_words,
    waits_for,
    who_is_told,
)
from knowledge.articles.starters import first_fields, purposes
from knowledge.articles.views.fetch import number_or_404
from knowledge.ui.page import page, paginate, redirect_see_other
from knowledge.ui.pieces import Tab

if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.articles.permissions import RequestRights
    from knowledge.articles.queries.requests import RequestFilter

NAMED = 2


@require_safe
def request_list(request: SignedInRequest) -> HttpResponse:
    """What is asked for and not written yet; or one's own, those being written, those with an outcome."""
    form = RequestFilterForm(request.GET, person=request.user)
    chosen = form.chosen()
    context = {
        "form": form,
        "chosen": chosen,
        "tabs": _tabs(request, chosen),
        "paging": paginate(request, requests_like(request.user, chosen)),
    }
    return page(request, "articles/requests.html", context)


def _tabs(request: SignedInRequest, chosen: RequestFilter) -> list[Tab]:
    counts = counts_of(request.user, chosen.area)
    person = request.user
    labels = [("open", _("Open")), ("claimed", _("Being written"))]
    if person.is_expert or person.is_lead:
        labels.insert(0, ("yours", _("In your areas")))
    labels += [
        ("mine", pgettext("writing requests", "Yours")),
        ("written", _("Written")),
        ("declined", _("Declined")),
    ]
    area = {"area": chosen.area.slug} if chosen.area else {}
    return [
        Tab(label, f"?{urlencode({'state': name} | area)}", chosen.state == name, counts[name])
        for name, label in labels
    ]


def request_new(request: SignedInRequest) -> HttpResponse:
    """Tell the lead what is missing; with `quick` as the search page posts it, in one action."""
    person = request.user
    words, note = split_words(person, request.GET.get("q", ""))
    if request.method == "POST":
        form = RequestForm(_quick(request) or request.POST, person=person)
        if form.is_valid() and (made := _asked(request, form)) is not None:
            messages.success(request, _what_happens(request, made))
            return redirect_see_other(made)
    else:
        first = {"words": words, "note": note, "area": area_for(person, words)}
        form = RequestForm(initial=first, person=person)
    known = same_words(person, words) if words else None
    is_waiting = known is not None and waits_for(person, known)
    context = {"form": form, "known": known, "is_waiting": is_waiting, "query": words}
    return page(request, "articles/request_new.html", context, status=422 if form.is_bound else 200)


def _quick(request: SignedInRequest) -> dict[str, Any] | None:
    """What the form would hold: the words as they were searched, in the area they seem to be about."""
    if "quick" not in request.POST:
        return None
    words, note = split_words(request.user, request.POST.get("words", ""))
    area = area_for(request.user, words) if words else None
    return {"words": words, "note": note, "area": area.slug if area else ""}


def _asked(request: SignedInRequest, form: RequestForm) -> WritingRequest | None:
    try:
        return actions.request_article(person=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


def _what_happens(request: SignedInRequest, made: WritingRequest) -> str:
    """Who knows of it now, and how many wait: the same words however often the key was pressed."""
    waiting = made.people.active().count()
    known = [who for who in who_is_told(request.user, made.area) if who != request.user]
    if 0 < len(known) <= NAMED:
        names = " · ".join(who.display_name for who in known)
        first = _("Told: %(names)s.") % {"names": names}
    else:
        text = ngettext("%(n)d lead is told.", "%(n)d leads are told.", len(known))
        first = text % {"n": len(known)} if known else _("It is in the list of what is missing.")
    if waiting > 1:
        text = ngettext(
            "%(n)d other person waits for the same.",
            "%(n)d other people wait for the same.",
            waiting - 1,
        )
        first = f"{first} {text % {'n': waiting - 1}}"
    outcome = _("You hear of the outcome in your inbox.")
    return f"{first} {outcome}"


@never_cache
@require_safe
def request_waiting(request: SignedInRequest) -> HttpResponse:
    """For the search page: whether somebody waits for these words already."""
    words, _note = split_words(request.user, request.GET.get("q", ""))
    known = same_words(request.user, words) if words else None
    context = {"known": known, "is_waiting": known is not None and waits_for(request.user, known)}
    return page(request, "articles/request_waiting.html", context)


@require_safe
def request_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is missing, who waits and who writes; for those near it, what can be done."""
    return _show(request, _found(request, pk))


def _show(request: SignedInRequest, found: WritingRequest, **forms: Form) -> HttpResponse:
    """The page, with the one form that was refused."""
    person = request.user
    rights = request_rights(person, found)
    context = {
        "asked": found,
        "rights": rights,
        "people": people_waiting(found) if rights.names else None,
        "is_waiting": waits_for(person, found),
        "draft": draft_for(person, found) if found.is_open else None,
        "leads": owners_of(found.area) if found.area and found.is_open else (),
        "search_url": f"{reverse('search:results')}?{urlencode({'q': found.words})}",
    }
    if rights.close:
        context["decline_form"] = forms.get("decline", DeclineRequestForm(prefix="decline"))
        context["answered_form"] = forms.get(
            "answered", AnsweredForm(person=person, prefix="answered")
        )
        context["move_form"] = forms.get("move", _move_form(request, found))
    return page(request, "articles/request.html", context, status=422 if forms else 200)


def _move_form(request: SignedInRequest, found: WritingRequest) -> MoveForm:
    return MoveForm(initial={"area": found.area}, person=request.user, prefix="move")


@require_POST
def request_join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Wait for it too."""
    found = _found(request, pk)
    try:
        actions.join_request(request=found, person=request.user)
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _("You hear of the outcome in your inbox."))
    return redirect_see_other(found)


@require_POST
def request_leave(request: SignedInRequest, pk: int) -> HttpResponse:
    """Wait no longer."""
    found = _found(request, pk)
    actions.leave_request(request=found, person=request.user)
    messages.success(request, _("You are not told of it any more."))
    return redirect_see_other(found)


@require_POST
def request_claim(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take on the writing, and say so to everyone who looks."""
    found = _found(request, pk)
    rights = request_rights(request.user, found)
    if not rights.near:
        raise PermissionDenied
    try:
        actions.claim_request(request=found, by=request.user)
    except AlreadyDecided:
        return _too_late(request, found)
    except AlreadyClaimed:
        return _taken(request, found)
    messages.success(request, _("You write it. Those who look for it see that."))
    return redirect_see_other(found)


def write_requested(request: SignedInRequest, number: str) -> HttpResponse:
    """`/articles/new/?request=NUMBER`: choose a kind; the draft starts with the customer's words, in the
    request's area and language. Whoever has begun already goes on with their draft.
    """
    found, rights = _near(request, number_or_404(number))
    if stop := _stopped(request, found, rights):
        return stop
    if begun := draft_for(request.user, found):
        return redirect_see_other(begun)
    if request.method != "POST":
        return page(request, "articles/new.html", {"kinds": kinds(), "asked": found})
    fields = {
        **first_fields(
            request.POST.get("kind", ""), found.language or request.user.interface_language
        ),
        "questions": found.words,
        "areas": [str(found.area_id)] if found.area_id else [],
    }
    try:
        draft = actions.start_requested_draft(person=request.user, request=found, fields=fields)
    except AlreadyDecided:
        return _too_late(request, found)
    except AlreadyClaimed:
        return _taken(request, found)
    return redirect_see_other(draft)


def kinds() -> list[tuple[str, str, str]]:
    """What can be written: value, name, when to choose it."""
    return [(value, str(Kind(value).label), why) for value, why in purposes().items()]


@require_POST
def request_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Leave the writing to somebody else. Released twice is released."""
    found = _found(request, pk)
    rights = request_rights(request.user, found)
    if not rights.near:
        raise PermissionDenied
    if not found.is_open:
        return _too_late(request, found)
    if rights.release:
        actions.release_request(request=found)
        messages.success(request, _("It is open again: somebody else can write it."))
    elif not rights.claim:
        raise PermissionDenied
    return redirect_see_other(found)


@require_POST
def request_decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say no, with a word to those who wait."""
    found, rights = _near(request, pk)
    if stop := _stopped(request, found, rights):
        return stop
    form = DeclineRequestForm(request.POST, prefix="decline")
    if not form.is_valid():
        return _show(request, found, decline=form)
    try:
        actions.decline_request(request=found, by=request.user, word=form.cleaned_data["word"])
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _("Declined. Those who waited read your word."))
    return redirect_see_other(found)


@require_POST
def request_answered(request: SignedInRequest, pk: int) -> HttpResponse:
    """Name the article that answers already."""
    found, rights = _near(request, pk)
    if stop := _stopped(request, found, rights):
        return stop
    form = AnsweredForm(request.POST, person=request.user, prefix="answered")
    if not form.is_valid():
        return _show(request, found, answered=form)
    article = form.cleaned_data["article"]
    try:
        actions.answer_request(request=found, by=request.user, article=article)
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _("Answered. Those who waited are led to the article."))
    return redirect_see_other(found)


@require_POST
def request_move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put it into the area it belongs to."""
    found, rights = _near(request, pk)
    if stop := _stopped(request, found, rights):
        return stop
    form = MoveForm(request.POST, person=request.user, prefix="move")
    if not form.is_valid():
        return _show(request, found, move=form)
    try:
        moved = actions.move_request(request=found, by=request.user, area=form.cleaned_data["area"])
    except ValidationError as refused:
        form.add_error(None, refused)
        return _show(request, found, move=form)
    except AlreadyDecided:
        return _too_late(request, found)
    messages.success(request, _("It is in “%(area)s” now.") % {"area": moved.area})
    return redirect_see_other(moved)


def _found(request: SignedInRequest, pk: int) -> WritingRequest:
    rows = WritingRequest.objects.visible_to(request.user).for_list()
    found: WritingRequest = get_object_or_404(
        rows.select_related("asked_by__team", "closed_by"), pk=pk
    )
    return found


def _near(request: SignedInRequest, pk: int) -> tuple[WritingRequest, RequestRights]:
    """A request that this person could answer. 404 when hidden, 403 when it isn't theirs to decide."""
    found = _found(request, pk)
    rights = request_rights(request.user, found)
    if not rights.near:
        raise PermissionDenied
    return found, rights


def _stopped(
    request: SignedInRequest, found: WritingRequest, rights: RequestRights
) -> HttpResponse | None:
    """The answer when it can't be given an outcome just now."""
    if not found.is_open:
        return _too_late(request, found)
    return None if rights.close else _taken(request, found)


def _too_late(request: SignedInRequest, found: WritingRequest) -> HttpResponse:
    messages.info(request, _("This request has an outcome already."))
    return redirect_see_other(found)


def _taken(request: SignedInRequest, found: WritingRequest) -> HttpResponse:
    messages.info(request, _("Somebody else writes it already."))
    return redirect_see_other(found)
