"""Closing months."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from knowledge.contributions.actions import close_month
from knowledge.contributions.actions.months import closed_among
from knowledge.contributions.models import ClosedMonth, State
from tests.contributions.test_entries import propose

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def test_any_day_names_the_month_that_is_closed(administrator: User) -> None:
    closed = close_month(month=date(2026, 10, 31), by=administrator, at=AT)
    assert (closed.month, closed.closed_at, closed.closed_by) == (OCTOBER, AT, administrator)
    days = [date(2026, 9, 30), OCTOBER, date(2026, 10, 31), date(2026, 11, 1)]
    assert [day for day in days if closed_among([day])] == days[1:3]
    assert closed_among(days) == {OCTOBER}


@pytest.mark.parametrize(
    ("at", "is_over"),
    [
        (datetime(2026, 10, 31, 23, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 1, 11, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 1, 12, 0, tzinfo=UTC), True),
    ],
)
def test_a_month_is_closed_when_it_is_over_for_everybody_on_earth(
    administrator: User, at: datetime, is_over: bool
) -> None:
    if is_over:
        assert close_month(month=OCTOBER, by=administrator, at=at)
        return
    with pytest.raises(ValidationError, match="not over yet"):
        close_month(month=OCTOBER, by=administrator, at=at)


def test_a_month_is_closed_once(administrator: User) -> None:
    close_month(month=OCTOBER, by=administrator, at=AT)
    with pytest.raises(ValidationError, match="closed already"):
        close_month(month=OCTOBER, by=administrator, at=AT)
    assert ClosedMonth.objects.count() == 1


def test_proposals_of_a_closed_month_still_wait(expert: User, administrator: User) -> None:
    proposal = propose(expert, day=date(2026, 10, 6))
    close_month(month=OCTOBER, by=administrator, at=AT)
    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED
