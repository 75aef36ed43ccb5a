"""An index folder of each test's own, as the search tests have, and a crowd that searches."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Team, User
from tests.conftest import ClientOf
from tests.factories import make_person
from tests.search.indexing import forget_index

NOW = datetime.fromisoformat("2026-11-18T15:00:00+01:00")
"""A Wednesday."""


@pytest.fixture(autouse=True)
def index_dir(settings: Any, tmp_path: Path) -> Iterator[Path]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield settings.INDEX_DIR
    forget_index()


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def crowd(team: Team) -> list[User]:
    """Six people of the cast's team who talk to customers."""
    return [make_person(roles=["contact"], team=team) for _number in range(6)]


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    """In which the lead is signed in."""
    return client_of(lead)


def days_ago(days: float, *, minutes: int = 0) -> datetime:
    return NOW - timedelta(days=days, minutes=-minutes)
