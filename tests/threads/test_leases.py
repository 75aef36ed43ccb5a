"""Offers and claims that run out go to the next in line, once each; nobody is forgotten."""

import logging
import threading
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.working_time import add_away, remove_away
from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.search import worker
from knowledge.threads import leases
from knowledge.threads.actions.claiming import claim_thread, pass_on
from knowledge.threads.actions.editing import join_areas
from knowledge.threads.leases import hand_over_due, notice_absent, tell_untold
from knowledge.threads.models import Claim, ClaimOutcome, Offer, OfferOutcome, State, Thread, Untold
from tests.factories import make_area, make_person, make_thread, restrict_area
from tests.threads.people import DAY, HOUR, MINUTE, MONDAY, asked, holding, make_expert, record


@pytest.fixture
def fibre(lead: User) -> Area:
    return make_area("Fibre", owners=[lead])


def stands(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def due(thread: Thread) -> datetime:
    at = stands(thread).route_at
    assert at is not None
    return at


def test_an_offer_that_nobody_took_goes_to_the_next_and_the_record_says_so(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, urgency="now", at=MONDAY)
    assert hand_over_due(at=MONDAY + 9 * MINUTE) == 0
    assert hand_over_due(at=MONDAY + 10 * MINUTE) == 1
    assert asked(thread) == second
    assert record(thread)[-2:] == [("expired", first), ("offered", second)]
    told = Notification.objects.filter(kind=Notification.Kind.OFFER)
    assert [row.person for row in told] == [first]
    assert tell_untold() == 1
    assert {row.person for row in told.all()} == {first, second}
    assert tell_untold() == 0
    assert hand_over_due(at=MONDAY + 10 * MINUTE) == 0


def test_the_steps_are_expert_deputy_and_lead_and_then_everybody_is_asked_again(
    fibre: Area, lead: User
) -> None:
    deputy = make_person()
    expert = make_expert(fibre, deputy=deputy)
    thread = make_thread(area=fibre, urgency="now", at=MONDAY)
    for _ in range(40):
        hand_over_due(at=due(thread))
    people = list(thread.offers.order_by("pk").values_list("person", flat=True))
    assert people[:6] == [expert.pk, deputy.pk, lead.pk] * 2
    assert stands(thread).route_at is not None


def test_what_was_offered_to_the_lead_alone_marks_the_area_until_an_expert_is_there(
    fibre: Area,
) -> None:
    thread = make_thread(area=fibre, urgency="now", at=MONDAY)
    assert stands(thread).without_expert_since == MONDAY
    hand_over_due(at=MONDAY + 10 * MINUTE)
    expert = make_expert(fibre)
    hand_over_due(at=due(thread))
    assert (asked(thread), stands(thread).without_expert_since) == (expert, None)
    tell_untold()
    told = Notification.objects.filter(kind=Notification.Kind.NO_EXPERT, person=thread.asker)
    assert told.count() == 1


def test_a_claim_that_was_not_kept_goes_to_the_next(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim = claim_thread(thread=thread, by=first, at=MONDAY)
    hand_over_due(at=claim.holds_until)
    claim.refresh_from_db()
    assert claim.outcome == ClaimOutcome.EXPIRED
    assert (asked(thread), stands(thread).state) == (second, State.OPEN)
    assert ("lost", first) in record(thread)


def test_who_lost_a_claim_is_told_once_and_who_passed_it_on_is_not(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim = claim_thread(thread=thread, by=first, at=MONDAY)
    hand_over_due(at=claim.holds_until)
    assert tell_untold() > 0
    hand_over_due(at=claim.holds_until + MINUTE)
    tell_untold()
    told = Notification.objects.filter(kind=Notification.Kind.LOST)
    assert [(row.person, row.speaks_alone) for row in told] == [(first, True)]
    again = claim_thread(thread=stands(thread), by=second, at=claim.holds_until + HOUR)
    pass_on(thread=stands(thread), by=second, word="Not mine", at=claim.holds_until + 2 * HOUR)
    hand_over_due(at=again.holds_until + DAY)
    tell_untold()
    assert told.count() == 1


def test_a_message_that_cannot_be_told_holds_up_none_and_is_tried_again(
    fibre: Area, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    people = [make_person() for _ in range(4)]
    thread = make_thread(area=fibre, at=MONDAY)
    Notification.objects.all().delete()
    for person in people:
        Untold.objects.create(thread=thread, person=person, kind="late", at=MONDAY)
    bad, tell = people[0], leases.tell

    def fail(told: list[User], **said: Any) -> list[User]:
        if bad in told:
            raise RuntimeError("broken")
        return tell(told, **said)

    monkeypatch.setattr(leases, "tell", fail)
    with caplog.at_level(logging.CRITICAL):
        assert tell_untold(3) == 3
        assert Untold.objects.get(person=bad).try_at is not None
        assert tell_untold(3) == 1
        assert tell_untold(3) == 0
    assert {row.person for row in Notification.objects.all()} == set(people[1:])
    monkeypatch.undo()
    Untold.objects.update(try_at=timezone.now())
    assert tell_untold(3) == 1
    assert Notification.objects.filter(person=bad).count() == 1


def test_a_claim_taken_without_an_offer_goes_on_in_the_line_that_stood(fibre: Area) -> None:
    first, second = make_expert(fibre, level=3), make_expert(fibre)
    other = make_person()
    thread = make_thread(area=fibre, at=MONDAY)
    assert asked(thread) == first
    claim = claim_thread(thread=thread, by=other, at=MONDAY)
    hand_over_due(at=claim.holds_until)
    assert asked(thread) == second


def test_who_goes_away_or_leaves_has_it_no_more(fibre: Area) -> None:
    experts = [make_expert(fibre, level=level) for level in (3, 3, 1)]
    offered = make_thread(area=fibre, urgency="week", at=MONDAY)
    claimed = make_thread(area=fibre, urgency="week", at=MONDAY)
    first, second = asked(offered), asked(claimed)
    assert first is not None
    assert second is not None
    assert {first, second} == set(experts[:2])
    claim_thread(thread=claimed, by=second, at=MONDAY)
    assert notice_absent(at=MONDAY + MINUTE) == 0
    add_away(person=first, first_day=date(2026, 11, 16), last_day=date(2026, 11, 18))
    User.objects.filter(pk=second.pk).update(is_active=False, deactivated_at=MONDAY)
    assert notice_absent(at=MONDAY + MINUTE) == 2
    assert hand_over_due(at=MONDAY + MINUTE) == 2
    assert asked(offered) == asked(claimed) == experts[2]
    assert Claim.objects.get().outcome == ClaimOutcome.RELEASED
    assert ("released", second) in record(claimed)


@pytest.mark.parametrize("is_claimed", [False, True])
@pytest.mark.parametrize("way", ["closed", "joined"])
def test_what_went_out_of_sight_goes_to_the_next(
    way: str, is_claimed: bool, fibre: Area, lead: User, team: Team
) -> None:
    outsider, insider = make_expert(fibre, level=3), make_expert(fibre, team=team)
    thread = make_thread(asker=lead, area=fibre, urgency="week", at=MONDAY)
    untouched = make_thread(asker=lead, area=make_area("Copper", owners=[outsider]), at=MONDAY)
    if is_claimed:
        claim_thread(thread=thread, by=outsider, at=MONDAY)
    assert notice_absent(at=MONDAY + MINUTE) == 0
    closed = fibre if way == "closed" else make_area("Fraud", owners=[lead])
    restrict_area(closed, team)
    if way == "joined":
        by = User.objects.get(pk=lead.pk)
        join_areas(thread=stands(thread), by=by, areas=[closed], at=MONDAY)
    assert notice_absent(at=MONDAY + MINUTE) == 1
    hand_over_due(at=MONDAY + MINUTE)
    assert (asked(thread), holding(thread)) == (insider, None)
    assert ("released", outsider) in record(thread)
    assert asked(untouched) == outsider
    assert notice_absent(at=MONDAY + 2 * MINUTE) == 0


def test_who_takes_it_on_a_day_off_keeps_it(fibre: Area) -> None:
    expert = make_expert(fibre)
    period = add_away(person=expert, first_day=date(2026, 11, 16), last_day=date(2026, 11, 16))
    thread = make_thread(area=fibre, urgency="week", at=MONDAY)
    claim_thread(thread=thread, by=expert, at=MONDAY)
    assert notice_absent(at=MONDAY + MINUTE) == 0
    hand_over_due(at=MONDAY + MINUTE)
    assert holding(thread) == expert
    remove_away(period)


def test_a_thread_that_cannot_be_handled_holds_up_nobody(
    fibre: Area, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for level in (3, 2):
        make_expert(fibre, level=level)
    bad, good = (make_thread(area=fibre, urgency="now", at=MONDAY) for _ in range(2))
    say_late = leases.say_late

    def fail(thread: Thread, **known: Any) -> None:
        if thread.pk == bad.pk:
            raise RuntimeError("broken")
        say_late(thread, **known)

    monkeypatch.setattr(leases, "say_late", fail)
    with caplog.at_level(logging.CRITICAL):
        assert hand_over_due(at=MONDAY + 10 * MINUTE) == 2
    assert list(good.offers.values_list("outcome", flat=True)) == ["expired", "waiting"]
    assert bad.offers.get().outcome == OfferOutcome.WAITING
    assert due(bad) == MONDAY + 15 * MINUTE


def test_the_worker_has_both_jobs() -> None:
    assert {"threads to hand over", "absent experts"} <= {job.name for job in worker.jobs()}


def test_handing_over_many_costs_queries_in_proportion(fibre: Area) -> None:
    """Of each thread its own writes, and nothing read twice: see the figures of `make bench-routing`."""
    for level in (3, 2):
        make_expert(fibre, level=level)
    for _ in range(6):
        make_thread(area=fibre, urgency="now", at=MONDAY)
    with_many = _queries(6)
    Offer.objects.all().delete()
    Thread.objects.all().update(route_at=None)
    make_thread(area=fibre, urgency="now", at=MONDAY + DAY)
    with_one = _queries(1, DAY)
    assert with_many - with_one <= 5 * 4


def _queries(count: int, later: Any = 0 * DAY) -> int:
    with CaptureQueriesContext(connection) as found:
        assert hand_over_due(at=MONDAY + later + 10 * MINUTE) == count
    return len(found)


@pytest.mark.django_db(transaction=True)
def test_two_workers_offer_nothing_twice_and_lose_nothing() -> None:
    area = make_area("Fibre")
    experts = [make_expert(area, level=1 + number % 3) for number in range(6)]
    threads = [make_thread(area=area, urgency="now", at=MONDAY) for _ in range(50)]
    at = MONDAY + 10 * MINUTE

    def work() -> None:
        while hand_over_due(7, at=at):
            pass
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for run in workers:
        run.start()
    for run in workers:
        run.join()
    for thread in threads:
        outcomes = list(thread.offers.order_by("pk").values_list("outcome", "person"))
        assert [outcome for outcome, _person in outcomes] == ["expired", "waiting"]
        assert len({person for _outcome, person in outcomes}) == 2
    assert len(experts) == 6
    assert not Thread.objects.filter(route_at__lte=at).exists()


def test_what_has_ended_is_left_alone(fibre: Area) -> None:
    make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    Thread.objects.filter(pk=thread.pk).update(state=State.ANSWERED)
    hand_over_due(at=MONDAY + 2 * DAY + HOUR)
    assert stands(thread).route_at is None
    assert thread.offers.get().outcome == OfferOutcome.WAITING
