"""Whom somebody's words reached: distinct replies, weighted by the credit that holds now."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import company_day, monday_of
from knowledge.notifications.models import Notification
from knowledge.replies.actions.credits import keep_credit, keep_credit_of_answer, set_split
from knowledge.replies.actions.notes import send_notes
from knowledge.replies.actions.recording import record_answer_copy, record_copy
from knowledge.replies.models import DeskPreference, ReplyPassage, ReplyRecord
from knowledge.replies.queries.reach import Served, reach_of
from knowledge.replies.queries.reach_pages import (
    PerHour,
    named_users,
    per_hour,
    reached_passages,
)
from tests.conftest import ClientOf
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_entry,
    make_person,
    make_thread,
    restrict_area,
)

pytestmark = pytest.mark.django_db


def _article(owner: User, **more: Any) -> Article:
    article = make_article(
        owner=owner, short_answer="Yes.", short_answer_audience="customer", **more
    )
    keep_credit([article.live])
    return article


def _copy(person: User, article: Article, days_ago: int = 0, channel: str = "") -> ReplyRecord:
    return record_copy(
        person=person,
        article=article,
        revision=article.live,
        passage_keys=["short"],
        channel=channel,
        at=timezone.now() - timedelta(days=days_ago),
    )[0]


def test_a_reply_counts_once_with_the_largest_of_ones_shares_in_it(
    expert: User, colleague: User, contact: User
) -> None:
    one, other = _article(expert), _article(colleague)
    set_split(revision=other.live, shares={colleague: 60, expert: 40}, by=colleague)
    record = _copy(contact, one)
    ReplyPassage.objects.create(
        record=record,
        article=other,
        revision=other.live,
        passage_key="short",
        at=record.created_at,
    )
    assert reach_of(expert).this_week == Served(1, 100)
    assert reach_of(colleague).this_week == Served(1, 60)


def test_weeks_channels_and_outcomes_are_counted_apart(expert: User, contact: User) -> None:
    article = _article(expert)
    _copy(contact, article, days_ago=7 * 13)
    old = _copy(contact, article, days_ago=14, channel="shop")
    ReplyRecord.objects.filter(pk=old.pk).update(outcome="helped", outcome_at=timezone.now())
    _copy(contact, article, channel="phone")
    found = reach_of(expert)
    assert found.this_week == found.complete == Served(1, 100)
    assert [week.served.replies for week in found.weeks] == [0] * 10 + [1, 0]
    assert set(found.channels) == {"phone", "shop"}
    assert set(found.channels_this_week) == {"phone"}
    assert found.outcomes == {"helped": Served(1, 100), "": Served(1, 100)}


def test_weeks_begin_at_midnight_of_the_companys_monday(expert: User, contact: User) -> None:
    article = _article(expert)
    now = datetime(2026, 7, 15, 12, tzinfo=UTC)
    for hour, minute in ((21, 59), (22, 1)):
        record_copy(
            person=contact,
            article=article,
            revision=article.live,
            passage_keys=["short"],
            at=datetime(2026, 7, 12, hour, minute, tzinfo=UTC),
        )
    found = reach_of(expert, now)
    assert (found.weeks[-1].monday, found.weeks[-1].served.replies) == (date(2026, 7, 6), 1)
    assert found.this_week.replies == 1


def test_answers_reach_like_articles(expert: User, contact: User) -> None:
    answer = make_answer(make_thread(asker=contact), by=expert, body="/// customer\nYes.\n///")
    keep_credit_of_answer(answer.versions.get())
    key = answer.text.passages.get().key
    record_answer_copy(person=contact, answer=answer, passage_keys=[key])
    assert reach_of(expert).this_week == Served(1, 100)
    assert [row.replies for row in reached_passages(expert)] == [1]


def test_nobody_reaches_by_their_own_replies(expert: User, contact: User) -> None:
    article = _article(expert)
    for person in (expert, expert, contact):
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=["short"],
            key=uuid4(),
        )
    assert reach_of(expert).this_week == Served(1, 100)
    assert [row.replies for row in reached_passages(expert)] == [1]


def test_what_closed_to_somebody_is_in_none_of_their_figures(
    outsider: User, contact: User, team: Any
) -> None:
    area = make_area()
    article = _article(outsider, areas=[area])
    _copy(contact, article)
    assert reach_of(outsider).this_week.replies == 1
    restrict_area(area, team)
    outsider = User.objects.get(pk=outsider.pk)
    assert reach_of(outsider).this_week == Served()
    assert reached_passages(outsider) == ()
    assert named_users(outsider) == ()


def test_only_who_agreed_is_named_and_nobody_by_a_number(
    expert: User, contact: User, colleague: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    for person in (contact, colleague):
        _copy(person, article)
    DeskPreference.objects.create(person=colleague, shows_name=True)
    assert named_users(expert) == (colleague,)
    shown = client_of(expert).get(reverse("replies:reach")).content.decode()
    assert "2 replies" in shown
    assert colleague.display_name in shown
    assert contact.display_name not in shown


def test_reach_per_hour_needs_twelve_whole_weeks_and_time(expert: User, contact: User) -> None:
    monday = monday_of(company_day(timezone.now()))
    _copy(contact, _article(expert), days_ago=10)
    assert per_hour(expert, reach_of(expert)) is None
    User.objects.filter(pk=expert.pk).update(created_at=timezone.now() - timedelta(days=200))
    expert.refresh_from_db()
    assert per_hour(expert, reach_of(expert)) == PerHour(100, 0)
    assert PerHour(100, 0).rate is None
    make_entry(expert, day=monday - timedelta(days=3), minutes=30)
    found = per_hour(expert, reach_of(expert))
    assert found == PerHour(100, 30)
    assert found.rate == 2.0
    assert per_hour(expert, reach_of(expert, weeks=4)) is None


def test_managers_see_sums_and_the_person_reads_that_they_looked(
    expert: User, contact: User, manager: User, client_of: ClientOf, settings: Any
) -> None:
    User.objects.update(created_at=timezone.now() - timedelta(days=200))
    expert.memberships.update(since=date(2020, 1, 1))
    article = _article(expert)
    _copy(contact, article)
    url = reverse("replies:reach_of", args=[expert.slug])
    shown = client_of(manager).get(url)
    assert shown.status_code == 200
    assert article.title not in shown.content.decode()
    assert FigureView.objects.get().person == expert
    settings.FIGURES_SHOWN = "teams"
    assert client_of(manager).get(url).status_code == 403


def test_the_note_comes_once_a_week_to_who_wants_it_and_never_of_nothing(
    expert: User, colleague: User, contact: User
) -> None:
    now = timezone.now()
    thursday = datetime.combine(
        monday_of(company_day(now)) + timedelta(days=10), datetime.min.time(), UTC
    ) + timedelta(hours=20)
    _copy(contact, _article(expert))
    for person in (expert, colleague):
        DeskPreference.objects.create(person=person, weekly_note=True)
    DeskPreference.objects.create(person=contact)
    for _each in range(2):
        assert send_notes(thursday) is False
    line = Notification.objects.get(kind=Notification.Kind.REACH)
    assert (line.person, line.title) == (expert, "1 reply to a customer last week")
    send_notes(thursday + timedelta(days=7))
    assert Notification.objects.filter(kind=Notification.Kind.REACH).count() == 1


def test_the_page_costs_the_same_however_much_was_used(
    expert: User, contact: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            person = make_person()
            DeskPreference.objects.create(person=person, shows_name=True)
            _copy(person, _article(expert), days_ago=10)

    assert_same_queries(lambda: client_of(expert).get(reverse("replies:reach")), grow)
