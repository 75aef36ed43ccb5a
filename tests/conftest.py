"""The cast, and the helpers that every package's tests use."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, SimpleTestCase
from django.test.utils import CaptureQueriesContext
from playwright.sync_api import Browser, sync_playwright

from accounts.models import Team, User
from tests.factories import make_area, make_person, make_team

ClientOf = Callable[[User], Client]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is the same on every one: it runs on SQLite."""
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    apart = [item for item in items if not _uses_a_database(item)]
    items[:] = [item for item in items if _uses_a_database(item)]
    config.hook.pytest_deselected(items=apart)


def _uses_a_database(item: pytest.Item) -> bool:
    names = set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    return bool(
        item.get_closest_marker("django_db")
        or names & {"db", "transactional_db", "django_db_setup", "live_server"}
        or (case is not None and issubclass(case, SimpleTestCase))
    )


@pytest.fixture(scope="session", autouse=True)
def _nobody_stays(request: pytest.FixtureRequest) -> Iterator[None]:
    """A thread of a worker that was under test may still hold a session when all is over: PostgreSQL
    drops no database that somebody is in.
    """
    if not os.environ.get("TEST_DATABASE_URL"):
        yield
        return
    request.getfixturevalue("django_db_setup")
    yield
    with request.getfixturevalue("django_db_blocker").unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


@pytest.fixture(autouse=True)
def _clean_slate(settings: Any, tmp_path: Any) -> None:
    """No count of attempts, and no file, passes from one test to the next."""
    for alias in caches:
        caches[alias].clear()
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def team(db: None) -> Team:
    return make_team("Customer care")


@pytest.fixture
def contact(team: Team) -> User:
    """Talks to customers."""
    return make_person("Nadia Fournier", roles=["contact"], team=team)


@pytest.fixture
def expert(team: Team) -> User:
    """Knows, and writes."""
    return make_person("Maëlle Le Goff", roles=["expert"], team=team)


@pytest.fixture
def colleague(team: Team) -> User:
    """Has no role: reads, asks, suggests."""
    return make_person("Tom Hardy", team=team)


@pytest.fixture
def manager(team: Team) -> User:
    """Manages the cast's team."""
    person = make_person("Ines Moreau", roles=["manager"], team=team)
    team.managers.add(person)
    return person


@pytest.fixture
def lead(team: Team) -> User:
    """Knowledge lead of the area "Broadband"."""
    person = make_person("Karim Benali", roles=["lead", "expert"], team=team)
    make_area("Broadband", name_fr="Internet", owners=[person])
    return person


@pytest.fixture
def administrator(team: Team) -> User:
    return make_person("Alix Garnier", roles=["administrator"], team=team)


@pytest.fixture
def outsider(db: None) -> User:
    """Is in no team, so that every restriction hides its area from them."""
    return make_person("Olga Petit", roles=["contact"])


@pytest.fixture
def stranger(db: None) -> Client:
    """Nobody: a browser that is not signed in."""
    return Client()


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """`client_of(person)`: a browser in which that person is signed in."""

    def signed_in(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return signed_in


@pytest.fixture
def assert_same_queries() -> Callable[[Callable[[], Any], Callable[[int], Any]], None]:
    """`assert_same_queries(read, grow)`: 3 rows, then 12, cost the same number of queries.

    `grow(n)` adds n rows; `read()` is the list or dashboard. One warm-up read comes first.
    """

    def check(read: Callable[[], Any], grow: Callable[[int], Any]) -> None:
        grow(3)
        read()
        with CaptureQueriesContext(connection) as few:
            read()
        grow(9)
        with CaptureQueriesContext(connection) as many:
            read()
        extra = [query["sql"] for query in many.captured_queries[len(few) :]]
        assert len(many) == len(few), "\n".join(extra)

    return check


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Playwright runs an event loop in this thread as long as it lives; Django's own check for one
    would refuse every query meanwhile, here and in the tests that follow in this process.
    """
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser tests, and no Chromium is installed")
        pytest.skip("no Chromium on this machine: browser tests are left out")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
