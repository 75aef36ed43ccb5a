"""What the page of one thread reads, by statements that are composed once (`areas.prepared`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django.db.models import Q

from accounts.models import User
from accounts.permissions import reader_without
from knowledge.areas.prepared import Prepared, PreparedObjects
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.threads.models import (
    Answer,
    Answering,
    Claim,
    ClaimOutcome,
    CustomerLine,
    Helped,
    Offer,
    OfferOutcome,
    Thread,
    ThreadEvent,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from knowledge.areas.prepared import Row

_SAID: Final = (
    ThreadEvent.Verb.ASKED_INFO,
    ThreadEvent.Verb.GAVE_INFO,
    ThreadEvent.Verb.REOPENED,
)


def _thread(ids: Collection[int], hidden: Collection[int]) -> QuerySet[Thread]:
    rows = Thread.objects.visible_to(reader_without(hidden)).filter(pk__in=ids)
    return rows.select_related("asker__team", "area", "text", "draft").order_by()


def _answers(threads: Collection[int]) -> QuerySet[Answer]:
    return Answer.objects.filter(thread__in=threads).order_by("created_at", "pk")


def _faces(ids: Collection[int]) -> QuerySet[User]:
    rows: QuerySet[User] = User.objects.only("pk", "display_name", "slug", "avatar")
    return rows.filter(pk__in=ids).order_by()


class Words(NamedTuple):
    """Of a passage what the page shows: of hundreds of answers, whole rows take five times as long."""

    text_id: int
    key: str
    kind: str
    audience: str
    level: int | None
    plain: str
    html: str

    @property
    def is_copyable(self) -> bool:
        return self.audience == AudienceChoices.CUSTOMER


def _passages(texts: Collection[int]) -> QuerySet[Passage, Row]:
    rows = Passage.objects.filter(text__in=texts).order_by("text_id", "position")
    return rows.values_list(*Words._fields)


def words_of(texts: Collection[int]) -> Iterable[Words]:
    """In the order of each text; one query."""
    return map(Words._make, _PASSAGES.rows(texts))


def _helped(threads: Collection[int]) -> QuerySet[Helped, Row]:
    rows = Helped.objects.order_by().filter(answer__thread__in=threads)
    return rows.values_list("answer_id", "person_id")


def _held(threads: Collection[int]) -> QuerySet[Claim]:
    rows = Claim.objects.filter(thread__in=threads, outcome=ClaimOutcome.HELD)
    return rows.select_related("person", "offer")


def _waiting(threads: Collection[int]) -> QuerySet[Offer]:
    rows = Offer.objects.filter(thread__in=threads, outcome=OfferOutcome.WAITING)
    return rows.select_related("person")


def _exchange(threads: Collection[int]) -> QuerySet[ThreadEvent]:
    rows = ThreadEvent.objects.filter(thread__in=threads, verb__in=_SAID).exclude(word="")
    return rows.select_related("actor").order_by("at", "pk")


def _lines(threads: Collection[int]) -> QuerySet[CustomerLine]:
    rows = CustomerLine.objects.filter(thread__in=threads)
    return rows.select_related("author").order_by("at", "pk")


def _answering(
    threads: Collection[int], others: Collection[int], since: Collection[datetime]
) -> QuerySet[Answering]:
    rows = Answering.objects.filter(thread__in=threads, seen_at__gt=max(since))
    rows = rows.exclude(person__in=others).select_related("person")
    return rows.order_by("person__folded_name")


def _near(
    threads: Collection[int], ids: Collection[int], hidden: Collection[int]
) -> QuerySet[Thread]:
    rows = Thread.objects.visible_to(reader_without(hidden))
    near = Q(pk__in=ids) | Q(duplicate_of__in=threads) | Q(split_from__in=threads)
    return rows.filter(near).select_related("asker").order_by("asked_at", "pk")


THREAD: PreparedObjects[Thread] = PreparedObjects(_thread)
"""By its number and the areas hidden from the reader."""
ANSWERS: PreparedObjects[Answer] = PreparedObjects(_answers)
FACES: PreparedObjects[User] = PreparedObjects(_faces)
_PASSAGES = Prepared(_passages)
HELPED = Prepared(_helped)
HELD: PreparedObjects[Claim] = PreparedObjects(_held)
WAITING: PreparedObjects[Offer] = PreparedObjects(_waiting)
EXCHANGE: PreparedObjects[ThreadEvent] = PreparedObjects(_exchange)
LINES: PreparedObjects[CustomerLine] = PreparedObjects(_lines)
ANSWERING: PreparedObjects[Answering] = PreparedObjects(_answering)
"""Of a thread, without these people, seen since then."""
NEAR: PreparedObjects[Thread] = PreparedObjects(_near)
