"""Taking a thread, passing it on, keeping it, giving it back; and who is answering now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.threads.actions.claiming import (
    claim_thread,
    pass_on,
    release_claim,
    renew_claim,
)
from knowledge.threads.actions.presence import note_answering
from knowledge.threads.errors import ThreadError
from knowledge.threads.forms.deciding import PassForm, RenewForm
from knowledge.threads.models import State
from knowledge.threads.views.fetch import allowed, rights_of, say_refusal, thread_or_404
from knowledge.threads.views.showing import show_thread
from knowledge.ui.page import redirect_see_other, where_from

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_POST
def claim(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take it, and be led to the answer's editor. Too late, one is told who has it."""
    thread = thread_or_404(request, pk)
    rights = rights_of(request, thread)
    if rights.is_holder:
        return redirect_see_other(f"{thread.get_absolute_url()}?answer=1")
    if not rights.can_claim and thread.state == State.OPEN:
        raise PermissionDenied
    try:
        claim_thread(thread=thread, by=request.user)
    except ThreadError as refused:
        say_refusal(request, refused)
        return redirect_see_other(thread)
    return redirect_see_other(f"{thread.get_absolute_url()}?answer=1")


@require_POST
def hand_on(request: SignedInRequest, pk: int) -> HttpResponse:
    """To the next in line, with a word; one goes back to where one was (home, or the thread)."""
    thread = thread_or_404(request, pk)
    form = PassForm(request.POST, prefix="pass")
    if not form.is_valid():
        return show_thread(request, thread, **{"pass": form})
    if not rights_of(request, thread).can_pass:
        messages.info(request, _("It is no longer yours: it was handed on meanwhile."))
        return redirect_see_other(where_from(request, thread.get_absolute_url()))
    try:
        pass_on(thread=thread, by=request.user, word=form.cleaned_data["word"])
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, _("Passed on. You are not asked for it again."))
    return redirect_see_other(where_from(request, thread.get_absolute_url()))


@require_POST
def renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keep it for longer, once."""
    thread = allowed(request, pk, "is_holder")
    form = RenewForm(request.POST, prefix="renew")
    if not form.is_valid():
        return show_thread(request, thread, renew=form)
    try:
        renew_claim(thread=thread, by=request.user, word=form.cleaned_data["word"])
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, _("It is yours for longer. The asker is told why."))
    return redirect_see_other(thread)


@require_POST
def release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give it back: the next in line is asked."""
    thread = allowed(request, pk, "is_holder")
    try:
        release_claim(thread=thread, by=request.user)
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, _("Given back: the next in line is asked."))
    return redirect_see_other(thread)


@require_POST
def answering(request: SignedInRequest, pk: int) -> HttpResponse:
    """The heartbeat of the answer's editor."""
    thread = allowed(request, pk, "can_answer")
    note_answering(thread=thread, by=request.user)
    return HttpResponse(status=204)
