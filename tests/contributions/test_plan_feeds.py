"""The plan as an iCalendar feed: what calendar programs are told, under a private address."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.test import Client
from django.utils.translation import get_language
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import add_away, deactivate_person, reactivate_person
from accounts.models import User
from knowledge.contributions.actions.blocks import (
    keep_block,
    lose_block,
    move_block,
    reopen_block,
)
from knowledge.contributions.actions.plan_feeds import end_feed, make_feed
from knowledge.contributions.actions.plans import end_slot
from knowledge.contributions.models import Block, PlanFeed
from knowledge.contributions.plan_feed import FeedBlock, write_plan
from knowledge.contributions.queries import plan_feeds
from knowledge.operations.logs import without_secrets
from tests.contributions.planning import NOW, TODAY, past_block, stand_still, weekly, weeks_ago

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return stand_still(monkeypatch)


def address(person: User) -> str:
    return f"/time/plan/feed/{make_feed(person=person)}.ics"


def events(url: str, client: Client | None = None) -> list[icalendar.Event]:
    answer = (client or Client()).get(url)
    assert answer.status_code == 200
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def event_of(block: Block, url: str) -> icalendar.Event:
    [found] = [each for each in events(url) if each["UID"].startswith(f"plan-block-{block.pk}@")]
    return found


def test_each_block_is_an_event_where_the_clock_shows_it(expert: User) -> None:
    """14:00 in Paris is 13:00 in UTC in winter."""
    weekly(expert)
    found = events(address(expert))
    assert len(found) == 9
    assert found[0]["DTSTART"].dt == datetime(2026, 11, 26, 13, tzinfo=UTC)
    assert found[0]["DTEND"].dt == datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert {each["STATUS"] for each in found} == {"CONFIRMED"}
    assert {each["TRANSP"] for each in found} == {"OPAQUE"}
    assert {each["SUMMARY"] for each in found} == {"Time for sharing"}
    assert len({each["UID"] for each in found}) == 9


@pytest.mark.parametrize(
    ("now", "hours"),
    [
        (datetime(2026, 10, 14, 10, tzinfo=UTC), {"15": 12, "22": 12, "29": 13}),
        (datetime(2026, 3, 18, 10, tzinfo=UTC), {"19": 13, "26": 13, "02": 12}),
    ],
)
def test_the_hour_stays_when_the_clocks_change(
    expert: User, clock: Callable[[datetime], None], now: datetime, hours: dict[str, int]
) -> None:
    """Thursdays at 14:00 in Paris around 25 October and 29 March 2026, in UTC."""
    clock(now)
    weekly(expert)
    found = {
        f"{each['DTSTART'].dt:%d}": each["DTSTART"].dt.hour for each in events(address(expert))[:3]
    }
    assert found == hours


def test_somebody_elsewhere_has_the_hours_of_there(expert: User) -> None:
    """14:00 in Montréal is 19:00 in UTC."""
    User.objects.filter(pk=expert.pk).update(time_zone="America/Montreal")
    weekly(expert)
    assert events(address(expert))[0]["DTSTART"].dt.hour == 19


def test_what_is_not_to_happen_any_more_is_cancelled(expert: User) -> None:
    lost, moved, kept = (past_block(expert, weeks_ago(week)) for week in (1, 2, 3))
    away = past_block(expert, TODAY.replace(day=11))
    lose_block(lost, reason="incident", word="Flood at the mill")
    place = move_block(moved, day=TODAY, start=9 * 60)
    keep_block(kept)
    url = address(expert)
    said = {block: event_of(block, url)["STATUS"] for block in (lost, moved, kept, away, place)}
    assert said == {
        lost: "CANCELLED",
        moved: "CANCELLED",
        kept: "CONFIRMED",
        away: "CANCELLED",
        place: "CONFIRMED",
    }
    assert event_of(lost, url)["TRANSP"] == "TRANSPARENT"


def test_leave_cancels_its_blocks_and_gives_them_back(expert: User) -> None:
    weekly(expert)
    url = address(expert)
    period = add_away(person=expert, first_day=TOMORROW, last_day=TOMORROW)
    assert events(url)[0]["STATUS"] == "CANCELLED"
    period.delete()
    assert events(url)[0]["STATUS"] == "CONFIRMED"


def test_why_a_block_was_lost_is_in_no_calendar(expert: User) -> None:
    lose_block(past_block(expert, weeks_ago(1)), reason="incident", word="Flood at the mill")
    secret = make_feed(person=expert)
    file = Client().get(f"/time/plan/feed/{secret}.ics").content.decode()
    for hidden in ("Flood", "incident", "http", secret, expert.display_name, "@halage"):
        assert hidden not in file


def test_each_change_is_a_later_version_of_the_same_event(
    expert: User, clock: Callable[[datetime], None]
) -> None:
    block = past_block(expert, weeks_ago(1))
    url = address(expert)
    versions = [event_of(block, url)]
    for change in (lose_block, reopen_block, keep_block):
        clock(NOW + timedelta(minutes=10 * len(versions)))
        change(block)
        versions.append(event_of(block, url))
    assert len({each["UID"] for each in versions}) == 1
    sequences = [each["SEQUENCE"] for each in versions]
    assert sequences == sorted(set(sequences))
    stamps = [each["LAST-MODIFIED"].dt for each in versions]
    assert stamps[1:] == [NOW + timedelta(minutes=10 * number) for number in (1, 2, 3)]


def test_the_titles_are_in_the_language_of_its_person(
    expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_feeds, "_", lambda words: f"{get_language()}: {words}")
    weekly(expert)
    User.objects.filter(pk=expert.pk).update(interface_language="fr")
    english = Client(headers={"accept-language": "en"})
    assert events(address(expert), english)[0]["SUMMARY"] == "fr: Time for sharing"


def test_lines_end_and_fold_as_calendar_programs_want_them(expert: User) -> None:
    weekly(expert)
    file = Client().get(address(expert)).content
    lines = file.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    for name in (
        b"PRODID",
        b"VERSION:2.0",
        b"METHOD:PUBLISH",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
        b"X-PUBLISHED-TTL:PT1H\r\n",
    ):
        assert name in file


def test_an_unchanged_feed_is_not_sent_again(
    expert: User, clock: Callable[[datetime], None]
) -> None:
    weekly(expert)
    url = address(expert)
    first = Client().get(url)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in first["Cache-Control"]
    clock(NOW + timedelta(minutes=7))
    known = {"If-None-Match": f'W/{first["ETag"]}, "other"'}
    again = Client().get(url, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    lose_block(Block.objects.all()[0])
    assert Client().get(url, headers=known).status_code == 200


def test_the_secret_is_kept_nowhere_and_in_no_log(expert: User) -> None:
    secret = make_feed(person=expert)
    assert len(secret) > 40
    assert secret not in str(PlanFeed.objects.values().get())
    assert secret not in without_secrets(f"/time/plan/feed/{secret}.ics")


def test_a_new_address_ends_the_old_one_and_an_ended_one_is_dead(expert: User) -> None:
    old, new = address(expert), address(expert)
    assert Client().get(old).status_code == 404
    assert Client().get(new).status_code == 200
    end_feed(person=expert)
    end_feed(person=expert)
    assert Client().get(new).status_code == 404


@pytest.mark.parametrize("secret", ["x", "terroir_", "terroir_" + "x" * 43, "%00", "é" * 50])
def test_a_guessed_address_is_not_there(expert: User, secret: str) -> None:
    make_feed(person=expert)
    assert Client().get(f"/time/plan/feed/{secret}.ics").status_code == 404


def test_who_has_left_has_no_feed_until_they_are_back(expert: User) -> None:
    url = address(expert)
    deactivate_person(expert, by=None)
    assert Client().get(url).status_code == 404
    reactivate_person(expert, by=expert)
    assert Client().get(url).status_code == 200


def test_the_feed_answers_reads_alone_and_needs_no_session(expert: User) -> None:
    url = address(expert)
    assert Client().post(url).status_code == 405
    assert Client().head(url).status_code == 200
    assert not Client().get(url).cookies


def test_reading_is_noted_once_an_hour(expert: User, clock: Callable[[datetime], None]) -> None:
    url = address(expert)
    for minutes, noted in ((0, 0), (59, 0), (61, 61)):
        clock(NOW + timedelta(minutes=minutes))
        Client().get(url)
        assert PlanFeed.objects.get().read_at == NOW + timedelta(minutes=noted)


def test_a_feed_costs_the_same_however_much_is_planned(
    expert: User, assert_same_queries: Callable[..., None]
) -> None:
    url = address(expert)
    hours = iter(range(8, 20))

    def grow(count: int) -> None:
        for _ in range(count):
            weekly(expert, start=next(hours) * 60, minutes=60)

    assert_same_queries(lambda: Client().get(url), grow)


def test_the_address_is_shown_once_and_opens_in_a_calendar_program(
    expert: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(expert)
    answer = client.post("/time/plan/feed/new/")
    page = answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert page.count("http://testserver/time/plan/feed/terroir_") == 1
    assert 'href="webcal://testserver/time/plan/feed/terroir_' in page
    assert "terroir_" not in client.get("/time/plan/").content.decode()
    assert client.post("/time/plan/feed/end/").status_code == 303
    assert not PlanFeed.objects.exists()


def test_the_file_for_one_go_is_the_same_plan(
    expert: User, client_of: Callable[[User], Client]
) -> None:
    weekly(expert)
    client = client_of(expert)
    answer = client.get("/time/plan/plan.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="plan.ics"'
    assert answer.content == Client().get(address(expert)).content


def test_an_ended_slot_leaves_the_feed(expert: User) -> None:
    slot = weekly(expert)
    url = address(expert)
    end_slot(slot, until=TOMORROW + timedelta(weeks=2))
    assert len(events(url)) == 2


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(  # noqa: DTZ001 - made aware
    lambda at: at.replace(tzinfo=UTC)
)


@given(
    begins=MOMENTS,
    minutes=st.integers(5, 1440),
    changed=st.integers(0, 10**7),
    cancelled=st.booleans(),
    words=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=120),
)
def test_what_is_written_is_read_back(
    begins: datetime, minutes: int, changed: int, cancelled: bool, words: str
) -> None:
    block = FeedBlock(
        "plan-block-7@halage.example", begins, begins + timedelta(minutes=minutes),
        cancelled, begins, begins + timedelta(seconds=changed),
    )  # fmt: skip
    file = write_plan([block], name=words, summary=words)
    calendar = icalendar.Calendar.from_ical(file)
    [event] = calendar.walk("VEVENT")
    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert event["DTSTART"].dt == begins.replace(microsecond=0)
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=minutes)
    assert event["SEQUENCE"] == changed
    assert str(event["SUMMARY"]) == words
    assert not event.errors
