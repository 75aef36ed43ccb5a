"""People see on the page of their time whom it helped, in totals and in what exists for them."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from knowledge.replies.actions.credits import keep_credit
from knowledge.replies.actions.recording import record_copy
from knowledge.threads.actions.answering import accept_answer
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_article, make_thread, restrict_area

pytestmark = pytest.mark.django_db


def _text(client_of: ClientOf, person: User) -> str:
    return " ".join(client_of(person).get("/time/").content.decode().split())


def test_accepted_answers_are_counted_for_four_weeks(
    client_of: ClientOf, contact: User, expert: User
) -> None:
    assert "Whom it helped" not in _text(client_of, expert)
    for title in ("Why does it hum?", "Why does it blink?"):
        thread = make_thread(title, asker=contact)
        accept_answer(answer=make_answer(thread, by=expert), by=contact)
    text = _text(client_of, expert)
    assert "2 of your answers solved questions, the latest" in text
    assert "Why does it blink?" in text
    assert "solved" not in _text(client_of, contact)
    with time_machine.travel(timezone.now() + timedelta(days=29), tick=False):
        assert "Whom it helped" not in _text(client_of, expert)


def test_an_answer_in_an_area_that_was_closed_is_not_named(
    client_of: ClientOf, contact: User, outsider: User
) -> None:
    area = make_area()
    thread = make_thread("The secret of Falcon", asker=contact, area=area)
    accept_answer(answer=make_answer(thread, by=outsider), by=contact)
    assert contact.team
    restrict_area(area, contact.team)
    assert "Falcon" not in _text(client_of, outsider)


def test_replies_that_used_ones_passages_are_counted_in_totals(
    client_of: ClientOf, contact: User, expert: User, colleague: User
) -> None:
    article = make_article(
        "Fixed addresses", owner=expert, short_answer="Yes.", short_answer_audience="customer"
    )
    for person in (contact, colleague, expert):
        record_copy(person=person, article=article, revision=article.live, passage_keys=["short"])
    keep_credit([article.live])
    text = _text(client_of, expert)
    assert "2 replies to customers came from your passages." in text
    assert "Fixed addresses</a> was used most." in text
    assert contact.display_name not in text.split("Whom it helped")[1]
    assert "came from your passages" not in _text(client_of, contact)
