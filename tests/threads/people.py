"""Experts, and who has the question: what the tests of routing share."""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Expertise, User
from knowledge.areas.models import Area
from knowledge.threads.models import Claim, ClaimOutcome, Offer, OfferOutcome, Thread, ThreadEvent
from tests.factories import make_person

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
"""Ten o'clock in Paris, within working time."""

NIGHT = datetime(2026, 11, 16, 22, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def make_expert(
    area: Area,
    name: str = "",
    *,
    level: int = 2,
    confirmed: bool = True,
    deputy: User | None = None,
    person: User | None = None,
    **fields: object,
) -> User:
    """Somebody who knows the area."""
    person = person or make_person(name, roles=["expert"], **fields)  # type: ignore[arg-type]
    Expertise.objects.create(
        person=person,
        area=area,
        level=level,
        deputy=deputy,
        confirmed_by=person if confirmed else None,
        confirmed_at=MONDAY if confirmed else None,
    )
    return person


def asked(thread: Thread) -> User | None:
    """Who is offered it now."""
    waiting = Offer.objects.filter(thread=thread, outcome=OfferOutcome.WAITING).first()
    return waiting.person if waiting else None


def holding(thread: Thread) -> User | None:
    """Whose claim holds now."""
    held = Claim.objects.filter(thread=thread, outcome=ClaimOutcome.HELD).first()
    return held.person if held else None


def record(thread: Thread) -> list[tuple[str, User | None]]:
    """What happened, in order: verb and person."""
    rows = ThreadEvent.objects.filter(thread=thread).select_related("actor").order_by("pk")
    return [(row.verb, row.actor) for row in rows]


def queries_of(captured: CaptureQueriesContext) -> int:
    return len(captured)


def captured() -> CaptureQueriesContext:
    return CaptureQueriesContext(connection)
