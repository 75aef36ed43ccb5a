"""Bringing days away in by hand of a file, an address or a table of many people."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.actions import add_away, deactivate_person
from accounts.actions.leave import (
    add_leave_calendar,
    keep_leave_reading,
    note_leave_trouble,
    read_leave_calendar_again,
)
from accounts.leave.reading import read_for
from accounts.models import AwayPeriod, LeaveCalendar, User
from accounts.working_time import calendars_of
from tests.accounts.test_leave_calendars import DAY, file_of
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db

Who = Callable[[str], Client]
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
TIME = "/settings/working-time/"
IMPORT = "/settings/working-time/import/"
CALENDARS = "/settings/working-time/calendars/"
MANY = "/people/manage/leave/"
WEEK = "UID:w\nDTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20261226\nSUMMARY:Knee surgery"


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def bring(client: Client, data: bytes | str, name: str = "leave.csv") -> Any:
    content = data.encode() if isinstance(data, str) else data
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)}, follow=True)


def check(client: Client, text: str, **facts: str) -> Any:
    return client.post(MANY, {"text": text, "do": "check"} | facts, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


def read(calendar: LeaveCalendar, *events: str) -> None:
    """As the worker does, without a network."""
    found = read_for(calendar.person, file_of(*events))
    keep_leave_reading(calendar=calendar, at=datetime.now(UTC), reading=found)


@pytest.mark.parametrize("name", ["leave.ics", "LEAVE.ICS", "download"])
def test_a_calendars_file_brings_its_days_in_once(who: Who, expert: User, name: str) -> None:
    answer = bring(who("expert"), file_of(WEEK, f"{DAY}\nTRANSP:TRANSPARENT"), name)
    assert "1 absence added." in words(answer)
    assert "1 event is marked as free" in words(answer)
    row = AwayPeriod.objects.get()
    assert (row.person, row.first_day, row.last_day, row.source, row.note) == (
        expert,
        date(2026, 12, 21),
        date(2026, 12, 25),
        "ical",
        "Knee surgery",
    )
    assert "1 known already." in words(bring(who("expert"), file_of(WEEK), name))
    assert AwayPeriod.objects.get() == row


def test_a_later_file_moves_and_calls_off_its_own_events_alone(who: Who, expert: User) -> None:
    other = "UID:o\nDTSTART;VALUE=DATE:20270301"
    bring(who("expert"), file_of(WEEK, other), "a.ics")
    answer = bring(who("expert"), file_of(WEEK.replace("20261226", "20261224")), "a.ics")
    assert "1 changed." in words(answer)
    answer = bring(who("expert"), file_of(f"{WEEK}\nSTATUS:CANCELLED"), "a.ics")
    assert "1 taken away." in words(answer)
    assert [row.first_day for row in AwayPeriod.objects.all()] == [date(2027, 3, 1)]


def test_a_table_brings_its_days_in_once(who: Who, expert: User) -> None:
    table = "Du;Au;Demi-journée;Motif\n21/12/2026;;matin;RTT\n28/12/2026;31/12/2026;;Congés\n"
    assert "2 absences added." in words(bring(who("expert"), table.encode("cp1252")))
    assert "2 known already." in words(bring(who("expert"), table))
    first, second = AwayPeriod.objects.all()
    assert (first.to_noon, first.note, first.source) == (True, "RTT", "csv")
    assert second.last_day == date(2026, 12, 31)


def test_a_table_about_somebody_else_is_refused(who: Who, expert: User, manager: User) -> None:
    table = f"email;from\n{expert.email};21/12/2026\n{manager.email};22/12/2026\n"
    answer = words(bring(who("expert"), table))
    assert "Nothing was written." in answer
    assert f"Line 3:</strong> This is about {manager.email}" in answer
    assert not AwayPeriod.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.ics", file_of(WEEK, "DTSTART:soon"), "Line 11:</strong> “soon” is not a day"),
        ("a.ics", file_of(WEEK)[:-15], "Line 1:</strong> “VCALENDAR” begins here and never ends"),
        ("a.csv", b"from\n21/12/2026\n32/12/2026\n", "Line 3:</strong> “32/12/2026” is not a day"),
        ("a.csv", b"", "This file is empty."),
        ("a.ics", b"", "There is no calendar in it"),
        ("a.xlsx", b"PK\x03\x04rest", "This is a workbook. Save it as CSV"),
        ("a.csv", b"x" * (1024 * 1024 + 1), "larger than 1 MB"),
    ],
)
def test_a_broken_file_is_refused_whole_with_the_line(
    who: Who, expert: User, name: str, data: bytes, said: str
) -> None:
    assert said in words(bring(who("expert"), data, name))
    assert not AwayPeriod.objects.exists()


def test_what_was_said_by_hand_may_be_imported_too_and_counts_once(who: Who, expert: User) -> None:
    add_away(person=expert, first_day=date(2026, 12, 21), last_day=date(2026, 12, 22))
    bring(who("expert"), file_of(WEEK), "a.ics")
    assert AwayPeriod.objects.count() == 2
    own = calendars_of([expert.pk])[expert.pk]
    assert [own.minutes_on(date(2026, 12, day)) for day in (18, 21, 24, 28)] == [420, 0, 0, 420]


def test_days_by_hand_are_only_refused_twice_by_hand(expert: User, who: Who) -> None:
    bring(who("expert"), file_of(WEEK), "a.ics")
    add_away(person=expert, first_day=date(2026, 12, 21), last_day=date(2026, 12, 21))
    with pytest.raises(ValidationError, match="already away"):
        add_away(person=expert, first_day=date(2026, 12, 21), last_day=date(2026, 12, 21))


def test_colleagues_and_managers_read_no_title_of_what_was_imported(who: Who, expert: User) -> None:
    bring(who("expert"), file_of(WEEK.replace("202612", "202611")), "a.ics")
    AwayPeriod.objects.update(first_day=date(2026, 11, 25), last_day=date(2026, 11, 27))
    add_away(
        person=expert, first_day=date(2026, 11, 25), last_day=date(2026, 11, 25), note="By hand"
    )
    profile = expert.get_absolute_url()
    for name in ("contact", "manager", "administrator"):
        page = words(who(name).get(profile))
        assert "27 November" in page
        assert "Knee surgery" not in page
        assert ("By hand" in page) == (name == "manager")
        assert ("25 November</time><br>" in page) is False
    assert "Knee surgery" in words(who("expert").get(TIME))


def test_an_address_is_kept_shown_without_its_secret_and_awaited(who: Who, expert: User) -> None:
    answer = who("expert").post(
        IMPORT, {"url": "webcal://hr.example.org/t/s3cr3t.ics"}, follow=True
    )
    page = words(answer)
    assert "The calendar is read in a moment" in page
    assert "hr.example.org" in page
    assert "s3cr3t" not in page
    assert "being read…" in page
    part = words(who("expert").get(CALENDARS))
    assert 'hx-trigger="load delay:2s"' in part
    assert "hr.example.org" not in words(who("colleague").get(CALENDARS))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://10.0.0.1/x.ics", "lies inside a private network"),
        ("hr.example.org/x.ics", "starts with https://"),
        ("https://me:pw@hr.example.org/x.ics", "This is not an address."),
        ("", "This field is required"),
    ],
)
def test_a_wrong_address_is_said_and_not_lost(who: Who, expert: User, url: str, said: str) -> None:
    page = words(who("expert").post(IMPORT, {"url": url}))
    assert said in page
    assert f'value="{url}"' in page or not url
    assert not LeaveCalendar.objects.exists()


def test_a_calendar_says_when_it_was_read_and_what_is_the_trouble(who: Who, expert: User) -> None:
    calendar = add_leave_calendar(person=expert, url="https://hr.example.org/x.ics")
    read(calendar, WEEK)
    part = words(who("expert").get(CALENDARS))
    assert "read <time" in part
    assert "1 absence" in part
    assert "hx-trigger" not in part
    note_leave_trouble(calendar=calendar, at=NOON, trouble="The server answered with error 500.")
    part = words(who("expert").get(CALENDARS))
    assert "The server answered with error 500." in part
    assert "What was read before stays." in part
    page = words(who("expert").get(TIME))
    assert "from a calendar" in page
    row = AwayPeriod.objects.get()
    assert f"away/{row.pk}/remove/" not in page
    assert who("expert").post(f"{TIME}away/{row.pk}/remove/").status_code == 404


def test_reading_now_and_removing_are_for_its_person(who: Who, expert: User) -> None:
    calendar = add_leave_calendar(person=expert, url="https://hr.example.org/x.ics")
    read(calendar, WEEK)
    calendar.refresh_from_db()
    assert calendar.next_at == NOON + timedelta(hours=4)
    assert who("manager").post(f"{CALENDARS}{calendar.pk}/read/").status_code == 404
    assert who("expert").post(f"{CALENDARS}{calendar.pk}/read/").status_code == 303
    calendar.refresh_from_db()
    assert calendar.next_at == NOON
    assert who("manager").post(f"{CALENDARS}{calendar.pk}/remove/").status_code == 404
    assert AwayPeriod.objects.exists()
    assert who("expert").post(f"{CALENDARS}{calendar.pk}/remove/").status_code == 303
    assert not AwayPeriod.objects.exists()
    assert not LeaveCalendar.objects.exists()


def test_the_list_costs_the_same_queries_for_3_calendars_and_for_12(
    who: Who,
    expert: User,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    client = who("expert")

    def grow(number: int) -> None:
        for each in range(number):
            url = f"https://hr.example.org/{LeaveCalendar.objects.count()}-{each}.ics"
            read(LeaveCalendar.objects.create(person=expert, url=url), WEEK)

    assert_same_queries(lambda: client.get(TIME), grow)


def table_of(*people: User, day: str = "21/12/2026") -> str:
    return "E-mail;First day;Id\n" + "".join(
        f"{person.email};{day};{number}\n" for number, person in enumerate(people)
    )


def test_a_table_of_many_is_looked_at_first_and_then_written(
    who: Who, administrator: User, expert: User, manager: User
) -> None:
    client = who("administrator")
    table = SimpleUploadedFile("hr.csv", table_of(expert, manager).encode("utf-16"))
    page = words(client.post(MANY, {"file": table, "do": "import"}))
    assert "Nothing is written yet." in page
    assert "about 2 people" in page
    assert "2 absences are new" in page
    assert expert.email in page
    assert not AwayPeriod.objects.exists()
    assert "2 absences added." in words(check(client, table_of(expert, manager), do="import"))
    assert set(AwayPeriod.objects.values_list("person", "source")) == {
        (expert.pk, "csv"),
        (manager.pk, "csv"),
    }
    page = words(check(client, table_of(expert, manager)))
    assert "2 are known already" in page
    assert 'value="import"' not in page
    assert "2 known already." in words(check(client, table_of(expert, manager), do="import"))
    changed = table_of(expert, manager, day="22/12/2026")
    assert "2 are changed" in words(check(client, changed))
    check(client, changed, do="import")
    assert [row.first_day.day for row in AwayPeriod.objects.all()] == [22, 22]


def test_one_wrong_line_stops_all_of_the_table_and_nothing_typed_is_lost(
    who: Who, administrator: User, expert: User
) -> None:
    gone = deactivate_person(User.objects.get(pk=expert.pk), by=administrator)
    table = (
        "E-mail;First day\n"
        f"{administrator.email};21/12/2026\nnobody@x.example;21/12/2026\n{gone.email};21/12/2026\n"
    )
    page = words(check(who("administrator"), table, do="import"))
    assert "Nothing was written." in page
    assert "Line 3:</strong> Nobody who works here has the e-mail nobody@x.example." in page
    assert "Line 4:</strong>" in page
    assert "nobody@x.example;21/12/2026" in page
    assert not AwayPeriod.objects.exists()
    page = words(check(who("administrator"), table, leave_out="on"))
    assert "2 lines are of nobody here and are left out" in page
    assert "1 absence added." in words(
        check(who("administrator"), table, leave_out="on", do="import")
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Choose a file."),
        ("First day\n21/12/2026", "No column is called “e-mail”"),
        ("E-mail;First day\n;21/12/2026", "Line 2:</strong> The e-mail is missing."),
    ],
)
def test_a_table_that_cannot_be_read_says_what_to_do(
    who: Who, administrator: User, text: str, said: str
) -> None:
    assert said in words(check(who("administrator"), text, do="import"))


def test_a_workbook_is_refused_at_its_field(who: Who, administrator: User) -> None:
    book = SimpleUploadedFile("hr.xlsx", b"PK\x03\x04")
    page = words(who("administrator").post(MANY, {"file": book, "do": "check"}))
    assert "This is a workbook." in page


def test_people_bring_in_what_the_administrator_did_too_and_nothing_doubles(
    who: Who, administrator: User, expert: User
) -> None:
    table = f"email;from;to\n{expert.email};21/12/2026;22/12/2026\n"
    check(who("administrator"), table, do="import")
    assert "1 known already." in words(bring(who("expert"), table))
    assert AwayPeriod.objects.count() == 1


def test_looking_at_a_table_of_12_people_costs_what_3_do(
    who: Who,
    administrator: User,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    client = who("administrator")
    lines: list[str] = []

    def grow(number: int) -> None:
        for _each in range(number):
            day = date(2026, 12, 1) + timedelta(days=len(lines))
            lines.append(f"{administrator.email};{day}\n")

    assert_same_queries(lambda: check(client, "email;from\n" + "".join(lines)), grow)


def test_reading_again_forgets_what_the_server_called_its_answer(expert: User) -> None:
    calendar = add_leave_calendar(person=expert, url="https://hr.example.org/x.ics")
    LeaveCalendar.objects.update(etag='"one"')
    read_leave_calendar_again(calendar)
    assert LeaveCalendar.objects.get().etag == ""


def test_what_is_taken_back_stays_in_the_history_without_its_note(
    client_of: ClientOf, expert: User, colleague: User
) -> None:
    day = date(2027, 3, 1)
    period = add_away(person=expert, first_day=day, last_day=day, note="Knee")
    mine = client_of(expert)
    remove = reverse("accounts:settings_away_remove", args=[period.pk])
    assert mine.post(remove).status_code == 303
    assert mine.post(remove).status_code == 404
    kept = AwayPeriod.ever.get()
    assert (kept.first_day, kept.note, bool(kept.removed_at)) == (day, "", True)
    text = mine.get("/settings/working-time/").content.decode()
    assert "Days away taken back" in text
    assert "Knee" not in text
    page = client_of(colleague).get(expert.get_absolute_url()).content.decode()
    assert "1 March 2027" not in page
    add_away(person=expert, first_day=day, last_day=day)
