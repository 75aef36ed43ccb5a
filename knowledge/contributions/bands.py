"""The band of the allowance, and where confirmed minutes stand to it. Pure, on exact numbers.

Formulas: product.md, "Contribution time, exactly". Minutes of a band are fractions; nothing here is
rounded but the floor of `Band.whole_minutes`, and what `Share.per_cent` is written with.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm
from typing import Final, Protocol

WHOLE: Final = 10_000
"""A share of one, in hundredths of a per cent."""
SHARE: Final = "share"
DAYS: Final = "days"
_DAY: Final = timedelta(days=1)
_NOTHING: Final = Fraction(0)


class WorkTime(Protocol):
    """What is needed of `accounts.availability.WorkTime`."""

    def minutes_between(self, first: date, last: date) -> int:
        """Available minutes of these days, both included."""

    def full_time_days(self, year: int) -> int:
        """Working days of somebody in full time that year."""


@dataclass(frozen=True, slots=True)
class Policy:
    """From `lowest` to `highest`: hundredths of a per cent of what is available (unit SHARE), or
    hundredths of a day a year (unit DAYS).
    """

    unit: str
    lowest: int
    highest: int


USUAL: Final = Policy(SHARE, 500, 1000)
"""5 to 10 %, where nobody has set anything."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The policy in force on each day: `steps` by their first day, the first of them for all days."""

    steps: tuple[tuple[date, Policy], ...] = ((date.min, USUAL),)

    def on(self, day: date) -> Policy:
        """The policy in force on that day."""
        for since, policy in reversed(self.steps):
            if since <= day:
                return policy
        return self.steps[0][1]

    def between(self, first: date, last: date) -> Iterator[tuple[date, date, Policy]]:
        """Stretches of days, both ends included, with what is in force in each of them."""
        start, policy = first, self.on(first)
        for since, following in self.steps:
            if first < since <= last:
                yield start, since - _DAY, policy
                start, policy = since, following
        yield start, last, policy


@dataclass(frozen=True, slots=True)
class Band:
    """Minutes from `lowest` to `highest`, both included.

    `first` and `last` are the whole minutes in it: what is confirmed is whole, so it is below or
    above them when it is below or above the band, and whole numbers compare much faster.
    """

    lowest: Fraction = _NOTHING
    highest: Fraction = _NOTHING
    first: int = field(init=False, repr=False, compare=False)
    last: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first", ceil(self.lowest))
        object.__setattr__(self, "last", floor(self.highest))

    def __add__(self, other: Band) -> Band:
        return Band(self.lowest + other.lowest, self.highest + other.highest)

    @property
    def whole_minutes(self) -> int:
        """The upper end, rounded down: what may be given without leaving the band."""
        return self.last


class Standing(StrEnum):
    BELOW = "below"
    IN = "in"
    ABOVE = "above"
    AWAY = "away"


@dataclass(slots=True, unsafe_hash=True)
class Share:
    """Confirmed of available minutes, and the band of the same days.

    A value, never changed. It is not declared frozen because a page of a thousand people makes
    twenty thousand of them, and making a frozen one takes four times as long.
    """

    confirmed: int = 0
    available: int = 0
    band: Band = Band()

    def __add__(self, other: Share) -> Share:
        """Sum / sum: of several weeks, or of several people."""
        return Share(
            self.confirmed + other.confirmed,
            self.available + other.available,
            self.band + other.band,
        )

    def __mul__(self, times: int) -> Share:
        """Of so many people for whom it is the same."""
        band = Band(self.band.lowest * times, self.band.highest * times)
        return Share(self.confirmed * times, self.available * times, band)

    @property
    def standing(self) -> Standing:
        """Exact, both ends of the band belong to it; nothing available is away, whatever was done."""
        if not self.available:
            return Standing.AWAY
        if self.confirmed < self.band.first:
            return Standing.BELOW
        return Standing.ABOVE if self.confirmed > self.band.last else Standing.IN

    @property
    def rate(self) -> Fraction | None:
        """Confirmed / available; None is away."""
        return Fraction(self.confirmed, self.available) if self.available else None

    @property
    def per_cent(self) -> float | None:
        """For display; None is away."""
        return self.confirmed * 100 / self.available if self.available else None

    def left(self, committed: int = 0) -> int:
        """Remaining budget: upper end − confirmed − expected minutes of open claims, floor 0."""
        return max(0, self.band.whole_minutes - self.confirmed - committed)


def band_of(work: WorkTime, policies: Policies, first: date, last: date) -> Band:
    """The band of these days, both included: what is available × the allowance of each day.

    d days a year are the share d / working days of somebody in full time that year; a year without
    any gives nothing.
    """
    return _sum(
        _stretch(work, policy, start, end) for start, end, policy in policies.between(first, last)
    )


def band_of_minutes(work: WorkTime, policy: Policy, year: int, minutes: int) -> Band:
    """What so many available minutes of that year come to under one allowance."""
    if policy.unit == SHARE:
        return _of_share(minutes, policy.lowest, policy.highest)
    days = work.full_time_days(year)
    if not days:
        return Band()
    ends = (Fraction(minutes * end, 100 * days) for end in (policy.lowest, policy.highest))
    return Band(*ends)


def share_of(
    work: WorkTime, policies: Policies, first: date, last: date, *, confirmed: int
) -> Share:
    """Where these confirmed minutes stand in the band of these days, both included."""
    available = work.minutes_between(first, last)
    if not available:
        return Share(confirmed)
    if len(policies.steps) == 1 and (policy := policies.steps[0][1]).unit == SHARE:
        return Share(confirmed, available, _of_share(available, policy.lowest, policy.highest))
    return Share(confirmed, available, band_of(work, policies, first, last))


def together(shares: Iterable[Share]) -> Share:
    """Sum / sum of many: never a mean of ratios.

    The same shares are counted first, and the ends of their bands added up by denominator, since
    thousands of people have few of them: adding fractions one by one takes ten times as long.
    """
    shares = list(shares)
    counts, lowest, highest = Counter(map(id, shares)), dict[int, int](), dict[int, int]()
    confirmed = available = 0
    for share in distinct(shares):
        times, band = counts[id(share)], share.band
        confirmed += share.confirmed * times
        available += share.available * times
        for ends, end in ((lowest, band.lowest), (highest, band.highest)):
            whole = end.denominator
            ends[whole] = ends.get(whole, 0) + end.numerator * times
    return Share(confirmed, available, Band(_added(lowest), _added(highest)))


def distinct(shares: Collection[Share]) -> Collection[Share]:
    """Each once that stands for several people or weeks; equal ones may still be two."""
    return dict(zip(map(id, shares), shares, strict=True)).values()


def band_under(policies: Policies, available: int, shares: Sequence[Share]) -> Band:
    """The band of shares that were all measured under these, and have so many available minutes in
    all: one allowance throughout is that of the sum.
    """
    if len(policies.steps) > 1 or policies.steps[0][1].unit != SHARE:
        return together(shares).band
    policy = policies.steps[0][1]
    return _of_share(available, policy.lowest, policy.highest)


def _added(numerators: dict[int, int]) -> Fraction:
    """Over what all denominators divide: fractions added one by one are brought down each time."""
    whole = lcm(*numerators)
    return Fraction(sum([n * (whole // part) for part, n in numerators.items()]), whole)


def _stretch(work: WorkTime, policy: Policy, first: date, last: date) -> Band:
    if policy.unit == SHARE:
        return _of_share(work.minutes_between(first, last), policy.lowest, policy.highest)
    return _sum(_of_days(work, policy, *year) for year in _by_year(first, last))


@lru_cache(maxsize=65_536)
def _of_share(minutes: int, lowest: int, highest: int) -> Band:
    """Kept, because the weeks of thousands of people come to few different numbers of minutes."""
    return Band(Fraction(minutes * lowest, WHOLE), Fraction(minutes * highest, WHOLE))


def _of_days(work: WorkTime, policy: Policy, first: date, last: date) -> Band:
    return band_of_minutes(work, policy, first.year, work.minutes_between(first, last))


def _by_year(first: date, last: date) -> Iterator[tuple[date, date]]:
    for year in range(first.year, last.year + 1):
        yield max(first, date(year, 1, 1)), min(last, date(year, 12, 31))


def _sum(bands: Iterable[Band]) -> Band:
    total = Band()
    for each in bands:
        total = each if total == _EMPTY else total + each
    return total


_EMPTY: Final = Band()
