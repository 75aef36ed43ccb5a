"""What an area promises, when it is due, and that nothing late drops off."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Calendar, Pattern
from accounts.hours import USUAL_WEEK
from accounts.models import User
from accounts.working_time import company_calendar
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import give_answer
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.actions.promising import drop_promise, keep_promise
from knowledge.threads.actions.routing import restart
from knowledge.threads.actions.states import ask_for_info, give_info
from knowledge.threads.leases import hand_over_due, tell_untold
from knowledge.threads.models import Thread, ThreadEvent, Urgency
from knowledge.threads.queries.promises import promise_of, promises_of
from knowledge.threads.queries.routing import late_threads
from knowledge.threads.routing.promises import USUAL, after, claim_ends, moved_on, offer_ends
from tests.factories import make_area, make_thread
from tests.threads.people import DAY, HOUR, MINUTE, MONDAY, make_expert

PARIS = ZoneInfo("Europe/Paris")
NOTHING = ((),) * 7
USUAL_HOURS = Calendar(PARIS, (Pattern(date.min, USUAL_WEEK),))
NEVER = Calendar(PARIS, (Pattern(date.min, NOTHING),))
NEW_YEAR = datetime(2026, 1, 1, tzinfo=PARIS)
instants = st.integers(0, 1_000_000).map(lambda minutes: NEW_YEAR + minutes * MINUTE)
"""Of about two years, by the clock on the wall."""


@pytest.fixture
def fibre(lead: User) -> Area:
    return make_area("Fibre", owners=[lead])


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


def stands(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def test_an_offer_stands_ten_minutes_four_working_hours_or_two_working_days() -> None:
    assert offer_ends(USUAL_HOURS, Urgency.NOW, local(16, 23)) == local(16, 23, 10)
    assert offer_ends(USUAL_HOURS, Urgency.TODAY, local(16, 10)) == local(16, 15, 30)
    assert offer_ends(USUAL_HOURS, Urgency.TODAY, local(20, 17)) == local(23, 12, 30)
    assert offer_ends(USUAL_HOURS, Urgency.WEEK, local(16, 10)) == local(18, 10)
    assert offer_ends(USUAL_HOURS, Urgency.WEEK, local(20, 10)) == local(24, 10)


@given(instants, st.sampled_from(Urgency))
def test_every_offer_and_claim_ends_later_even_for_who_never_works(
    at: datetime, urgency: Urgency
) -> None:
    for calendar in (USUAL_HOURS, NEVER):
        assert offer_ends(calendar, urgency, at) > at
        ends = claim_ends(calendar, urgency, at, due=None, promise=USUAL[urgency])
        assert ends > at
        assert after(calendar, at, 10) >= at + 10 * MINUTE - timedelta(seconds=60)


@given(instants, st.integers(1, 3000), st.integers(0, 20_000))
def test_after_a_pause_as_much_is_left_as_before(at: datetime, left: int, pause: int) -> None:
    end = USUAL_HOURS.add_minutes(at, left)
    later = at + pause * MINUTE
    moved = moved_on(USUAL_HOURS, Urgency.TODAY, end, since=at, at=later)
    assert USUAL_HOURS.minutes_between(later, moved) == left


def test_promises_are_inherited_down_the_tree_and_usual_without_any(fibre: Area) -> None:
    below = make_area("Connectors", parent=fibre)
    assert promise_of(below, Urgency.NOW) == USUAL[Urgency.NOW]
    keep_promise(area=fibre, urgency="now", first_answer_minutes=5, solution_minutes=30)
    assert promise_of(below, Urgency.NOW).solution == 30
    keep_promise(area=below, urgency="now", first_answer_minutes=7, solution_minutes=8)
    assert promise_of(below, Urgency.NOW).solution == 8
    assert promise_of(fibre, Urgency.NOW).solution == 30
    shown = {line.urgency: line for line in promises_of(below)}
    assert (shown[Urgency.NOW].source, shown[Urgency.NOW].is_own) == (below, True)
    assert (shown[Urgency.WEEK].source, shown[Urgency.WEEK].is_own) == (None, False)
    drop_promise(area=below, urgency="now")
    assert promise_of(below, Urgency.NOW).solution == 30
    assert promises_of(below)[0].source == fibre


@pytest.mark.parametrize(("first", "solution"), [(0, 10), (20, 10)])
def test_an_impossible_promise_is_refused(fibre: Area, first: int, solution: int) -> None:
    with pytest.raises(ValidationError):
        keep_promise(
            area=fibre, urgency="now", first_answer_minutes=first, solution_minutes=solution
        )


def test_what_is_promised_is_due_in_the_companys_working_time(fibre: Area) -> None:
    thread = make_thread(area=fibre, at=local(20, 17))
    assert thread.first_answer_due_at == local(23, 12, 30)
    assert thread.solution_due_at == company_calendar().add_minutes(local(20, 17), 480)


def test_the_clock_stands_while_the_asker_is_asked(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    before = stands(thread)
    ask_for_info(thread=thread, by=expert, word="Which box?", at=MONDAY + HOUR)
    give_info(thread=thread, by=thread.asker, word="White.", at=MONDAY + 2 * HOUR)
    calendar, thread = company_calendar(), stands(thread)
    paused = calendar.minutes_between(MONDAY + HOUR, MONDAY + 2 * HOUR)
    for name in ("first_answer_due_at", "solution_due_at"):
        moved = calendar.minutes_between(getattr(before, name), getattr(thread, name))
        assert moved == paused == 60


def test_breaches_are_seen_oldest_first_and_never_drop_off(fibre: Area) -> None:
    other = make_area("Billing")
    old = make_thread(area=fibre, at=MONDAY - 400 * DAY)
    recent = make_thread(area=make_area("Connectors", parent=fibre), at=MONDAY - 7 * DAY)
    elsewhere = make_thread(area=other, at=MONDAY - 7 * DAY)
    make_thread(area=fibre, at=MONDAY)
    assert list(late_threads([fibre], MONDAY + MINUTE)) == [old, recent]
    assert list(late_threads(None, MONDAY + MINUTE)) == [old, recent, elsewhere]
    assert late_threads([fibre], MONDAY)[0].late_since == old.first_answer_due_at  # type: ignore[attr-defined]
    assert list(late_threads([], MONDAY)) == []


def test_a_first_answer_keeps_the_first_promise_and_the_second_still_counts(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    give_answer(thread=thread, by=expert, body="Try this.", is_partial=True, at=MONDAY + HOUR)
    assert not late_threads([fibre], MONDAY + 6 * HOUR).exists()
    assert late_threads([fibre], MONDAY + 3 * DAY).exists()
    give_answer(thread=thread, by=expert, body="This is it.", at=MONDAY + DAY)
    assert not late_threads([fibre], MONDAY + 3 * DAY).exists()


def test_nothing_becomes_late_while_its_clock_stands(fibre: Area) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    ask_for_info(thread=thread, by=expert, word="Which box?", at=MONDAY + HOUR)
    assert not late_threads([fibre], MONDAY + 30 * DAY).exists()


def test_the_lead_hears_once_of_each_promise_that_was_not_kept(fibre: Area, lead: User) -> None:
    expert = make_expert(fibre)
    thread = make_thread(area=fibre, at=MONDAY)
    claim_thread(thread=thread, by=expert, at=MONDAY)
    told = Notification.objects.filter(kind=Notification.Kind.LATE, person=lead)
    late = ThreadEvent.objects.filter(thread=thread, verb=ThreadEvent.Verb.LATE)
    before = stands(thread)
    assert before.first_answer_due_at is not None
    assert before.solution_due_at is not None
    hand_over_due(at=before.first_answer_due_at)
    tell_untold()
    for day in range(9):
        hand_over_due(at=before.solution_due_at + day * DAY)
        tell_untold()
    assert [row.detail["promise"] for row in late.order_by("pk")] == ["first_answer", "solution"]
    assert told.count() == 2


def test_what_is_more_urgent_is_not_late_by_becoming_so(fibre: Area) -> None:
    thread = make_thread(area=fibre, urgency="week", at=MONDAY)
    thread.urgency = "now"
    thread.save()
    from_now = MONDAY + 2 * HOUR
    restart(thread, at=from_now)
    assert thread.first_answer_due_at == from_now + 15 * MINUTE
    assert not late_threads([fibre], from_now).exists()


def test_what_was_late_stays_late_when_it_is_moved(fibre: Area) -> None:
    thread = make_thread(area=fibre, at=MONDAY)
    thread.area = make_area("Billing")
    thread.save()
    restart(thread, at=MONDAY + 9 * DAY)
    assert list(late_threads([thread.area], MONDAY + 9 * DAY)) == [thread]
