"""People are told, once, when what they collected is archived, changed or closed."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.notifications.models import Notification
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.telling_answers import tell_trays_of_answers
from knowledge.replies.actions.telling_trays import tell_trays
from knowledge.threads.actions.answering import correct_answer, withdraw_answer
from knowledge.threads.actions.editing import merge_threads
from knowledge.threads.actions.states import close_thread, mark_duplicate
from knowledge.threads.models import Answer, CloseReason
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_team,
    make_thread,
    restrict_area,
    revise,
)

TOLD = "/// customer\n"
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


def _correct(answer: Answer) -> None:
    correct_answer(
        answer=answer, by=answer.author, body=f"{TOLD}Hold it now.\n///", is_partial=False
    )


def _hide(answer: Answer) -> None:
    correct_answer(answer=answer, by=answer.author, body="Hold it.", is_partial=False)


def _say_more(answer: Answer) -> None:
    body = f"{TOLD}Hold it.\n///\n\nFor us alone."
    correct_answer(answer=answer, by=answer.author, body=body, is_partial=False)


def _withdraw(answer: Answer) -> None:
    withdraw_answer(answer=answer, by=answer.author)


def _merge(answer: Answer) -> None:
    other = make_thread(area=answer.thread.area)
    merge_threads(thread=answer.thread, into=other, by=answer.author)


def _mark(answer: Answer) -> None:
    other = make_thread(area=answer.thread.area)
    mark_duplicate(thread=answer.thread, of=other, by=answer.author)


def _mark_the_other(answer: Answer) -> None:
    other = make_thread(area=answer.thread.area)
    mark_duplicate(thread=other, of=answer.thread, by=answer.author)


def _end(answer: Answer) -> None:
    close_thread(thread=answer.thread, by=answer.author, reason=CloseReason.SENSITIVE)


def _need_no_more(answer: Answer) -> None:
    close_thread(thread=answer.thread, by=answer.author, reason=CloseReason.NOT_NEEDED)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (_correct, "says something else"),
        (_hide, "may not be told"),
        (_say_more, ""),
        (_withdraw, "was withdrawn"),
        (_merge, "made one with another"),
        (_mark, "asked elsewhere"),
        (_mark_the_other, ""),
        (_end, "was closed"),
        (_need_no_more, ""),
    ],
)
def test_who_has_an_answer_in_a_tray_is_told_what_became_of_it(
    contact: User, colleague: User, change: Any, word: str
) -> None:
    thread = make_thread(asker=contact)
    answer = make_answer(thread, body=f"{TOLD}Hold it.\n///", is_partial=True)
    key = answer.text.passages.get().key
    tray = actions.collect(person=contact, answer=answer, passage_key=key)
    done = actions.collect(person=colleague, answer=answer, passage_key=key)
    actions.finish_tray(tray=done, key=None)
    change(Answer.objects.get(pk=answer.pk))
    tell_trays_of_answers()
    tell_trays_of_answers()
    assert [word in line for line in told(contact)] == ([True] if word else [])
    rows = Notification.objects.filter(kind=Notification.Kind.TRAY)
    assert {(row.person, row.url) for row in rows} <= {(contact, tray.get_absolute_url())}


def test_what_became_of_an_answer_is_told_to_nobody_for_whom_it_does_not_exist(
    contact: User,
) -> None:
    answer = make_answer(make_thread(), body=f"{TOLD}Hold it.\n///")
    actions.collect(person=contact, answer=answer, passage_key=answer.text.passages.get().key)
    assert answer.thread.area is not None
    restrict_area(answer.thread.area, make_team())
    _withdraw(answer)
    tell_trays_of_answers()
    assert told(contact) == []
