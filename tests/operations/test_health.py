"""What probes are told."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from knowledge.operations import health

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_without_asking_the_database(
    stranger: Client, django_assert_num_queries: object
) -> None:
    response = stranger.get("/healthz")
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
    monkeypatch.setattr(health, "pending_migrations", lambda: True)
    response = stranger.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "missing"
