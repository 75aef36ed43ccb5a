"""Half a year of what people of the demo company gave: believable, and right to the minute."""

from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from knowledge.contributions.ledger import untold
from knowledge.contributions.models import (
    OUTSIDE,
    Activity,
    Block,
    ClosedMonth,
    Entry,
    EntryEvent,
    Kind,
    WeekSum,
)
from knowledge.contributions.queries.figures import own_figures
from knowledge.contributions.sums import differences

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-22T23:58:00+01:00",
        pytest.param("2027-01-04T08:00:00+01:00", marks=pytest.mark.slow),
    ],
)
def test_the_demo_has_half_a_year_of_every_expert(now: str) -> None:
    with time_machine.travel(now, tick=False):
        call_command("load_demo", password="a river runs", verbosity=0)
        _check_rows()
        _check_people()


def _check_rows() -> None:
    today = timezone.localdate()
    assert not Entry.objects.filter(day__gt=today).exists()
    assert not Entry.objects.filter(kind__in=OUTSIDE, url="").exists()
    assert differences() == []
    assert untold() == []
    assert EntryEvent.objects.count() >= Entry.objects.count()
    assert {entry.kind for entry in Entry.objects.all()} >= set(Kind.values) - {"notice", "report"}
    assert Entry.objects.filter(corrects__isnull=False, is_adjustment=False).exists()
    assert Entry.objects.filter(is_adjustment=True, minutes__lt=0).exists()
    assert ClosedMonth.objects.exists()
    fates = Counter(Block.objects.values_list("fate", flat=True))
    assert set(fates) >= {"kept", "lost", "moved", "planned"}
    assert len(set(Block.objects.exclude(reason="").values_list("reason", flat=True))) >= 4


def _check_people() -> None:
    """Each expert has contributions in most weeks, and every standing is there."""
    today = timezone.localdate()
    standings = Counter[str]()
    for person in User.objects.experts():
        weeks = WeekSum.objects.filter(person=person, minutes__gt=0).values("monday").distinct()
        assert weeks.count() >= 18, person
        standings[own_figures(person, today).headline.standing] += 1
    assert {str(one) for one in standings} >= {"below", "in", "above"}
    helene = User.objects.get(email="helene.vasseur@halage.example")
    last_fortnight = today - timedelta(days=14)
    mine = Activity.objects.filter(person=helene, day__gt=last_fortnight, day__lt=today)
    assert mine.count() == 3
