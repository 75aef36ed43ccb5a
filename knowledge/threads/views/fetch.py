"""Fetching for views, what every refusal says, and the page that comes back with a refused form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BigIntegerField, prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.permissions import hidden_area_ids
from knowledge.articles.models import Article
from knowledge.passages.models import Comment
from knowledge.threads.errors import (
    AlreadyAccepted,
    AlreadyClaimed,
    AlreadyDrafted,
    AlreadyRenewed,
    AlreadyWritten,
    ChangedMeanwhile,
    HasEnded,
    NotAnswered,
    NotHeld,
    NothingChanged,
    NotWaiting,
    OwnAnswer,
    ThreadError,
    Withdrawn,
)
from knowledge.threads.models import Answer, Thread
from knowledge.threads.permissions import thread_rights
from knowledge.threads.queries.page_rows import THREAD

if TYPE_CHECKING:
    from django.forms import BaseForm

    from accounts.requests import SignedInRequest
    from knowledge.threads.permissions import ThreadRights


def thread_or_404(request: SignedInRequest, pk: int) -> Thread:
    """What is hidden does not exist; a thread with a hidden area among those asked to join is."""
    could_be = pk <= BigIntegerField.MAX_BIGINT
    found = THREAD.rows([pk], hidden_area_ids(request.user)) if could_be else []
    if not found:
        raise Http404
    prefetch_related_objects(found, "joined_areas")
    return found[0]


def allowed(request: SignedInRequest, pk: int, right: str) -> Thread:
    """The thread, for somebody with that right of `thread_rights`. Raises PermissionDenied."""
    thread = thread_or_404(request, pk)
    if not getattr(rights_of(request, thread), right):
        raise PermissionDenied
    return thread


def rights_of(request: SignedInRequest, thread: Thread) -> ThreadRights:
    return thread_rights(request.user, thread)


def answer_or_404(thread: Thread, pk: int) -> Answer:
    answer: Answer = get_object_or_404(
        thread.answers.select_related("author", "text", "withdrawn_by"), pk=pk
    )
    answer.thread = thread
    return answer


def comment_or_404(thread: Thread, pk: int) -> Comment:
    """A comment that still stands, on the thread or on one of its answers."""
    on_thread = Comment.objects.on("thread", thread.pk)
    on_answers = Comment.objects.on("answer", thread.answers.values_list("pk", flat=True))
    found = (on_thread | on_answers).select_related("author", "parent__author")
    comment: Comment = get_object_or_404(found, pk=pk, removed_at__isnull=True)
    return comment


def say_refusal(request: SignedInRequest, refused: ThreadError) -> None:
    """Two people were at work at once, or a key was pressed twice: say who won, and what stands."""
    if isinstance(refused, AlreadyWritten) and not _sees(request, refused.article):
        refused = ThreadError()
    messages.info(request, _refusal(refused))


def _sees(request: SignedInRequest, article: Article) -> bool:
    """An article of a closed area does not exist for who may not see it, not even in a refusal."""
    return Article.objects.visible_to(request.user).filter(pk=article.pk).exists()


def _refusal(refused: ThreadError) -> str:
    if isinstance(refused, AlreadyClaimed):
        said = _("%(name)s has it already.")
        return said % {"name": refused.person.display_name}
    if isinstance(refused, AlreadyAccepted):
        said = _("%(name)s accepted another answer already. Take that back first.")
        return said % {"name": refused.person.display_name}
    if isinstance(refused, ChangedMeanwhile):
        said = _("%(name)s changed it meanwhile. Your words are below: compare, and save again.")
        return said % {"name": refused.person.display_name}
    if isinstance(refused, AlreadyDrafted):
        said = _("%(name)s writes the article already.")
        return said % {"name": refused.person.display_name}
    if isinstance(refused, NotWaiting):
        said = _("Somebody was faster: its state is “%(state)s” now.")
        return said % {"state": refused.thread.get_state_display()}
    plain = {
        AlreadyWritten: _("An article answers it already."),
        NotAnswered: _("It needs a full answer before it becomes an article."),
        AlreadyRenewed: _("A claim is renewed once. Answer in part, or pass it on."),
        HasEnded: _("It has ended. Reopen it to go on, or ask anew."),
        NotHeld: _("It is no longer yours: it was handed on meanwhile, or it has ended."),
        NothingChanged: _("It reads like this already."),
        OwnAnswer: _("It is your own answer."),
        Withdrawn: _("This answer was withdrawn meanwhile."),
    }
    return plain.get(type(refused), _("That can’t be done any more: somebody was faster."))


def keep_refusal(form: BaseForm, refused: ValidationError) -> None:
    """What an action refused, beside the field it is about, or above the form."""
    said: dict[str, list[ValidationError]] | None = getattr(refused, "error_dict", None)
    if said is None:
        form.add_error(None, refused)
        return
    for name, errors in said.items():
        form.add_error(name if name in form.fields else None, ValidationError(errors))
