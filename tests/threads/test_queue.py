"""The expert's queue: who waits, how long, why me, and in which order to look at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.states import ask_for_info
from knowledge.threads.queries.routing import queue_length, queue_of
from tests.factories import make_area, make_team, make_thread, restrict_area
from tests.threads.people import HOUR, MINUTE, MONDAY, make_expert


@pytest.fixture
def fibre(db: None) -> Area:
    return make_area("Fibre")


def test_a_waiting_customer_comes_first_and_then_what_is_due(fibre: Area) -> None:
    expert = make_expert(fibre)
    week = make_thread("week", area=fibre, urgency="week", at=MONDAY)
    late = make_thread("late", area=fibre, urgency="week", at=MONDAY - timedelta(days=30))
    today = make_thread("today", area=fibre, at=MONDAY)
    now = make_thread("now", area=fibre, urgency="now", at=MONDAY + MINUTE)
    claim_thread(thread=week, by=expert, at=MONDAY)
    lines = queue_of(expert, MONDAY + HOUR)
    assert [line.thread for line in lines] == [now, late, today, week]
    assert [line.is_claimed for line in lines] == [False, False, False, True]
    assert [line.is_now for line in lines] == [True, False, False, False]
    assert [line.is_late for line in lines] == [True, True, False, False]
    assert queue_length(expert) == 4
    assert [line.thread for line in queue_of(expert, MONDAY + HOUR, most=2)] == [now, late]


def test_a_line_says_who_waits_how_long_why_me_and_how_many_minutes(
    fibre: Area, contact: User
) -> None:
    expert = make_expert(fibre, level=3)
    thread = make_thread(asker=contact, area=fibre, at=MONDAY)
    line = queue_of(expert, MONDAY + 30 * MINUTE)[0]
    assert (line.thread.asker, line.waited, line.minutes) == (contact, 30, 15)
    assert line.why == "You are the reference for Fibre, and have time this week."
    assert (line.until, line.due) == (thread.offers.get().expires_at, thread.first_answer_due_at)


def test_a_claim_made_without_an_offer_needs_no_reason(fibre: Area, expert: User) -> None:
    thread = make_thread(area=fibre, at=MONDAY)
    claim = claim_thread(thread=thread, by=expert, at=MONDAY)
    line = queue_of(expert, MONDAY)[0]
    assert (line.claim, line.offer, line.why, line.until) == (claim, None, "", claim.holds_until)


def test_what_waits_for_its_asker_is_no_offer_meanwhile_and_a_claim_stays(fibre: Area) -> None:
    expert = make_expert(fibre)
    offered, claimed = (make_thread(area=fibre, at=MONDAY) for _ in range(2))
    claim_thread(thread=claimed, by=expert, at=MONDAY)
    for thread in (offered, claimed):
        ask_for_info(thread=thread, by=expert, word="Which?", at=MONDAY)
    assert [line.thread for line in queue_of(expert, MONDAY)] == [claimed]


def test_a_question_that_was_closed_to_them_leaves_their_queue(fibre: Area) -> None:
    expert = make_expert(fibre)
    make_thread(area=fibre, at=MONDAY)
    restrict_area(fibre, make_team())
    assert queue_of(User.objects.get(pk=expert.pk), MONDAY) == []


def test_a_long_queue_costs_no_more_queries(
    fibre: Area, assert_same_queries: Callable[..., Any]
) -> None:
    expert = make_expert(fibre)

    def grow(count: int) -> None:
        for number in range(count):
            thread = make_thread(area=fibre, at=MONDAY, urgency="now")
            if number % 3 == 0:
                claim_thread(thread=thread, by=expert, at=MONDAY)

    assert_same_queries(lambda: queue_of(expert, MONDAY), grow)
