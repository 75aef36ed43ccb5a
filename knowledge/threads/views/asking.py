"""Asking, and what resembles the question while it is being typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles.queries.requests import split_words
from knowledge.markup.links import NO_LINKS
from knowledge.passages import watching_words
from knowledge.passages.customer_identity import identities_in
from knowledge.passages.lint import Kind
from knowledge.passages.texts import Source, build_text
from knowledge.passages.watching import checker
from knowledge.threads.actions.asking import ask_once
from knowledge.threads.forms.asking import QUERY_LENGTH, AskForm
from knowledge.threads.forms.identity import warning_about
from knowledge.threads.models import TITLE_LENGTH, Thread, Urgency
from knowledge.threads.queries.similar import language_of, similar_to
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.threads.queries.similar import Similar

CHECKED_LENGTH = 20_000
MOST_DIGITS = 20


@never_cache
def ask(request: SignedInRequest) -> HttpResponse:
    """`?q=` are the words of a failed search: they become the question, so that one key sends it."""
    person = request.user
    if request.method == "POST":
        form = AskForm(request.POST, person=person)
        if form.is_valid() and (thread := _asked(request, form)) is not None:
            messages.success(request, _("Asked. You hear of every answer in your inbox."))
            return redirect_see_other(thread)
        similar = similar_to(person, str(form["title"].value() or "")[:TITLE_LENGTH])
    else:
        title, rest = _title_and_rest(*split_words(person, request.GET.get("q", "")))
        similar = similar_to(person, title)
        first = _first_values(request, title, rest, similar)
        form = AskForm(person=person, initial=first)
    context = {"form": form, "similar": similar, "guessed": not form.is_bound and similar.area}
    return page(request, "threads/ask.html", context, status=422 if form.is_bound else 200)


def _title_and_rest(words: str, whole: str) -> tuple[str, str]:
    """What does not fit into the title is kept whole as the customer's words."""
    if len(words) <= TITLE_LENGTH and not whole:
        return words, ""
    return words[:TITLE_LENGTH].rsplit(" ", 1)[0], whole or words


def _first_values(
    request: SignedInRequest, title: str, rest: str, similar: Similar
) -> dict[str, Any]:
    asked_urgency = request.GET.get("urgency", "")
    likely = similar.area.slug if similar.area else ""
    return {
        "title": title,
        "customer_words": rest,
        "failed_query": title[:QUERY_LENGTH],
        "area": request.GET.get("area", "")[:140] or likely,
        "urgency": asked_urgency if asked_urgency in Urgency.values else Urgency.TODAY,
        "language": language_of(title, request.user.interface_language),
    }


def _asked(request: SignedInRequest, form: AskForm) -> Thread | None:
    facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
    if not facts["language"]:
        facts["language"] = language_of(facts["title"], request.user.interface_language)
    try:
        return ask_once(asker=request.user, **facts)
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


@never_cache
@require_safe
def similar(request: SignedInRequest) -> HttpResponse:
    """The fragment beside the form: threads and articles that may answer already."""
    words = " ".join(request.GET.get("title", "").replace("\0", " ").split())[:TITLE_LENGTH]
    without = request.GET.get("without", "")
    known = int(without) if without.isdecimal() and len(without) < MOST_DIGITS else None
    found = similar_to(request.user, words, without=known)
    context = {"similar": found, "words": words, "is_short": bool(without)}
    return page(request, "threads/_similar.html", context)


@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """For whoever writes: whether the text seems to say who the customer is, and what customers would
    read where it is marked for them. Nothing of it is kept.
    """
    text = request.POST.get("text", "")[:CHECKED_LENGTH]
    found = identities_in(text)
    said = [warning_about(found) if found else "", _told_in(text)]
    context = {"warning": " ".join(filter(None, said))}
    return page(request, "threads/_warning.html", context)


def _told_in(text: str) -> str:
    """The warning about what is marked for customers; who they are was warned of anyway."""
    if "///" not in text:
        return ""
    built = build_text(Source(body=text, language=get_language() or "en"), links=NO_LINKS)
    now = checker()
    found = [one for one in now.findings_in(built.passages) if one.kind is not Kind.IDENTITY]
    return watching_words.warning_about(now, found)
