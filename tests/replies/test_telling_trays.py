"""People are told, once, when what they collected is archived, changed or closed."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.notifications.models import Notification
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.telling_trays import tell_trays
from tests.factories import make_area, make_article, make_team, restrict_area, revise

YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}


def _archive(article: Article) -> None:
    archive_article(article=article, by=article.owner)


def _reword(article: Article) -> None:
    revise(article, short_answer="Yes, for a year.")


def _close(article: Article) -> None:
    revise(article, short_answer_audience="partner")


def _other(article: Article) -> None:
    revise(article, body="Another paragraph alone.")


def told(person: User) -> list[str]:
    rows = Notification.objects.filter(person=person, kind=Notification.Kind.TRAY)
    return list(rows.values_list("word", flat=True))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_archive, "archived"),
        (_reword, "says something else"),
        (_close, "may not be told"),
        (_other, ""),
    ],
)
def test_who_has_it_in_a_tray_is_told_once(contact: User, change: Any, word: str) -> None:
    article = make_article(**YES)
    tray = actions.collect(person=contact, article=article, passage_key="short")
    change(article)
    tell_trays()
    tell_trays()
    assert [word in line for line in told(contact)] == ([True] if word else [])
    rows = Notification.objects.filter(person=contact, kind=Notification.Kind.TRAY)
    assert {row.url for row in rows} <= {tray.get_absolute_url()}


def test_who_has_finished_or_may_not_read_it_any_more_is_not_told(
    contact: User, colleague: User
) -> None:
    area = make_area()
    article = make_article(areas=[area], **YES)
    done = actions.collect(person=contact, article=article, passage_key="short")
    actions.finish_tray(tray=done, key=None)
    actions.collect(person=colleague, article=article, passage_key="short")
    restrict_area(area, make_team())
    _archive(article)
    tell_trays()
    assert told(contact) == told(colleague) == []
