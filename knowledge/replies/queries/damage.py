"""Which stale articles do the most harm: those that customers are answered with, unchecked for longest.

Damage rank = uses in 30 days × days since verified (features.md, section 5b). An article that nobody ever
verified counts from its first publication.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.utils import timezone

from accounts.many import named
from knowledge.replies.models import ReplyPassage

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.articles.models import Article, ArticleQuerySet

DAYS: Final = 30
MOST_RANKED: Final = 2_000
"""Of more, the longest due alone are ranked."""


@dataclass(frozen=True, slots=True)
class Damage:
    """A stale article, the replies that used it in DAYS days, and days since it was verified."""

    article: Article
    uses: int
    days: int

    @property
    def rank(self) -> int:
        return self.uses * self.days


def by_damage(stale: ArticleQuerySet, most: int, now: datetime | None = None) -> list[Damage]:
    """The most damaging of these articles, and of those of no use the longest due; three queries."""
    now = now or timezone.now()
    rows = stale.order_by("check_due_on", "pk").values_list("pk", "verified_at", "published_at")
    ages = {
        pk: max(0, (now - (verified or published or now)).days)
        for pk, verified, published in rows[:MOST_RANKED]
    }
    uses = _uses_of(list(ages), now - timedelta(days=DAYS)) if ages else {}
    order = sorted(ages, key=lambda pk: (-uses.get(pk, 0) * ages[pk], -uses.get(pk, 0)))[:most]
    found = stale.order_by().for_list().in_bulk(order)
    return [Damage(found[pk], uses.get(pk, 0), ages[pk]) for pk in order if pk in found]


def _uses_of(ids: list[int], since: datetime) -> dict[int, int]:
    """Replies since then by article, by way of its revisions: their index has the moment."""
    used = ReplyPassage.objects.filter(revision__article__in=named(ids), at__gte=since).order_by()
    counted = used.values("revision__article").annotate(n=Count("record", distinct=True))
    return dict(counted.values_list("revision__article", "n"))
