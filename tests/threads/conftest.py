"""One area with a lead and an expert, and a question in it."""

from datetime import UTC, datetime

import pytest

from accounts.models import Expertise, User
from knowledge.areas.models import Area
from knowledge.threads.models import Thread
from tests.factories import make_area, make_thread

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
