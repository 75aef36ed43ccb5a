"""One area with a lead and an expert, and a question in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Expertise, User
from knowledge.areas.models import Area
from knowledge.threads.models import Thread
from tests.factories import make_area, make_thread
from tests.search.indexing import forget_index

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris, within working time."""


@pytest.fixture
def boxes(expert: User, lead: User) -> Area:
    """The area of these tests: Karim leads it, Maëlle masters it."""
    area = make_area("Boxes", owners=[lead])
    Expertise.objects.create(
        person=expert, area=area, level=2, confirmed_by=lead, confirmed_at=MONDAY
    )
    return area


@pytest.fixture
def question(contact: User, boxes: Area) -> Thread:
    return make_thread("Why does the light blink?", asker=contact, area=boxes, at=MONDAY)


@pytest.fixture
def index_dir(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """An index of the test's own, empty until it calls `follow`."""
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield settings.INDEX_DIR
    forget_index()
