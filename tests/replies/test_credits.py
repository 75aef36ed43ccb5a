"""Who shares the credit of words: by default, by decision, and kept in step with what happens."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.articles.actions import accept_suggestion, publish_revision, verify_article
from knowledge.articles.models import Article, Revision
from knowledge.articles.words import Words
from knowledge.replies.actions.credits import follow_credit, set_split
from knowledge.replies.models import Credit, CreditSplit
from knowledge.replies.queries.makers import shares_of_revision, shares_of_version
from knowledge.replies.sharing import (
    MOST_PEOPLE,
    Makers,
    UnfairSplit,
    checked_shares,
    default_shares,
)
from knowledge.threads.actions.answering import correct_answer
from tests.conftest import ClientOf
from tests.factories import make_answer, make_article, make_person, make_suggestion, make_thread

people = st.lists(st.integers(1, 12), max_size=4).map(tuple)


@given(st.integers(1, 12), people, people)
def test_default_shares_always_sum_to_a_hundred_and_leave_the_author_the_most(
    author: int, reviewers: tuple[int, ...], others: tuple[int, ...]
) -> None:
    shares = default_shares(Makers(author, reviewers, others))
    assert sum(shares.values()) == 100
    assert min(shares.values()) >= 1
    assert shares[author] >= 70
    assert set(shares) == {author, *reviewers, *others}


@pytest.mark.parametrize(
    ("makers", "shares"),
    [
        (Makers(1), {1: 100}),
        (Makers(1, (2,)), {1: 85, 2: 15}),
        (Makers(1, (2,), (3,)), {1: 70, 2: 15, 3: 15}),
        (Makers(1, (2, 3), (4, 5)), {1: 72, 2: 7, 3: 7, 4: 7, 5: 7}),
        (Makers(1, (1,), (1, 2)), {1: 85, 2: 15}),
        (Makers(1, (2,), (2,)), {1: 70, 2: 30}),
    ],
)
def test_roles_share_equally_and_what_nobody_has_is_the_authors(
    makers: Makers, shares: dict[int, int]
) -> None:
    assert default_shares(makers) == shares


@pytest.mark.parametrize(
    "shares",
    [{}, {1: 99}, {1: 101}, {1: 120, 2: -20}, dict.fromkeys(range(1, MOST_PEOPLE + 2), 5)],
)
def test_a_split_that_is_none_is_refused(shares: dict[int, int]) -> None:
    with pytest.raises(UnfairSplit):
        checked_shares(shares)


def _revise(article: Article, by: User, significance: str, body: str) -> Revision:
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    return publish_revision(
        article=article,
        by=by,
        words=replace(Words.of(article.live), body=body),
        base=article.live,
        significance=significance,
    ).revision


@pytest.mark.django_db
def test_a_minor_correction_keeps_the_author_and_names_the_corrector_among_others(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert)
    minor = _revise(article, colleague, "minor", "Read the meter before you explain it.")
    assert shares_of_revision(minor) == {expert.pk: 85, colleague.pk: 15}


@pytest.mark.django_db
def test_a_new_wording_is_its_writers_and_the_earlier_author_is_among_others(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert)
    major = _revise(article, colleague, "major", "All of it is different now.")
    assert shares_of_revision(major) == {colleague.pk: 85, expert.pk: 15}


@pytest.mark.django_db
def test_who_verifies_reviews_and_who_suggested_has_a_hand_in_it(
    expert: User, colleague: User, contact: User, lead: User
) -> None:
    article = make_article(owner=expert, body="The first. The second.")
    suggestion = make_suggestion(article, by=colleague, body="The first. The better second.")
    accept_suggestion(suggestion=suggestion, by=expert)
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    verify_article(article=article, by=lead)
    assert shares_of_revision(article.live) == {expert.pk: 70, lead.pk: 15, colleague.pk: 15}


@pytest.mark.django_db
def test_an_answer_is_its_authors_and_editors_share_with_them(
    expert: User, colleague: User
) -> None:
    answer = make_answer(make_thread(), by=expert)
    assert shares_of_version(answer.versions.get()) == {expert.pk: 100}
    correct_answer(
        answer=answer, by=colleague, body="Hold the button for twelve seconds.", is_partial=False
    )
    assert shares_of_version(answer.versions.get(number=2)) == {expert.pk: 85, colleague.pk: 15}


@pytest.mark.django_db
def test_the_worker_keeps_credit_from_the_first_row_on(expert: User, lead: User) -> None:
    article = make_article(owner=expert)
    make_answer(make_thread(), by=expert)
    follow_credit()
    assert not Credit.objects.exists(), "too young: a slower transaction may come before"
    later = timezone.now() + timedelta(minutes=1)
    while follow_credit(later):
        pass
    assert sorted(Credit.objects.values_list("person", "per_cent")) == [(expert.pk, 100)] * 2
    verify_article(article=article, by=lead)
    while follow_credit(later):
        pass
    kept = dict(Credit.objects.filter(revision=article.live).values_list("person", "per_cent"))
    assert kept == {expert.pk: 85, lead.pk: 15}


@pytest.mark.django_db
def test_a_decision_holds_for_the_minor_corrections_after_it_and_no_further(
    expert: User, colleague: User
) -> None:
    article = make_article(owner=expert)
    first = article.live
    minor = _revise(article, expert, "minor", "Read the meter before you explain it.")
    set_split(revision=first, shares={expert: 40, colleague: 60}, by=expert, word="She wrote it.")
    for revision in (first, minor):
        assert shares_of_revision(revision) == {expert.pk: 40, colleague.pk: 60}
        rows = Credit.objects.filter(revision=revision).values_list("person", "per_cent")
        assert dict(rows) == {expert.pk: 40, colleague.pk: 60}
    major = _revise(article, expert, "major", "All of it is different now.")
    assert shares_of_revision(major) == {expert.pk: 100}


@pytest.mark.django_db
def test_every_decision_stays_to_be_read(expert: User, colleague: User) -> None:
    revision = make_article(owner=expert).live
    set_split(revision=revision, shares={expert: 50, colleague: 50}, by=expert)
    set_split(revision=revision, shares={expert: 100}, by=colleague)
    assert [row.shares for row in CreditSplit.objects.all()] == [
        [[expert.pk, 100]],
        [[expert.pk, 50], [colleague.pk, 50]],
    ]
    assert list(Credit.objects.values_list("person", "per_cent")) == [(expert.pk, 100)]


@pytest.mark.django_db
def test_the_page_splits_names_somebody_else_and_loses_nothing_that_was_wrong(
    expert: User, colleague: User, client_of: ClientOf
) -> None:
    article = make_article(owner=expert)
    url = reverse("replies:credit", args=[article.slug, 1])
    browser = client_of(expert)
    share = f"share_{expert.pk}"
    wrong = browser.post(url, {share: "60", "name_0": colleague.display_name, "added_0": "30"})
    assert wrong.status_code == 422
    assert "90" in wrong.content.decode()
    assert colleague.display_name in wrong.content.decode()
    nobody = browser.post(url, {share: "60", "name_0": "Nobody At All", "added_0": "40"})
    assert nobody.status_code == 422
    right = browser.post(
        url, {share: "60", "name_0": colleague.email, "added_0": "40", "word": "Drawings"}
    )
    assert right.status_code == 303
    assert shares_of_revision(article.live) == {expert.pk: 60, colleague.pk: 40}
    assert "Drawings" in browser.get(url).content.decode()


@pytest.mark.django_db
def test_the_page_costs_the_same_however_many_share(
    expert: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    article = make_article(owner=expert)
    url = reverse("replies:credit", args=[article.slug])
    given_to: list[User] = []

    def grow(number: int) -> None:
        given_to.extend(make_person() for _each in range(number))
        shares = dict.fromkeys(given_to, 2)
        rest = 100 - 2 * len(given_to)
        set_split(revision=article.live, shares={expert: rest, **shares}, by=expert)

    assert_same_queries(lambda: client_of(expert).get(url), grow)
