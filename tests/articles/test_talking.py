"""Comments, flags and suggestions: everyone is heard, the owner decides, and they are told."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import User
from knowledge.articles.actions import (
    comment_on_article,
    decide_article_flag,
    flag_article,
    remove_article_comment,
)
from knowledge.articles.models import Article, Suggestion
from knowledge.notifications.actions import choose_for_area
from knowledge.notifications.models import Delivery, Group, Notification
from knowledge.passages.actions import AlreadyDecided
from knowledge.passages.models import Comment, Flag
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_suggestion, revise

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


@pytest.fixture
def article(expert: User) -> Article:
    return make_article("Orange light", owner=expert, body="Wait two minutes.\n")


def _told(person: User) -> list[str]:
    return [line.kind for line in Notification.objects.filter(person=person)]


def test_a_comment_tells_owner_and_mentioned_once_each(
    article: Article, expert: User, contact: User, colleague: User, client_of: ClientOf
) -> None:
    url = reverse("articles:comment_add", args=[article.slug])
    source = f"@{colleague.slug} and @{expert.slug}, is it two?"
    response = client_of(contact).post(url, {"source": source})
    comment = Comment.objects.get()
    assert response["Location"] == f"{article.get_absolute_url()}#comment-{comment.pk}"
    assert _told(expert) == ["mention"]
    assert _told(colleague) == ["mention"]
    assert _told(contact) == []


def test_a_reply_to_a_reply_joins_the_same_thread(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    first = comment_on_article(article=article, by=contact, source="Two?")
    url = reverse("articles:comment_add", args=[article.slug])
    client_of(expert).post(url, {"source": "Two.", "parent": first.pk})
    second = Comment.objects.get(parent=first)
    client_of(contact).post(url, {"source": "Thanks.", "parent": second.pk})
    assert Comment.objects.filter(parent=first).count() == 2


def test_an_empty_comment_is_asked_for_again(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    url = reverse("articles:comment_add", args=[article.slug])
    assert client_of(contact).post(url, {"source": "  "}).status_code == 422


def test_a_comment_sent_twice_stands_once_and_is_told_once(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    url = reverse("articles:comment_add", args=[article.slug])
    client = client_of(contact)
    first, again, other = (
        client.post(url, {"source": words})["Location"] for words in ("Two?", "Two? ", "Three?")
    )
    assert first == again != other
    assert _told(article.owner) == ["comment", "comment"]
    assert [one.source for one in Comment.objects.order_by("pk")] == ["Two?", "Three?"]


def test_who_wants_no_lines_of_an_area_hears_of_no_comment_there(
    article: Article, contact: User
) -> None:
    area = make_area()
    article.areas.add(area)
    choose_for_area(person=article.owner, area=area, group=Group.ARTICLES, delivery=Delivery.OFF)
    comment_on_article(article=article, by=contact, source="Two?")
    assert _told(article.owner) == []


def test_a_hostile_comment_is_harmless(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    comment_on_article(article=article, by=contact, source=hostile)
    page = client_of(contact).get(article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_a_removed_comment_keeps_its_place_while_it_has_replies(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    first = comment_on_article(article=article, by=contact, source="Regrettable words")
    comment_on_article(article=article, by=expert, source="An answer", parent=first)
    alone = comment_on_article(article=article, by=contact, source="Words alone")
    remove_article_comment(article=article, comment=first, by=contact)
    remove_article_comment(article=article, comment=alone, by=expert)
    page = client_of(expert).get(article.get_absolute_url()).content.decode()
    assert "Regrettable words" not in page
    assert "Words alone" not in page
    assert "removed this comment" in page
    assert "An answer" in page


def test_an_edited_comment_says_so_and_tells_only_the_newly_mentioned(
    article: Article, contact: User, colleague: User, manager: User, client_of: ClientOf
) -> None:
    comment = comment_on_article(article=article, by=contact, source=f"@{colleague.slug} look")
    url = reverse("articles:comment_edit", args=[article.slug, comment.pk])
    client_of(contact).post(url, {"source": f"@{colleague.slug} and @{manager.slug} look"})
    comment.refresh_from_db()
    assert comment.edited_at is not None
    assert _told(colleague) == ["mention"]
    assert _told(manager) == ["mention"]


def test_a_flag_quotes_its_passage_and_tells_the_owner(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    passage = article.live.text.passages.get()
    url = reverse("articles:flag", args=[article.slug]) + f"?passage={passage.key}"
    client_of(contact).post(url, {"reason": "outdated", "note": "It is four now"})
    flag = Flag.objects.get()
    assert flag.quote == "Wait two minutes."
    assert _told(expert) == ["flag"]


def test_declining_a_flag_needs_a_word_and_tells_the_reader(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    flag = flag_article(article=article, by=contact, reason="wrong")
    url = reverse("articles:flag_decide", args=[article.slug, flag.pk])
    client = client_of(expert)
    client.post(url, {"outcome": "declined", "word": ""})
    flag.refresh_from_db()
    assert flag.state == Flag.State.OPEN
    client.post(url, {"outcome": "declined", "word": "Measured yesterday"})
    flag.refresh_from_db()
    assert flag.state == Flag.State.DECLINED
    assert _told(contact) == ["flag_no"]


def test_a_flag_is_decided_once(article: Article, expert: User, contact: User) -> None:
    flag = flag_article(article=article, by=contact, reason="wrong")
    decide_article_flag(article=article, flag=flag, by=expert, accepted=True)
    with pytest.raises(AlreadyDecided):
        decide_article_flag(article=article, flag=flag, by=expert, accepted=False, word="No")


def test_the_flags_of_an_article_cost_the_same_with_more_rows(
    article: Article, expert: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(expert)
    url = reverse("articles:flags", args=[article.slug])

    def grow(n: int) -> None:
        for _number in range(n):
            flag_article(article=article, by=make_person(), reason="wrong")

    assert_same_queries(lambda: client.get(url), grow)


def test_a_suggestion_shows_what_would_change(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    suggestion = make_suggestion(article, by=contact, body="Wait four minutes.\n")
    for view in ("", "?view=source"):
        page = client_of(expert).get(suggestion.get_absolute_url() + view).content.decode()
        assert "<del>two</del>" in page
        assert "<ins>four</ins>" in page


def test_an_accepted_suggestion_is_published_under_the_suggesters_name(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    suggestion = make_suggestion(article, by=contact, body="Wait four minutes.\n")
    url = reverse("articles:suggestion_accept", args=[article.slug, suggestion.pk])
    assert client_of(expert).post(url, {"word": "Well seen"}).status_code == 303
    now = Article.objects.select_related("current__text", "current__author").get(pk=article.pk)
    assert now.live.text.source == "Wait four minutes.\n"
    assert now.live.author == contact
    assert _told(contact) == ["accepted"]


def test_a_suggestion_upon_changed_paragraphs_must_be_adjusted(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    suggestion = make_suggestion(article, by=contact, body="Wait four minutes.\n")
    revise(article, body="Wait three minutes.\n")
    url = reverse("articles:suggestion_accept", args=[article.slug, suggestion.pk])
    page = client_of(expert).post(url, follow=True).content.decode()
    assert "Adjust the suggestion" in page
    suggestion.refresh_from_db()
    assert suggestion.state == Suggestion.State.OPEN


def test_declining_a_suggestion_needs_a_word(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    suggestion = make_suggestion(article, by=contact, body="Wait four minutes.\n")
    url = reverse("articles:suggestion_decline", args=[article.slug, suggestion.pk])
    client = client_of(expert)
    assert client.post(url, {"word": " "}).status_code == 422
    assert client.post(url, {"word": "Two is right"}).status_code == 303
    assert _told(contact) == ["declined"]


def test_nobody_decides_on_their_own_suggestion(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    suggestion = make_suggestion(article, by=expert, body="Wait four minutes.\n")
    url = reverse("articles:suggestion_accept", args=[article.slug, suggestion.pk])
    assert client_of(expert).post(url).status_code == 403


def test_the_suggestions_of_an_article_cost_the_same_with_more_rows(
    article: Article, contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)
    url = reverse("articles:suggestions", args=[article.slug])

    def grow(n: int) -> None:
        for number in range(n):
            make_suggestion(article, by=make_person(), body=f"Wait {n}{number} minutes.\n")

    assert_same_queries(lambda: client.get(url), grow)
