"""A customer knew first: one press, one count, told to who leads the area."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.replies.actions.told_first import (
    complete_told_first,
    record_told_first,
    take_back_told_first,
)
from knowledge.replies.models import ToldFirst
from knowledge.replies.queries.told_first import counts_by_area, times_in
from tests.factories import make_area, make_article, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def area(lead: User) -> Area:
    return Area.objects.get(slug="broadband")


def told(person: User) -> int:
    return Notification.objects.filter(person=person, kind=Notification.Kind.TOLD_FIRST).count()


def test_from_an_article_it_counts_for_its_area_and_the_lead_is_told_once(
    contact: User, lead: User, area: Area, client_of: ClientOf
) -> None:
    article = make_article(areas=[area])
    client = client_of(contact)
    sent = {"article": article.slug, "key": str(uuid4())}
    for _ in range(2):
        assert client.post(reverse("replies:told_first"), sent).status_code == 303
    row = ToldFirst.objects.get()
    assert (row.area, row.article, row.person) == (area, article, contact)
    assert told(lead) == 1


def test_a_double_press_without_a_key_is_one(contact: User, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    first = record_told_first(person=contact)
    assert record_told_first(person=contact) == first
    time_machine.shift(timedelta(minutes=1))
    assert record_told_first(person=contact) != first


def test_from_home_its_area_comes_afterwards_and_then_the_lead_is_told(
    contact: User, lead: User, area: Area, client_of: ClientOf
) -> None:
    client = client_of(contact)
    page = client.post(reverse("replies:told_first"))
    assert told(lead) == 0
    client.post(page["Location"], {"words": "The new router is out", "area": area.slug})
    row = ToldFirst.objects.get()
    assert (row.words, row.area) == ("The new router is out", area)
    assert told(lead) == 1


def test_an_area_inside_is_told_to_who_leads_above(contact: User, lead: User, area: Area) -> None:
    record_told_first(person=contact, area=make_area("Routers", parent=area))
    assert told(lead) == 1


def test_words_that_say_who_the_customer_is_are_refused_and_such_a_query_is_not_kept(
    contact: User, area: Area
) -> None:
    row = record_told_first(person=contact, area=area, query="call 06 12 34 56 78")
    assert row.query == ""
    with pytest.raises(ValidationError):
        complete_told_first(row=row, area=area, words="she is jane@example.org")


def test_it_can_be_taken_back_for_a_day(contact: User, time_machine: Any) -> None:
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    row = record_told_first(person=contact)
    time_machine.shift(timedelta(days=2))
    with pytest.raises(ValidationError):
        take_back_told_first(row=row)
    with pytest.raises(ValidationError):
        complete_told_first(row=row, area=None, words="Late")
    take_back_told_first(row=record_told_first(person=contact))
    assert ToldFirst.objects.get() == row


def test_counts_stand_beside_those_of_the_four_weeks_before(
    contact: User, area: Area, time_machine: Any
) -> None:
    inner = make_area("Routers", parent=area)
    time_machine.move_to("2026-03-02 10:00:00+00:00", tick=False)
    record_told_first(person=contact, area=area)
    time_machine.shift(timedelta(days=30))
    for place in (area, area, inner):
        time_machine.shift(timedelta(minutes=1))
        record_told_first(person=contact, area=place)
    time_machine.shift(timedelta(minutes=1))
    counts = {one.area: (one.times, one.before) for one in counts_by_area(contact)}
    assert counts == {area: (2, 1), inner: (1, 0)}
    assert times_in(area) == 3


def test_leads_read_what_was_noted_and_never_who(
    contact: User, lead: User, colleague: User, area: Area, client_of: ClientOf
) -> None:
    row = record_told_first(person=contact, area=area, words="A new tariff")
    page = client_of(lead).get(row.get_absolute_url()).content.decode()
    assert "A new tariff" in page
    assert contact.display_name not in page
    assert client_of(colleague).get(row.get_absolute_url()).status_code == 404


def test_the_lead_s_inbox_says_what_was_known_and_neither_who_nor_what_they_searched(
    contact: User, lead: User, area: Area, client_of: ClientOf
) -> None:
    closed = make_area("Law", owners=[contact])
    restrict_area(closed, make_team("Lawyers"))
    article = make_article("A trial", areas=[area, closed])
    row = record_told_first(person=contact, area=area, article=article, query="my own search")
    client = client_of(lead)
    inbox = client.get(reverse("notifications:inbox")).content.decode()
    assert "A customer knew first:" in inbox
    assert "Broadband" in inbox
    for page in (inbox, client.get(row.get_absolute_url()).content.decode()):
        for word in (contact.display_name, "my own search", "A trial"):
            assert word not in page


def test_a_closed_area_is_counted_for_nobody_outside(
    contact: User, lead: User, outsider: User, area: Area, client_of: ClientOf
) -> None:
    record_told_first(person=contact, area=area, words="A secret")
    restrict_area(area, contact.team)  # type: ignore[arg-type]
    page = client_of(outsider).get(reverse("replies:told_first")).content.decode()
    assert "Broadband" not in page
    assert "A secret" not in page


def test_the_list_costs_the_same_however_long(
    lead: User, area: Area, client_of: ClientOf, assert_same_queries: Any
) -> None:
    client = client_of(lead)

    def grow(count: int) -> None:
        for _ in range(count):
            record_told_first(person=make_person(), area=area)

    assert_same_queries(lambda: client.get(reverse("replies:told_first")), grow)
