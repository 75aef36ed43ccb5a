"""The week and the timer in the bar: what they say, to whom, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions.working_time import add_away
from accounts.models import User
from knowledge.contributions.actions.activity import note_activity
from knowledge.contributions.actions.entries import propose_entry, record_entry
from knowledge.contributions.actions.timer import start_timer
from knowledge.contributions.bar import week_sentence
from knowledge.contributions.models import Kind, Source, Timer
from knowledge.contributions.queries.timer import glance_of
from knowledge.contributions.recordables import Recordable
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db

THURSDAY = datetime(2026, 11, 19, 9, tzinfo=UTC)
TODAY = THURSDAY.date()
PAGE = "/settings/notifications/"


@pytest.fixture(autouse=True)
def _on_thursday() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


def give(person: User, day: date, minutes: int) -> None:
    record_entry(person=person, day=day, minutes=minutes, kind=Kind.ARTICLE, sure=True, at=THURSDAY)


def bar_of(client: Client, page: str = PAGE) -> str:
    shown = client.get(page).content.decode()
    return shown[shown.index('<header class="bar">') : shown.index("</header>")]


def test_the_gauge_says_the_confirmed_minutes_of_this_week_and_its_band(
    expert: User, client_of: ClientOf
) -> None:
    give(expert, TODAY, 60)
    give(expert, TODAY - timedelta(days=3), 30)  # Monday
    give(expert, TODAY - timedelta(days=4), 45)  # Sunday of the week before
    bar = bar_of(client_of(expert))
    # 35 h are 2,100 minutes: 105 to 210.
    assert "Your week: 90 minutes given, band 105 to 210 minutes" in bar
    assert '<span aria-hidden="true">90 min</span>' in bar
    assert 'href="/time/"' in bar


def test_leave_makes_the_band_of_the_week_smaller(expert: User) -> None:
    monday = TODAY - timedelta(days=3)
    add_away(person=expert, first_day=monday, last_day=monday)
    # 1,680 minutes are left: 84 to 168.
    assert week_sentence(glance_of(expert)) == (
        "Your week: 0 minutes given, band 84 to 168 minutes"
    )


def test_away_all_week_nothing_is_expected(expert: User, client_of: ClientOf) -> None:
    monday = TODAY - timedelta(days=3)
    add_away(person=expert, first_day=monday, last_day=monday + timedelta(days=6))
    bar = bar_of(client_of(expert))
    assert "Your week: 0 minutes given, none expected" in bar
    assert 'class="band"' not in bar


def test_what_waits_for_a_word_is_counted(expert: User, client_of: ClientOf) -> None:
    assert "Confirm" not in bar_of(client_of(expert))
    propose_entry(
        person=expert, day=TODAY, minutes=5, kind=Kind.REVIEW, source=Source.IMPORT, at=THURSDAY
    )
    thing = Recordable(
        kind=Kind.REVIEW, subject_kind="thread", subject_id=1, label="A", url="/threads/1/"
    )
    note_activity(person=expert, thing=thing, minutes=2)
    assert "Confirm 2 entries" in bar_of(client_of(expert))


def queries_of(client: Client) -> list[str]:
    client.get(PAGE)
    with CaptureQueriesContext(connection) as seen:
        client.get(PAGE)
    return [query["sql"] for query in seen.captured_queries]


def test_the_bar_costs_an_expert_one_query_and_the_others_none(
    expert: User, colleague: User, client_of: ClientOf
) -> None:
    start_timer(person=expert, label="Read a draft")
    mine, theirs = queries_of(client_of(expert)), queries_of(client_of(colleague))
    assert len([sql for sql in mine if "contributions_" in sql]) == 1
    assert not [sql for sql in theirs if "contributions_" in sql]
    assert len(mine) == len(theirs) + 1


def test_the_bar_costs_the_same_however_much_was_recorded(
    expert: User, client_of: ClientOf, assert_same_queries: Callable[..., None]
) -> None:
    client = client_of(expert)

    def grow(count: int) -> None:
        for _row in range(count):
            give(expert, TODAY, 5)

    assert_same_queries(lambda: client.get(PAGE), grow)


def test_nobody_sees_a_week_who_has_none(colleague: User, client_of: ClientOf) -> None:
    bar = bar_of(client_of(colleague))
    assert "Your week" not in bar
    assert "week-timer" not in bar


def test_who_has_no_allowance_may_run_a_timer_and_sees_it(
    colleague: User, client_of: ClientOf
) -> None:
    client = client_of(colleague)
    client.post("/time/timer/act/", {"do": "start", "kind": "talk", "label": "At the fair"})
    assert "Timer: 0 min on At the fair" in bar_of(client)
    started = Timer.objects.get().started_at.isoformat()
    client.post("/time/timer/act/", {"do": "discard", "started": started})
    assert "week-timer" not in bar_of(client)


def act(client: Client, do: str, **data: str) -> tuple[int, str]:
    timer = Timer.objects.first()
    started = timer.started_at.isoformat() if timer else ""
    response = client.post("/time/timer/act/", {"do": do, "started": started} | data, follow=True)
    return response.status_code, response.content.decode()


def test_a_refused_stop_keeps_the_minutes_and_says_what_is_missing(
    expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    act(client, "start", kind="forum", label="Their forum", url="")
    Timer.objects.update(banked_seconds=600)
    status, shown = act(client, "stop")
    assert (status, "Give a link or a reference" in shown) == (422, True)
    timer = Timer.objects.get()
    assert (timer.running_since, timer.banked_seconds) == (None, 600)
    _status, shown = act(client, "stop", kind="forum", label="Theirs", url="https://x.example/")
    assert "Recorded: 10 min on Theirs." in shown


def test_more_than_the_day_holds_is_asked_about(expert: User, client_of: ClientOf) -> None:
    client = client_of(expert)
    give(expert, TODAY, 420)
    act(client, "start", kind="review", label="Late", url="")
    Timer.objects.update(banked_seconds=600)
    status, shown = act(client, "stop")
    assert (status, "this makes 7\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10" in shown) == (422, True)
    assert "Recorded: 10 min on Late." in act(client, "stop", sure="1")[1]


def test_another_windows_change_is_told_and_nothing_happens(
    expert: User, client_of: ClientOf
) -> None:
    client = client_of(expert)
    start_timer(person=expert, label="Now")
    for do in ("start", "stop", "pause", "go_on", "discard"):
        data = {"do": do, "started": "2026-11-19T07:00:00+00:00"}
        shown = client.post("/time/timer/act/", data, follow=True).content.decode()
        assert "changed in another window" in shown, do
    assert Timer.objects.get().label == "Now"


def test_what_was_thrown_away_can_be_brought_back(expert: User, client_of: ClientOf) -> None:
    client = client_of(expert)
    act(client, "start", kind="review", label="Read a draft", url="")
    Timer.objects.update(banked_seconds=600)
    assert "Bring it back" in act(client, "discard")[1]
    assert "Paused at 10 min" in act(client, "bring_back")[1]


@pytest.mark.parametrize(
    "data",
    [
        {"do": "nonsense"},
        {"do": "stop", "started": "nonsense"},
        {"do": "stop", "started": "2026-99-99T00:00:00"},
        {"do": "stop", "started": "2026-11-19T07:00:00"},
        {"do": "start", "kind": "nonsense"},
        {"do": "start", "kind": "review", "label": "x" * 999},
        {"do": "start", "page": "x" * 5_000},
        {"do": "bring_back"},
        {"do": "start", "next": "//evil.example/"},
    ],
)
def test_nonsense_breaks_nothing(expert: User, client_of: ClientOf, data: dict[str, str]) -> None:
    response = client_of(expert).post("/time/timer/act/", data)
    assert response.status_code in {303, 422}
    assert "evil" not in response.get("Location", "")


@pytest.mark.parametrize("until", ["", "nonsense", "2026-11-19T23:59", "2019-01-01T00:00"])
def test_until_when_must_be_said_in_words_that_make_sense(
    expert: User, client_of: ClientOf, until: str
) -> None:
    start_timer(person=expert, label="Long", at=THURSDAY - timedelta(hours=5))
    client = client_of(expert)
    status, shown = act(client, "stop", asked="1", until=until)
    assert status == 422
    assert "Not recorded yet" in shown
    assert Timer.objects.get().running_since is not None
