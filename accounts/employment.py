"""What people are employed for, as it is read: contracts, the year's holidays, teams by date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language

from accounts.holiday_calendars import holidays_in, place_name
from accounts.models import WHOLE, CompanyDay, Contract, TeamMembership, User
from accounts.week_words import Line, say_weekdays
from knowledge.ui.numbers import percent


@dataclass(frozen=True, slots=True)
class Told:
    """One contract in words; `zone` is "" where the profile's holds, `place` "" for no holidays."""

    contract: Contract
    lines: list[Line]
    minutes: int
    place: str

    @property
    def share(self) -> str:
        """In per cent, as exact as it was declared."""
        share = self.contract.share
        places = next(places for places in (0, 1, 2) if not share * 10**places % 100)
        return percent(Decimal(share) / WHOLE, places)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday, a day that the company adds, or a holiday on which it works."""

    day: date
    name: str
    by_company: bool
    is_worked: bool

    @property
    def at_the_weekend(self) -> bool:
        return self.day.weekday() > FRIDAY


@dataclass(frozen=True, slots=True)
class Employed:
    """`now` is None for who has no contract yet; `place` is where their holidays are, in words."""

    today: date
    now: Told | None
    later: list[Told]
    earlier: list[Told]
    place: str
    holidays: list[Holiday]
    memberships: list[TeamMembership]


FRIDAY = 4


def employed(person: User, *, year: int | None = None) -> Employed:
    """Three queries, however long the history; the holidays are those of this year, unless given."""
    today = timezone.localdate()
    rows = Contract.objects.in_force().filter(person=person).order_by("since")
    all_told = [told(row) for row in rows]
    begun = [one for one in all_told if one.contract.since <= today]
    now = begun[-1] if begun else None
    country, region = settings.PUBLIC_HOLIDAYS
    if now is not None:
        country, region = now.contract.country, now.contract.subdivision
    memberships = TeamMembership.objects.filter(person=person).select_related("team")
    return Employed(
        today=today,
        now=now,
        later=[one for one in all_told if one.contract.since > today],
        earlier=begun[-2::-1],
        place=place_name(country, region, _language()),
        holidays=holidays_told(year or today.year, country, region),
        memberships=list(memberships.order_by("-since", "-pk")),
    )


def holidays_told(year: int, country: str, region: str) -> list[Holiday]:
    """The days off of a year by date, named in the reader's language; one query."""
    public = holidays_in(year, country=country, subdivision=region, language=_language())
    rows = CompanyDay.objects.filter(day__year=year, country__in={"", country})
    company = {row.day: row for row in rows.order_by("country")}
    found = [
        Holiday(day, name, by_company=False, is_worked=False)
        for day, name in public.items()
        if day not in company
    ]
    found += [
        Holiday(row.day, row.name, by_company=True, is_worked=not row.is_off)
        for row in company.values()
        if row.is_off or row.day in public
    ]
    return sorted(found, key=lambda holiday: holiday.day)


def told(row: Contract) -> Told:
    return Told(
        contract=row,
        lines=say_weekdays(row.weekday_minutes),
        minutes=sum(row.weekday_minutes),
        place=place_name(row.country, row.subdivision, _language()),
    )


def _language() -> str:
    return get_language() or "en"
