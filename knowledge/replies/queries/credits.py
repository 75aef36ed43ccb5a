"""Who is credited for words, and what was decided about it before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.permissions import is_lead_of
from knowledge.articles.models import Revision
from knowledge.articles.permissions import can_manage, is_author
from knowledge.replies.models import CreditSplit
from knowledge.replies.queries.makers import (
    makers_of,
    makers_of_answer,
    shares_of_revision,
    shares_of_version,
)
from knowledge.replies.sharing import kept_shares

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from knowledge.threads.models import AnswerVersion


@dataclass(frozen=True, slots=True)
class Share:
    """What one person has of it."""

    person: User
    per_cent: int


@dataclass(frozen=True, slots=True)
class Decided:
    """A split as somebody set it."""

    split: CreditSplit
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """The split that holds, who else had a hand in it, and all that were decided, the latest first."""

    shares: tuple[Share, ...]
    people: tuple[User, ...]
    history: tuple[Decided, ...]


def can_split(user: User, of: Revision | AnswerVersion) -> bool:
    """Its authors, its owner and the leads of its areas. Assumes that it is visible to the user."""
    if isinstance(of, Revision):
        return is_author(user, of.article) or can_manage(user, of.article)
    return of.answer.author_id == user.pk or is_lead_of(user, [of.answer.thread.area_id])


def credits_of(of: Revision | AnswerVersion) -> Credits:
    """A constant number of queries, however many had a hand in it."""
    if isinstance(of, Revision):
        shares, makers = shares_of_revision(of), makers_of(of)
        splits = CreditSplit.objects.filter(revision=of)
    else:
        shares, makers = shares_of_version(of), makers_of_answer(of)
        splits = CreditSplit.objects.filter(answer_version=of)
    decided = list(splits.select_related("set_by"))
    ids = {*shares, makers.author, *makers.reviewers, *makers.others}
    ids |= {pk for split in decided for pk, _share in split.shares}
    people = User.objects.in_bulk(ids)
    hands = [pk for pk in (makers.author, *makers.reviewers, *makers.others) if pk in people]
    return Credits(
        shares=_shown(shares, people),
        people=tuple(people[pk] for pk in dict.fromkeys([*shares, *hands]) if pk in people),
        history=tuple(
            Decided(split, _shown(kept_shares(split.shares), people)) for split in decided
        ),
    )


def _shown(shares: Mapping[int, int], people: Mapping[int, User]) -> tuple[Share, ...]:
    """The largest share first."""
    found: Iterable[Share] = (
        Share(people[pk], part) for pk, part in shares.items() if pk in people
    )
    return tuple(sorted(found, key=lambda row: (-row.per_cent, row.person.folded_name)))
