"""Verify, archive, bring back, hand over."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.actions import archive_article, restore_article, verify_article
from knowledge.articles.models import Article
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area


@pytest.fixture
def article(expert: User) -> Article:
    return make_article("Orange light", owner=expert)


def test_verifying_takes_one_post_and_comes_back_to_where_it_was_asked(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    url = reverse("articles:verify", args=[article.slug])
    response = client_of(expert).post(url, {"next": reverse("home")})
    assert response["Location"] == reverse("home")
    article.refresh_from_db()
    assert article.confidence == "validated"
    assert article.check_due_on == timezone.localdate() + timedelta(days=180)


@pytest.mark.parametrize("hour", [12, 23])
def test_the_next_check_is_counted_from_the_companys_day(
    article: Article, expert: User, hour: int
) -> None:
    with time_machine.travel(datetime(2026, 11, 22, hour, 30, tzinfo=UTC), tick=False):
        verified = verify_article(article=article, by=expert)
    day = date(2026, 11, 22) if hour == 12 else date(2026, 11, 23)
    assert verified.check_due_on == day + timedelta(days=180)


def test_verifying_never_leads_away_from_the_site(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    url = reverse("articles:verify", args=[article.slug])
    response = client_of(expert).post(url, {"next": "https://elsewhere.example/"})
    assert response["Location"] == article.get_absolute_url()


def test_verifying_takes_away_an_expiry_date_that_has_passed(
    article: Article, expert: User
) -> None:
    Article.objects.filter(pk=article.pk).update(
        expires_on=timezone.localdate() - timedelta(days=1)
    )
    verified = verify_article(article=article, by=expert)
    assert verified.expires_on is None
    assert not verified.is_check_due


def test_an_article_is_archived_in_favour_of_another_by_its_title(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    successor = make_article("The new light")
    url = reverse("articles:archive", args=[article.slug])
    assert client_of(expert).post(url, {"replaced_by": "the NEW light"}).status_code == 303
    article.refresh_from_db()
    assert article.is_archived
    assert article.replaced_by == successor


@pytest.mark.parametrize("typed", ["No such article", "Orange light"])
def test_a_successor_must_be_another_article(
    typed: str, article: Article, expert: User, client_of: ClientOf
) -> None:
    url = reverse("articles:archive", args=[article.slug])
    assert client_of(expert).post(url, {"replaced_by": typed}).status_code == 422
    article.refresh_from_db()
    assert not article.is_archived


def test_two_articles_cannot_replace_each_other(article: Article, expert: User) -> None:
    other = make_article(owner=expert)
    archive_article(article=article, by=expert, replaced_by=other)
    with pytest.raises(ValidationError):
        archive_article(article=other, by=expert, replaced_by=Article.objects.get(pk=article.pk))


def test_an_archived_article_comes_back_as_it_was(article: Article, expert: User) -> None:
    verify_article(article=article, by=expert)
    archive_article(article=article, by=expert)
    restored = restore_article(article=article, by=expert)
    assert not restored.is_archived
    assert restored.confidence == "validated"


def test_the_former_owner_becomes_a_co_author(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    heir = make_person("Luc Bouchard")
    url = reverse("articles:hand_over", args=[article.slug])
    assert client_of(expert).post(url, {"owner": heir.pk}).status_code == 303
    article.refresh_from_db()
    assert article.owner == heir
    assert list(article.co_authors.all()) == [expert]


def test_an_article_is_not_handed_to_somebody_who_may_not_read_it(
    expert: User, team: Team, outsider: User, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    restrict_area(area, team)
    article = make_article(owner=expert, areas=[area])
    url = reverse("articles:hand_over", args=[article.slug])
    assert client_of(expert).post(url, {"owner": outsider.pk}).status_code == 422
