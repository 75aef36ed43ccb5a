"""Closing months."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.actions import (
    Employment,
    add_company_day,
    declare_contract,
    remove_company_day,
    take_back_contract,
)
from accounts.models import CompanyDay, Contract, User
from accounts.working_time import work_times_of
from knowledge.contributions.actions import close_month
from knowledge.contributions.actions.months import closed_among
from knowledge.contributions.models import ClosedMonth, State
from tests.contributions.test_entries import propose

pytestmark = pytest.mark.django_db

OCTOBER = date(2026, 10, 1)
FOUR_DAYS = Employment(
    full_time_minutes=2_100, share=8_000, weekday_minutes=(420, 420, 420, 420, 0, 0, 0)
)
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


def _employ(person: User, since: date, by: User) -> Contract:
    return declare_contract(person=person, since=since, employment=FOUR_DAYS, by=by)


def test_what_a_closed_month_was_measured_by_stays(expert: User, administrator: User) -> None:
    before = _employ(expert, date(2026, 10, 5), administrator)
    bridge = add_company_day(day=date(2026, 10, 30), name="Bridge", by=administrator)
    close_month(month=OCTOBER, by=administrator, at=AT)
    days = date(2026, 9, 28), date(2026, 11, 1)
    was = work_times_of([expert.pk], *days)[expert.pk].minutes_between(*days)
    changes: list[Callable[[], object]] = [
        lambda: _employ(expert, date(2026, 10, 31), administrator),
        lambda: take_back_contract(before, by=administrator),
        lambda: add_company_day(day=OCTOBER, name="Off", by=administrator),
        lambda: remove_company_day(bridge, by=administrator),
    ]
    for change in changes:
        with pytest.raises(ValidationError, match="The months before 1 November 2026 are closed"):
            change()
    assert work_times_of([expert.pk], *days)[expert.pk].minutes_between(*days) == was
    assert _employ(expert, date(2026, 11, 1), administrator)
    assert add_company_day(day=date(2026, 11, 2), name="Off", by=administrator)


def test_pages_say_why_nothing_was_changed(
    expert: User, administrator: User, client_of: Callable[[User], Client]
) -> None:
    before = _employ(expert, date(2026, 10, 5), administrator)
    bridge = add_company_day(day=date(2026, 10, 30), name="Bridge", by=administrator)
    close_month(month=OCTOBER, by=administrator, at=AT)
    client = client_of(administrator)
    for name, pk in (("contract_take_back", before.pk), ("company_day_remove", bridge.pk)):
        page = client.post(reverse(f"accounts:{name}", args=[pk]), follow=True)
        assert "Nothing was changed. The months before 1 November 2026 are closed." in unescape(
            page.content.decode()
        )
    sent = {"day": "2026-10-01", "name": "Off", "is_off": "yes", "country": ""}
    page = client.post(reverse("accounts:company_days"), sent)
    assert "Choose that day or a later one" in page.content.decode()
    before.refresh_from_db()
    assert before.replaced_at is None
    assert CompanyDay.objects.get() == bridge
