"""What people see when something below fails."""

import errno
import logging
import sqlite3

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from knowledge.areas.models import Topic
from knowledge.operations.errors import Trouble, trouble_of

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.operations.failing_urls")]


@pytest.fixture
def browser() -> Client:
    return Client(raise_request_exception=False)


def caused(cause: BaseException) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (caused(sqlite3.OperationalError("database or disk is full")), Trouble.FULL),
        (caused(sqlite3.OperationalError("database is locked")), Trouble.BUSY),
        (caused(psycopg.errors.DiskFull("could not extend file")), Trouble.FULL),
        (caused(psycopg.errors.DeadlockDetected("deadlock")), Trouble.BUSY),
        (OSError(errno.ENOSPC, "No space left on device"), Trouble.FULL),
        (OSError(errno.ENOENT, "No such file"), None),
        (caused(sqlite3.OperationalError("no such table: x")), None),
        (ValueError("database or disk is full"), None),
    ],
)
def test_trouble_with_storage_is_told_from_other_faults(
    error: BaseException, expected: Trouble | None
) -> None:
    assert trouble_of(error) is expected


def test_a_broken_page_answers_500_with_the_id_of_the_request(browser: Client) -> None:
    response = browser.get("/broken")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_database_that_stays_locked_answers_503_and_when_to_come_back(browser: Client) -> None:
    response = browser.get("/locked")
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["X-Request-ID"] in response.content.decode()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="fills an SQLite database")
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_answers_507_and_leaves_nothing_half_written(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        try:
            with caplog.at_level(logging.ERROR, "terroir.storage"):
                response = browser.post("/saving")
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert response.status_code == 507
    assert "not even a part" in response.content.decode()
    assert not Topic.objects.exists()
    assert "storage is full" in caplog.text
    assert browser.post("/saving").status_code == 200


def test_an_error_page_that_cannot_be_drawn_still_shows_the_id(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_too(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("knowledge.operations.errors.render", broken_too)
    response = browser.get("/broken")
    assert response.status_code == 500
    assert response["X-Request-ID"] in response.content.decode()
