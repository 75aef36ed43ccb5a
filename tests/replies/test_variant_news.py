"""Whoever wrote words for a channel is told, once, that the article changed under them."""

import pytest
from django.urls import reverse

from accounts.actions import deactivate_person
from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.notifications.models import Notification
from knowledge.replies.actions.variant_news import follow_variants
from knowledge.replies.actions.variants import confirm_variant, write_variant
from knowledge.replies.models import VariantVersion
from knowledge.replies.queries.variants import variant_for
from tests.factories import make_area, make_article, make_person, restrict_area
from tests.replies.changing import change

BODY = "/// customer\nUnplug the box for ten seconds.\n///\n"


@pytest.fixture
def article(expert: User) -> Article:
    return make_article("Orange light", owner=expert, body=BODY, areas=[make_area()])


@pytest.fixture
def writer(lead: User) -> User:
    lead.interface_language = "en"
    lead.save()
    return lead


def _write(article: Article, by: User, channel: str = "chat") -> VariantVersion:
    return write_variant(
        article=article,
        revision=article.live,
        by=by,
        channel=channel,
        language="en",
        words="Please unplug it.",
    )


def _change(article: Article, how: str, number: int = 0) -> Article:
    return change(article, how, f"{BODY}\n\nMore {number}.")


def _lines(person: User) -> list[Notification]:
    while follow_variants():
        pass
    rows = Notification.objects.filter(person=person, kind=Notification.Kind.VARIANT)
    return list(rows.order_by("pk"))


def test_a_writer_is_told_once_for_all_channels(article: Article, writer: User) -> None:
    _write(article, writer)
    _write(article, writer, "email")
    article = _change(article, "medium")
    [line] = _lines(writer)
    assert line.title == article.title
    assert line.url == reverse("replies:variants", args=[article.slug])
    assert "Chat, English" in line.word
    assert "E-mail, English" in line.word
    assert "to be confirmed" in line.word
    assert len(_lines(writer)) == 1


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["minor", "minor"], 0),
        (["medium", "medium"], 1),
        (["medium", "major"], 2),
        (["major", "medium", "major"], 1),
    ],
)
def test_only_what_makes_it_worse_is_told(
    changes: list[str], told: int, article: Article, writer: User
) -> None:
    _write(article, writer)
    for number, how in enumerate(changes):
        article = _change(article, how, number)
        _lines(writer)
    assert len(_lines(writer)) == told


def test_a_passage_that_was_closed_is_told_though_the_change_was_called_minor(
    article: Article, writer: User
) -> None:
    _write(article, writer)
    change(article, "minor", "Unplug the box for ten seconds.\n")
    [line] = _lines(writer)
    assert "Withdrawn" in line.word


def test_after_a_confirmation_the_next_change_is_told_again(article: Article, writer: User) -> None:
    version = _write(article, writer)
    article = _change(article, "medium", 1)
    _lines(writer)
    confirm_variant(variant=version.variant, number=1, revision=article.live, by=writer)
    _change(article, "medium", 2)
    assert len(_lines(writer)) == 2


def test_who_confirmed_before_the_worker_looked_is_not_bothered(
    article: Article, writer: User
) -> None:
    version = _write(article, writer)
    article = _change(article, "medium")
    confirm_variant(variant=version.variant, number=1, revision=article.live, by=writer)
    assert _lines(writer) == []
    assert variant_for(article, "chat", "en").may_be_used


def test_the_owner_stands_in_for_who_left_or_may_not_read_it(
    article: Article, expert: User
) -> None:
    gone, shut = make_person(), make_person()
    _write(article, gone)
    _write(article, shut, "email")
    deactivate_person(gone, by=None)
    restrict_area(article.areas.get(), expert.team)
    _change(article, "major")
    [line] = _lines(expert)
    assert "Chat" in line.word
    assert "E-mail" in line.word
    assert _lines(gone) == _lines(shut) == []


def test_of_an_archived_article_nobody_is_told(article: Article, writer: User) -> None:
    _write(article, writer)
    article = _change(article, "major")
    archive_article(article=article, by=article.owner)
    assert _lines(writer) == []


def test_a_passage_that_is_gone_is_told_once_though_the_changes_were_called_minor(
    article: Article, writer: User
) -> None:
    _write(article, writer)
    for body in ("/// customer\nAll is well.\n///", "/// customer\nAll is well.\n///\n\nMore."):
        article = change(article, "minor", body)
        _lines(writer)
    [line] = _lines(writer)
    assert "to be confirmed" in line.word
