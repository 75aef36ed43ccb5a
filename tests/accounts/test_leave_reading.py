"""Calendars at an address: what is read and kept, what goes with it, and every way it can fail."""

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import translation

from accounts import outgoing
from accounts.actions import deactivate_person
from accounts.actions.leave import (
    MOST_CALENDARS,
    add_leave_calendar,
    claim_leave_calendar,
    keep_leave_reading,
    read_leave_calendar_again,
    remove_leave_calendar,
)
from accounts.leave import reading
from accounts.leave.reading import has_work, read_due, read_for
from accounts.models import AwayPeriod, LeaveCalendar, User
from accounts.working_time import calendars_of
from tests.accounts.leave_server import LeaveServer
from tests.accounts.test_leave_calendars import DAY, file_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
WEEK = "UID:w\nDTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261226\nSUMMARY:Knee"
NEXT = "UID:n\nDTSTART;VALUE=DATE:20270104"


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any, clock: time_machine.Traveller) -> Iterator[LeaveServer]:
    """Inner addresses are let through, because it has one."""
    settings.LEAVE_FROM_PRIVATE_ADDRESSES = True
    with LeaveServer() as running:
        yield running


def read_now(calendar: LeaveCalendar) -> LeaveCalendar:
    """What the worker does, at once."""
    read_leave_calendar_again(calendar)
    assert read_due()
    calendar.refresh_from_db()
    return calendar


def days(person: User) -> list[tuple[date, date]]:
    rows = AwayPeriod.objects.filter(person=person).order_by("first_day")
    return list(rows.values_list("first_day", "last_day"))


def test_a_calendar_is_read_at_once_and_again_every_few_hours(
    server: LeaveServer, expert: User, clock: time_machine.Traveller
) -> None:
    server.body = file_of(WEEK)
    calendar = add_leave_calendar(person=expert, url=server.address())
    assert has_work()
    assert read_due()
    assert not has_work()
    assert not read_due()
    calendar.refresh_from_db()
    assert (calendar.read_at, calendar.trouble) == (NOON, "")
    assert days(expert) == [(date(2026, 12, 21), date(2026, 12, 25))]
    clock.shift(timedelta(hours=4))
    assert has_work()


def test_reading_again_changes_nothing_that_is_the_same_and_doubles_nothing(
    server: LeaveServer, expert: User
) -> None:
    server.body = file_of(WEEK, NEXT)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    before = set(AwayPeriod.objects.values_list("pk", flat=True))
    read_now(calendar)
    assert set(AwayPeriod.objects.values_list("pk", flat=True)) == before


def test_what_is_moved_there_moves_and_what_is_gone_there_goes(
    server: LeaveServer, expert: User
) -> None:
    server.body = file_of(WEEK, NEXT)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    server.body = file_of(WEEK.replace("20261226", "20261224"))
    read_now(calendar)
    assert days(expert) == [(date(2026, 12, 21), date(2026, 12, 23))]
    server.body = file_of(f"{WEEK}\nSTATUS:CANCELLED")
    read_now(calendar)
    assert days(expert) == []


def test_only_what_came_from_the_calendar_and_is_in_reach_goes(
    server: LeaveServer, expert: User, clock: time_machine.Traveller
) -> None:
    by_hand = AwayPeriod.objects.create(
        person=expert, first_day=date(2026, 12, 22), last_day=date(2026, 12, 22)
    )
    server.body = file_of(WEEK)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    server.body = file_of()
    clock.move_to(datetime(2029, 12, 1, tzinfo=UTC))
    read_now(calendar)
    assert len(days(expert)) == 2
    clock.move_to(NOON)
    read_now(calendar)
    assert [row.pk for row in AwayPeriod.objects.all()] == [by_hand.pk]


def test_two_calendars_may_know_the_same_event_and_its_days_count_once(
    server: LeaveServer, expert: User
) -> None:
    server.body = file_of(WEEK)
    first = read_now(add_leave_calendar(person=expert, url=server.address("/a.ics")))
    read_now(add_leave_calendar(person=expert, url=server.address("/b.ics")))
    assert len(days(expert)) == 2
    own = calendars_of([expert.pk])[expert.pk]
    assert own.minutes_on(date(2026, 12, 21)) == 0
    remove_leave_calendar(first)
    assert len(days(expert)) == 1


def test_days_of_a_calendar_go_with_it(server: LeaveServer, expert: User) -> None:
    server.body = file_of(WEEK)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    remove_leave_calendar(calendar)
    assert not AwayPeriod.objects.exists()
    assert not LeaveCalendar.objects.exists()


def test_a_calendar_removed_while_it_is_read_leaves_nothing(
    server: LeaveServer, expert: User
) -> None:
    calendar = add_leave_calendar(person=expert, url=server.address())
    claimed = claim_leave_calendar(at=NOON)
    assert claimed == calendar
    found = read_for(expert, file_of(WEEK))
    remove_leave_calendar(calendar)
    keep_leave_reading(calendar=claimed, at=NOON, reading=found)
    assert not AwayPeriod.objects.exists()


def test_two_workers_read_a_calendar_once(server: LeaveServer, expert: User) -> None:
    add_leave_calendar(person=expert, url=server.address())
    assert claim_leave_calendar(at=NOON) is not None
    assert claim_leave_calendar(at=NOON) is None
    assert claim_leave_calendar(at=NOON + timedelta(minutes=3)) is not None


def test_nothing_is_read_for_who_has_left(server: LeaveServer, expert: User) -> None:
    add_leave_calendar(person=expert, url=server.address())
    deactivate_person(expert, by=None)
    assert not has_work()
    assert not read_due()


def test_what_did_not_change_is_not_sent_again_but_once_a_week(
    server: LeaveServer, expert: User, clock: time_machine.Traveller
) -> None:
    server.body, server.etag = file_of(WEEK), '"one"'
    add_leave_calendar(person=expert, url=server.address())
    for shift, header in ((0, None), (5, '"one"'), (5, '"one"'), (24 * 7, None)):
        clock.shift(timedelta(hours=shift))
        assert read_due()
        assert server.asked[-1].get("if-none-match") == header
        assert LeaveCalendar.objects.get().trouble == ""
        assert len(days(expert)) == 1


def test_packed_answers_are_unpacked(server: LeaveServer, expert: User) -> None:
    server.pack(file_of(WEEK))
    assert read_now(add_leave_calendar(person=expert, url=server.address())).trouble == ""
    assert len(days(expert)) == 1


def test_redirects_are_followed_each_of_them_looked_at(server: LeaveServer, expert: User) -> None:
    server.body = file_of(WEEK)
    server.redirects = {"/leave.ics": "/there.ics", "/there.ics": server.address("/end.ics")}
    assert read_now(add_leave_calendar(person=expert, url=server.address())).trouble == ""
    assert server.paths == ["/leave.ics", "/there.ics", "/end.ics"]


PAGE = {"Content-Type": "text/html; charset=utf-8"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"status": 404}, "no calendar at this address"),
        ({"status": 410}, "no calendar at this address"),
        ({"status": 401}, "asks for a sign-in"),
        ({"status": 403}, "asks for a sign-in"),
        ({"status": 500}, "error 500"),
        ({"headers": PAGE, "body": b"<html>Sign in</html>"}, "A web page is at this address"),
        ({"headers": {}, "body": b"hello"}, "Line 1: “hello” is not a line of a calendar"),
        ({"body": b""}, "no calendar in it"),
        ({"body": file_of(WEEK)[:-30]}, "Line "),
        ({"body": file_of(WEEK, "DTSTART:soon")}, "Line 11: “soon” is not a day"),
        ({"headers": {"Content-Length": "9999"}, "body": file_of(WEEK)}, "not be understood"),
        ({"headers": {"Content-Encoding": "gzip"}, "body": b"plain"}, "not be understood"),
        ({"redirects": {"/leave.ics": "/leave.ics"}}, "leads on and on"),
        ({"redirects": {"/leave.ics": "ftp://127.0.0.1/x"}}, "starts with https://"),
        ({"redirects": {"/leave.ics": "http://me:it@127.0.0.1/x"}}, "not an address"),
    ],
)
def test_what_goes_wrong_is_said_in_words_and_what_was_read_before_stays(
    server: LeaveServer, expert: User, answer: dict[str, Any], words: str
) -> None:
    server.body = file_of(NEXT)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    for name, value in answer.items():
        setattr(server, name, value)
    read_now(calendar)
    assert words in calendar.trouble
    assert calendar.next_at == NOON + timedelta(hours=1)
    assert days(expert) == [(date(2027, 1, 4), date(2027, 1, 4))]


@pytest.mark.parametrize("packed", [False, True])
def test_more_than_five_megabytes_are_not_read_packed_or_not(
    server: LeaveServer, expert: User, packed: bool
) -> None:
    """Packed, a hundred megabytes come as a hundred kilobytes."""
    if packed:
        server.pack(b" " * 100 * 1024 * 1024)
    else:
        server.body = b" " * (reading.MOST_BYTES + 1)
    assert (
        "larger than 5 MB"
        in read_now(add_leave_calendar(person=expert, url=server.address())).trouble
    )


def test_an_address_that_hangs_is_left_after_its_time(
    server: LeaveServer, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers and then says nothing more; cut, although no single wait was too long."""
    over = threading.Event()
    server.before_body = lambda: over.wait(10)
    monkeypatch.setattr(reading, "WHOLE_SECONDS", 0.2)
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    over.set()
    assert calendar.trouble == "The server did not answer in time."


def test_nobody_listening_is_said(expert: User, settings: Any) -> None:
    settings.LEAVE_FROM_PRIVATE_ADDRESSES = True
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    calendar = add_leave_calendar(person=expert, url=f"http://127.0.0.1:{port}/")
    assert read_now(calendar).trouble == "The server could not be reached."


def test_trouble_is_said_in_the_persons_language(
    server: LeaveServer, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.status = 404
    User.objects.filter(pk=expert.pk).update(interface_language="fr")
    monkeypatch.setattr(reading, "_trouble", lambda _error: translation.get_language() or "")
    assert read_now(add_leave_calendar(person=expert, url=server.address())).trouble == "fr"


def test_an_inner_address_is_refused_when_it_is_added(expert: User) -> None:
    for url in ("https://127.0.0.1/x.ics", "https://[::1]/x.ics", "webcal://10.0.0.8/x.ics"):
        with pytest.raises(ValidationError, match="inside a private network"):
            add_leave_calendar(person=expert, url=url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "starts with https://"),
        ("leave.example.org/x.ics", "starts with https://"),
        ("http://leave.example.org/x.ics", "starts with https://"),
        ("file:///etc/passwd", "starts with https://"),
        ("https://me:secret@leave.example.org/x.ics", "not an address"),
        (f"https://leave.example.org/{'x' * 1_000}", "at most 1000"),
    ],
)
def test_what_is_no_address_is_refused_with_what_to_write(
    expert: User, url: str, words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        add_leave_calendar(person=expert, url=url)


def test_a_name_that_leads_inside_is_refused_when_it_is_looked_up(
    server: LeaveServer, expert: User, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that led elsewhere when it was added, and one of several addresses."""
    settings.LEAVE_FROM_PRIVATE_ADDRESSES = False
    calendar = add_leave_calendar(person=expert, url="https://leave.example.org/x.ics")
    rows = [(2, 1, 6, "", (one, 443)) for one in ("93.184.215.14", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kw: rows)
    assert "inside a private network" in read_now(calendar).trouble
    assert not server.paths


def test_a_redirect_to_an_inner_address_is_refused_before_it_is_asked(
    server: LeaveServer, expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the first server were a public one: the rule is that of the address after it."""
    server.redirects = {"/leave.ics": "https://inside.example.org/secret"}
    calendar = add_leave_calendar(person=expert, url=server.address())
    real = outgoing.resolve
    looked_up = []

    def resolve(target: outgoing.Target, *, private: bool) -> str:
        looked_up.append(target.host)
        return real(target, private=private and target.host == "127.0.0.1")

    rows = [(2, 1, 6, "", ("127.0.0.1", 443))]
    lookup = socket.getaddrinfo

    def answer(host: str, *args: Any, **kwargs: Any) -> Any:
        return rows if host == "inside.example.org" else lookup(host, *args, **kwargs)

    monkeypatch.setattr(outgoing, "resolve", resolve)
    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert "inside a private network" in read_now(calendar).trouble
    assert looked_up == ["127.0.0.1", "inside.example.org"]
    assert server.paths == ["/leave.ics"]


def test_webcal_is_https_and_an_address_is_added_once(expert: User) -> None:
    calendar = add_leave_calendar(person=expert, url=" webcal://leave.example.org/x.ics ")
    assert calendar.url == "https://leave.example.org/x.ics"
    with pytest.raises(ValidationError, match="read already"):
        add_leave_calendar(person=expert, url="https://leave.example.org/x.ics")


def test_nobody_has_calendars_without_end(expert: User) -> None:
    for number in range(MOST_CALENDARS):
        add_leave_calendar(person=expert, url=f"https://leave.example.org/{number}.ics")
    with pytest.raises(ValidationError, match="You have 5 calendars already"):
        add_leave_calendar(person=expert, url="https://leave.example.org/more.ics")


def test_the_horizon_follows_the_day_so_that_repetitions_come_into_reach(
    server: LeaveServer, expert: User, clock: time_machine.Traveller
) -> None:
    server.body = file_of(f"{DAY}\nRRULE:FREQ=YEARLY")
    calendar = read_now(add_leave_calendar(person=expert, url=server.address()))
    assert [first.year for first, _last in days(expert)] == [2026, 2027]
    clock.shift(timedelta(days=366))
    read_now(calendar)
    assert [first.year for first, _last in days(expert)] == [2026, 2027, 2028]
