"""The cast, and the helpers that every package's tests use."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, SimpleTestCase
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from hypothesis import HealthCheck
from hypothesis import settings as examples
from playwright.sync_api import Browser, expect, sync_playwright

from accounts.models import Team, User
from knowledge.operations.preparation import compile_translations
from tests.browser.waiting import PATIENCE
from tests.cast import make_cast_team, make_member
from tests.emptied import empty_after_each_test
from tests.migrated import put_migrated_database
from tests.remembered import remember_checks

ClientOf = Callable[[User], Client]
_tests = count(1)
# How long an example takes says something about the machine's other work, and nothing about ours.
# What is generated is the same on every database: on the second one a part of it is enough. Where all of
# .ci/run has to end in time a third of it runs on the first; a person who types `make test` has the whole.
EXAMPLES = 15 if os.environ.get("TEST_DATABASE_URL") else 35 if os.environ.get("CI") else 100
examples.register_profile(
    "patient",
    parent=examples(),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=EXAMPLES,
)
examples.load_profile("patient")
RERUNS = 2
"""How often a browser test that fails is tried again: the summary names it, and it is to be mended."""
LONG = ("test_every_screen.py", "test_access_matrix.py", "test_elements.py")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: the same engine without its windows needs less than half the processor."""


def pytest_configure(config: pytest.Config) -> None:
    """A fresh clone has French words only in the form that people write."""
    if not hasattr(config, "workerinput"):
        compile_translations()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What touches no database is the same on every one: it runs on SQLite. Files that take minutes
    come first, so that no process is left alone with one at the end.
    """
    items.sort(key=lambda item: item.path.name not in LONG)
    if config.pluginmanager.hasplugin("rerunfailures"):
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.flaky(reruns=RERUNS))
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


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
) -> Iterator[None]:
    """The test database of this process: a copy of one that was migrated, not migrated again."""
    with django_db_blocker.unblock():
        cache = getattr(request.config, "cache", None)
        kept = cache.mkdir("migrated") if cache else Path(os.environ["TERROIR_TESTS"])
        put_migrated_database(kept)
        made = setup_databases(verbosity=0, interactive=False, keepdb=True)
    empty_after_each_test()
    remember_checks()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def migrated_file(request: pytest.FixtureRequest) -> None:
    """Programs that tests start find a migrated database to copy. Not a test's own use of one: that
    is why it is asked for by name.
    """
    request.getfixturevalue("django_db_setup")


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
def _clean_slate(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No count of attempts, and no file, passes from one test to the next."""
    for alias in caches:
        caches[alias].clear()
    settings.MEDIA_ROOT = tmp_path_factory.getbasetemp() / f"media-{next(_tests)}"


@pytest.fixture
def team(db: None) -> Team:
    return make_cast_team()


@pytest.fixture
def contact(team: Team) -> User:
    """Talks to customers."""
    return make_member("contact", team)


@pytest.fixture
def expert(team: Team) -> User:
    """Knows, and writes."""
    return make_member("expert", team)


@pytest.fixture
def colleague(team: Team) -> User:
    """Has no role: reads, asks, suggests."""
    return make_member("colleague", team)


@pytest.fixture
def manager(team: Team) -> User:
    """Manages the cast's team."""
    return make_member("manager", team)


@pytest.fixture
def lead(team: Team) -> User:
    """Knowledge lead of the area "Broadband"."""
    return make_member("lead", team)


@pytest.fixture
def administrator(team: Team) -> User:
    return make_member("administrator", team)


@pytest.fixture
def outsider(db: None) -> User:
    """Is in no team, so that every restriction hides its area from them."""
    return make_member("outsider", None)


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
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
