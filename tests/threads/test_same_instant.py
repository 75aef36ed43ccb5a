"""Two people at the same instant: one wins, the other is told, and nothing ends half done."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from knowledge.passages.models import Comment
from knowledge.threads.actions.answering import accept_answer, mark_helped
from knowledge.threads.actions.asking import ask_once
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.actions.drafting import draft_from_thread
from knowledge.threads.actions.states import close_thread, mark_duplicate
from knowledge.threads.errors import AlreadyAccepted, AlreadyDrafted, NotWaiting, ThreadError
from knowledge.threads.models import Answer, State, Thread
from tests.factories import make_answer, make_area, make_person, make_thread

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*actions: Callable[[], object]) -> list[Exception | None]:
    """What each of them ended with."""
    gate = threading.Barrier(len(actions))
    ends: list[Exception | None] = [None] * len(actions)

    def run(number: int, action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except (ThreadError, ValidationError) as refused:
            ends[number] = refused
        finally:
            connection.close()

    runs = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    return ends


def test_two_answers_accepted_at_once() -> None:
    thread = make_thread()
    first, second = make_answer(thread), make_answer(thread)
    lead = make_person("Lead")
    ends = _at_once(
        lambda: accept_answer(answer=first, by=thread.asker),
        lambda: accept_answer(answer=second, by=lead),
    )
    [refused] = [end for end in ends if end is not None]
    assert isinstance(refused, AlreadyAccepted)
    assert Answer.objects.get(accepted_at__isnull=False) == refused.answer
    assert refused.person in {thread.asker, lead}


def test_a_question_closed_twice_at_once_is_closed_once() -> None:
    thread = make_thread()
    other = make_person()
    ends = _at_once(
        lambda: close_thread(thread=thread, by=thread.asker, reason="not_needed"),
        lambda: close_thread(thread=thread, by=other, reason="not_ours"),
    )
    assert [type(end) for end in ends if end is not None] == [NotWaiting]
    assert thread.events.filter(verb="closed").count() == 1


def test_two_questions_linked_to_each_other_at_once_make_no_circle() -> None:
    area, lead = make_area(), make_person("Lead")
    one, other = make_thread(area=area), make_thread(area=area)
    ends = _at_once(
        lambda: mark_duplicate(thread=one, of=other, by=lead),
        lambda: mark_duplicate(thread=other, of=one, by=lead),
    )
    assert len([end for end in ends if end is not None]) == 1
    assert Thread.objects.filter(state=State.DUPLICATE).count() == 1


def test_a_chain_begun_at_both_ends_at_once_is_none_in_the_end() -> None:
    area, lead = make_area(), make_person("Lead")
    first, middle, last = (make_thread(area=area) for _ in range(3))
    _at_once(
        lambda: mark_duplicate(thread=first, of=middle, by=lead),
        lambda: mark_duplicate(thread=middle, of=last, by=lead),
    )
    pointing = Thread.objects.filter(state=State.DUPLICATE)
    assert {thread.duplicate_of_id for thread in pointing} == {last.pk}
    assert Thread.objects.get(pk=middle.pk).state == State.DUPLICATE


def test_two_who_begin_the_article_at_once() -> None:
    thread = make_thread()
    accept_answer(answer=make_answer(thread), by=thread.asker)
    people = [make_person(), make_person()]
    ends = _at_once(
        *(lambda person=person: draft_from_thread(thread=thread, by=person) for person in people)
    )
    [refused] = [end for end in ends if end is not None]
    assert isinstance(refused, AlreadyDrafted)
    draft = Thread.objects.select_related("draft").get(pk=thread.pk).draft
    assert draft is not None
    assert refused.person == draft.person


def test_a_double_click_of_helped_counts_once() -> None:
    answer, reader = make_answer(make_thread()), make_person()
    ends = _at_once(*(lambda: mark_helped(answer=answer, by=reader) for _ in range(2)))
    assert ends == [None, None]
    assert answer.helped.count() == 1
    assert answer.author.notifications.filter(kind="helped").count() == 1


def test_one_key_pressed_twice_at_once_asks_and_comments_once() -> None:
    asker, area = make_person(), make_area()

    def ask() -> object:
        facts = {"language": "en", "urgency": "today"}
        return ask_once(asker=asker, title="Why does it blink?", area=area, **facts)

    assert _at_once(ask, ask) == [None, None]
    thread = Thread.objects.get()

    def comment() -> object:
        return comment_on_thread(thread=thread, by=asker, source="And now?", once=True)

    assert _at_once(comment, comment) == [None, None]
    assert Comment.objects.count() == 1
