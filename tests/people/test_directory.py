"""Finding colleagues, and their profiles."""

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import actions
from accounts.models import User
from knowledge.people.queries import find_people
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db


def found(viewer: User, **facts: Any) -> list[str]:
    return [person.display_name for person in find_people(viewer, **facts)]


def test_accents_case_and_order_of_words_do_not_matter(contact: User, expert: User) -> None:
    for words in ("maelle", "GOFF maë", "le  goff"):
        assert found(contact, words=words) == ["Maëlle Le Goff"]
    assert found(contact, words="maelle hardy") == []


def test_people_are_found_by_title_team_and_what_they_know(contact: User) -> None:
    team = make_team("Réseau")
    person = make_person("Solène Abgrall", job_title="Électricienne", team=team)
    area = make_area("Tides", name_fr="Marée")
    actions.declare_expertise(person=person, area=area, level=2)
    for words in ("electricienne", "reseau", "maree", "tide solene"):
        assert found(contact, words=words) == ["Solène Abgrall"]


def test_an_area_finds_those_who_know_it_or_what_is_inside_it(contact: User) -> None:
    top = make_area("Energy")
    person = make_person("Solène Abgrall")
    actions.declare_expertise(person=person, area=make_area("Tides", parent=top), level=1)
    assert found(contact, area=top) == ["Solène Abgrall"]


def test_filters_join_and_a_team_includes_the_teams_inside_it(contact: User) -> None:
    top = make_team("Network")
    inner = make_team("Night", parent=top)
    make_person("Anh Nguyen", team=inner, roles=["expert"])
    make_person("Hugo Perrin", team=inner)
    assert found(contact, team=top) == ["Anh Nguyen", "Hugo Perrin"]
    assert found(contact, team=top, role="expert") == ["Anh Nguyen"]


def test_whoever_left_is_not_in_the_directory_but_keeps_a_profile(
    client_of: ClientOf, contact: User, expert: User, administrator: User
) -> None:
    actions.deactivate_person(expert, by=administrator)
    assert "Maëlle Le Goff" not in found(contact)
    page = client_of(contact).get("/people/maelle-le-goff/")
    assert page.status_code == 200
    assert "No longer here" in page.content.decode()


def test_knowing_a_hidden_area_finds_nobody(outsider: User) -> None:
    area = make_area("Secret")
    person = make_person("Iris Insider")
    actions.declare_expertise(person=person, area=area, level=3)
    restrict_area(area, make_team())
    assert found(outsider, words="secret") == []
    assert found(outsider, area=area) == []


def test_htmx_gets_the_results_alone(client_of: ClientOf, contact: User, expert: User) -> None:
    client = client_of(contact)
    part = client.get("/people/?q=goff", headers={"HX-Request": "true"}).content.decode()
    assert "Maëlle Le Goff" in part
    assert "<html" not in part
    assert "<html" in client.get("/people/?q=goff").content.decode()


@pytest.mark.parametrize(
    "query", ["?area=9999", "?team=x", "?role=king", "?page=-3", "?q=" + "x" * 500]
)
def test_nonsense_in_the_query_string_is_no_crash(
    client_of: ClientOf, contact: User, query: str
) -> None:
    assert client_of(contact).get(f"/people/{query}").status_code == 200


def test_an_unknown_person_is_not_found(client_of: ClientOf, contact: User) -> None:
    assert client_of(contact).get("/people/nobody/").status_code == 404
    assert Client().get("/people/nobody/").status_code == 302


def test_a_profile_tells_what_they_know_lead_speak_and_their_time(
    client_of: ClientOf, lead: User, contact: User
) -> None:
    far = make_person("Hugo Perrin", time_zone="Indian/Reunion", languages=["fr", "br"])
    area = make_area("Tides", owners=[far])
    row = actions.declare_expertise(person=far, area=area, level=3, deputy=lead)
    actions.confirm_expertise(row, by=lead)
    with time_machine.travel("2026-11-22T10:00:00Z", tick=False):
        page = client_of(contact).get("/people/hugo-perrin/").content.decode()
    for words in ("Tides", "confirmed", "Karim Benali", "Brezhoneg", "2 p.m.", "Indian/Reunion"):
        assert words in page, words


def test_a_lead_confirms_from_the_profile(client_of: ClientOf, lead: User, colleague: User) -> None:
    area = lead.owned_areas.get().area
    row = actions.declare_expertise(person=colleague, area=area, level=1)
    address = f"/areas/experts/{row.pk}/confirm/"
    assert address in client_of(lead).get("/people/tom-hardy/").content.decode()
    assert address not in client_of(colleague).get("/people/tom-hardy/").content.decode()


def test_profiles_cost_the_same_queries_for_3_areas_and_for_12(
    client_of: ClientOf,
    lead: User,
    colleague: User,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    client = client_of(lead)

    def grow(n: int) -> None:
        for _ in range(n):
            area = make_area(owners=[colleague])
            actions.declare_expertise(
                person=colleague, area=area, level=1, deputy=make_person(team=make_team())
            )

    assert_same_queries(lambda: client.get("/people/tom-hardy/"), grow)
