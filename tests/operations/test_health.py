"""What probes are told."""

import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from knowledge.operations import health
from knowledge.search.folder import Folder

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Folder:
    """The index directory of this node, without a worker so far."""
    settings.INDEX_DIR = tmp_path / "index"
    settings.INDEX_DIR.mkdir()
    return Folder(settings.INDEX_DIR)


def test_a_living_process_says_so_without_asking_the_database(stranger: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        response = stranger.get("/healthz")
    assert len(asked) == 0
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


def test_an_unreachable_database_is_not_ready(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise OperationalError("connection refused to db.internal:5432")

    monkeypatch.setattr(connection, "cursor", unreachable)
    response = stranger.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"status": "not ready", "checks": {"database": "unreachable"}}


def test_a_schema_behind_this_version_is_not_ready(
    stranger: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health.migrations, "applied", False)
    assert not health.missing_migrations()
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("search", "0001_initial")
    response = stranger.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "missing"
    recorder.record_applied("search", "0001_initial")
    assert stranger.get("/readyz").json()["checks"]["migrations"] == "ok"


@pytest.mark.parametrize(("state", "status"), [("ok", "ready"), ("rebuilding", "degraded")])
def test_with_a_worker_it_is_ready_even_while_the_index_is_rebuilt(
    state: str, status: str, folder: Folder, stranger: Client
) -> None:
    folder.write_status({"at": time.time(), "state": state})
    response = stranger.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {
        "status": status,
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok", "index": state},
    }


@pytest.mark.parametrize("said", [{}, {"at": 1_000_000.0, "state": "ok"}])
def test_a_worker_that_says_nothing_is_not_ready(
    said: dict[str, object], folder: Folder, stranger: Client
) -> None:
    if said:
        folder.write_status(said)
    response = stranger.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["worker"] == "silent"
