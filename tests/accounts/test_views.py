"""Settings and administration: who may open what, and what the forms do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from accounts import actions
from accounts.models import AreaRestriction, Expertise, Team, User
from knowledge.areas.models import Area, Topic
from tests.factories import make_area, make_person, make_team, make_topic, restrict_area

pytestmark = pytest.mark.django_db
CAST = ("contact", "expert", "colleague", "manager", "lead", "administrator", "outsider")


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/settings/", CAST),
        ("/settings/display/", CAST),
        ("/settings/expertise/", CAST),
        ("/settings/tokens/", CAST),
        ("/accounts/2fa/", CAST),
        ("/accounts/sessions/", CAST),
        ("/people/manage/", ("administrator",)),
        ("/people/manage/new/", ("administrator",)),
        ("/people/manage/events/", ("administrator",)),
        ("/people/manage/tom-hardy/", ("administrator",)),
        ("/teams/", CAST),
        ("/teams/new/", ("administrator",)),
        ("/teams/customer-care/", CAST),
        ("/teams/customer-care/edit/", ("administrator",)),
        ("/areas/", CAST),
        ("/areas/pick/", CAST),
        ("/areas/new/", ("administrator",)),
        ("/areas/broadband/", CAST),
        ("/areas/broadband/edit/", ("lead", "administrator")),
        ("/areas/broadband/restriction/", ("lead", "administrator")),
        ("/areas/new/?inside=broadband", ("lead", "administrator")),
        ("/topics/", CAST),
        ("/topics/pick/", CAST),
        ("/topics/box/", CAST),
    ],
)
def test_each_page_opens_to_whom_it_is_for(
    who: Callable[[str], Client],
    lead: User,
    colleague: User,
    path: str,
    allowed: tuple[str, ...],
) -> None:
    make_topic("box")
    for name in ("stranger", *CAST):
        expected = 302 if name == "stranger" else 200 if name in allowed else 403
        assert who(name).get(path).status_code == expected, name


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/people/manage/tom-hardy/invite/", ("administrator",)),
        ("/people/manage/tom-hardy/deactivate/", ("administrator",)),
        ("/people/manage/tom-hardy/reactivate/", ("administrator",)),
        ("/areas/broadband/archive/", ("lead", "administrator")),
        ("/topics/box/delete/", ("lead", "administrator")),
        ("/topics/box/merge/", ("lead", "administrator")),
        ("/topics/box/synonyms/", ("lead", "administrator")),
        ("/topics/box/", ("lead", "administrator")),
    ],
)
def test_each_write_is_for_whom_it_is_for_and_needs_post(
    who: Callable[[str], Client],
    lead: User,
    colleague: User,
    path: str,
    allowed: tuple[str, ...],
) -> None:
    make_topic("box")
    make_topic("gateway")
    facts = {"into": "gateway", "name": "bay", "restore": "1"}
    for name in ("stranger", *CAST):
        client, before = who(name), transaction.savepoint()
        answer = client.post(path, facts)
        expected = 302 if name == "stranger" else 303 if name in allowed else 403
        assert answer.status_code == expected, name
        transaction.savepoint_rollback(before)
        if name != "stranger" and path != "/topics/box/":
            assert client.get(path).status_code == 405


@pytest.fixture
def hidden(administrator: User, lead: User) -> Area:
    """An area of another team, which nobody of the cast may know of."""
    area = make_area("Secret project")
    restrict_area(area, make_team("Elsewhere"))
    insider = make_person("Iris Insider", team=Team.objects.get(name="Elsewhere"))
    actions.declare_expertise(person=insider, area=area, level=3)
    return area


@pytest.mark.parametrize("name", ["colleague", "lead", "administrator", "outsider"])
def test_a_hidden_area_exists_nowhere(
    who: Callable[[str], Client], hidden: Area, name: str
) -> None:
    client = who(name)
    for path in ("", "edit/", "restriction/"):
        assert client.get(f"/areas/secret-project/{path}").status_code == 404
    assert client.post("/areas/secret-project/archive/").status_code == 404
    assert client.get("/areas/new/?inside=secret-project").status_code == 404
    row = Expertise.objects.get()
    assert client.post(f"/areas/experts/{row.pk}/confirm/").status_code == 404
    assert client.post(f"/areas/experts/{row.pk}/decline/").status_code == 404
    for path in (
        "/areas/", "/areas/?archived", "/areas/pick/?q=secret", "/settings/expertise/",
        "/people/", "/people/?q=secret", "/people/pick/?q=secret", "/people/iris-insider/",
    ):  # fmt: skip
        assert "ecret project" not in client.get(path).content.decode(), path
    facts = {"area": hidden.pk, "level": "1"}
    assert client.post("/settings/expertise/", facts).status_code == 200
    assert Expertise.objects.count() == 1


def test_administrators_do_not_see_hidden_areas_in_the_record(
    who: Callable[[str], Client], hidden: Area
) -> None:
    client = who("administrator")
    for path in ("/people/manage/events/", "/people/manage/iris-insider/"):
        assert "ecret project" not in client.get(path).content.decode()


def test_nor_in_the_support_admin(who: Callable[[str], Client], hidden: Area) -> None:
    client = who("administrator")
    for path in ("accountevent", "expertise", "arearestriction"):
        answer = client.get(f"/admin/accounts/{path}/")
        assert answer.status_code == 200
        assert "ecret project" not in answer.content.decode()


def test_the_support_admin_neither_changes_nor_deletes_people(
    who: Callable[[str], Client], colleague: User
) -> None:
    client = who("administrator")
    address = f"/admin/accounts/user/{colleague.pk}"
    assert client.get(f"{address}/change/").status_code == 200
    assert client.post(f"{address}/change/", {"email": "x@x.example"}).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/accounts/user/add/").status_code == 403
    assert who("lead").get("/admin/").status_code == 302


def test_a_person_is_created_invited_changed_and_deactivated_on_screens(
    who: Callable[[str], Client], team: Team, django_capture_on_commit_callbacks: Any
) -> None:
    client = who("administrator")
    facts = {
        "display_name": "Solène Abgrall",
        "email": "solene@halage.example",
        "job_title": "Technician",
        "team": team.pk,
        "roles": ["expert"],
        "interface_language": "fr",
        "send_invitation": "on",
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/people/manage/new/", facts).status_code == 303
    person = User.objects.get(email="solene@halage.example")
    assert (person.team, person.is_expert, person.languages) == (team, True, ["fr"])
    assert mail.outbox[0].to == ["solene@halage.example"]
    assert client.post("/people/manage/new/", facts).status_code == 200
    client.post("/people/manage/solene-abgrall/", facts | {"roles": ["expert", "lead"]})
    client.post("/people/manage/solene-abgrall/deactivate/")
    person.refresh_from_db()
    assert (person.is_lead, person.is_active) == (True, False)
    page = client.get("/people/manage/solene-abgrall/").content.decode()
    assert "expert → expert, lead" in page


def test_the_administrators_list_is_filtered(
    who: Callable[[str], Client], expert: User, colleague: User, administrator: User
) -> None:
    client = who("administrator")
    actions.deactivate_person(colleague, by=administrator)
    for query, names in {
        "": {expert, administrator},
        "?q=maelle": {expert},
        "?q=@halage": {expert, administrator},
        "?role=administrator": {administrator},
        "?state=inactive": {colleague},
        "?state=all": {expert, administrator, colleague},
        "?role=nonsense": {expert, administrator, colleague},
    }.items():
        people = client.get(f"/people/manage/{query}").context["people"].items
        assert set(people) == names, query


def area_facts(**changes: object) -> dict[str, object]:
    facts = {
        "name": "Tides", "name_fr": "Marée", "description": "", "description_fr": "",
        "colour": "river", "position": "0",
    }  # fmt: skip
    return facts | changes


def test_an_area_is_created_renamed_moved_archived_and_restricted_on_screens(
    who: Callable[[str], Client], lead: User, team: Team
) -> None:
    client, own = who("lead"), lead.owned_areas.get().area
    assert client.post("/areas/new/?inside=broadband", area_facts()).status_code == 403
    inside = area_facts(parent=own.pk)
    assert client.post("/areas/new/?inside=broadband", inside).status_code == 303
    area = Area.objects.get(slug="tides")
    assert area.parent == own
    again = client.post("/areas/new/?inside=broadband", inside)
    assert again.status_code == 200
    assert "already there" in again.content.decode()
    client.post("/areas/tides/edit/", area_facts(name="Tide", parent=own.pk, add_owner=lead.pk))
    answer = client.get("/areas/tides/")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/areas/tide/")
    assert client.post("/areas/tide/edit/", area_facts(parent="")).status_code == 403
    client.post("/areas/tide/archive/")
    assert "archived" in client.get("/areas/tide/").content.decode()
    assert "Tide" not in client.get("/areas/").content.decode()
    client.post("/areas/tide/archive/", {"restore": "1"})
    client.post("/areas/tide/restriction/", {"teams": [team.pk]})
    assert AreaRestriction.objects.get().team == team
    assert who("outsider").get("/areas/tide/").status_code == 404
    assert who("contact").get("/areas/tide/").status_code == 200
    client.post("/areas/tide/restriction/", {})
    assert who("outsider").get("/areas/tide/").status_code == 200


def test_topics_are_renamed_merged_and_given_synonyms_on_screens(
    who: Callable[[str], Client], lead: User
) -> None:
    client = who("lead")
    for name in ("box", "gateway", "unused"):
        make_topic(name)
    client.post("/topics/box/", {"name": "Box Écluse"})
    client.post("/topics/box/synonyms/", {"name": "router"})
    assert "router" in client.get("/topics/box/").content.decode()
    assert client.get("/topics/pick/?q=rout").json()["topics"][0]["name"] == "Box Écluse"
    assert client.post("/topics/box/merge/", {"into": "nowhere"}).status_code == 200
    assert client.post("/topics/box/merge/", {"into": "Gateway"}).status_code == 303
    assert client.get("/topics/box/").headers["Location"] == "/topics/gateway/"
    assert client.get("/topics/pick/?q=ROUTER").json()["topics"][0]["name"] == "gateway"
    client.post("/topics/gateway/synonyms/", {"remove": "router"})
    assert client.get("/topics/pick/?q=router").json()["topics"] == []
    client.post("/topics/unused/delete/")
    assert not Topic.objects.filter(name="unused").exists()


def test_teams_are_created_and_nested_on_screens(
    who: Callable[[str], Client], manager: User, team: Team
) -> None:
    client = who("administrator")
    facts = {"name": "Evening", "parent": team.pk, "add_manager": manager.pk}
    assert client.post("/teams/new/", facts).status_code == 303
    made = Team.objects.get(name="Evening")
    assert (made.parent, list(made.managers.all())) == (team, [manager])
    assert client.post("/teams/evening/edit/", facts | {"name": "Night"}).status_code == 303
    loop = {"name": "Customer care", "parent": made.pk}
    assert client.post("/teams/customer-care/edit/", loop).status_code == 200


Grow = Callable[[Callable[[], Any], Callable[[int], Any]], None]


@pytest.mark.parametrize(
    ("path", "make"),
    [
        ("/people/manage/", lambda: make_person(team=make_team(), roles=["expert"])),
        ("/people/manage/?state=all", make_person),
        ("/people/manage/events/", make_person),
        ("/teams/", lambda: make_team(managers=[make_person()])),
        ("/teams/customer-care/", lambda: make_person(team=Team.objects.get(name="Customer care"))),
        ("/areas/", lambda: make_area(owners=[make_person()])),
        ("/areas/pick/", make_area),
        ("/topics/", make_topic),
        ("/topics/pick/", make_topic),
        ("/people/", lambda: known(make_person())),
        ("/people/pick/", lambda: make_person(team=make_team())),
        ("/areas/broadband/", lambda: known(make_person(), "broadband")),
        ("/settings/tokens/", lambda: feed_token_of(User.objects.get(is_administrator=True))),
    ],
)
def test_lists_cost_the_same_queries_for_3_rows_and_for_12(
    who: Callable[[str], Client],
    lead: User,
    assert_same_queries: Grow,
    path: str,
    make: Callable[[], object],
) -> None:
    client = who("administrator")
    restrict_area(make_area("Kept"), make_team())
    assert_same_queries(lambda: client.get(path), lambda n: [make() for _ in range(n)])


def known(person: User, slug: str = "") -> Expertise:
    area = Area.objects.get(slug=slug) if slug else make_area()
    return actions.declare_expertise(person=person, area=area, level=2, deputy=make_person())


def feed_token_of(person: User) -> None:
    actions.create_token(person=person, purpose="feed", name="reader", by=person)
