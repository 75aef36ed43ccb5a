"""What the panel asks for by its token: the desk, what answers, a reply made of what was collected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowledge.areas.folding import fold
from knowledge.passages.channels import Channel
from knowledge.replies.actions.panel import NotGiven, give_reply, put_together
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.actions.snippets import UnknownSnippet
from knowledge.replies.embedding import panel_required
from knowledge.replies.forms.panel import Case, PanelReply
from knowledge.replies.models import ChannelProfile
from knowledge.replies.pace import SECONDS, count_of_minute
from knowledge.replies.queries.panel import shown_tray, tray_of_case
from knowledge.replies.queries.profiles import profile_for, profile_name, profiles
from knowledge.replies.queries.snippets import find_snippets
from knowledge.replies.queries.trays import current_tray
from knowledge.search.models import SearchLog
from knowledge.search.searchlog import note_search
from knowledge.ui.frame import collect_url_of
from knowledge.ui.page import page

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.replies.composing import Composed
    from knowledge.replies.queries.snippets import FoundSnippet

MOST_FOUND: Final = 8
MOST_A_MINUTE: Final = 60
"""Replies of one person through the panel, in a minute of the clock."""

REFUSED: Final = 422
TOO_MANY: Final = 429


@panel_required
def desk(request: SignedInRequest) -> HttpResponse:
    """The panel for the person, with what answers the case if its words are known."""
    return page(request, "replies/panel/_desk.html", desk_of(request, Case.read(request.POST)))


@panel_required
def found(request: SignedInRequest) -> HttpResponse:
    """What may be told about the customer's words, and the tray of the case."""
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    tray = tray_of_case(request.user, number=asked.tray, reference=case.reference)
    context = found_of(request.user, case, profile_of(request, case))
    context["shown"] = shown_tray(tray, request.user)
    return page(request, "replies/panel/_answers.html", context)


@panel_required
def together(request: SignedInRequest) -> HttpResponse:
    """One snippet or several as a reply, beside the tray: for who uses an answer at once."""
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    profile = profile_of(request, case)
    try:
        made = put_together(
            person=request.user, names=asked.names, profile=profile, language=language_of(case)
        )
    except NotGiven as refused:
        return refuse(refused)
    facts = {"sealed": made.sealed, "missing": missing_words(made.missing)}
    return JsonResponse(measured(made.composed) | facts)


@panel_required
def reply(request: SignedInRequest) -> HttpResponse:
    """Write the reply down and answer with its words: they then leave for the other tool."""
    case, asked = Case.read(request.POST), PanelReply.read(request.POST)
    profile = profile_of(request, case)
    if asked.key is None:
        return refuse(NotGiven(_("Something is missing. Reload the panel.")))
    if count_of_minute(request.user, "panel_replies") > MOST_A_MINUTE:
        return wait()
    try:
        record, said = give_reply(
            person=request.user,
            sealed=asked.sealed,
            text=asked.text,
            composed=asked.composed,
            profile=profile,
            language=language_of(case),
            key=asked.key,
            reference=case.reference,
            search=asked.search,
            told=asked.is_told,
        )
    except (NotGiven, ValidationError, UnknownSnippet, NotForCustomers, NothingToCopy) as refused:
        return refuse(refused)
    facts = {"record": record.pk, "channel": profile.channel, "language": language_of(case)}
    facts |= {"case": record.reference, "is_edited": record.is_edited}
    return JsonResponse(measured(said) | facts)


def desk_of(request: SignedInRequest, case: Case) -> dict[str, Any]:
    """What the desk shows: channels, languages, the case, what answers it, and its tray.

    Where nothing is said, the tray that is being filled is taken up, with its case. Otherwise it may be
    another customer's.
    """
    person, number = request.user, PanelReply.read(request.POST).tray
    is_blank = not (case.text or case.reference)
    tray = tray_of_case(person, number=number, reference=case.reference)
    if tray is None and is_blank:
        tray = current_tray(person)
    shown = shown_tray(tray, person, is_taken_up=is_blank)
    if shown is not None:
        case = case.of_tray(shown.tray)
    chosen = profile_of(request, case, shown.tray.profile if shown else None)
    return {
        "case": case,
        "person": person,
        "profiles": [(row.pk, profile_name(row), row.channel) for row in profiles()],
        "chosen": chosen,
        "spoken": language_of(case),
        "shown": shown,
        **found_of(person, case, chosen),
    }


def found_of(person: User, case: Case, profile: ChannelProfile) -> dict[str, Any]:
    """What answers in the language of the reply; when nothing does, in any language."""
    words, spoken = case.words, language_of(case)
    if not words:
        return {"words": ""}
    find = partial(
        find_snippets, person, words, channel=profile.channel, limit=MOST_FOUND, as_draft=True
    )
    told = find(language=spoken)
    is_foreign = told.is_available and not told.snippets
    if is_foreign:
        told = find()
    key = _note(person, words, told.total)
    return {
        "words": words,
        "is_available": told.is_available,
        "is_foreign": is_foreign and bool(told.snippets),
        "language_name": dict(settings.LANGUAGES)[spoken],
        "search": key,
        "lines": [_line(one, key) for one in told.snippets],
    }


def _line(one: FoundSnippet, key: UUID) -> dict[str, Any]:
    shown = one.result.shown
    opened = reverse("search:go", args=[key, shown.kind, shown.object_id])
    passage = one.result.passage.key if one.result.passage else ""
    return {
        "name": one.snippet.name,
        "title": one.result.title,
        "text": one.snippet.plain if one.snippet.is_variant else one.result.text,
        "whole": one.snippet.plain,
        "language": one.snippet.language,
        "is_variant": one.snippet.is_variant,
        "is_flagged": one.snippet.is_flagged,
        "verified_at": shown.verified_at,
        "updated_at": shown.updated_at,
        "url": f"{opened}?passage={passage}",
        "copy_url": one.result.copy_url,
        "collect_url": collect_url_of(one.result.copy_url),
    }


def _note(person: User, words: str, total: int) -> UUID:
    """In the log of searches; without what may say who the customer is (`Case.words`)."""
    return note_search(
        person_id=person.pk,
        words=words,
        folded=fold(words),
        filters={},
        total=total,
        source=SearchLog.Source.PANEL,
    )


def profile_of(
    request: HttpRequest, case: Case, kept: ChannelProfile | None = None
) -> ChannelProfile:
    """The one that is chosen in the panel; else that of its tray, if it is of the channel that the case
    came by; else the first of that channel. Of a company that retired all of them, words as they are.
    """
    number = PanelReply.read(request.POST).profile
    row = profiles().filter(pk=number).first() if number else None
    if row is None and kept is not None and case.channel in {"", kept.channel}:
        return kept
    return row or profile_for(case.channel) or _plain_profile(case.channel)


def _plain_profile(channel: str) -> ChannelProfile:
    """An unsaved one that asks for nothing."""
    return ChannelProfile(channel=channel or Channel.EMAIL, style=ChannelProfile.Style.CARD)


def language_of(case: Case) -> str:
    """Of the reply."""
    return case.language or (get_language() or settings.LANGUAGE_CODE)[:2]


def measured(composed: Composed) -> dict[str, Any]:
    """The words, and how the channel counts them."""
    return {
        "plain": composed.plain,
        "html": composed.html,
        "messages": composed.messages,
        "length": composed.length,
        "limit": composed.limit,
        "over": composed.over,
        "warnings": [str(trouble.words) for trouble in composed.warnings],
    }


def missing_words(count: int) -> str:
    """Said where some of it was left out."""
    return _("Some of it may not be told any more and was left out.") if count else ""


def wait() -> JsonResponse:
    """Too many in a minute."""
    words = _("Too many replies in a minute. Wait a moment and press again; nothing is lost.")
    return JsonResponse({"error": words}, status=TOO_MANY, headers={"Retry-After": str(SECONDS)})


def refuse(refused: Exception) -> JsonResponse:
    """What stands in the way, in words that say what to do; nothing that was typed is lost."""
    if isinstance(refused, NotGiven):
        facts = {"error": refused.words, "url": refused.url, "label": refused.label}
        return JsonResponse(facts, status=REFUSED)
    if isinstance(refused, ValidationError):
        words = " ".join(refused.messages)
    elif isinstance(refused, NotForCustomers):
        words = str(refused.why.words)
    else:
        words = _("This changed meanwhile. Search again and collect it once more.")
    return JsonResponse({"error": words}, status=REFUSED)
