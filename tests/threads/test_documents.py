"""What of a thread is found, and what is shown of it."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.search.queries import SearchRequest, search
from knowledge.search.registry import Document
from knowledge.threads.actions.answering import accept_answer, withdraw_answer
from knowledge.threads.actions.editing import edit_question
from knowledge.threads.actions.states import (
    ask_for_info,
    close_thread,
    give_info,
    mark_duplicate,
    reopen_thread,
)
from knowledge.threads.documents import THREADS
from knowledge.threads.models import Thread
from tests.factories import make_answer, make_area, make_thread, restrict_area
from tests.search.indexing import follow

Growth = Callable[[Callable[[], Any], Callable[[int], Any]], None]


def _document(thread: Thread) -> Document:
    [found] = THREADS.load([thread.pk])
    return found


def _found(person: User, words: str) -> list[Any]:
    follow()
    fresh = User.objects.get(pk=person.pk)
    return list(search(fresh, SearchRequest(words=words)).results)


def test_a_question_is_a_document_with_the_customers_words_and_the_failed_search(
    boxes: Area, contact: User
) -> None:
    child = make_area("Old boxes", parent=boxes)
    thread = make_thread(
        "Why does it blink?",
        asker=contact,
        area=child,
        customer_words="My lamp is nervous",
        failed_query="nervous lamp",
        tried="Unplugged it.",
    )
    document = _document(thread)
    assert document.title == "Why does it blink?"
    assert document.questions == ("My lamp is nervous", "nervous lamp")
    assert [part.text for part in document.passages] == ["Unplugged it."]
    assert document.area_ids == {boxes.pk, child.pk}
    assert document.closing_area_ids == (child.pk,)
    assert document.people_ids == (contact.pk,)
    assert document.confidence == "work_in_progress"


def test_what_the_asker_added_when_asked_for_more_finds_the_question(
    question: Thread, expert: User, contact: User
) -> None:
    ask_for_info(thread=question, by=expert, word="Which colour?")
    give_info(thread=question, by=question.asker, word="It is the chartreuse one.")
    [found] = _found(contact, "chartreuse")
    assert "<mark>chartreuse</mark>" in found.text
    assert not found.copy_url


def test_the_accepted_answer_comes_first_and_validates_it(
    question: Thread, expert: User, contact: User
) -> None:
    make_answer(question, body="Try this.")
    right = make_answer(question, by=expert, body="/// customer\nHold the button.\n///")
    assert _document(question).confidence == "not_validated"
    accept_answer(answer=right, by=contact)
    document = _document(question)
    assert [(part.text, part.audience) for part in document.passages] == [
        ("Hold the button.", "customer"),
        ("Try this.", "internal"),
    ]
    assert document.confidence == "validated"
    assert expert.pk in document.people_ids


def test_withdrawn_words_are_found_no_more(question: Thread, expert: User) -> None:
    withdraw_answer(answer=make_answer(question, by=expert), by=expert)
    assert not _document(question).passages
    assert expert.pk not in _document(question).people_ids


@pytest.mark.usefixtures("index_dir")
def test_an_answer_is_found_and_led_to_with_its_author(
    question: Thread, expert: User, contact: User, colleague: User
) -> None:
    body = "/// customer\nHold the capacitor for ten seconds.\n///"
    answer = make_answer(question, by=expert, body=body)
    accept_answer(answer=answer, by=contact)
    [result] = _found(colleague, "capacitor")
    assert (result.shown.kind, result.shown.object_id) == ("thread", question.pk)
    assert result.passage.url == f"{question.get_absolute_url()}#answer-{answer.pk}"
    assert f"answer={answer.pk}" in result.copy_url
    assert result.shown.author == expert
    assert [area.pk for area in result.shown.areas] == [question.area_id]


@pytest.mark.usefixtures("index_dir")
def test_what_was_asked_is_never_copied_for_a_customer(
    contact: User, boxes: Area, colleague: User
) -> None:
    tried = "/// customer\nThe capacitor smells.\n///"
    make_thread("Odd smell", asker=contact, area=boxes, tried=tried)
    [result] = _found(colleague, "capacitor")
    assert result.copy_url == ""


@pytest.mark.usefixtures("index_dir")
def test_a_duplicate_is_found_by_its_original(
    question: Thread, boxes: Area, lead: User, colleague: User
) -> None:
    same = make_thread("Nervous lamp", asker=colleague, area=boxes, customer_words="It twitches")
    mark_duplicate(thread=same, of=question, by=lead)
    for words in ("nervous", "twitches"):
        [result] = _found(lead, words)
        assert result.shown.object_id == question.pk
    reopen_thread(thread=same, by=lead, word="Another one")
    [result] = _found(lead, "nervous")
    assert result.shown.object_id == same.pk


def test_the_words_of_a_duplicate_elsewhere_stay_where_they_may_be_read(
    question: Thread, contact: User, lead: User
) -> None:
    elsewhere = make_thread("Nervous lamp", asker=contact, area=make_area("Lamps"))
    mark_duplicate(thread=elsewhere, of=question, by=lead)
    assert _document(question).questions == ()


def test_what_was_closed_without_an_answer_is_not_found(
    question: Thread, boxes: Area, contact: User, expert: User
) -> None:
    answered = make_thread(area=boxes)
    make_answer(answered, by=expert)
    sensitive = make_thread(area=boxes)
    make_answer(sensitive, by=expert)
    for thread, reason in (
        (question, "not_needed"),
        (answered, "no_reply"),
        (sensitive, "sensitive"),
    ):
        close_thread(thread=thread, by=contact, reason=reason)
    ids = [question.pk, answered.pk, sensitive.pk]
    assert [document.object_id for document in THREADS.load(ids)] == [answered.pk]
    assert THREADS.all_ids(0, 10) == [answered.pk]
    assert set(THREADS.present(ids, contact)) == {answered.pk}


@pytest.mark.usefixtures("index_dir")
def test_an_edit_and_a_withdrawal_hold_for_the_next_search(
    question: Thread, contact: User, expert: User, colleague: User
) -> None:
    answer = make_answer(question, by=expert, body="Hold the capacitor.")
    assert _found(colleague, "capacitor")
    withdraw_answer(answer=answer, by=expert)
    assert not _found(colleague, "capacitor")
    edit_question(
        thread=question,
        by=contact,
        title="Why does the capacitor hum?",
        customer_words="",
        tried="",
    )
    assert _found(colleague, "capacitor")


@pytest.mark.usefixtures("index_dir")
def test_a_question_of_a_closed_area_does_not_exist_for_others(
    question: Thread, boxes: Area, contact: User, outsider: User, team: Team
) -> None:
    make_answer(question, body="Hold the capacitor.")
    restrict_area(boxes, team)
    assert _found(contact, "capacitor")
    assert not _found(outsider, "capacitor")
    assert not THREADS.present([question.pk], User.objects.get(pk=outsider.pk))


def test_loading_and_presenting_cost_the_same_for_many(
    boxes: Area, contact: User, lead: User, assert_same_queries: Growth
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            thread = make_thread(area=boxes, joined=[make_area()])
            accept_answer(answer=make_answer(thread), by=contact)
            mark_duplicate(thread=make_thread(area=boxes), of=thread, by=lead)

    def read() -> None:
        ids = list(Thread.objects.values_list("pk", flat=True))
        list(THREADS.load(ids))
        for shown in THREADS.present(ids, contact).values():
            assert shown.author.display_name
            assert [area.name for area in shown.areas]

    assert_same_queries(read, grow)
