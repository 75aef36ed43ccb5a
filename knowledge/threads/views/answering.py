"""Answers: given, corrected, withdrawn, accepted; whom they helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.passages.lint import Kind
from knowledge.passages.watching_words import warn_of
from knowledge.threads.actions import answering as actions
from knowledge.threads.actions.presence import stop_answering
from knowledge.threads.errors import ThreadError
from knowledge.threads.forms.answering import AnswerForm, CorrectionForm
from knowledge.threads.permissions import can_change_answer, can_mark_helped
from knowledge.threads.views.fetch import (
    allowed,
    answer_or_404,
    keep_refusal,
    rights_of,
    say_refusal,
    thread_or_404,
)
from knowledge.threads.views.showing import show_thread
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.requests import SignedInRequest
    from knowledge.threads.models import Answer


@require_POST
def answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer. Refused, the page comes back with everything that was written."""
    thread = thread_or_404(request, pk)
    form = AnswerForm(request.POST)
    if not rights_of(request, thread).can_answer:
        form.add_error(None, _("It has ended. Reopen it to go on; your words are below."))
    if not form.is_valid():
        return show_thread(request, thread, answer=form)
    try:
        given = actions.give_answer(
            thread=thread,
            by=request.user,
            body=form.source(),
            is_partial=form.cleaned_data["is_partial"],
            once=True,
        )
    except ValidationError as refused:
        keep_refusal(form, refused)
        return show_thread(request, thread, answer=form)
    except ThreadError as refused:
        say_refusal(request, refused)
        return show_thread(request, thread, answer=form)
    stop_answering(thread=thread, by=request.user)
    warn_of(request, given.text.passages.all(), known=[Kind.IDENTITY])
    name = thread.asker.display_name
    if thread.asker_id != request.user.pk:
        messages.success(request, _("Answered. %(name)s is told.") % {"name": name})
    return redirect_see_other(given)


def correct(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Put other words into its place; the earlier ones stay in its history."""
    found = _changeable(request, pk, answer_pk)
    first = {"body": found.text.source, "is_partial": found.is_partial, "version": found.version}
    form = CorrectionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        try:
            corrected = actions.correct_answer(answer=found, by=request.user, **facts)
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            form.carry("version", str(answer_or_404(found.thread, answer_pk).version))
        else:
            messages.success(request, _("Corrected. What it said before stays in its history."))
            warn_of(request, corrected.text.passages.all(), known=[Kind.IDENTITY])
            return redirect_see_other(found)
    context = {"thread": found.thread, "answer": found, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "threads/correct.html", context, status=status)


@require_POST
def withdraw(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """Take it back; its place stays."""
    found = _changeable(request, pk, answer_pk)
    word = request.POST.get("word", "")[:500]
    return _do(
        request,
        found,
        lambda: actions.withdraw_answer(answer=found, by=request.user, word=word),
        _("Withdrawn. You can bring it back."),
    )


@require_POST
def bring_back(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    found = _changeable(request, pk, answer_pk)
    return _do(
        request,
        found,
        lambda: actions.bring_back_answer(answer=found, by=request.user),
        _("It stands again."),
    )


@require_POST
def accept(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """This solved it."""
    found = answer_or_404(allowed(request, pk, "can_accept"), answer_pk)
    return _do(
        request,
        found,
        lambda: actions.accept_answer(answer=found, by=request.user),
        _("Solved. %(name)s is told.") % {"name": found.author.display_name},
    )


@require_POST
def unaccept(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """It did not, after all."""
    found = answer_or_404(allowed(request, pk, "can_accept"), answer_pk)
    return _do(
        request,
        found,
        lambda: actions.take_back_acceptance(answer=found, by=request.user),
        _("It is no longer the accepted answer."),
    )


@require_POST
def helped(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """“This helped me”."""
    found = answer_or_404(thread_or_404(request, pk), answer_pk)
    if not can_mark_helped(request.user, found):
        raise PermissionDenied
    return _do(
        request,
        found,
        lambda: actions.mark_helped(answer=found, by=request.user),
        _("%(name)s is told that it helped.") % {"name": found.author.display_name},
    )


@require_POST
def unhelped(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    found = answer_or_404(thread_or_404(request, pk), answer_pk)
    return _do(request, found, lambda: actions.unmark_helped(answer=found, by=request.user), "")


def _changeable(request: SignedInRequest, pk: int, answer_pk: int) -> Answer:
    found = answer_or_404(thread_or_404(request, pk), answer_pk)
    if not can_change_answer(request.user, found):
        raise PermissionDenied
    return found


def _do(
    request: SignedInRequest, found: Answer, act: Callable[[], object], said: str
) -> HttpResponse:
    """One key, one action; too late, the reader is told what stands."""
    try:
        act()
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        if said:
            messages.success(request, said)
    return redirect_see_other(found)
