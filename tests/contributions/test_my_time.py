"""The page of one's own time: one sentence, this week, half a year, and what waits for one's word."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from knowledge.contributions.actions.entries import propose_entry
from knowledge.contributions.models import Commitment, Kind, Source
from tests.conftest import ClientOf
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.factories import make_area, make_person, restrict_area

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def _text(client: Client, path: str = "/time/") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def _give_four_weeks(person: User, minutes: int) -> None:
    for number in range(1, 5):
        give(person, minutes, MONDAY - timedelta(weeks=number))


def test_one_sentence_says_what_was_given_over_four_complete_weeks(
    client_of: ClientOf, expert: User
) -> None:
    """35 h = 2,100 min a week; 4 × 150 of 4 × 2,100 less 11 November = 600 of 7,980 = 7.5 %."""
    _give_four_weeks(expert, 150)
    give(expert, 999, MONDAY)
    text = _text(client_of(expert))
    assert "You gave 7.5 % of your working time over the last four weeks." in text
    assert "That is 600 of 7,980 minutes, inside the 5 to 10 % that is yours to give." in text
    assert "nobody counts articles, and only you confirm it" in text


def test_this_week_stands_apart_with_what_is_left_of_the_band(
    client_of: ClientOf, expert: User
) -> None:
    """2,100 min: the band is 105 to 210; 90 given and 20 held by a claim leave 100."""
    give(expert, 90, MONDAY)
    Commitment.objects.create(
        person=expert,
        minutes=20,
        subject_kind="thread",
        subject_id=1,
        label="Q",
        url="/",
        since=NOW,
    )
    text = _text(client_of(expert))
    assert "This week: 90 min, 100 left" in text
    assert "Week 48, 23 to 29 November" in text
    assert "The band is 105 to 210 min." in text
    assert "20 claimed" in text


def test_below_and_above_are_said_without_reproach(client_of: ClientOf, expert: User) -> None:
    """Four weeks of 2,100 less a holiday: the band begins at 399 minutes and ends at 798."""
    _give_four_weeks(expert, 50)
    assert "199 short of the 5 to 10 % that is yours to give" in _text(client_of(expert))
    _give_four_weeks(expert, 200)
    assert "Nobody asks more of you." in _text(client_of(expert))


def test_half_a_year_has_a_table_with_each_week(client_of: ClientOf, expert: User) -> None:
    """301 of 2,100 minutes are 14.33 %, 302 are 14.38 %: 14.3 in the table, 14.4 over the highest bar."""
    give(expert, 301, MONDAY - timedelta(weeks=10))
    give(expert, 302, MONDAY - timedelta(weeks=9))
    text = _text(client_of(expert))
    assert "Twenty-six weeks against the band" in text
    assert '<text class="said"' in text
    assert ">14.4</text>" in text
    assert text.count('<tr><th scope="row"><a href="/time/week/') >= 11
    assert "14.3" in text


def test_who_begins_is_told_what_to_do(client_of: ClientOf, expert: User) -> None:
    text = _text(client_of(expert))
    assert "Nothing recorded yet: your first half hour counts." in text
    assert "Twenty-six weeks" not in text
    assert 'href="/time/add/"' in text


def test_who_is_not_asked_to_share_may_record_and_is_not_measured(
    client_of: ClientOf, contact: User
) -> None:
    give(contact, 45, MONDAY)
    text = _text(client_of(contact))
    assert "The time you share is yours to record." in text
    assert "nothing is expected of you here" in text
    assert "45 min recorded." in text
    assert "The band is" not in text


def test_a_plan_tells_of_no_band_to_whom_nothing_is_asked(
    client_of: ClientOf, contact: User, expert: User
) -> None:
    offered = "yours to give"
    assert offered in client_of(expert).get("/time/plan/").content.decode()
    assert offered not in client_of(contact).get("/time/plan/").content.decode()


def test_who_has_no_gauge_logs_time_from_the_menu_of_every_page(
    client_of: ClientOf, contact: User, expert: User
) -> None:
    assert 'class="menu__item" href="/time/add/"' in _text(client_of(contact), "/people/")
    assert _text(client_of(expert), "/people/").count('href="/time/add/"') == 1


def test_a_closed_area_is_called_other(client_of: ClientOf, outsider: User, expert: User) -> None:
    secret = make_area("Project Falcon")
    give(outsider, 30, MONDAY, area=secret)
    assert expert.team
    restrict_area(secret, expert.team)
    text = _text(client_of(outsider))
    assert "Falcon" not in text
    assert "other" in text


def test_nobody_sees_the_time_of_somebody_else(
    client_of: ClientOf, expert: User, manager: User, administrator: User
) -> None:
    entry = give(expert, 77, MONDAY, kind=Kind.ANSWER)
    for other in (manager, administrator):
        client = client_of(other)
        for path in ("/time/", f"/time/week/{MONDAY}/", "/time/file/?format=json"):
            answer = client.get(path)
            body = answer.getvalue() if answer.streaming else answer.content
            assert b"A reply" not in body
        assert client.get(f"/time/entries/{entry.pk}/").status_code == 404


def test_only_what_leads_somewhere_harmless_is_a_link(client_of: ClientOf, expert: User) -> None:
    for number, url in enumerate(["javascript:alert(1)", "https://a.example/x", "//evil.example"]):
        propose_entry(
            person=expert,
            day=TODAY,
            minutes=5,
            kind=Kind.FORUM,
            source=Source.PLAN,
            label=f"Reply {number}",
            url=url,
        )
    text = _text(client_of(expert))
    assert 'href="https://a.example/x"' in text
    assert 'href="javascript' not in text
    assert 'href="//evil' not in text


def test_the_page_costs_the_same_however_much_was_done(
    client_of: ClientOf, expert: User, assert_same_queries: Callable[..., None]
) -> None:
    client = client_of(expert)
    added = iter(range(1_000))

    def grow(count: int) -> None:
        for number in (next(added) for _ in range(count)):
            give(expert, 10, MONDAY - timedelta(days=number), area=make_area())
            propose_entry(
                person=expert,
                day=TODAY,
                minutes=5,
                kind=Kind.REVIEW,
                source=Source.PLAN,
                external_id=f"{number}",
            )

    assert_same_queries(lambda: client.get("/time/"), grow)


def test_who_looked_is_read_by_nobody_but_the_person(
    client_of: ClientOf, expert: User, manager: User, assert_same_queries: Callable[..., None]
) -> None:
    client = client_of(expert)
    assert "Nobody has looked yet." in _text(client, "/time/looked/")

    def grow(count: int) -> None:
        for _ in range(count):
            _looked(make_person(), expert)

    _looked(manager, expert)
    assert "Ines Moreau" in _text(client, "/time/looked/")
    assert "Ines Moreau" not in _text(client_of(make_person()), "/time/looked/").split("<main")[1]
    assert_same_queries(lambda: client.get("/time/looked/"), grow)


def _looked(viewer: User, person: User, day: date = TODAY) -> Any:
    return person.figure_views.create(viewer=viewer, place="team", day=day, last_at=NOW)
