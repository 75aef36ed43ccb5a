"""Operators in the field complete from what the person may see."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person
from accounts.models import Team, User
from knowledge.search.completing import complete_operator
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_topic, restrict_area


def _offered(user: User, typed: str) -> list[str]:
    person = User.objects.get(pk=user.pk)
    return [option.value for option in complete_operator(person, typed)]


def test_areas_complete_by_their_names_in_both_languages(contact: User) -> None:
    make_area("Meters", name_fr="Compteurs")
    make_area("Billing")
    assert _offered(contact, "bill too high area:met") == ["bill too high area:meters "]
    assert _offered(contact, "area:compt") == ["area:meters "]
    assert _offered(contact, "bill -area:bill") == ["bill -area:billing "]
    assert set(_offered(contact, "domaine:")) >= {"domaine:meters ", "domaine:billing "}


def test_a_closed_area_is_offered_to_its_team_only(
    team: Team, contact: User, outsider: User
) -> None:
    area = make_area("Fraud desk")
    restrict_area(area, team)
    assert _offered(contact, "area:fra") == ["area:fraud-desk "]
    assert _offered(outsider, "area:fra") == []


def test_people_topics_kinds_languages_and_days_complete(contact: User, expert: User) -> None:
    make_topic("series K7")
    deactivate_person(make_person("Gone Away"), by=None)
    assert _offered(contact, "author:maelle") == [f"author:{expert.slug} "]
    assert _offered(contact, "author:gone") == []
    assert _offered(contact, "topic:ser") == ["topic:series-k7 "]
    assert _offered(contact, "kind:how") == ["kind:how_to "]
    assert _offered(contact, "lang:f") == ["lang:fr "]
    assert _offered(contact, "since:7") == ["since:7d "]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "area",
        "xarea:m",
        "nothing:m",
        "area:meters more",
        "http://area:",
        "area:meters",
        "é" * 500,
    ],
)
def test_what_is_no_operator_offers_nothing(typed: str, contact: User) -> None:
    make_area("Meters")
    assert _offered(contact, typed) == []


def test_the_field_is_answered_whole_queries_and_their_words(
    contact: User, client_of: ClientOf
) -> None:
    make_area("Meters")
    answer = client_of(contact).get(reverse("search:suggest"), {"q": "bill area:me"}).json()
    assert answer["suggestions"] == ["bill area:meters "]
    assert answer["options"] == [
        {"value": "bill area:meters ", "label": "Meters", "hint": "meters"}
    ]


def test_completing_costs_the_same_queries_however_many_areas(
    contact: User,
    client_of: ClientOf,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    browser: Client = client_of(contact)

    def grow(count: int) -> None:
        for _number in range(count):
            make_area()
            make_person()

    def read() -> None:
        for typed in ("area:", "author:"):
            browser.get("/search/suggest/", {"q": typed})

    assert_same_queries(read, grow)
