"""Writing requests: asked for, joined, taken on, answered or declined; whoever waits is told."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import can_see_area
from knowledge.articles.actions.drafts import start_draft
from knowledge.articles.actions.record import ARTICLE
from knowledge.articles.errors import AlreadyClaimed, AlreadyDecided
from knowledge.articles.models import Article, Draft, WritingRequest
from knowledge.articles.queries.requests import (
    NOTE_LENGTH,
    draft_for,
    fold_words,
    open_request_like,
    readers_of,
    who_is_told,
    who_see,
)
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.search.analysis import detect_language
from knowledge.search.analysis import words as words_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User
    from knowledge.areas.models import Area

REQUEST = "request"


@transaction.atomic
def request_article(
    *, person: User, words: str, note: str = "", area: Area | None = None, language: str = ""
) -> WritingRequest:
    """Ask for the article that `words` were searched for in vain; its outcome is told to `person`.

    An open request for the same words is joined instead (`queries.requests.open_request_like`), so
    that asking twice is asking once. The leads hear of a new request, of one that came into their area,
    and of a note that adds something. An unknown language is read off the words.
    Raises ValidationError for blank or endless words, for an area the person can't see, and when the
    same was asked and closed in this very instant.
    """
    words, note = " ".join(words.replace("\0", " ").split()), note.replace("\0", " ").strip()
    if not words_of(words):
        raise ValidationError({"words": _("Say what was searched, in the customer’s words.")})
    if area is not None and not can_see_area(person, area):
        raise ValidationError({"area": _("Choose a product area from the list.")})
    known = open_request_like(person, words, area)
    if known is None:
        request = WritingRequest(
            words=words,
            folded_words=fold_words(words),
            note=note,
            area=area,
            language=language or detect_language(words_of(words)),
            asked_by=person,
            created_at=timezone.now(),
        )
        request.full_clean(validate_constraints=False)
        if _saved_first(request):
            request.people.add(person)
            _tell_leads(request, by=person, word=note)
            return request
        known = open_request_like(person, words, area)
    with suppress(AlreadyDecided):
        if known is not None:
            return _join(known, person, area=area, note=note)
    raise ValidationError(_("Somebody has just answered this: search again."))


@transaction.atomic
def join_request(*, request: WritingRequest, person: User) -> WritingRequest:
    """Wait for it too. Raises AlreadyDecided."""
    return _join(request, person)


@transaction.atomic
def leave_request(*, request: WritingRequest, person: User) -> WritingRequest:
    """Wait no longer. The request stays, for the others and as what was missing."""
    request.people.remove(person)
    return request


@transaction.atomic
def claim_request(*, request: WritingRequest, by: User) -> WritingRequest:
    """Take on the writing. Raises AlreadyDecided, and AlreadyClaimed when somebody else writes it."""
    request = _unanswered(request)
    if request.writer_id not in {None, by.pk}:
        raise AlreadyClaimed
    request.state, request.writer = WritingRequest.State.CLAIMED, by
    request.save(update_fields=["state", "writer"])
    return request


@transaction.atomic
def release_request(*, request: WritingRequest) -> WritingRequest:
    """Nobody writes it any more: it is open to all again. Raises AlreadyDecided."""
    request = _unanswered(request)
    request.state, request.writer = WritingRequest.State.OPEN, None
    request.save(update_fields=["state", "writer"])
    return request


@transaction.atomic
def move_request(*, request: WritingRequest, by: User, area: Area) -> WritingRequest:
    """Put it into another area, whose leads are told.

    Raises AlreadyDecided, and ValidationError when the same is asked for there already, or when
    somebody who waits could not see it there.
    """
    request = _unanswered(request)
    if request.area_id == area.pk:
        return request
    same = WritingRequest.objects.unanswered().filter(folded_words=request.folded_words, area=area)
    if same.exists():
        raise _asked_for_there()
    waiting = list(request.people.active())
    if len(who_see(area, waiting)) < len(waiting):
        raise ValidationError(
            {"area": _("Somebody who waits can’t see that area, and would lose sight of it.")}
        )
    request.area = area
    if not _saved_first(request):
        raise _asked_for_there()
    _tell_leads(request, by=by, word=request.note)
    return request


def _asked_for_there() -> ValidationError:
    return ValidationError(
        {"area": _("The same is asked for in that area already: decline this one with a word.")}
    )


@transaction.atomic
def decline_request(*, request: WritingRequest, by: User, word: str) -> WritingRequest:
    """Say no, with a word to those who wait. Raises AlreadyDecided."""
    request = _unanswered(request)
    request.state = WritingRequest.State.DECLINED
    _close(request, by=by, word=word, at=timezone.now())
    notify(
        people=who_see(request.area, request.people.active()),
        actor=by,
        kind=Notification.Kind.REQUEST_DECLINED,
        subject_kind=REQUEST,
        subject_id=request.pk,
        title=request.words,
        url=request.get_absolute_url(),
        word=request.outcome_note,
        area_ids=_areas_of(request),
    )
    return request


@transaction.atomic
def answer_request(
    *, request: WritingRequest, by: User, article: Article, word: str = ""
) -> WritingRequest:
    """An article that exists answers it: those who wait are led there. Raises AlreadyDecided."""
    request = _unanswered(request)
    _write(request, article, by=by, word=word, at=timezone.now())
    return request


def fulfil_request(*, request_id: int, article: Article, by: User, at: datetime) -> None:
    """What was begun for a request is published: the request is written, unless somebody gave
    it another outcome meanwhile. In the caller's transaction.
    """
    request = WritingRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is not None and request.is_open:
        _write(request, article, by=by, word="", at=at)


@transaction.atomic
def start_requested_draft(
    *, person: User, request: WritingRequest, fields: Mapping[str, Any]
) -> Draft:
    """Take it on and begin to write; the draft that the person has for it already is kept.

    Raises AlreadyDecided and AlreadyClaimed.
    """
    request = claim_request(request=request, by=person)
    draft = draft_for(person, request)
    if draft is None:
        draft = start_draft(person=person, fields=fields)
        draft.request = request
        draft.save(update_fields=["request"])
    return draft


def _saved_first(request: WritingRequest) -> bool:
    """Whether it is the only one; False when somebody asked the same in the same instant."""
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        return False
    return True


def _unanswered(request: WritingRequest) -> WritingRequest:
    """The row as it stands, locked."""
    found = WritingRequest.objects.select_for_update().get(pk=request.pk)
    if not found.is_open:
        raise AlreadyDecided
    return found


def _join(
    request: WritingRequest, person: User, *, area: Area | None = None, note: str = ""
) -> WritingRequest:
    """One more who waits. Where no area was known, theirs is taken over, unless another request for the
    same has it by now; a new note is added. Raises AlreadyDecided.
    """
    request = _unanswered(request)
    request.people.add(person)
    comes_in = area is not None and request.area_id is None
    adds = bool(note) and note not in request.note
    if comes_in:
        request.area = area
    if adds:
        request.note = _with_note(request.note, note)
    if comes_in or adds:
        request.full_clean(validate_constraints=False)
        if not _saved_first(request):
            request.area = None
            request.save(update_fields=["note"])
        _tell_leads(request, by=person, word=note or request.note)
    return request


def _with_note(before: str, note: str) -> str:
    left = NOTE_LENGTH - len(before) - 2
    if before and len(note) > left:
        text = ngettext(
            "Others described it already: your note may have %(n)d character.",
            "Others described it already: your note may have %(n)d characters.",
            max(0, left),
        )
        raise ValidationError({"note": text % {"n": max(0, left)}})
    return f"{before}\n\n{note}" if before else note


def _tell_leads(request: WritingRequest, *, by: User, word: str) -> None:
    notify(
        people=who_is_told(by, request.area),
        actor=by,
        kind=Notification.Kind.REQUEST,
        subject_kind=REQUEST,
        subject_id=request.pk,
        title=request.words,
        url=request.get_absolute_url(),
        word=word,
        area_ids=_areas_of(request),
    )


def _write(request: WritingRequest, article: Article, *, by: User, word: str, at: datetime) -> None:
    """Close it with its article, and lead those who wait there.

    Whoever may not read the article goes on waiting, in an open request of the same words: to them it
    does not exist, and nothing falls silent.
    """
    waiting = list(request.people.active())
    readers = readers_of(article, waiting)
    left = [person for person in waiting if person not in readers]
    request.state, request.article = WritingRequest.State.WRITTEN, article
    _close(request, by=by, word=word, at=at)
    notify(
        people=readers,
        actor=by,
        kind=Notification.Kind.REQUEST_WRITTEN,
        subject_kind=ARTICLE,
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        word=request.outcome_note or request.words,
        area_ids=_areas_of(request),
    )
    if left:
        _go_on_for(left, request)


def _areas_of(request: WritingRequest) -> list[int]:
    return [request.area_id] if request.area_id else []


def _close(request: WritingRequest, *, by: User, word: str, at: datetime) -> None:
    request.closed_by, request.closed_at = by, at
    request.outcome_note = word.strip()
    request.full_clean(validate_constraints=False)
    request.save()


def _go_on_for(people: list[User], request: WritingRequest) -> None:
    rest = WritingRequest.objects.create(
        words=request.words,
        folded_words=request.folded_words,
        note=request.note,
        language=request.language,
        area=request.area,
        asked_by=people[0],
        created_at=request.created_at,
    )
    rest.people.set(people)
    request.people.remove(*people)
