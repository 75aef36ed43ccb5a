"""The timer: one a person, the same in every window, never counting what it should ask about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.actions.working_time import declare_working_time
from accounts.models import User
from knowledge.contributions.actions.timer import (
    InDoubt,
    TimerChanged,
    bring_back_timer,
    describe_timer,
    discard_timer,
    go_on,
    note_seen,
    pause_timer,
    start_timer,
    stop_timer,
)
from knowledge.contributions.errors import TooLong
from knowledge.contributions.models import Entry, Timer
from knowledge.contributions.recordables import on_page
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_team, make_thread, restrict_area

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 17, 8, tzinfo=UTC)
"""Tuesday, nine o'clock in Paris."""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(NINE, tick=False) as traveller:
        yield traveller


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def start(person: User, at: datetime = NINE, **facts: str) -> datetime:
    start_timer(person=person, at=at, **facts)
    return at


def entries(person: User) -> list[tuple[int, int]]:
    rows = Entry.objects.filter(person=person).order_by("day", "pk")
    return [(row.day.day, row.minutes) for row in rows]


def test_stopping_makes_a_confirmed_entry(expert: User) -> None:
    started = start(expert, label="Read a draft", kind="review")
    stopped = stop_timer(person=expert, started_at=started, at=after(34))
    entry = Entry.objects.get()
    assert (stopped.minutes, stopped.entries) == (34, (entry,))
    assert (entry.minutes, entry.kind, entry.label) == (34, "review", "Read a draft")
    assert (entry.state, entry.source, entry.counts) == ("confirmed", "timer", True)
    assert not Timer.objects.exists()


def test_a_timer_of_a_page_is_about_its_thing(expert: User) -> None:
    thread = make_thread("Why?", area=make_area("Meters"))
    start_timer(person=expert, thing=on_page(expert, thread.get_absolute_url()), at=NINE)
    stop_timer(person=expert, started_at=NINE, at=after(5))
    entry = Entry.objects.get()
    assert (entry.kind, entry.label, entry.subject_id) == ("answer", "Why?", thread.pk)
    assert (entry.area_id, entry.url) == (thread.area_id, thread.get_absolute_url())


def test_below_half_a_minute_nothing_is_recorded(expert: User) -> None:
    stopped = stop_timer(person=expert, started_at=start(expert), at=after(29 / 60))
    assert (stopped.minutes, stopped.entries) == (0, ())
    assert not Timer.objects.exists()


def test_a_pause_takes_no_minutes(expert: User) -> None:
    started = start(expert)
    pause_timer(person=expert, started_at=started, at=after(10))
    go_on(person=expert, started_at=started, at=after(70))
    assert stop_timer(person=expert, started_at=started, at=after(75)).minutes == 15


def test_pausing_and_going_on_twice_change_nothing(expert: User) -> None:
    started = start(expert)
    go_on(person=expert, started_at=started, at=after(5))
    pause_timer(person=expert, started_at=started, at=after(10))
    pause_timer(person=expert, started_at=started, at=after(20))
    assert Timer.objects.get().banked_seconds == 600


def test_switching_records_what_was_counted_before(expert: User) -> None:
    article = make_article("The meter")
    started = start(expert, label="First")
    thing = on_page(expert, article.get_absolute_url())
    before = start_timer(person=expert, thing=thing, started_at=started, at=after(12))
    assert before is not None
    assert (before.label, before.minutes) == ("First", 12)
    now = Timer.objects.get()
    assert (now.label, now.running_since, now.banked_seconds) == ("The meter", after(12), 0)


def test_another_window_can_neither_start_a_second_nor_stop_what_is_gone(expert: User) -> None:
    started = start(expert, label="First")
    with pytest.raises(TimerChanged):
        start_timer(person=expert, label="Second", at=after(1))
    stop_timer(person=expert, started_at=started, at=after(2))
    for act in (stop_timer, pause_timer, go_on, discard_timer):
        with pytest.raises(TimerChanged):
            act(person=expert, started_at=started, at=after(3))
    assert entries(expert) == [(17, 2)]


def test_a_run_across_midnight_is_two_entries(expert: User) -> None:
    started = start(expert, after(14 * 60 + 30))  # 23:30 in Paris
    stopped = stop_timer(
        person=expert, started_at=started, sure=True, at=started + timedelta(minutes=50)
    )
    assert stopped.minutes == 50
    assert entries(expert) == [(17, 30), (18, 20)]


def test_pausing_after_midnight_records_the_day_that_is_over(expert: User) -> None:
    started = start(expert, after(14 * 60 + 30))
    pause_timer(person=expert, started_at=started, at=started + timedelta(minutes=50))
    assert entries(expert) == [(17, 30)]
    assert Timer.objects.get().banked_seconds == 20 * 60


def test_going_on_another_day_records_the_day_of_the_pause(expert: User) -> None:
    started = start(expert)
    pause_timer(person=expert, started_at=started, at=after(25))
    go_on(person=expert, started_at=started, at=after(25 * 60))
    assert entries(expert) == [(17, 25)]
    stop_timer(person=expert, started_at=started, at=after(25 * 60 + 5))
    assert entries(expert) == [(17, 25), (18, 5)]


def test_the_night_when_the_clocks_go_back_has_its_hour_twice(expert: User) -> None:
    one = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 1:30 in Paris, clocks go back at 3:00
    started = start(expert, one)
    note_seen(person=expert, at=one + timedelta(minutes=90))
    stopped = stop_timer(
        person=expert, started_at=started, sure=True, at=one + timedelta(minutes=180)
    )
    assert stopped.minutes == 180
    assert [entry.day for entry in stopped.entries] == [date(2026, 10, 25)]


def test_a_forgotten_timer_asks_and_counts_what_is_said(expert: User) -> None:
    started = start(expert)
    for act in (stop_timer, pause_timer):
        with pytest.raises(InDoubt):
            act(person=expert, started_at=started, at=after(241))
    with pytest.raises(InDoubt):
        start_timer(person=expert, started_at=started, at=after(241))
    assert entries(expert) == []
    stop_timer(person=expert, started_at=started, until=after(40), at=after(241))
    assert entries(expert) == [(17, 40)]


def test_until_lies_between_the_start_and_now(expert: User) -> None:
    started = start(expert)
    for until in (after(-1), after(242)):
        with pytest.raises(ValidationError, match="between the start"):
            stop_timer(person=expert, started_at=started, until=until, at=after(241))
    assert Timer.objects.exists()


def test_a_sign_of_life_keeps_it_counting_and_does_not_wake_a_forgotten_one(expert: User) -> None:
    started = start(expert)
    note_seen(person=expert, at=after(110))
    note_seen(person=expert, at=after(100))
    assert Timer.objects.get().seen_at == after(110)
    assert stop_timer(person=expert, started_at=started, at=after(150)).minutes == 150
    start(expert, after(160))
    note_seen(person=expert, at=after(300))
    assert Timer.objects.get().seen_at == after(160)


def test_after_ones_hours_a_timer_asks(expert: User) -> None:
    declare_working_time(
        person=expert,
        since=date(2026, 1, 5),
        week=(*(((540, 720),) for _day in range(5)), (), ()),
    )
    started = start(expert, after(150))  # 11:30, until noon
    with pytest.raises(InDoubt):
        stop_timer(person=expert, started_at=started, at=after(211))
    note_seen(person=expert, at=after(205))
    assert stop_timer(person=expert, started_at=started, at=after(211)).minutes == 61


def test_more_than_the_day_holds_is_asked_about_and_nothing_is_lost(expert: User) -> None:
    sunday = datetime(2026, 11, 15, 9, tzinfo=UTC)
    started = start(expert, sunday)
    with pytest.raises(TooLong):
        stop_timer(person=expert, started_at=started, at=sunday + timedelta(minutes=30))
    assert Timer.objects.exists()
    stop_timer(person=expert, started_at=started, sure=True, at=sunday + timedelta(minutes=30))
    assert entries(expert) == [(15, 30)]


def test_an_outside_kind_needs_its_link_before_it_is_recorded(expert: User) -> None:
    started = start(expert, kind="forum", label="Their forum")
    with pytest.raises(ValidationError, match="link or a reference"):
        stop_timer(person=expert, started_at=started, at=after(10))
    describe_timer(
        person=expert, started_at=started, kind="forum", label="Theirs", url="https://x.example/1"
    )
    assert stop_timer(person=expert, started_at=started, at=after(10)).entries[0].label == "Theirs"


def test_a_thing_of_terroir_stays_what_it_is(expert: User) -> None:
    article = make_article("The meter")
    start_timer(person=expert, thing=on_page(expert, article.get_absolute_url()), at=NINE)
    describe_timer(person=expert, started_at=NINE, kind="review", label="Mine", url="/x/")
    timer = Timer.objects.get()
    assert (timer.kind, timer.label) == ("review", "The meter")
    with pytest.raises(ValidationError):
        describe_timer(person=expert, started_at=NINE, kind="nonsense", label="", url="")


def test_an_area_that_was_closed_meanwhile_is_left_out(expert: User) -> None:
    area = make_area("Meters")
    thread = make_thread(area=area)
    start_timer(person=expert, thing=on_page(expert, thread.get_absolute_url()), at=NINE)
    restrict_area(area, make_team("Others"))
    later = User.objects.get(pk=expert.pk)
    assert stop_timer(person=later, started_at=NINE, at=after(5)).entries[0].area_id is None


def test_what_was_thrown_away_comes_back_paused(expert: User) -> None:
    area = make_area("Meters")
    thread = make_thread("Why?", area=area)
    start_timer(person=expert, thing=on_page(expert, thread.get_absolute_url()), at=NINE)
    kept = discard_timer(person=expert, started_at=NINE, at=after(20))
    assert entries(expert) == []
    back = bring_back_timer(person=expert, kept=kept, at=after(25))
    assert (back.label, back.area, back.running_since) == ("Why?", area, None)
    assert stop_timer(person=expert, started_at=after(25), at=after(30)).minutes == 20


def test_a_forgotten_one_that_was_thrown_away_comes_back_as_it_was_last_seen(expert: User) -> None:
    start(expert)
    note_seen(person=expert, at=after(15))
    kept = discard_timer(person=expert, started_at=NINE, at=after(600))
    bring_back_timer(person=expert, kept=kept, at=after(601))
    assert Timer.objects.get().banked_seconds == 900


def test_nothing_comes_back_beside_another_timer(expert: User) -> None:
    kept = discard_timer(person=expert, started_at=start(expert), at=after(20))
    start(expert, after(21))
    with pytest.raises(TimerChanged):
        bring_back_timer(person=expert, kept=kept, at=after(22))


def test_it_survives_signing_out_and_is_the_same_on_another_device(
    expert: User, client_of: ClientOf, clock: time_machine.Coordinates
) -> None:
    thread = make_thread("Why?")
    desk = client_of(expert)
    page = thread.get_absolute_url()
    response = desk.post("/time/timer/act/", {"do": "start", "page": page, "next": page})
    assert (response.status_code, response["Location"]) == (303, f"{page}#timer")
    desk.logout()
    clock.move_to(after(12))
    shown = client_of(expert).get("/threads/").content.decode()
    assert "Timer: 12 min on Why?" in shown
    assert '<summary class="bar__link" id="timer">' in shown
