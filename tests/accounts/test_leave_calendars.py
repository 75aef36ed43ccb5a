"""iCalendar to days away: whole days, half days, repetitions, zones, and what is broken."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar as Library

from accounts.calendars import Calendar, Pattern
from accounts.hours import USUAL_WEEK
from accounts.leave import repeats
from accounts.leave.calendar_files import read_calendar
from accounts.leave.periods import Reading, Unreadable, horizon

TODAY = date(2026, 11, 23)
FIRST, LAST = horizon(TODAY)
PARIS = Calendar(ZoneInfo("Europe/Paris"), (Pattern(date.min, USUAL_WEEK),))
MONTREAL = Calendar(ZoneInfo("America/Montreal"), PARIS.patterns)
DAY = "DTSTART;VALUE=DATE:20261221"
OUTLOOK = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE"""


def file_of(*events: str, head: str = "") -> bytes:
    """A calendar of events whose lines are given; UIDs are e0, e1, … unless they say theirs."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head.splitlines()]
    for number, event in enumerate(events):
        uid = [] if "UID:" in event else [f"UID:e{number}"]
        lines += ["BEGIN:VEVENT", *uid, *event.splitlines(), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def read(*events: str, head: str = "", calendar: Calendar = PARIS) -> Reading:
    return read_calendar(file_of(*events, head=head), calendar=calendar, first=FIRST, last=LAST)


def said(reading: Reading) -> list[str]:
    """Periods as “21-12 … 23-12 am”: a last day that ends at noon, a first that begins then."""
    return [
        f"{one.first_day:%d-%m}{' pm' if one.from_noon else ''}"
        f" … {one.last_day:%d-%m}{' am' if one.to_noon else ''}"
        for one in reading.found
    ]


@pytest.mark.parametrize(
    ("event", "periods"),
    [
        (DAY, ["21-12 … 21-12"]),
        (f"{DAY}\nDTEND;VALUE=DATE:20261222", ["21-12 … 21-12"]),
        (f"{DAY}\nDTEND;VALUE=DATE:20261221", ["21-12 … 21-12"]),
        (f"{DAY}\nDTEND;VALUE=DATE:20261226", ["21-12 … 25-12"]),
        (f"{DAY}\nDURATION:P5D", ["21-12 … 25-12"]),
        (f"{DAY}\nDURATION:P1W", ["21-12 … 27-12"]),
        (f"{DAY}\nDURATION:PT12H", ["21-12 … 21-12"]),
        ("DTSTART:20261221", ["21-12 … 21-12"]),
        ("DTSTART:20261221T090000\nDTEND:20261221T173000", ["21-12 … 21-12"]),
        ("DTSTART:20261221T090000\nDTEND:20261221T120000", ["21-12 … 21-12 am"]),
        ("DTSTART:20261221T140000\nDTEND:20261221T180000", ["21-12 pm … 21-12"]),
        ("DTSTART:20261221T090000\nDURATION:PT8H30M", ["21-12 … 21-12"]),
        ("DTSTART:20261221T103000\nDTEND:20261221T113000", []),
        ("DTSTART:20261221T090000", []),
        ("DTSTART:20261221T140000\nDTEND:20261223T120000", ["21-12 pm … 23-12 am"]),
        ("DTSTART:20261221T190000\nDTEND:20261223T080000", ["22-12 … 22-12"]),
        ("DTSTART:20261221T190000\nDTEND:20261222T080000", []),
        ("DTSTART:20261221T000000\nDTEND:20261222T000000", ["21-12 … 21-12"]),
        ("DTSTART:20261220T230000Z\nDTEND:20261221T230000Z", ["21-12 … 21-12"]),
        ("DTSTART:20261221T080000Z\nDTEND:20261221T113000Z", ["21-12 … 21-12 am"]),
        ("DTSTART:20261219T090000\nDTEND:20261219T180000", ["19-12 … 19-12"]),
        (
            (
                "DTSTART;TZID=America/New_York:20261221T030000\n"
                "DTEND;TZID=America/New_York:20261221T063000"
            ),
            ["21-12 … 21-12 am"],
        ),
        (
            (
                "DTSTART;TZID=Romance Standard Time:20261221T090000\n"
                "DTEND;TZID=Romance Standard Time:20261221T123000"
            ),
            ["21-12 … 21-12 am"],
        ),
        (
            (
                'DTSTART;TZID="/freeassociation.sourceforge.net/Europe/Paris":20261221T090000\n'
                "DURATION:PT4H"
            ),
            ["21-12 … 21-12 am"],
        ),
    ],
)
def test_an_event_takes_the_half_days_that_it_covers(event: str, periods: list[str]) -> None:
    assert said(read(event)) == periods


@pytest.mark.parametrize(
    ("event", "periods"),
    [
        (f"{DAY}\nRRULE:FREQ=WEEKLY;COUNT=3", ["21-12 … 21-12", "28-12 … 28-12", "04-01 … 04-01"]),
        (f"{DAY}\nRRULE:FREQ=DAILY;UNTIL=20261222", ["21-12 … 21-12", "22-12 … 22-12"]),
        (
            (
                f"{DAY}\nRRULE:FREQ=DAILY;COUNT=4;BYDAY=MO,TU,WE,TH,FR\n"
                "EXDATE;VALUE=DATE:20261222,20261223"
            ),
            ["21-12 … 21-12", "24-12 … 24-12"],
        ),
        (f"{DAY}\nRRULE:FREQ=DAILY;COUNT=2\nEXDATE:20261222T000000", ["21-12 … 21-12"]),
        (f"{DAY}\nRDATE;VALUE=DATE:20261224", ["21-12 … 21-12", "24-12 … 24-12"]),
        (f"{DAY}\nRRULE:FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", ["21-12 … 21-12"]),
        (
            (
                "DTSTART;TZID=Europe/Paris:20261221T090000\nDTEND;TZID=Europe/Paris:20261221T123000\n"
                "RRULE:FREQ=DAILY;UNTIL=20261222T080000Z"
            ),
            ["21-12 … 21-12 am", "22-12 … 22-12 am"],
        ),
        (
            (
                "DTSTART;TZID=Europe/Paris:20261221T090000\nDTEND;TZID=Europe/Paris:20261221T123000\n"
                "RRULE:FREQ=DAILY;COUNT=3\nEXDATE:20261222T080000Z"
            ),
            ["21-12 … 21-12 am", "23-12 … 23-12 am"],
        ),
    ],
)
def test_repetitions_end_where_they_say_and_leave_out_what_is_excluded(
    event: str, periods: list[str]
) -> None:
    assert said(read(event)) == periods


def test_one_repetition_that_was_moved_stands_in_its_new_place_alone() -> None:
    weekly = f"UID:w\n{DAY}\nRRULE:FREQ=WEEKLY;COUNT=3"
    moved = "UID:w\nRECURRENCE-ID;VALUE=DATE:20261228\nDTSTART;VALUE=DATE:20261230"
    called_off = (
        "UID:w\nRECURRENCE-ID;VALUE=DATE:20270104\nDTSTART;VALUE=DATE:20270104\nSTATUS:CANCELLED"
    )
    reading = read(weekly, moved, called_off)
    assert said(reading) == ["21-12 … 21-12", "30-12 … 30-12"]
    assert len({one.key for one in reading.found}) == 2
    assert reading.cancelled == 1


def test_a_repetition_keeps_its_key_when_it_is_moved() -> None:
    weekly = f"UID:w\n{DAY}\nRRULE:FREQ=WEEKLY;COUNT=2"
    before = read(weekly).found[1]
    moved = "UID:w\nRECURRENCE-ID;VALUE=DATE:20261228\nDTSTART;VALUE=DATE:20261230"
    after = read(weekly, moved).found[1]
    assert before.key == after.key
    assert before.days != after.days


def test_the_newest_of_two_versions_of_an_event_counts_whatever_their_order() -> None:
    old, new = f"UID:v\nSEQUENCE:1\n{DAY}", "UID:v\nSEQUENCE:2\nDTSTART;VALUE=DATE:20261222"
    assert said(read(old, new)) == said(read(new, old)) == ["22-12 … 22-12"]


@pytest.mark.parametrize(
    ("extra", "counts"),
    [
        ("STATUS:CANCELLED", (0, 0, 1)),
        ("STATUS:CONFIRMED", (1, 0, 0)),
        ("TRANSP:TRANSPARENT", (0, 1, 0)),
        ("TRANSP:OPAQUE", (1, 0, 0)),
        ("X-MICROSOFT-CDO-BUSYSTATUS:FREE", (0, 1, 0)),
        ("X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", (0, 1, 0)),
        ("TRANSP:TRANSPARENT\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", (1, 0, 0)),
    ],
)
def test_what_is_called_off_or_free_is_left_out_and_counted(
    extra: str, counts: tuple[int, int, int]
) -> None:
    reading = read(f"{DAY}\n{extra}")
    assert (len(reading.found), reading.free, reading.cancelled) == counts
    assert reading.owners


def test_a_calendar_that_calls_off_calls_off_all_of_it() -> None:
    assert read(DAY, head="METHOD:CANCEL").found == ()


def test_hours_are_those_of_the_persons_own_clock() -> None:
    event = "DTSTART:20261221T140000Z\nDTEND:20261221T173000Z"
    assert said(read(event, calendar=MONTREAL)) == ["21-12 … 21-12 am"]
    assert said(read(event)) == ["21-12 pm … 21-12"]
    floating = "DTSTART:20261221T140000\nDTEND:20261221T180000"
    assert said(read(floating, calendar=MONTREAL)) == ["21-12 pm … 21-12"]


@pytest.mark.parametrize(
    ("day", "in_istanbul"), [("20261221", []), ("20260706", ["06-07 … 06-07 am"])]
)
def test_a_zone_that_the_file_describes_changes_its_clocks_too(
    day: str, in_istanbul: list[str]
) -> None:
    """9:00 to 12:30 in Paris is 11:00 to 14:30 in Istanbul in winter, 10:00 to 13:30 in summer."""
    zone = "TZID=Customized Time Zone"
    event = f"DTSTART;{zone}:{day}T090000\nDTEND;{zone}:{day}T123000"
    at = f"{day[6:]}-{day[4:6]}"
    assert said(read(event, head=OUTLOOK)) == [f"{at} … {at} am"]
    istanbul = Calendar(ZoneInfo("Europe/Istanbul"), PARIS.patterns)
    assert said(read(event, head=OUTLOOK, calendar=istanbul)) == in_istanbul


def test_a_zone_that_one_file_describes_is_unknown_to_the_next() -> None:
    event = "DTSTART;TZID=Customized Time Zone:20261221T090000\nDURATION:PT9H"
    assert read(event, head=OUTLOOK).found
    with pytest.raises(Unreadable, match="is not known"):
        read(event)


@pytest.mark.parametrize(
    ("begin", "end", "periods"),
    [
        ("20270328T000000", "20270329T000000", ["28-03 … 28-03"]),
        ("20261025T000000", "20261026T000000", ["25-10 … 25-10"]),
        ("20270328T023000", "20270329T123000", ["28-03 … 29-03 am"]),
        ("20261025T023000", "20261026T123000", ["25-10 … 26-10 am"]),
    ],
)
def test_nights_on_which_clocks_change_neither_add_nor_take_half_a_day(
    begin: str, end: str, periods: list[str]
) -> None:
    event = f"DTSTART;TZID=Europe/Paris:{begin}\nDTEND;TZID=Europe/Paris:{end}"
    assert said(read(event)) == periods


def test_a_week_over_the_change_of_clocks_keeps_its_mornings() -> None:
    event = (
        "DTSTART;TZID=Europe/Paris:20270326T090000\nDTEND;TZID=Europe/Paris:20270326T123000\n"
        "RRULE:FREQ=DAILY;COUNT=5"
    )
    assert [one.to_noon for one in read(event).found] == [True] * 5


def test_only_two_years_back_and_ahead_are_read() -> None:
    reading = read("DTSTART;VALUE=DATE:19900101\nRRULE:FREQ=WEEKLY")
    days = [one.first_day for one in reading.found]
    assert days[0] - FIRST < timedelta(days=7)
    assert LAST - days[-1] < timedelta(days=7)
    assert len(days) == 209
    assert read("DTSTART;VALUE=DATE:20200101").found == ()


def test_titles_are_unescaped_unfolded_and_shortened() -> None:
    folded = f"{DAY}\nSUMMARY:Congés payés\\, été\\n20\n 27 " + "x" * 300
    note = read(folded).found[0].note
    assert note.startswith("Congés payés, été 2027 x")
    assert len(note) == 200


@pytest.mark.parametrize(
    ("event", "line", "words"),
    [
        ("SUMMARY:No day", 3, "does not say when it begins"),
        ("DTSTART:soon", 5, "“soon” is not a day"),
        ("DTSTART;VALUE=DATE:20261301", 5, "is not a day"),
        ("DTSTART:20261221T250000", 5, "is not a day"),
        (f"{DAY}\nDTEND;VALUE=DATE:20261220", 6, "ends before it begins"),
        ("DTSTART:20261221T090000\nDTEND:20261221T080000", 6, "ends before it begins"),
        (f"{DAY}\nDTEND:20261222T080000", 6, "hours at one end"),
        (f"{DAY}\nDURATION:-P1D", 6, "not a length of time"),
        (f"{DAY}\nDURATION:P", 6, "not a length of time"),
        (f"{DAY}\nRRULE:EVERY DAY", 6, "not a rule of repetition"),
        (f"{DAY}\nRRULE:FREQ=DAILY;BYDAY=XX", 6, "not a rule of repetition"),
        (f"{DAY}\nRRULE:FREQ=DAILY;INTERVAL=0", 6, "not a rule of repetition"),
        (f"{DAY}\nRRULE:FREQ=DAILY;UNTIL=never", 6, "not a rule of repetition"),
        (f"{DAY}\nRRULE:FREQ=SECONDLY", 6, "more than once a day"),
        (f"{DAY}\nRRULE:FREQ=DAILY;BYHOUR=1,2,3", 6, "more than once a day"),
        (f"{DAY}\nDTEND;VALUE=DATE:20310101", 3, "longer than three years"),
        ("DTSTART;TZID=Mars/Olympus:20261221T090000", 5, "“Mars/Olympus” is not known"),
        ("DTSTART;TZID=../../etc/passwd:20261221T090000", 5, "is not known"),
        (f"{DAY}\nthis is no line", 6, "“this is no line” is not a line"),
        (f"{DAY}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261222", 6, "all later repetitions"),
    ],
)
def test_a_wrong_line_is_named_with_what_is_wrong(event: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(event)
    assert [wrong.line for wrong in refusal.value.wrongs] == [line]
    assert words in str(refusal.value)


def test_all_wrong_events_are_said_at_once() -> None:
    with pytest.raises(Unreadable) as refusal:
        read("DTSTART:soon", DAY, "DTSTART:later")
    assert [wrong.line for wrong in refusal.value.wrongs] == [5, 13]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no calendar in it"),
        (b"<!doctype html><title>Sign in</title>", "not a line of a calendar"),
        (b"first day;last day\n2026-12-21;2026-12-22\n", "not a line of a calendar"),
        (b"PK\x03\x04\0\0", "not a text"),
        (b"BEGIN:VEVENT\nEND:VEVENT\n", "no calendar in it"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n", "never ends"),
        (b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", "does not begin before"),
        (b"BEGIN:VCALENDAR\nEND:VCALENDAR\nUID:1\n", "outside the calendar"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 5_000, "inside one another"),
    ],
)
def test_a_file_that_is_no_calendar_or_half_of_one_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        read_calendar(data, calendar=PARIS, first=FIRST, last=LAST)


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2", "FREQ=DAILY;UNTIL=20261222", "FREQ=WEEKLY"]
)
def test_rules_are_not_counted_at_any_price(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first never comes, and would be looked for until the year 9999."""
    monkeypatch.setattr(repeats, "MOST_DAYS", 40_000)
    assert read(f"{DAY}\nRRULE:FREQ=DAILY;COUNT=3").found
    with pytest.raises(Unreadable, match="too many to be counted") as refusal:
        read(*[f"DTSTART;VALUE=DATE:19700101\nRRULE:{rule}"] * 50)
    assert len(refusal.value.wrongs) == 1


def test_what_the_library_writes_is_read() -> None:
    """Calendars of the icalendar library, folded and escaped as it does."""
    library = Library.from_ical(file_of(f"{DAY}\nSUMMARY:{'Été, ' * 40}").replace(b", ", b"\\, "))
    reading = read_calendar(library.to_ical(), calendar=PARIS, first=FIRST, last=LAST)
    assert said(reading) == ["21-12 … 21-12"]
    assert reading.found[0].note.startswith("Été, Été,")


@given(st.integers(0, 400), st.integers(1, 60))
def test_days_from_a_calendar_are_those_that_were_put_in(after: int, days: int) -> None:
    begin = TODAY + timedelta(days=after)
    end = begin + timedelta(days=days)
    event = f"DTSTART;VALUE=DATE:{begin:%Y%m%d}\nDTEND;VALUE=DATE:{end:%Y%m%d}"
    (one,) = read(event).found
    assert one.days == (begin, end - timedelta(days=1), False, False)


def is_sound(reading: Callable[[], Reading]) -> bool:
    """Refused in words, or days in their order that lie where they were looked for."""
    try:
        found = reading().found
    except Unreadable as refusal:
        return bool(refusal.wrongs) and all(wrong.said for wrong in refusal.wrongs)
    return all(
        one.first_day <= one.last_day and one.first_day <= LAST and one.last_day >= FIRST
        for one in found
    )


@given(st.binary(max_size=400))
def test_noise_is_refused_and_nothing_breaks(noise: bytes) -> None:
    for data in (noise, file_of().replace(b"VERSION:2.0", noise), file_of(DAY)[: len(noise)]):
        assert is_sound(partial(read_calendar, data, calendar=PARIS, first=FIRST, last=LAST))


@given(st.text(alphabet='DTSARENQUILYF=;:,-+0123456789\n "\\', max_size=120))
def test_noise_inside_an_event_is_refused_and_nothing_breaks(noise: str) -> None:
    for event in (f"{DAY}\nRRULE:FREQ=DAILY;{noise}", f"DTSTART:{noise}", f"{DAY}\n{noise}"):
        assert is_sound(partial(read, event))
