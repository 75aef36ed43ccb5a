"""Where a thread stands: more is needed, it has ended, it is asked again, it becomes an article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.threads.actions import states
from knowledge.threads.actions.answering import say_line
from knowledge.threads.actions.drafting import draft_from_thread
from knowledge.threads.errors import ThreadError
from knowledge.threads.forms.deciding import (
    AskInfoForm,
    CloseForm,
    GiveInfoForm,
    LineForm,
    OtherThreadForm,
    ReopenForm,
)
from knowledge.threads.models import CustomerLine, State
from knowledge.threads.views.fetch import (
    allowed,
    keep_refusal,
    rights_of,
    say_refusal,
    thread_or_404,
)
from knowledge.threads.views.showing import show_thread
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form

    from accounts.requests import SignedInRequest
    from knowledge.threads.models import Thread


@require_POST
def ask_info(request: SignedInRequest, pk: int) -> HttpResponse:
    """The asker has to say more: the clock stands."""
    thread = _allowed_while(request, pk, "can_ask_info", State.OPEN, State.CLAIMED)
    said = _("Asked. The clock stands until %(name)s answers.")
    return _decide(
        request,
        thread,
        ("ask_info", AskInfoForm(request.POST, prefix="ask-info")),
        lambda data: states.ask_for_info(thread=thread, by=request.user, **data),
        said % {"name": thread.asker.display_name},
    )


@require_POST
def give_info(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was missing: the clock goes on."""
    thread = _allowed_while(request, pk, "can_give_info", State.NEEDS_INFO)
    return _decide(
        request,
        thread,
        ("give_info", GiveInfoForm(request.POST, prefix="give-info")),
        lambda data: states.give_info(thread=thread, by=request.user, **data),
        _("Sent. Whoever has your question is told."),
    )


@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """End it, with a reason."""
    thread = thread_or_404(request, pk)
    if not thread.has_ended and not rights_of(request, thread).can_close:
        raise PermissionDenied
    return _decide(
        request,
        thread,
        ("close", CloseForm(request.POST, prefix="close")),
        lambda data: states.close_thread(thread=thread, by=request.user, **data),
        _("Closed. It can be reopened."),
    )


@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    thread = thread_or_404(request, pk)
    if not thread.is_waiting and not rights_of(request, thread).can_reopen:
        raise PermissionDenied
    return _decide(
        request,
        thread,
        ("reopen", ReopenForm(request.POST, prefix="reopen")),
        lambda data: states.reopen_thread(thread=thread, by=request.user, **data),
        _("Open again: the experts are asked anew."),
    )


@require_POST
def duplicate(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same is asked there; both point to each other."""
    thread = allowed(request, pk, "can_merge")
    form = OtherThreadForm(request.POST, prefix="duplicate", person=request.user, thread=thread)
    return _decide(
        request,
        thread,
        ("duplicate", form),
        lambda data: states.mark_duplicate(thread=thread, by=request.user, **data),
        _("Linked. Those who wait here hear of the answer there."),
    )


@require_POST
def line(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the customer may hear meanwhile."""
    thread = allowed(request, pk, "can_say_line")
    kind = request.POST.get("holding-kind") or request.POST.get("status-kind") or ""
    if kind not in CustomerLine.Kind.values:
        return redirect_see_other(thread)
    return _decide(
        request,
        thread,
        (kind, LineForm(request.POST, prefix=kind)),
        lambda data: say_line(thread=thread, by=request.user, **data),
        _("%(name)s can tell the customer.") % {"name": thread.asker.display_name},
    )


@require_POST
def line_copy(request: SignedInRequest, pk: int, line_pk: int) -> HttpResponse:
    """The sentence for the customer, as the copy key wants it."""
    thread = thread_or_404(request, pk)
    found: CustomerLine = get_object_or_404(thread.customer_lines, pk=line_pk)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"plain": found.words})
    return page(request, "threads/copied.html", {"thread": thread, "plain": found.words})


@require_POST
def draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """One key: question, phrasings, answer, areas and credits as the draft of an article."""
    thread = allowed(request, pk, "can_draft")
    try:
        return redirect_see_other(draft_from_thread(thread=thread, by=request.user))
    except ThreadError as refused:
        say_refusal(request, refused)
    return redirect_see_other(thread)


def _allowed_while(request: SignedInRequest, pk: int, right: str, *while_: State) -> Thread:
    """The right depends on the state: once that has changed, the action says so, not a refusal."""
    thread = thread_or_404(request, pk)
    if thread.state in while_ and not getattr(rights_of(request, thread), right):
        raise PermissionDenied
    return thread


def _decide(
    request: SignedInRequest,
    thread: Thread,
    named: tuple[str, Form],
    act: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    """Form, action, answer; what is refused comes back on the thread's page with its words."""
    name, form = named
    if not form.is_valid():
        return show_thread(request, thread, **{name: form})
    try:
        act(form.cleaned_data)
    except ValidationError as refused:
        keep_refusal(form, refused)
        return show_thread(request, thread, **{name: form})
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, said)
    return redirect_see_other(thread)
