"""Authors learn what several contacts change in their words, and never who or for whom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.articles.models import Article
from knowledge.replies.actions import trays as actions
from knowledge.replies.queries import edits
from knowledge.replies.queries.edits import habits, learned_by
from knowledge.replies.tidying import changes
from tests.factories import make_article, make_person, revise

ClientOf = Callable[[User], Client]
YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}


def reply(article: Article, words: str, person: User | None = None) -> None:
    tray = actions.collect(person=person or make_person(), article=article, passage_key="short")
    actions.finish_tray(tray=tray, key=None, text=words)


def test_two_people_are_too_few_and_three_are_told_without_names(expert: User) -> None:
    article = make_article(owner=expert, **YES)
    for name in ("Restart Zoe the box first.", "Restart the box first."):
        reply(article, f"Hello,\n\nYes, you may keep it. {name}")
    assert learned_by(expert) == []
    reply(article, "Hello,\n\nYes, you may keep it. Restart the box first, please.")
    (found,) = learned_by(expert)
    assert [(one.words, one.people) for one in found.added] == [("Restart the box first.", 3)]
    assert found.left_out == ()


def test_what_is_left_out_is_told_too_until_the_article_says_it(expert: User) -> None:
    article = make_article(
        owner=expert, short_answer="Yes. It is free of charge.", short_answer_audience="customer"
    )
    for _person in range(3):
        reply(article, "Hello,\n\nYes. Call us to begin.")
    (found,) = learned_by(expert)
    assert [one.words for one in found.left_out] == ["It is free of charge."]
    assert [one.words for one in found.added] == ["Call us to begin."]
    revise(article, short_answer="Yes. It is free of charge. Call us to begin.")
    assert [one.added for one in learned_by(expert)] == [()]


def test_one_person_three_times_is_one_person(expert: User, contact: User) -> None:
    article = make_article(owner=expert, **YES)
    for _time in range(3):
        reply(article, "Yes, you may keep it. Restart the box.", contact)
    assert learned_by(expert) == []


def test_nobody_else_reads_it(expert: User, colleague: User, client_of: ClientOf) -> None:
    article = make_article("Fixed", owner=expert, **YES)
    for _person in range(3):
        reply(article, "Yes, you may keep it. Restart the box.")
    assert "Restart the box." in client_of(expert).get(reverse("replies:learned")).content.decode()
    other = client_of(colleague).get(reverse("replies:learned")).content.decode()
    assert "Restart the box." not in other


def test_words_of_too_few_people_are_hidden() -> None:
    lines = [
        (1, "Call Ann Martin on Monday morning at nine."),
        (2, "Call Paul on Monday morning at nine."),
        (3, "Call Zoe on Monday morning at nine."),
    ]
    (found,) = habits(lines)
    assert found.words == "Call … on Monday morning at nine."


def test_greetings_titles_and_numbers_are_no_change() -> None:
    text = "Dear Zoe.\nIt works. Mr Martin knows. My number is 06 12 34 56 78.\nSee you,"
    assert [(one.before, one.after) for one in changes(["It works."], text)] == [((), ())]


def test_the_page_costs_the_same_for_three_articles_and_for_twelve(
    expert: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    people = [make_person() for _n in range(3)]

    def grow(number: int) -> None:
        for _n in range(number):
            article = make_article(owner=expert, **YES)
            for person in people:
                reply(article, "Yes, you may keep it. Restart the box.", person)

    assert_same_queries(lambda: client_of(expert).get(reverse("replies:learned")), grow)


def test_hundreds_of_unlike_edits_are_folded_once_and_the_newest_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded: list[str] = []

    def counted(text: str) -> str:
        folded.append(text)
        return fold(text)

    monkeypatch.setattr(edits, "fold", counted)
    old = [(person, "Restart the box first.") for person in range(3)]
    unlike = [(n, " ".join(f"{word}{n}" for word in "abcdefgh")) for n in range(400)]
    new = [(person, "Unplug the lamp now.") for person in range(3)]
    pasted = [(person, "Paste. " * 1000) for person in range(3)]
    found = habits([*old, *unlike, *new, *pasted])
    assert [(one.words, one.people) for one in found] == [("Unplug the lamp now.", 3)]
    assert len(folded) < 2 * edits.MOST_LINES
