"""One gentle reminder a week: at the person's hour, never while they are away, and never for nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import add_away
from accounts.availability import Terms, WorkTime
from accounts.calendars import Away
from accounts.models import User
from knowledge.contributions.actions.entries import propose_entry
from knowledge.contributions.actions.recording import keep_recording
from knowledge.contributions.models import Recording, Source
from knowledge.contributions.reminders import due_at, remind_people
from knowledge.notifications.models import Notification
from tests.conftest import ClientOf
from tests.contributions.moments import give
from tests.factories import make_person

MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 27)
HOUR = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)
"""Friday, 16:00 in Paris: the usual hour."""
PARIS = ZoneInfo("Europe/Paris")
WEEK = (420, 420, 420, 420, 420, 0, 0)


def _propose(person: User, minutes: int = 35) -> None:
    propose_entry(
        person=person, day=MONDAY, minutes=minutes, kind="review", source=Source.PLAN, label="Draft"
    )


def _told(person: User) -> list[Notification]:
    return list(Notification.objects.filter(person=person, kind=Notification.Kind.REMINDER))


def _at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        remind_people()


@pytest.fixture
def waiting(expert: User) -> User:
    with time_machine.travel(HOUR - timedelta(days=1), tick=False):
        _propose(expert)
    return expert


@pytest.mark.django_db
def test_at_the_usual_hour_who_has_something_to_confirm_is_told_once(waiting: User) -> None:
    _at(HOUR - timedelta(minutes=1))
    assert not _told(waiting)
    for later in (0, 5, 60, 24 * 60):
        _at(HOUR + timedelta(minutes=later))
    [line] = _told(waiting)
    assert line.title == "Week 48, 23 to 29 November"
    assert line.word == "1 entry, 35 min, waits for your word: one click confirms it."
    assert line.url == "/time/#proposed"
    assert line.mail is not None
    _at(HOUR + timedelta(days=7))
    assert len(_told(waiting)) == 2


@pytest.mark.django_db
def test_the_reminder_speaks_the_language_of_its_person(waiting: User) -> None:
    User.objects.filter(pk=waiting.pk).update(interface_language="fr")
    _at(HOUR)
    assert "novembre" in _told(waiting)[0].title


@pytest.mark.django_db
def test_a_week_without_anything_is_reminded_of_and_one_with_something_is_not(
    expert: User, contact: User
) -> None:
    busy = make_person(roles=["expert"])
    give(busy, 30, MONDAY)
    _at(HOUR)
    assert "Nothing is recorded yet" in _told(expert)[0].word
    assert not _told(busy)
    assert not _told(contact)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("away", "told_at"),
    [
        ({"first_day": FRIDAY, "last_day": FRIDAY}, datetime(2026, 11, 30, 15, tzinfo=UTC)),
        (
            {"first_day": FRIDAY, "last_day": FRIDAY, "from_noon": True},
            datetime(2026, 11, 30, 15, tzinfo=UTC),
        ),
        (
            {"first_day": FRIDAY, "last_day": date(2026, 12, 2)},
            datetime(2026, 12, 3, 15, tzinfo=UTC),
        ),
        ({"first_day": FRIDAY, "last_day": FRIDAY, "to_noon": True}, HOUR),
    ],
)
def test_who_is_away_is_reminded_at_the_same_hour_of_the_next_day_at_work(
    away: dict[str, object], told_at: datetime, waiting: User
) -> None:
    add_away(person=waiting, **away)  # type: ignore[arg-type]
    moment = HOUR
    while moment < told_at:
        _at(moment)
        assert not _told(waiting)
        moment += timedelta(days=1)
    _at(told_at - timedelta(minutes=1))
    assert not _told(waiting)
    _at(told_at)
    assert len(_told(waiting)) == 1


@pytest.mark.django_db
def test_a_holiday_is_no_day_for_a_reminder(expert: User) -> None:
    """1 January 2027 is a Friday: the reminder comes on Monday, 4 January."""
    give(expert, 5, date(2026, 12, 14))
    keep = {"counts_activity": True, "reminds": True, "monthly_mail": True}
    keep_recording(person=expert, remind_weekday=4, remind_minute=960, **keep)
    Recording.objects.update(reminded_week=date(2026, 12, 21))
    _at(datetime(2027, 1, 1, 16, tzinfo=UTC))
    assert not _told(expert)
    _at(datetime(2027, 1, 4, 15, tzinfo=UTC))
    assert len(_told(expert)) == 1


@pytest.mark.django_db
def test_the_hour_is_of_the_clock_where_the_person_is(waiting: User) -> None:
    User.objects.filter(pk=waiting.pk).update(time_zone="America/Guadeloupe")
    _at(HOUR)
    assert not _told(waiting)
    _at(HOUR + timedelta(hours=5))
    assert len(_told(waiting)) == 1


@pytest.mark.django_db
def test_who_wants_no_reminder_has_none_and_who_wants_another_hour_gets_it(waiting: User) -> None:
    keep = {"person": waiting, "counts_activity": True, "monthly_mail": True}
    keep_recording(reminds=False, remind_weekday=4, remind_minute=960, **keep)  # type: ignore[arg-type]
    _at(HOUR)
    assert not _told(waiting)
    keep_recording(reminds=True, remind_weekday=3, remind_minute=600, **keep)  # type: ignore[arg-type]
    _at(datetime(2026, 11, 26, 9, tzinfo=UTC))
    assert len(_told(waiting)) == 1


@pytest.mark.django_db
def test_an_hour_that_passed_before_somebody_came_is_let_go(waiting: User) -> None:
    _at(HOUR + timedelta(days=3))
    assert not _told(waiting)
    assert Recording.objects.get(person=waiting).reminded_week == MONDAY


@pytest.mark.django_db
def test_who_was_away_all_week_is_left_in_peace(expert: User) -> None:
    add_away(person=expert, first_day=MONDAY, last_day=FRIDAY)
    _at(HOUR)
    _at(HOUR + timedelta(days=3))
    assert not _told(expert)


@pytest.mark.django_db
def test_the_reminder_leads_to_the_button_and_confirming_reads_it(
    client_of: ClientOf, waiting: User
) -> None:
    _at(HOUR)
    with time_machine.travel(HOUR + timedelta(minutes=1), tick=False):
        client = client_of(waiting)
        assert "Your time:" in client.get("/inbox/").content.decode()
        _confirm_all(client, waiting)
    waiting.refresh_from_db()
    assert waiting.unread_notifications == 0


def _confirm_all(client: Client, person: User) -> None:
    key = f"e{person.entries.get().pk}"
    facts = {"row": key, f"{key}-keep": "on", f"{key}-kind": "review", f"{key}-minutes": "35"}
    assert client.post("/time/confirm/", facts).status_code == 303


@pytest.mark.django_db
def test_nobody_reads_the_reminder_of_somebody_else(waiting: User, manager: User) -> None:
    _at(HOUR)
    assert not _told(manager)


@pytest.mark.django_db
def test_looking_costs_the_same_however_many_were_reminded(
    assert_same_queries: Callable[..., None],
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            make_person(roles=["expert"])
        _at(HOUR)

    assert_same_queries(lambda: _at(HOUR + timedelta(minutes=5)), grow)


@given(
    day=st.dates(date(2026, 1, 1), date(2026, 12, 1)),
    minute=st.integers(0, 1_439),
    aways=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4),
)
def test_a_reminder_never_falls_on_a_day_away(
    day: date, minute: int, aways: list[tuple[int, int]]
) -> None:
    spans = tuple(
        Away.of(day + timedelta(days=start), day + timedelta(days=start + length))
        for start, length in aways
    )
    work = WorkTime((Terms(date.min, WEEK, PARIS),), spans)
    now = datetime(2027, 6, 1, tzinfo=UTC)
    moment = due_at(work, day, minute, now)
    assert moment is not None
    there = moment.astimezone(PARIS).date()
    assert there >= day
    assert work.minutes_on(there) > 0
    assert not work.is_away_on(there)
