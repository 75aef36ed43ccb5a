"""Needs info, closed, duplicate, reopened: what happens to clocks, offers, and who is told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.working_time import company_calendar
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import accept_answer
from knowledge.threads.actions.states import (
    ask_for_info,
    close_thread,
    give_info,
    mark_duplicate,
    reopen_thread,
)
from knowledge.threads.errors import NotWaiting
from knowledge.threads.models import Claim, Offer, OfferOutcome, State, Thread, ThreadEvent
from tests.factories import (
    make_answer,
    make_area,
    make_person,
    make_team,
    make_thread,
    restrict_area,
)
from tests.threads.conftest import MONDAY

HOUR = timedelta(hours=1)
Kind = Notification.Kind


def _now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def _hold(thread: Thread, person: User) -> Claim:
    Thread.objects.filter(pk=thread.pk).update(state=State.CLAIMED)
    return Claim.objects.create(
        thread=thread, person=person, claimed_at=MONDAY, holds_until=MONDAY + 30 * HOUR
    )


def _is_offered(thread: Thread) -> bool:
    return Offer.objects.filter(thread=thread, outcome=OfferOutcome.WAITING).exists()


def test_asking_for_more_stops_the_clock_and_tells_the_asker_what_is_missing(
    question: Thread, expert: User, contact: User
) -> None:
    ask_for_info(thread=question, by=expert, word="Which model?", at=MONDAY + HOUR)
    thread = _now(question)
    assert (thread.state, thread.paused_since) == (State.NEEDS_INFO, MONDAY + HOUR)
    assert contact.notifications.get(kind=Kind.NEEDS_INFO).word == "Which model?"


def test_what_is_missing_is_said_and_asked_once(question: Thread, expert: User) -> None:
    with pytest.raises(ValidationError):
        ask_for_info(thread=question, by=expert, word="  ")
    ask_for_info(thread=question, by=expert, word="Which model?")
    with pytest.raises(NotWaiting):
        ask_for_info(thread=question, by=expert, word="And which colour?")


def test_what_was_missing_brings_it_back_to_the_queue_and_the_pause_does_not_count(
    question: Thread, expert: User, contact: User
) -> None:
    ask_for_info(thread=question, by=expert, word="Which model?", at=MONDAY + HOUR)
    give_info(thread=question, by=contact, word="The old one.", at=MONDAY + 3 * HOUR)
    thread = _now(question)
    assert (thread.state, thread.paused_since) == (State.OPEN, None)
    paused = company_calendar().minutes_between(MONDAY + HOUR, MONDAY + 3 * HOUR)
    assert paused > 0
    assert thread.paused_minutes == paused
    assert expert.notifications.get(kind=Kind.GAVE_INFO).word == "The old one."
    answer = make_answer(question, by=expert, at=MONDAY + 3 * HOUR)
    accept_answer(answer=answer, by=contact, at=MONDAY + 3 * HOUR)
    assert _now(question).solution_minutes == 60
    assert _now(question).first_answer_minutes == 60


def test_what_was_missing_brings_it_back_to_who_holds_it(
    question: Thread, expert: User, contact: User
) -> None:
    _hold(question, expert)
    ask_for_info(thread=question, by=expert, word="Which model?")
    give_info(thread=question, by=contact, word="The old one.")
    assert _now(question).state == State.CLAIMED


def test_nothing_is_given_that_nobody_misses(question: Thread, contact: User) -> None:
    with pytest.raises(NotWaiting):
        give_info(thread=question, by=contact, word="By the way")


def test_a_full_answer_ends_the_pause(question: Thread, expert: User) -> None:
    ask_for_info(thread=question, by=expert, word="Which model?", at=MONDAY)
    make_answer(question, by=expert, at=MONDAY + HOUR)
    thread = _now(question)
    assert (thread.state, thread.paused_since, thread.paused_minutes) == (State.ANSWERED, None, 60)


def test_closing_gives_a_reason_and_tells_everybody_but_the_one_who_closes(
    question: Thread, expert: User, contact: User
) -> None:
    make_answer(question, by=expert, is_partial=True)
    close_thread(thread=question, by=contact, reason="not_needed", word="They found it.")
    thread = _now(question)
    assert (thread.state, thread.close_reason) == (State.CLOSED, "not_needed")
    assert not _is_offered(question)
    assert expert.notifications.get(kind=Kind.CLOSED).word == "They found it."
    assert not contact.notifications.filter(kind=Kind.CLOSED).exists()
    with pytest.raises(NotWaiting):
        close_thread(thread=question, by=contact, reason="not_needed")


def test_closing_without_a_known_reason_is_refused(question: Thread, contact: User) -> None:
    with pytest.raises(ValidationError):
        close_thread(thread=question, by=contact, reason="bored")
    assert _now(question).state == State.OPEN


def test_closing_while_the_asker_is_asked_ends_the_pause(question: Thread, expert: User) -> None:
    ask_for_info(thread=question, by=expert, word="Which model?", at=MONDAY)
    close_thread(thread=question, by=expert, reason="no_reply", at=MONDAY + HOUR)
    assert (_now(question).state, _now(question).paused_minutes) == (State.CLOSED, 60)


def test_reopening_forms_the_line_anew_and_the_time_between_does_not_count(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert, at=MONDAY + HOUR)
    accept_answer(answer=answer, by=contact, at=MONDAY + HOUR)
    reopen_thread(thread=question, by=contact, word="It is back.", at=MONDAY + 3 * HOUR)
    thread = _now(question)
    assert (thread.state, thread.solved_at) == (State.OPEN, None)
    answer.refresh_from_db()
    assert not answer.is_accepted
    assert expert.notifications.get(kind=Kind.REOPENED).word == "It is back."
    accept_answer(answer=answer, by=contact, at=MONDAY + 3 * HOUR)
    assert _now(question).solution_minutes == 60


def test_reopening_asks_somebody_again(question: Thread, contact: User, boxes: Area) -> None:
    close_thread(thread=question, by=contact, reason="not_needed")
    other = make_person("Second Expert", roles=["expert"])
    other.expertises.create(area=boxes, level=1, confirmed_by=contact, confirmed_at=MONDAY)
    reopen_thread(thread=question, by=contact, word="After all.")
    assert _is_offered(question)
    with pytest.raises(NotWaiting):
        reopen_thread(thread=question, by=contact, word="Twice.")


def test_a_duplicate_points_to_its_original_and_both_know(
    question: Thread, boxes: Area, lead: User, colleague: User
) -> None:
    same = make_thread("Blinking?", asker=colleague, area=boxes)
    mark_duplicate(thread=same, of=question, by=lead)
    thread = _now(same)
    assert (thread.state, thread.duplicate_of) == (State.DUPLICATE, question)
    assert list(question.duplicates.all()) == [thread]
    assert not _is_offered(same)
    line = colleague.notifications.get(kind=Kind.DUPLICATE)
    assert line.url == question.get_absolute_url()
    verbs = {event.verb for event in question.events.all()}
    assert ThreadEvent.Verb.DUPLICATE in verbs


def test_there_are_no_chains_and_no_circles(question: Thread, boxes: Area, lead: User) -> None:
    second, third = make_thread(area=boxes), make_thread(area=boxes)
    mark_duplicate(thread=third, of=second, by=lead)
    mark_duplicate(thread=second, of=question, by=lead)
    assert _now(third).duplicate_of == question
    fourth = make_thread(area=boxes)
    mark_duplicate(thread=fourth, of=_now(third), by=lead)
    assert _now(fourth).duplicate_of == question
    with pytest.raises(ValidationError):
        mark_duplicate(thread=question, of=_now(fourth), by=lead)
    with pytest.raises(ValidationError):
        mark_duplicate(thread=question, of=question, by=lead)
    with pytest.raises(NotWaiting):
        mark_duplicate(thread=_now(fourth), of=question, by=lead)


def test_who_asked_the_same_hears_what_comes_of_the_original(
    question: Thread, boxes: Area, lead: User, expert: User, colleague: User
) -> None:
    mark_duplicate(thread=make_thread(asker=colleague, area=boxes), of=question, by=lead)
    answer = make_answer(question, by=expert)
    assert colleague.notifications.get(kind=Kind.ANSWER).url == answer.get_absolute_url()
    accept_answer(answer=answer, by=lead)
    assert colleague.notifications.filter(kind=Kind.FILLED).exists()


def test_an_original_that_the_asker_cannot_see_is_refused(
    question: Thread, lead: User, contact: User
) -> None:
    secret = make_area("Fraud desk", owners=[lead])
    hidden = make_thread("Opened meters", asker=lead, area=secret)
    restrict_area(secret, make_team("Fraud"))
    with pytest.raises(ValidationError) as refused:
        mark_duplicate(thread=question, of=hidden, by=lead)
    assert "of" in refused.value.message_dict
    assert _now(question).state == State.OPEN


def test_a_duplicate_that_is_reopened_stands_alone_again(
    question: Thread, boxes: Area, lead: User, colleague: User
) -> None:
    same = make_thread(asker=colleague, area=boxes)
    mark_duplicate(thread=same, of=question, by=lead)
    reopen_thread(thread=same, by=colleague, word="It is another box.")
    assert (_now(same).state, _now(same).duplicate_of) == (State.OPEN, None)
