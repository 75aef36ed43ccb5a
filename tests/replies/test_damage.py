"""Stale articles stand in the order of the harm they may do: uses in 30 days × days since verified."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.queries.damage import by_damage
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def _stale(title: str, *, days: int, uses: int, person: User, uses_ago: int = 1) -> Article:
    article = make_article(title, short_answer="Yes.", short_answer_audience="customer")
    now = timezone.now()
    Article.objects.filter(pk=article.pk).update(
        verified_at=now - timedelta(days=days), check_due_on=now.date() - timedelta(days=1)
    )
    for number in range(uses):
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=["short"],
            at=now - timedelta(days=uses_ago, minutes=-number),
        )
    return article


def test_uses_and_age_multiply_and_what_is_unused_comes_last(contact: User) -> None:
    _stale("unused for years", days=900, uses=0, person=contact)
    _stale("used long ago", days=400, uses=3, person=contact, uses_ago=31)
    _stale("often and fresh", days=10, uses=3, person=contact)
    _stale("sometimes and old", days=100, uses=2, person=contact)
    found = by_damage(Article.objects.all(), 3)
    assert [(row.article.title, row.uses, row.days, row.rank) for row in found] == [
        ("sometimes and old", 2, 100, 200),
        ("often and fresh", 3, 10, 30),
        ("unused for years", 0, 900, 0),
    ]


def test_it_costs_the_same_however_many_are_stale(contact: User, assert_same_queries: Any) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            _stale("", days=50, uses=1, person=contact)

    assert_same_queries(lambda: by_damage(Article.objects.all(), 5), grow)
