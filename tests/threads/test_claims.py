"""Taking a question, keeping it, passing it on; of two at the same instant one wins."""

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from accounts.working_time import calendars_of
from knowledge.areas.models import Area
from knowledge.contributions.models import AllowancePolicy, Commitment
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import give_answer
from knowledge.threads.actions.claiming import claim_thread, pass_on, release_claim, renew_claim
from knowledge.threads.actions.states import ask_for_info, close_thread, give_info
from knowledge.threads.errors import AlreadyClaimed, AlreadyRenewed, NotHeld, NotWaiting
from knowledge.threads.models import Claim, ClaimOutcome, OfferOutcome, State, Thread, Urgency
from knowledge.threads.queries.promises import promise_of
from tests.factories import make_area, make_person, make_thread
from tests.threads.people import HOUR, MINUTE, MONDAY, asked, holding, make_expert, record


@pytest.fixture
def fibre(lead: User) -> Area:
    return make_area("Fibre", owners=[lead])


def stands(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def test_whoever_is_offered_it_takes_it_and_the_asker_is_told(fibre: Area, contact: User) -> None:
    expert = make_expert(fibre)
    thread = make_thread(asker=contact, area=fibre, at=MONDAY)
    claim = claim_thread(thread=thread, by=expert, at=MONDAY + MINUTE)
    assert (claim.person, claim.offer) == (expert, thread.offers.get())
    assert stands(thread).state == thread.state == State.CLAIMED
    assert thread.offers.get().outcome == OfferOutcome.CLAIMED
    told = Notification.objects.get(kind=Notification.Kind.CLAIMED)
    assert (told.person, told.actor) == (contact, expert)
    assert claim.holds_until == thread.solution_due_at


def test_somebody_else_may_take_it_without_an_offer(fibre: Area) -> None:
    make_expert(fibre)
    other = make_expert(fibre, level=1)
    thread = make_thread(area=fibre, at=MONDAY)
    claim = claim_thread(thread=thread, by=other, at=MONDAY)
    assert (claim.offer, holding(thread), asked(thread)) == (None, other, None)
    assert thread.offers.get().outcome == OfferOutcome.WITHDRAWN


def test_the_second_is_told_who_was_first(fibre: Area) -> None:
    first, second = make_expert(fibre), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=first, at=MONDAY)
    with pytest.raises(AlreadyClaimed) as told:
        claim_thread(thread=stands(thread), by=second, at=MONDAY)
    assert told.value.person == first
    assert Claim.objects.count() == 1


def test_claiming_twice_is_claiming_once(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    first = claim_thread(thread=thread, by=expert, at=MONDAY)
    assert claim_thread(thread=thread, by=expert, at=MONDAY + MINUTE) == first
    assert Commitment.objects.count() == 1


def test_what_has_ended_needs_nobody(fibre: Area, lead: User) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    close_thread(thread=thread, by=lead, reason="not_needed", at=MONDAY)
    with pytest.raises(NotWaiting):
        claim_thread(thread=thread, by=expert, at=MONDAY)
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_instant_one_wins_and_the_other_hears_who() -> None:
    area = make_area("Fibre")
    experts = [make_expert(area) for _ in range(4)]
    thread = make_thread(area=area, at=MONDAY)
    gate = threading.Barrier(len(experts))
    won: list[User] = []
    told: list[User] = []

    def claim(person: User) -> None:
        gate.wait()
        try:
            claim_thread(thread=Thread.objects.get(pk=thread.pk), by=person, at=MONDAY)
            won.append(person)
        except AlreadyClaimed as error:
            told.append(error.person)
        finally:
            connection.close()

    runs = [threading.Thread(target=claim, args=[person]) for person in experts]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(won) == 1
    assert told == won * 3
    assert holding(thread) == won[0]
    assert Commitment.objects.get().person == won[0]


def test_the_expected_minutes_are_committed_and_given_back_at_the_end(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread("Why does it blink?", area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=expert, at=MONDAY)
    commitment = Commitment.objects.get()
    assert (commitment.minutes, commitment.overrun) == (15, 0)
    assert (commitment.label, commitment.url) == (thread.title, thread.get_absolute_url())
    give_answer(thread=thread, by=expert, body="It is the sleep mode.", at=MONDAY + HOUR)
    commitment.refresh_from_db()
    assert commitment.ended_at == MONDAY + HOUR
    assert Claim.objects.get().outcome == ClaimOutcome.ANSWERED


def test_a_waiting_customer_goes_over_the_budget_and_the_overrun_is_recorded(fibre: Area) -> None:
    expert = make_expert(fibre)
    AllowancePolicy.objects.create(person=expert, since=date(2026, 1, 1), lowest=0, highest=20)
    thread = make_thread(area=fibre, urgency="now", at=MONDAY)
    claim_thread(thread=thread, by=expert, at=MONDAY)
    assert Commitment.objects.get().overrun == 6


def test_passing_on_asks_the_next_with_a_word(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    pass_on(thread=thread, by=first, word="This is about cables.", at=MONDAY + MINUTE)
    assert asked(thread) == second
    assert thread.offers.first().word == "This is about cables."  # type: ignore[union-attr]
    assert record(thread)[-2:] == [("passed", first), ("offered", second)]


def test_what_somebody_holds_is_passed_on_too(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=first, at=MONDAY)
    pass_on(thread=thread, by=first, word="I was called away.", at=MONDAY + MINUTE)
    assert (asked(thread), stands(thread).state) == (second, State.OPEN)
    assert Claim.objects.get().outcome == ClaimOutcome.PASSED
    assert Commitment.objects.get().ended_at is not None


def test_giving_back_asks_the_next(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=first, at=MONDAY)
    release_claim(thread=thread, by=first, at=MONDAY + MINUTE)
    assert asked(thread) == second
    assert Claim.objects.get().outcome == ClaimOutcome.RELEASED


def test_only_who_has_it_gives_it_up_and_never_without_a_word(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    for action in (pass_on, renew_claim, release_claim):
        with pytest.raises(NotHeld):
            action(thread=thread, by=make_person(), word="No.", at=MONDAY)
    with pytest.raises(ValidationError):
        pass_on(thread=thread, by=expert, word=" \n", at=MONDAY)
    assert asked(thread) == expert


def test_a_claim_is_renewed_once_with_a_word(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    before = claim_thread(thread=thread, by=expert, at=MONDAY).holds_until
    claim = renew_claim(thread=thread, by=expert, word="Waiting for the lab.", at=MONDAY)
    calendar = calendars_of([expert.pk])[expert.pk]
    promised = promise_of(fibre, Urgency(thread.urgency)).solution
    assert calendar.minutes_between(before, claim.holds_until) == promised
    assert stands(thread).route_at in {claim.holds_until, thread.first_answer_due_at}
    with pytest.raises(AlreadyRenewed):
        renew_claim(thread=thread, by=expert, word="Once more.", at=MONDAY + HOUR)
    with pytest.raises(ValidationError):
        renew_claim(thread=thread, by=expert, word="", at=MONDAY + HOUR)


def test_while_the_asker_is_asked_nothing_runs_out_and_nobody_else_is_asked(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=first, at=MONDAY)
    ask_for_info(thread=thread, by=first, word="Which box?", at=MONDAY)
    assert stands(thread).route_at is None
    pass_on(thread=thread, by=first, word="Called away.", at=MONDAY + MINUTE)
    assert asked(thread) is None
    give_info(thread=thread, by=thread.asker, word="The white one.", at=MONDAY + HOUR)
    assert asked(thread) == second
    assert stands(thread).state == State.OPEN


def test_what_was_left_of_a_claim_before_a_pause_is_left_after_it(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    until = claim_thread(thread=thread, by=expert, at=MONDAY).holds_until
    ask_for_info(thread=thread, by=expert, word="Which box?", at=MONDAY)
    give_info(thread=thread, by=thread.asker, word="The white one.", at=MONDAY + HOUR)
    assert Claim.objects.get().holds_until == until + HOUR
    assert stands(thread).state == State.CLAIMED
