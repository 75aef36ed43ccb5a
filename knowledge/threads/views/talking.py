"""Comments on questions and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.articles.forms.discussion import CommentForm
from knowledge.threads.actions.commenting import (
    comment_on_thread,
    edit_thread_comment,
    remove_thread_comment,
)
from knowledge.threads.permissions import can_change_comment, can_remove_comment
from knowledge.threads.views.fetch import (
    answer_or_404,
    comment_or_404,
    keep_refusal,
    thread_or_404,
)
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.passages.models import Comment
    from knowledge.threads.models import Answer, Thread


def comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """On the question."""
    return _comment(request, thread_or_404(request, pk))


def comment_answer(request: SignedInRequest, pk: int, answer_pk: int) -> HttpResponse:
    """On one of its answers."""
    thread = thread_or_404(request, pk)
    return _comment(request, thread, answer=answer_or_404(thread, answer_pk))


def reply(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """To a comment."""
    thread = thread_or_404(request, pk)
    parent = comment_or_404(thread, comment_pk)
    is_on_answer = parent.subject_kind == "answer"
    on = answer_or_404(thread, parent.subject_id) if is_on_answer else None
    return _comment(request, thread, answer=on, parent=parent)


def _comment(
    request: SignedInRequest,
    thread: Thread,
    *,
    answer: Answer | None = None,
    parent: Comment | None = None,
) -> HttpResponse:
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = comment_on_thread(
                thread=thread,
                by=request.user,
                source=form.cleaned_data["source"],
                answer=answer,
                parent=parent,
                once=True,
            )
        except ValidationError as refused:
            keep_refusal(form, refused)
        else:
            return redirect_see_other(f"{thread.get_absolute_url()}#comment-{made.pk}")
    context = {"thread": thread, "form": form, "answer": answer, "parent": parent}
    status = 422 if form.is_bound else 200
    return page(request, "threads/comment_form.html", context, status=status)


def comment_edit(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Change one's own comment, or take it away."""
    thread = thread_or_404(request, pk)
    found = comment_or_404(thread, comment_pk)
    may_change = can_change_comment(request.user, found)
    may_remove = can_remove_comment(request.user, found, thread)
    if not (may_change or may_remove) or (request.method == "POST" and not may_change):
        raise PermissionDenied
    form = CommentForm(request.POST or None, initial={"source": found.source})
    if request.method == "POST" and form.is_valid():
        edit_thread_comment(thread=thread, comment=found, source=form.cleaned_data["source"])
        return redirect_see_other(f"{thread.get_absolute_url()}#comment-{found.pk}")
    context = {
        "thread": thread,
        "form": form,
        "comment": found,
        "may_change": may_change,
        "may_remove": may_remove,
    }
    status = 422 if form.is_bound else 200
    return page(request, "threads/comment_form.html", context, status=status)


@require_POST
def comment_remove(request: SignedInRequest, pk: int, comment_pk: int) -> HttpResponse:
    """The words go, the place stays while there are replies."""
    thread = thread_or_404(request, pk)
    found = comment_or_404(thread, comment_pk)
    if not can_remove_comment(request.user, found, thread):
        raise PermissionDenied
    remove_thread_comment(thread=thread, comment=found, by=request.user)
    messages.success(request, _("The comment is removed."))
    return redirect_see_other(thread)
