"""Every route × every member of the cast. A route without an expectation fails."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import tests.access
from accounts.models import Team, User
from knowledge.areas.models import Area
from tests.access import MEMBERS, SIGN_IN, Answer, Cast, Expectation
from tests.answers import end
from tests.cast import NAMES, make_cast_team, make_member
from tests.emptied import empty_tables

World = dict[str, tuple[int, str]]
"""Each member's number in the database, and the key of their session."""

# Served only with DEBUG, or Django's own and closed as a whole (see the test of the admin below).
NOT_WALKED = ("admin:", "djdt:", "django_browser_reload:")


def _names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name or entry.pattern}"


def _all_routes() -> list[str]:
    names = sorted(set(_names(get_resolver())))
    return [name for name in names if not name.startswith(NOT_WALKED)]


def _expectations() -> dict[str, list[Expectation]]:
    found: dict[str, list[Expectation]] = {}
    for module in pkgutil.iter_modules(tests.access.__path__, "tests.access."):
        for route, wanted in importlib.import_module(module.name).ROUTES.items():
            found[route] = wanted if isinstance(wanted, list) else [wanted]
    return found


EXPECTATIONS = _expectations()
CASES = [
    pytest.param(route, expectation, id=f"{expectation.method} {route} {number}".rstrip(" 0"))
    for route, expectations in EXPECTATIONS.items()
    for number, expectation in enumerate(expectations)
]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The cast and their sessions, made once: what a test changes is rolled back to here."""
    with django_db_blocker.unblock():
        team = make_cast_team()
        people = {who: make_member(who, None if who == "outsider" else team) for who in NAMES}
        sessions = {who: (person.pk, _session(person)) for who, person in people.items()}
    yield sessions
    with django_db_blocker.unblock():
        empty_tables()


def _session(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def cast(db: None, world: World) -> Cast:
    """Read anew for each test, which may change them."""
    found = User.objects.in_bulk([number for number, _key in world.values()])
    people = {who: found[number] for who, (number, _key) in world.items()}
    team, area = Team.objects.get(name="Customer care"), Area.objects.get(name="Broadband")
    return Cast(**people, team=team, area=area)


@pytest.fixture
def browser_of(world: World) -> Callable[[str], Client]:
    """`browser_of("lead")`: a new one in which that member is signed in."""

    def made(member: str) -> Client:
        client = Client()
        if member != "stranger":
            client.cookies[settings.SESSION_COOKIE_NAME] = world[member][1]
        return client

    return made


def _answer(client: Client, url: str, expectation: Expectation) -> Answer:
    response = getattr(client, expectation.method)(url, data=dict(expectation.data))
    end(response)
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        return SIGN_IN
    return response.status_code


@pytest.mark.parametrize(("route", "expectation"), CASES)
def test_each_member_of_the_cast_gets_the_expected_answer(
    route: str, expectation: Expectation, cast: Cast, browser_of: Callable[[str], Client]
) -> None:
    url = expectation.url(cast) if expectation.url else reverse(route)
    got: dict[str, Answer] = {}
    for member in MEMBERS:
        with transaction.atomic():
            got[member] = _answer(browser_of(member), url, expectation)
            transaction.set_rollback(True)
    assert got == dict(expectation.answers), f"{expectation.method.upper()} {url}"


def test_every_route_has_an_expectation() -> None:
    missing = [route for route in _all_routes() if route not in EXPECTATIONS]
    assert not missing, f"say in tests/access/ who may do what: {missing}"


def test_every_expectation_has_a_route() -> None:
    gone = sorted(set(EXPECTATIONS) - set(_all_routes()))
    assert not gone


def test_only_administrators_reach_djangos_admin(
    cast: Cast, browser_of: Callable[[str], Client]
) -> None:
    url = reverse("admin:index")
    for member in MEMBERS:
        client = browser_of(member)
        assert (client.get(url).status_code == 200) == (member == "administrator"), member
