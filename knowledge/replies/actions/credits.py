"""Credit for words: kept in step with publications, reviews and decisions on who shares it."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction
from django.utils import timezone

from knowledge.articles.models import ArticleEvent, Revision
from knowledge.replies.models import Credit, CreditSplit, Followed
from knowledge.replies.queries.makers import like_it, shares_of_revision, shares_of_version
from knowledge.replies.sharing import checked_shares
from knowledge.threads.models import AnswerVersion

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

CREDIT_SECONDS: Final = 5.0
AT_ONCE: Final = 100
SETTLED: Final = timedelta(seconds=10)
"""Rows younger than this are left for the next look: a slower transaction may yet commit a lower number."""

Row = TypeVar("Row", ArticleEvent, AnswerVersion)

_VERBS: Final = (
    ArticleEvent.Verb.PUBLISHED,
    ArticleEvent.Verb.VERIFIED,
    ArticleEvent.Verb.SUGGESTION,
)
_ARTICLES: Final = "credit of revisions"
_ANSWERS: Final = "credit of answers"


@transaction.atomic
def set_split(
    *,
    shares: Mapping[User, int],
    by: User,
    revision: Revision | None = None,
    version: AnswerVersion | None = None,
    word: str = "",
    at: datetime | None = None,
) -> CreditSplit:
    """Decide who shares the credit of a revision, or of an answer's version; whole per cent.

    A new row each time: what held before stays to be read. Minor corrections after it follow, as far
    as nobody decided for them. Raises UnfairSplit.
    """
    kept = checked_shares({person.pk: share for person, share in shares.items()})
    split = CreditSplit(
        revision=revision,
        answer_version=version,
        shares=[[pk, share] for pk, share in kept.items()],
        word=word.strip(),
        set_by=by,
        set_at=at or timezone.now(),
    )
    split.full_clean()
    split.save()
    if revision is not None:
        keep_credit(like_it(revision))
    elif version is not None:
        keep_credit_of_answer(version)
    return split


@transaction.atomic
def keep_credit(revisions: Collection[Revision]) -> None:
    """Write the credit of these revisions as it stands now."""
    wanted = {
        (pk, row.pk): share for row in revisions for pk, share in shares_of_revision(row).items()
    }
    rows = Credit.objects.select_for_update().filter(revision__in=[row.pk for row in revisions])
    _bring(
        {(row.person_id, row.revision_id or 0): row for row in rows},
        {key: Credit(person_id=key[0], revision_id=key[1]) for key in wanted},
        wanted,
    )


@transaction.atomic
def keep_credit_of_answer(version: AnswerVersion) -> None:
    """Write the credit of an answer's version as it stands now."""
    wanted = {(pk, version.pk): share for pk, share in shares_of_version(version).items()}
    rows = Credit.objects.select_for_update().filter(answer_version=version)
    _bring(
        {(row.person_id, row.answer_version_id or 0): row for row in rows},
        {key: Credit(person_id=key[0], answer_version_id=key[1]) for key in wanted},
        wanted,
    )


def _bring(
    kept: dict[tuple[int, int], Credit],
    blank: dict[tuple[int, int], Credit],
    wanted: Mapping[tuple[int, int], int],
) -> None:
    """What is kept becomes what is wanted; what is right already is not touched."""
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    if gone:
        Credit.objects.filter(pk__in=gone).delete()
    fresh = []
    for key, share in wanted.items():
        row = kept.get(key) or blank[key]
        if row.per_cent == share:
            continue
        row.per_cent = share
        if row.pk:
            row.save(update_fields=["per_cent"])
        else:
            fresh.append(row)
    Credit.objects.bulk_create(fresh, ignore_conflicts=True)


def follow_credit(now: datetime | None = None) -> bool:
    """One step of the worker's job: what was published, verified and answered since the last.

    Of a copy that never kept credit it begins with the first rows there are. Whether more is due.
    """
    until = (now or timezone.now()) - SETTLED
    events = ArticleEvent.objects.filter(verb__in=_VERBS, revision__isnull=False)
    return _follow_articles(events, until) or _follow_answers(until)


def _follow_articles(events: QuerySet[ArticleEvent], until: datetime) -> bool:
    place = _place(_ARTICLES)
    rows = _next(events.select_related("revision__article"), place, until)
    revisions = {row.revision_id: row.revision for row in rows if row.revision is not None}
    if rows:
        with transaction.atomic():
            keep_credit([one for row in revisions.values() for one in _with_followers(row)])
            _move(place, rows[-1].pk)
    return len(rows) == AT_ONCE


def _with_followers(revision: Revision) -> list[Revision]:
    """A review of a revision is one of the minor corrections after it too, where there are some."""
    is_last = revision.pk == revision.article.current_id
    return [revision] if is_last else like_it(revision)


def _follow_answers(until: datetime) -> bool:
    place = _place(_ANSWERS)
    rows = _next(AnswerVersion.objects.select_related("answer"), place, until)
    if rows:
        with transaction.atomic():
            for row in rows:
                keep_credit_of_answer(row)
            _move(place, rows[-1].pk)
    return len(rows) == AT_ONCE


def _place(name: str) -> Followed:
    return Followed.objects.get_or_create(name=name)[0]


def _next(rows: QuerySet[Row], place: Followed, until: datetime) -> list[Row]:
    """The next rows, up to the first that is too young."""
    found = rows.filter(pk__gt=place.last_id).order_by("pk")[:AT_ONCE]
    return list(takewhile(lambda row: row.at <= until, found))


def _move(place: Followed, last: int) -> None:
    """Two workers may do the same rows at once; what they write is the same."""
    Followed.objects.filter(pk=place.pk, last_id__lt=last).update(last_id=last)
