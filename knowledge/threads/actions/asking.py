"""Asking: the question, its first version, and the first in line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import hidden_area_ids
from knowledge.markup.clean import normalise
from knowledge.notifications.models.webhooks import Event
from knowledge.passages.actions import SENT_TWICE
from knowledge.passages.customer_identity import check_reference
from knowledge.search.actions import note_change
from knowledge.threads.actions import routing
from knowledge.threads.links import follow_question, write_text
from knowledge.threads.models import Thread, ThreadEvent, ThreadVersion
from knowledge.threads.record import THREAD, record_event, spread

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from knowledge.areas.models import Area

QUERY_LENGTH = 500


@transaction.atomic
def ask_thread(
    *,
    asker: User,
    title: str,
    area: Area,
    language: str,
    customer_words: str = "",
    tried: str = "",
    joined: Collection[Area] = (),
    urgency: str,
    channel: str = "",
    case_reference: str = "",
    failed_query: str = "",
    attachments: Collection[str] = (),
    at: datetime | None = None,
) -> Thread:
    """Ask the experts of an area; the first in line is offered the question at once.

    `attachments` are keys of files that the asker uploaded or may read. Raises ValidationError, with
    nothing written, when a value is refused.
    """
    at = at or timezone.now()
    thread = Thread(
        title=one_line(title),
        customer_words=plain(customer_words),
        failed_query=one_line(failed_query)[:QUERY_LENGTH],
        asker=asker,
        area=area,
        urgency=urgency,
        channel=channel,
        case_reference=_checked(case_reference),
        language=language,
        state_at=at,
        asked_at=at,
        updated_at=at,
    )
    _keep_thread(thread, joined, tried=tried, attachments=attachments)
    routing.start(thread, at=at)
    return thread


@transaction.atomic
def ask_once(
    *, asker: User, title: str, area: Area, customer_words: str = "", **facts: Any
) -> Thread:
    """`ask_thread`, for a form that may be sent twice: the same words to the same area within
    SENT_TWICE are the question that stands there already.
    """
    User.objects.select_for_update().get(pk=asker.pk)
    same = Thread.objects.filter(
        asker=asker,
        title=one_line(title),
        area=area,
        customer_words=plain(customer_words),
        asked_at__gt=timezone.now() - SENT_TWICE,
    )
    return same.first() or ask_thread(
        asker=asker, title=title, area=area, customer_words=customer_words, **facts
    )


def _keep_thread(
    thread: Thread, joined: Collection[Area], *, tried: str, attachments: Collection[str]
) -> None:
    asker, at = thread.asker, thread.asked_at
    thread.clean_fields(exclude=["text"])
    joined = check_areas(asker, area=thread.area, joined=joined)
    written = write_text(body=tried, language=thread.language, writer=asker, field="tried")
    thread.text = written.text
    thread.full_clean()
    thread.save()
    thread.joined_areas.set(joined)
    keep_version(thread, by=asker, at=at)
    record_event(thread, actor=asker, verb=ThreadEvent.Verb.ASKED, at=at)
    mentioned = follow_question(written, thread=thread, attachments=attachments)
    spread(thread, actor=asker, at=at, event=Event.ASKED, besides=mentioned)
    note_change(kind=THREAD, object_id=thread.pk)


def _checked(reference: str) -> str:
    """Raises ValidationError for one that says who the customer is."""
    try:
        return check_reference(reference)
    except ValidationError as refused:
        raise ValidationError({"case_reference": refused.messages}) from refused


def keep_version(thread: Thread, *, by: User, at: datetime, note: str = "") -> ThreadVersion:
    """The question as it reads from now on; in the caller's transaction."""
    version = ThreadVersion(
        thread=thread,
        number=thread.versions.count() + 1,
        title=thread.title,
        customer_words=thread.customer_words,
        text=thread.text,
        by=by,
        at=at,
        note=one_line(note),
    )
    version.full_clean()
    version.save()
    return version


def check_areas(person: User, *, area: Area, joined: Collection[Area]) -> list[Area]:
    """The joined areas, each once and without the thread's own.

    Raises ValidationError for one that does not exist for the person or takes nothing new.
    """
    hidden = hidden_area_ids(person)
    refused = _("Choose a product area from the list.")
    if area.pk in hidden or area.archived:
        raise ValidationError({"area": refused})
    others = list({other.pk: other for other in joined if other.pk != area.pk}.values())
    if any(other.pk in hidden or other.archived for other in others):
        raise ValidationError({"joined": refused})
    return others


def one_line(typed: str) -> str:
    """Without control characters and line ends."""
    return " ".join(normalise(typed).split())


def plain(typed: str) -> str:
    """Without control characters and empty ends."""
    return normalise(typed).strip()
