"""Copying from an answer: the passages alone decide, and what was copied stays pinned."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.replies.actions.recording import (
    NotForCustomers,
    NothingToCopy,
    record_answer_copy,
)
from knowledge.replies.actions.trays import collect
from knowledge.replies.actions.uses import NoteUses
from knowledge.replies.models import ReplyPassage, ReplyRecord
from knowledge.replies.queries.copied import recent_uses, replies_of, with_passages
from knowledge.replies.queries.copyable import ANSWER, Asked, standing_of
from knowledge.search.models import SearchChange, SearchLog
from knowledge.threads.actions.answering import correct_answer, withdraw_answer
from knowledge.threads.actions.states import close_thread
from knowledge.threads.models import Answer, CloseReason
from tests.conftest import ClientOf
from tests.factories import make_answer, make_area, make_article, make_thread, restrict_area
from tests.search.logged import log_search

JSON = {"accept": "application/json"}
BODY = """Secret of the house.

/// customer
**Unplug** the box.
///

/// partner
For partners.
///
"""


@pytest.fixture
def answer(expert: User, contact: User) -> Answer:
    thread = make_thread("Why does it blink?", asker=contact, area=make_area("Boxes"))
    return make_answer(thread, by=expert, body=BODY)


def _key(answer: Answer, words: str = "Unplug") -> str:
    return answer.text.passages.get(plain__contains=words).key


def _url(answer: Answer, words: str = "Unplug") -> str:
    return f"{reverse('replies:copy')}?answer={answer.pk}&passage={_key(answer, words)}"


def test_a_copy_answers_the_text_and_is_pinned_to_the_version(
    answer: Answer, colleague: User, client_of: ClientOf
) -> None:
    said = client_of(colleague).post(_url(answer), headers=JSON).json()
    assert said["plain"] == "Unplug the box."
    assert "<strong>Unplug</strong>" in said["html"]
    [used] = ReplyRecord.objects.get(person=colleague).passages.all()
    assert (used.answer, used.answer_version) == (answer, answer.versions.get(number=1))
    assert (used.article, used.revision) == (None, None)


def test_without_javascript_the_text_stands_on_a_page_that_leads_back(
    answer: Answer, colleague: User, client_of: ClientOf
) -> None:
    page = client_of(colleague).post(_url(answer)).content.decode()
    assert "Unplug the box." in page
    assert answer.get_absolute_url() in page


@pytest.mark.parametrize("words", ["Secret", "For partners"])
def test_what_may_not_be_told_is_refused_without_its_text(
    answer: Answer, colleague: User, client_of: ClientOf, words: str
) -> None:
    response = client_of(colleague).post(_url(answer, words))
    assert response.status_code == 403
    assert words not in response.content.decode()
    keys = [_key(answer), _key(answer, words)]
    with pytest.raises(NotForCustomers):
        record_answer_copy(person=colleague, answer=answer, passage_keys=keys)
    assert not ReplyRecord.objects.exists()


def test_a_withdrawn_answer_is_copied_no_more(
    answer: Answer, colleague: User, expert: User, client_of: ClientOf
) -> None:
    url, keys = _url(answer), [_key(answer)]
    withdrawn = withdraw_answer(answer=answer, by=expert)
    assert client_of(colleague).post(url).status_code == 404
    with pytest.raises(NothingToCopy):
        record_answer_copy(person=colleague, answer=withdrawn, passage_keys=keys)


def test_what_must_not_be_answered_is_copied_no_more(
    answer: Answer, colleague: User, lead: User, client_of: ClientOf
) -> None:
    page = answer.thread.get_absolute_url()
    assert "<copy-button" in client_of(colleague).get(page).content.decode()
    close_thread(thread=answer.thread, by=lead, reason=CloseReason.SENSITIVE)
    assert "<copy-button" not in client_of(colleague).get(page).content.decode()
    client_of(colleague).post(_url(answer))
    assert not standing_of(colleague, [Asked(ANSWER, str(answer.pk), (_key(answer),))]).copyable
    with pytest.raises(NotForCustomers):
        collect(
            person=colleague,
            answer=Answer.objects.get(),
            passage_key=_key(answer),
        )
    assert not ReplyRecord.objects.exists()


def test_an_answer_in_a_closed_area_does_not_exist_for_others(
    answer: Answer, colleague: User, outsider: User, client_of: ClientOf
) -> None:
    assert colleague.team is not None
    restrict_area(answer.thread.area, colleague.team)
    assert client_of(outsider).post(_url(answer)).status_code == 404
    assert client_of(colleague).post(_url(answer)).status_code == 200


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30, "٣", ""])
def test_no_such_answer_is_a_404(colleague: User, client_of: ClientOf, number: str) -> None:
    client: Client = client_of(colleague)
    response = client.post(f"{reverse('replies:copy')}?answer={number}&passage=short")
    assert response.status_code == 404


def test_a_double_click_is_one_reply(answer: Answer, colleague: User) -> None:
    at = timezone.now()
    for _ in range(2):
        record_answer_copy(person=colleague, answer=answer, passage_keys=[_key(answer)], at=at)
    assert ReplyRecord.objects.count() == 1


def test_my_replies_say_what_has_changed_since_and_hide_what_is_hidden(
    answer: Answer, colleague: User, expert: User, client_of: ClientOf
) -> None:
    record_answer_copy(person=colleague, answer=answer, passage_keys=[_key(answer)])
    url = reverse("replies:mine")
    page = client_of(colleague).get(url).content.decode()
    assert "Unplug the box." in page
    assert "corrected since" not in page
    correct_answer(answer=answer, by=expert, body=BODY + "\nMore.\n", is_partial=False)
    assert "corrected since" in client_of(colleague).get(url).content.decode()
    withdraw_answer(answer=answer, by=expert)
    page = client_of(colleague).get(url).content.decode()
    assert "Unplug" not in page
    assert "An answer you can no longer read" in page


def test_my_replies_cost_the_same_for_many(
    answer: Answer, colleague: User, assert_same_queries: object
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            record_answer_copy(
                person=colleague,
                answer=make_answer(make_thread(), body=BODY),
                passage_keys=[_last_key()],
            )

    def _last_key() -> str:
        return _key(Answer.objects.latest("pk"))

    def read() -> None:
        assert all(line.passages for line in with_passages(replies_of(colleague), colleague))

    assert_same_queries(read, grow)  # type: ignore[operator]


def test_the_search_that_led_there_learns_and_the_thread_takes_its_place(
    answer: Answer, colleague: User
) -> None:
    searched = log_search(colleague, "blinking box")
    job = NoteUses()
    record_answer_copy(
        person=colleague, answer=answer, passage_keys=[_key(answer)], search_id=searched.key
    )
    searched.refresh_from_db()
    assert searched.outcome == SearchLog.Outcome.COPIED
    assert (searched.outcome_kind, searched.outcome_id) == ("thread", answer.thread_id)
    assert recent_uses("thread", [answer.thread_id])[answer.thread_id] > 0
    before = SearchChange.objects.count()
    job()
    changes = SearchChange.objects.order_by("pk")[before:]
    assert [(row.kind, row.object_id) for row in changes] == [("thread", answer.thread_id)]


def test_a_copied_passage_is_of_an_article_or_of_an_answer(answer: Answer, colleague: User) -> None:
    record, _passages = record_answer_copy(
        person=colleague, answer=answer, passage_keys=[_key(answer)]
    )
    article = make_article()
    wrong: list[dict[str, Any]] = [
        {"article": article, "revision": article.live, "answer": answer},
        {"article": article},
        {"answer": answer},
        {},
    ]
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            ReplyPassage.objects.create(record=record, passage_key="other", **fields)
