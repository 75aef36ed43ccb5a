"""What the desk notes beside replies only counts too after REPLY_MONTHS."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from knowledge.replies.actions import retention
from knowledge.replies.actions.complaints import close_complaint, raise_complaint
from knowledge.replies.actions.retention import first_known, forget_old_repliers
from knowledge.replies.actions.told_first import record_told_first
from knowledge.replies.actions.trays import open_tray
from knowledge.replies.models import ChannelProfile, Complaint, Contact, ToldFirst
from knowledge.replies.queries.told_first import counts_by_area, told_in
from tests.factories import make_area
from tests.replies.speaking import make_procedure

MOMENT = timedelta(seconds=1)


@pytest.fixture
def known_from(settings: Any) -> datetime:
    settings.REPLY_MONTHS = 1
    return first_known(timezone.now())


def test_what_customers_knew_first_only_counts(
    known_from: datetime, contact: User, administrator: User
) -> None:
    area = make_area("Boxes")
    for at in (known_from - MOMENT, known_from):
        record_told_first(person=contact, area=area, query="orange box", key=uuid4(), at=at)
    counted = [row.times for row in counts_by_area(administrator, until=known_from + MOMENT)]
    assert forget_old_repliers() is False
    kept, old = ToldFirst.objects.order_by("-at")
    assert (old.person, old.query, old.key, old.area) == (None, "", None, area)
    assert (kept.person, kept.query) == (contact, "orange box")
    assert kept.key is not None
    now = counts_by_area(administrator, until=known_from + MOMENT)
    assert [row.times for row in now] == counted == [2]
    assert list(told_in(contact)) == [kept]
    assert list(told_in(administrator)) == [kept, old]


def test_complaints_lose_their_case_so_long_after_they_ended(
    known_from: datetime, contact: User, administrator: User
) -> None:
    make_procedure(owner=administrator, by=administrator)
    profile = ChannelProfile.objects.filter(channel="email").earliest("pk")
    ended = []
    for number, closed_at in enumerate((known_from - MOMENT, known_from, None)):
        tray = open_tray(person=contact, profile=profile, language="en")
        found = raise_complaint(
            person=contact, area=None, tray=tray, about=f"Late {number}", reference=f"C-{number}"
        )
        Complaint.objects.filter(pk=found.pk).update(raised_at=known_from - timedelta(days=90))
        if closed_at is not None:
            found.refresh_from_db()
            close_complaint(complaint=found, by=administrator, outcome="Paid back.")
            Complaint.objects.filter(pk=found.pk).update(closed_at=closed_at)
        ended.append(found)
    forget_old_repliers()
    for found in ended:
        found.refresh_from_db()
    assert [found.reference for found in ended] == ["", "C-1", "C-2"]
    assert [found.tray is None for found in ended] == [True, False, False]
    assert ended[0].about == "Late 0"


def test_a_contact_goes_with_the_references_that_linked_it(
    known_from: datetime, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kept, it would count as a contact that nobody answered with a passage."""
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for number in range(4):
        Contact.objects.create(
            reference=f"C-{number}",
            closed_on=known_from.date() - timedelta(days=3 - number),
            imported_by=administrator,
            imported_at=timezone.now(),
        )
    assert forget_old_repliers() is True
    assert forget_old_repliers() is False
    assert Contact.objects.get().closed_on == known_from.date()
