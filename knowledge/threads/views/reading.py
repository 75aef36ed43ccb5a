"""The page of a thread, what of it changed, its record, its ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.notifications.actions import mark_seen
from knowledge.threads.queries.history import answer_versions, question_versions, record_of
from knowledge.threads.queries.pages import live_state
from knowledge.threads.queries.routing import ranking_of
from knowledge.threads.record import THREAD
from knowledge.threads.views.fetch import answer_or_404, rights_of, thread_or_404
from knowledge.threads.views.showing import page_context, show_thread
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

SHOWN: Final = 50
"""People of the ranking on one page."""


@never_cache
@require_safe
def thread_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The question, who has it until when, the answers."""
    thread = thread_or_404(request, pk)
    mark_seen(person=request.user, subject_kind=THREAD, subject_id=thread.pk)
    return show_thread(request, thread)


@never_cache
@require_safe
def live(request: SignedInRequest, pk: int) -> HttpResponse:
    """204 while nothing of the page has changed (one query); else the parts that may have."""
    state = live_state(pk, request.user, timezone.now())
    if state is None:
        raise Http404
    if (request.GET.get("version", ""), request.GET.get("who", "")) == (str(state[0]), state[1]):
        return HttpResponse(status=204)
    context = page_context(request, thread_or_404(request, pk))
    return page(request, "threads/_live.html", context)


@require_safe
def record(request: SignedInRequest, pk: int) -> HttpResponse:
    """What happened, from the asking on."""
    thread = thread_or_404(request, pk)
    context = {"thread": thread, "lines": record_of(thread, request.user)}
    return page(request, "threads/record.html", context, partial="record")


@require_safe
def ranking(request: SignedInRequest, pk: int) -> HttpResponse:
    """For leads: everybody who could be asked, in their order, with the reasons."""
    thread = thread_or_404(request, pk)
    if not rights_of(request, thread).can_see_ranking:
        raise PermissionDenied
    ranking = ranking_of(thread, timezone.now())
    context = {
        "thread": thread,
        "minutes": ranking.minutes,
        "eligible": paginate(request, ranking.eligible, per_page=SHOWN),
        "others": paginate(request, ranking.others, per_page=SHOWN, parameter="others"),
    }
    return page(request, "threads/ranking.html", context)


@require_safe
def history(request: SignedInRequest, pk: int) -> HttpResponse:
    """How the question read before."""
    thread = thread_or_404(request, pk)
    context = {"thread": thread, "versions": question_versions(thread), "answer": None}
    return page(request, "threads/history.html", context)


@require_safe
def answer_history(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """How an answer read before. A withdrawn one only for whoever may bring it back."""
    thread = thread_or_404(request, pk)
    answer = answer_or_404(thread, answer_pk)
    is_near = answer.author_id == request.user.pk or rights_of(request, thread).is_lead
    if answer.is_withdrawn and not is_near:
        raise PermissionDenied
    context = {"thread": thread, "versions": answer_versions(answer), "answer": answer}
    return page(request, "threads/history.html", context)
