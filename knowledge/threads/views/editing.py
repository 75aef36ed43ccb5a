"""Other words for a question, another area, other company: edit, move, join, merge, split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.threads.actions import editing as actions
from knowledge.threads.errors import ThreadError
from knowledge.threads.forms.asking import EditQuestionForm
from knowledge.threads.forms.deciding import (
    JoinForm,
    MoveForm,
    OtherThreadForm,
    SplitForm,
    UrgencyForm,
)
from knowledge.threads.models import Thread
from knowledge.threads.queries.lists import answers_to_split, threads_named_like
from knowledge.threads.views.fetch import allowed, keep_refusal, say_refusal, thread_or_404
from knowledge.threads.views.showing import show_thread
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put it into other words; what it said before stays readable."""
    thread = allowed(request, pk, "can_edit")
    version = thread.versions.count()
    first = {
        "title": thread.title,
        "customer_words": thread.customer_words,
        "tried": thread.text.source,
        "version": version,
    }
    form = EditQuestionForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        try:
            actions.edit_question(thread=thread, by=request.user, **facts)
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            form.carry("version", str(version))
        else:
            messages.success(request, _("Changed. What it said before stays in its history."))
            return redirect_see_other(thread)
    context = {"thread": thread, "form": form}
    return page(request, "threads/edit.html", context, status=422 if form.is_bound else 200)


@require_POST
def move(request: SignedInRequest, pk: int) -> HttpResponse:
    """Into another area, whose experts are asked from now on."""
    thread = allowed(request, pk, "can_move")
    form = MoveForm(request.POST, prefix="move", person=request.user)
    if form.is_valid():
        try:
            actions.move_thread(thread=thread, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            return redirect_see_other(thread)
        else:
            said = _("It is in “%(area)s” now: its experts are asked.")
            messages.success(request, said % {"area": form.cleaned_data["area"]})
            return _to_what_is_seen(request, thread)
    return show_thread(request, thread, move=form)


@require_POST
def join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask other areas to look too."""
    thread = allowed(request, pk, "can_move")
    form = JoinForm(request.POST, prefix="join", person=request.user)
    if form.is_valid():
        try:
            actions.join_areas(thread=thread, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            return redirect_see_other(thread)
        else:
            messages.success(request, _("Those areas are asked to join."))
            return _to_what_is_seen(request, thread)
    return show_thread(request, thread, join=form)


def _to_what_is_seen(request: SignedInRequest, thread: Thread) -> HttpResponse:
    """The thread; or the list, for whom it went out of sight."""
    if Thread.objects.visible_to(request.user).filter(pk=thread.pk).exists():
        return redirect_see_other(thread)
    return redirect_see_other("threads:list")


@require_POST
def urgency(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say anew who is waiting."""
    thread = allowed(request, pk, "can_change_urgency")
    form = UrgencyForm(request.POST, prefix="urgency")
    if not form.is_valid():
        return show_thread(request, thread, urgency=form)
    try:
        actions.change_urgency(thread=thread, by=request.user, **form.cleaned_data)
    except ThreadError as refused:
        say_refusal(request, refused)
    else:
        messages.success(request, _("Noted: what is promised has changed with it."))
    return redirect_see_other(thread)


@require_POST
def merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make one question of two."""
    thread = allowed(request, pk, "can_merge")
    form = OtherThreadForm(request.POST, prefix="merge", person=request.user, thread=thread)
    if form.is_valid():
        into = form.cleaned_data["of"]
        try:
            kept = actions.merge_threads(thread=thread, into=into, by=request.user)
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            return redirect_see_other(thread)
        else:
            messages.success(request, _("Merged: answers and comments stand here now."))
            return redirect_see_other(kept)
    return show_thread(request, thread, merge=form)


def split(request: SignedInRequest, pk: int) -> HttpResponse:
    """Make two questions of one."""
    thread = allowed(request, pk, "can_merge")
    answers = answers_to_split(thread)
    form = SplitForm(
        request.POST or None, answers=[(answer.pk, start) for answer, start in answers]
    )
    if request.method == "POST" and form.is_valid():
        chosen = {int(number) for number in form.cleaned_data["answers"]}
        try:
            made = actions.split_thread(
                thread=thread,
                by=request.user,
                title=form.cleaned_data["title"],
                answers=[answer for answer, _start in answers if answer.pk in chosen],
            )
        except ValidationError as refused:
            keep_refusal(form, refused)
        except ThreadError as refused:
            say_refusal(request, refused)
            return redirect_see_other(thread)
        else:
            return redirect_see_other(made)
    context = {"thread": thread, "form": form}
    return page(request, "threads/split.html", context, status=422 if form.is_bound else 200)


@require_safe
def pick(request: SignedInRequest, pk: int) -> HttpResponse:
    """Other questions with these words, each a key of the form that asks."""
    thread = thread_or_404(request, pk)
    name = "merge-of" if "merge-of" in request.GET else "duplicate-of"
    typed = request.GET.get(name, "").replace("\0", " ")[:200]
    found = threads_named_like(request.user, typed, without=thread)
    context = {"found": found, "name": name, "typed": typed.strip()}
    return page(request, "threads/_pick.html", context)
