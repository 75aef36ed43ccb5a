"""Active minutes: by wall clock, once in all windows, by the person's day, on what they may work on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import (
    accept_suggestion,
    decline_suggestion,
    publish_article,
    start_article_draft,
    start_draft,
    verify_article,
    withdraw_suggestion,
)
from knowledge.articles.words import Settings, Words
from knowledge.contributions.actions.activity import (
    SwitchedOff,
    minutes_to_read,
    minutes_to_write,
    note_activity,
    report_minutes,
    stop_counting,
)
from knowledge.contributions.models import Activity, Kind, Recording
from knowledge.contributions.recordables import Recordable, on_page
from knowledge.threads.actions.answering import correct_answer
from knowledge.threads.actions.commenting import comment_on_thread
from tests.conftest import ClientOf
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_person,
    make_suggestion,
    make_team,
    make_thread,
    restrict_area,
)

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 11, 17, 9, tzinfo=UTC)
THING = Recordable(
    kind=Kind.ANSWER, subject_kind="thread", subject_id=7, label="Why?", url="/threads/7/"
)


@pytest.fixture(autouse=True)
def _in_the_morning() -> Iterator[None]:
    with time_machine.travel(NINE, tick=False):
        yield


def report(person: User, minutes: int, at: datetime, thing: Recordable = THING) -> int:
    return report_minutes(person=person, thing=thing, minutes=minutes, at=at)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def days_of(person: User) -> dict[date, int]:
    rows = Activity.objects.filter(person=person)
    return {row.day: row.minutes for row in rows}


def test_minutes_of_one_thing_and_day_are_one_row(expert: User) -> None:
    assert [report(expert, 3, after(3 * n)) for n in range(4)] == [3, 3, 3, 3]
    row = Activity.objects.get()
    assert (row.person, row.minutes, row.kind, row.label) == (expert, 12, "answer", "Why?")


def test_two_windows_never_count_the_same_minute_twice(expert: User) -> None:
    other = Recordable(
        kind=Kind.ARTICLE, subject_kind="article", subject_id=1, label="A", url="/articles/a/"
    )
    assert report(expert, 3, after(0)) == 3
    assert report(expert, 3, after(3)) == 3
    assert report(expert, 3, after(3.2), other) == 0
    assert report(expert, 3, after(5), other) == 2


def test_a_report_longer_than_the_time_that_passed_is_cut(expert: User) -> None:
    report(expert, 3, NINE)
    assert report(expert, 10, after(4)) == 4
    assert report(expert, 10, after(4)) == 0


def test_a_first_report_counts_ten_minutes_at_most(expert: User) -> None:
    assert report(expert, 600, NINE) == 10


@settings(deadline=None)
@given(
    reports=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 900)), min_size=1, max_size=12)
)
def test_however_many_report_an_hour_has_sixty_minutes(reports: list[tuple[int, int]]) -> None:
    person = make_person(roles=["expert"])
    at, counted = NINE, 0
    for minutes, seconds in reports:
        at += timedelta(seconds=seconds)
        counted += report(person, minutes, at)
        passed = (at - NINE) / timedelta(minutes=1)
        assert counted <= passed + 10
    assert sum(days_of(person).values()) == counted


@pytest.mark.parametrize(
    ("at", "minutes", "days"),
    [
        # 23:58 UTC is 00:58 of the 18th in Paris: the day began 58 minutes ago.
        ("2026-11-17T23:58:00", 5, {date(2026, 11, 18): 5}),
        # 23:02 UTC is 00:02 in Paris: 2 minutes of the 18th, 3 of the 17th.
        ("2026-11-17T23:02:00", 5, {date(2026, 11, 17): 3, date(2026, 11, 18): 2}),
        # Midnight itself: all before it.
        ("2026-11-17T23:00:00", 4, {date(2026, 11, 17): 4}),
        # The night the clocks go back: midnight of the 25th of October was at 22:00 UTC.
        ("2026-10-24T22:03:00", 6, {date(2026, 10, 24): 3, date(2026, 10, 25): 3}),
    ],
)
def test_minutes_around_midnight_belong_to_the_day_where_the_person_is(
    expert: User, at: str, minutes: int, days: dict[date, int]
) -> None:
    User.objects.filter(pk=expert.pk).update(time_zone="Europe/Paris")
    report(expert, minutes, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert days_of(expert) == days


def test_whoever_switched_it_off_is_never_counted(expert: User) -> None:
    stop_counting(person=expert)
    with pytest.raises(SwitchedOff):
        report(expert, 3, NINE)
    note_activity(person=expert, thing=THING, minutes=3)
    assert not Activity.objects.exists()


def test_who_has_no_time_to_share_is_not_counted(colleague: User) -> None:
    with pytest.raises(SwitchedOff):
        report(colleague, 3, NINE)
    note_activity(person=colleague, thing=THING, minutes=3)
    assert not Activity.objects.exists()


def test_an_act_is_no_second_minute_beside_what_was_counted(expert: User) -> None:
    note_activity(person=expert, thing=THING, minutes=2)
    note_activity(person=expert, thing=THING, minutes=2)
    assert Activity.objects.get().minutes == 2
    report_minutes(person=expert, thing=THING, minutes=9)
    note_activity(person=expert, thing=THING, minutes=2)
    assert Activity.objects.get().minutes == 11


def test_an_act_of_long_ago_proposes_nothing(expert: User) -> None:
    note_activity(person=expert, thing=THING, minutes=2, at=NINE - timedelta(days=400))
    assert not Activity.objects.exists()


def test_reading_and_writing_have_a_pace() -> None:
    assert [minutes_to_read("word " * n) for n in (0, 238, 239, 100_000)] == [1, 1, 2, 15]
    assert [minutes_to_write("word " * n) for n in (0, 19, 20, 100_000)] == [1, 1, 2, 15]


def proposed_to(person: User) -> list[tuple[str, str, int]]:
    rows = Activity.objects.filter(person=person)
    return [(row.kind, row.subject_kind, row.subject_id) for row in rows]


def test_verifying_an_article_proposes_a_review(expert: User) -> None:
    article = make_article(owner=expert, body="word " * 600)
    verify_article(article=article, by=expert)
    row = Activity.objects.get()
    assert (row.kind, row.subject_id, row.minutes) == ("review", article.pk, 3)
    assert row.url == article.get_absolute_url()


def test_deciding_on_a_suggestion_proposes_a_review_and_taking_back_does_not(
    expert: User, lead: User
) -> None:
    article = make_article(owner=expert, areas=[Area.objects.get(name="Broadband")])
    taken, refused, back = (
        make_suggestion(article, by=lead, body=f"Other words {n}.") for n in range(3)
    )
    withdraw_suggestion(suggestion=back, by=lead)
    accept_suggestion(suggestion=taken, by=expert, word="Thank you")
    decline_suggestion(suggestion=refused, by=expert, word="No, because it is wrong")
    assert proposed_to(expert) == [
        ("review", "suggestion", taken.pk),
        ("review", "suggestion", refused.pk),
    ]
    assert proposed_to(lead) == []
    assert Activity.objects.values_list("area__name", flat=True)[0] == "Broadband"


def test_correcting_a_colleagues_answer_is_a_review_and_ones_own_is_not(
    expert: User, lead: User
) -> None:
    thread = make_thread(area=Area.objects.get(name="Broadband"))
    answer = make_answer(thread, by=expert)
    correct_answer(answer=answer, by=lead, body="Hold it for twelve seconds.", is_partial=False)
    assert proposed_to(lead) == [("review", "thread", thread.pk)]
    correct_answer(answer=answer, by=expert, body="Hold it for ten.", is_partial=False)
    assert proposed_to(expert) == []


def test_a_word_on_a_colleagues_answer_is_coaching(expert: User, lead: User) -> None:
    thread = make_thread()
    answer = make_answer(thread, by=expert)
    comment_on_thread(thread=thread, by=lead, source="word " * 30, answer=answer)
    comment_on_thread(thread=thread, by=expert, source="Thank you", answer=answer)
    comment_on_thread(thread=thread, by=lead, source="And the customer?")
    assert Activity.objects.get().minutes == 2
    assert proposed_to(lead) == [("coaching", "thread", thread.pk)]


def test_minutes_of_a_draft_follow_it_when_it_becomes_an_article(expert: User) -> None:
    draft = start_draft(person=expert, fields={"title": "The meter", "body": "Read it."})
    thing = on_page(expert, draft.get_absolute_url())
    assert thing is not None
    assert (thing.subject_kind, thing.label, thing.kind) == ("draft", "The meter", Kind.ARTICLE)
    report_minutes(person=expert, thing=thing, minutes=5)
    article = publish_article(
        by=expert, words=Words(title="The meter", body="Read it."), settings=Settings(), draft=draft
    )
    row = Activity.objects.get()
    assert (row.subject_kind, row.subject_id) == ("article", article.pk)
    assert row.url == article.get_absolute_url()


def test_a_page_stands_for_what_its_reader_may_do_there(expert: User, lead: User) -> None:
    article = make_article("The meter", owner=lead, areas=[Area.objects.get(name="Broadband")])
    thread = make_thread("Why?")
    draft = start_article_draft(person=expert, article=article, fields={})
    suggestion = make_suggestion(article, by=expert, body="Better words.")
    said = {
        path: (found.kind, found.subject_kind, found.label, found.writes)
        for path in [
            article.get_absolute_url(),
            draft.get_absolute_url(),
            thread.get_absolute_url(),
            suggestion.get_absolute_url(),
        ]
        if (found := on_page(expert, path))
    }
    assert list(said.values()) == [
        (Kind.ARTICLE, "article", "The meter", False),
        (Kind.REVIEW, "article", "The meter", True),
        (Kind.ANSWER, "thread", "Why?", True),
        (Kind.REVIEW, "suggestion", "The meter", False),
    ]
    decides = on_page(lead, suggestion.get_absolute_url())
    assert decides is not None
    assert decides.writes
    assert on_page(lead, draft.get_absolute_url()) is None


def post(client: Client, page: str, minutes: Any = 3) -> int:
    data = {"page": page, "minutes": minutes}
    return client.post("/time/activity/", data).status_code


def test_a_report_names_its_thing_by_the_page_alone(expert: User, client_of: ClientOf) -> None:
    thread = make_thread("Why?", area=make_area("Meters"))
    client = client_of(expert)
    data = {"page": thread.get_absolute_url(), "minutes": 3, "label": "Mine", "kind": "talk"}
    assert client.post("/time/activity/", data).json() == {"counted": 3}
    row = Activity.objects.get()
    assert (row.label, row.kind) == ("Why?", "answer")
    assert row.area is not None
    assert row.area.name == "Meters"


@pytest.mark.parametrize("minutes", ["0", "-3", "", "x", "1e3", "²", "99999999999999999999", "3.5"])
def test_nonsense_minutes_are_passed_over_in_silence(
    expert: User, client_of: ClientOf, minutes: str
) -> None:
    thread = make_thread()
    assert post(client_of(expert), thread.get_absolute_url(), minutes) == 204
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "page",
    ["", "/", "/nothing/", "//evil.example/", "/threads/999999999999999999999/", "x" * 5_000],
)
def test_a_page_that_stands_for_nothing_counts_nothing(
    expert: User, client_of: ClientOf, page: str
) -> None:
    assert post(client_of(expert), page) == 204
    assert not Activity.objects.exists()


def test_what_is_hidden_or_only_read_counts_nothing(
    expert: User, lead: User, client_of: ClientOf
) -> None:
    closed = make_area("Closed")
    hidden = make_thread(area=closed)
    restrict_area(closed, make_team("Others"))
    read = make_article(owner=lead)
    suggestion = make_suggestion(read, by=expert, body="Better.")
    foreign = start_article_draft(person=lead, article=read, fields={})
    client = client_of(expert)
    for thing in (hidden, read, suggestion, foreign):
        assert post(client, thing.get_absolute_url()) == 204
    assert not Activity.objects.exists()


def test_the_editor_says_that_it_counts_and_switching_off_holds(
    expert: User, client_of: ClientOf
) -> None:
    thread, client = make_thread(), client_of(expert)
    page = thread.get_absolute_url()
    assert "Only you see them" in client.get(page).content.decode()
    assert client.post("/time/activity/off/").status_code == 204
    assert "active-minutes" not in client.get(page).content.decode()
    assert post(client, page) == 403
    assert Recording.objects.get(person=expert).counts_activity is False
    assert not Activity.objects.exists()


def test_who_has_no_time_to_share_is_told_nothing_of_it(contact: User, client_of: ClientOf) -> None:
    thread = make_thread()
    assert (
        "active-minutes" not in client_of(contact).get(thread.get_absolute_url()).content.decode()
    )


def test_every_editor_counts_and_a_list_does_not(
    lead: User, expert: User, client_of: ClientOf
) -> None:
    article = make_article(owner=lead)
    thread = make_thread()
    answer = make_answer(thread, by=lead)
    suggestion = make_suggestion(article, by=expert, body="Better words.")
    draft = start_article_draft(person=lead, article=article, fields={})
    client = client_of(lead)
    editors = [draft.get_absolute_url(), thread.get_absolute_url(), suggestion.get_absolute_url()]
    editors.append(f"/threads/{thread.pk}/answers/{answer.pk}/")
    for path in editors:
        page = client.get(path).content.decode()
        assert page.count("<active-minutes") == 1, path
        assert page.count("js/activity.js") == 1, path
    assert "<active-minutes" not in client.get("/threads/").content.decode()
