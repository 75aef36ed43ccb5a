"""A manager's people as a picture: one strip a person, and their weeks as cells on the same line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from knowledge.contributions.bands import USUAL, WHOLE, Share, Standing
from knowledge.contributions.team_words import share_words, standing_words
from knowledge.ui import kept
from knowledge.ui.charts import Strip, nice_step, strip
from knowledge.ui.numbers import NARROW, number
from knowledge.ui.times import short_date

if TYPE_CHECKING:
    from knowledge.contributions.queries.person_figures import PersonFigures
    from knowledge.contributions.queries.teams import TeamFigures

PERCENT: Final = 100
_ROOM: Final = Fraction(7, 5)
"""The scale reaches so far beyond the highest band."""
_MOST_ROOM: Final = 2
"""And so far at most, whoever lies beyond it."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The ends of a band in per cent of what is available, exact."""

    low: Fraction
    high: Fraction

    @property
    def words(self) -> str:
        """“5 to 10 %”."""
        low, high = per_cent_words(self.low), per_cent_words(self.high)
        return _("%(low)s to %(high)s %%") % {"low": low, "high": high}


USUALLY: Final = Ends(
    Fraction(USUAL.lowest * PERCENT, WHOLE), Fraction(USUAL.highest * PERCENT, WHOLE)
)


@dataclass(frozen=True, slots=True)
class WeekCell:
    """One cell of the heat map; `share` None where somebody was elsewhere. `is_adjusted` says that the
    week was changed after its month was closed.
    """

    share: Share | None
    is_adjusted: bool = False

    @property
    def standing(self) -> str:
        return "" if self.share is None else str(self.share.standing)

    @property
    def words(self) -> str:
        """The share in per cent, with one decimal; empty when away or elsewhere."""
        per_cent = None if self.share is None else self.share.per_cent
        return "" if per_cent is None else number(round_half_up(per_cent), 1)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """`away_until` is told of who is away now, and was all the weeks of the headline."""

    figures: PersonFigures
    strip: Strip
    cells: tuple[WeekCell, ...]
    away_until: date | None = None

    @property
    def is_outside(self) -> bool:
        """Below or above the band."""
        return self.strip.edge is not None

    @property
    def drawn_strip(self) -> SafeString:
        strip = self.strip
        facts = {
            "standing": str(self.figures.standing),
            "has_value": strip.value is not None,
            "is_outside": self.is_outside,
            "says_until": self.away_until is not None,
        }
        holes = {
            "low": strip.low,
            "width": strip.width,
            "high": strip.high,
            "value": strip.value,
            "edge": strip.edge,
            "middle": strip.middle,
            "day": self.away_until_words,
        }
        return kept.draw("contributions/_strip_row.html", facts, holes)

    @property
    def drawn_share(self) -> SafeString:
        """With its standing in words, for who does not see the strip."""
        standing = self.figures.standing
        facts = {"standing": str(standing), "said": standing_of(self.figures)}
        holes = {"share": "" if standing is None else share_words(self.figures.headline)}
        return kept.draw("contributions/_strip_share.html", facts, holes)

    @property
    def away_until_words(self) -> str:
        """Without the year: it is told of who is away now."""
        return short_date(self.away_until, today=self.away_until) if self.away_until else ""


@dataclass(frozen=True, slots=True)
class Tick:
    """A figure of the scale; `is_end` of the band that all have."""

    words: str
    x: float
    is_end: bool


@dataclass(frozen=True, slots=True)
class TeamPicture:
    """`ends` is the band when all have the same one; `top` of the scale in per cent."""

    rows: tuple[PersonRow, ...]
    ticks: tuple[Tick, ...]
    ends: Ends | None
    top: Fraction
    mondays: tuple[date, ...]

    @property
    def has_adjusted(self) -> bool:
        """Any week that is marked."""
        return any(cell.is_adjusted for row in self.rows for cell in row.cells)

    @property
    def top_words(self) -> str:
        return per_cent_words(self.top)


def team_picture(
    figures: TeamFigures,
    *,
    away_until: Mapping[int, date],
    shown: Sequence[PersonFigures] | None = None,
    cells: bool = True,
    adjusted: Mapping[int, Collection[date]] | None = None,
) -> TeamPicture:
    """Of the experts, or of those of them who are `shown`; on a scale that fits them all.

    `cells` says whether their weeks are drawn too, `adjusted` which of them are marked.
    """
    shares = [each.headline for each in figures.expected if each.headline.available]
    alike = {(id(share.band), share.available): share for share in shares}
    bands = set(map(ends_of, alike.values()))
    top = _top(shares, bands or {USUALLY})
    ends = next(iter(bands)) if len(bands) == 1 else None
    people = figures.expected if shown is None else shown
    rows = tuple(
        PersonRow(
            figures=each,
            strip=_strip(each.headline, top, ends or USUALLY),
            cells=_cells(each, figures.weeks.mondays, adjusted or {}) if cells else (),
            away_until=_until(each, away_until),
        )
        for each in people
    )
    return TeamPicture(rows, _ticks(top, ends), ends, top, figures.weeks.mondays if cells else ())


def _cells(
    each: PersonFigures, mondays: Sequence[date], adjusted: Mapping[int, Collection[date]]
) -> tuple[WeekCell, ...]:
    changed = adjusted.get(each.line.person_id, ())
    weeks = zip(mondays, each.weeks, strict=True)
    return tuple(
        WeekCell(share, share is not None and monday in changed) for monday, share in weeks
    )


def standing_of(figures: PersonFigures) -> str:
    """Where an expert stands, for tables and screen readers."""
    return standing_words(figures.standing) if figures.was_there else _("not in these weeks")


def away_ids(figures: TeamFigures) -> list[int]:
    """Of whom it is worth knowing until when they are away."""
    return [each.line.person_id for each in figures.people if each.standing is Standing.AWAY]


def ends_of(share: Share) -> Ends:
    """The band in per cent; the usual one where nothing is available."""
    if not share.available:
        return USUALLY
    return Ends(
        share.band.lowest * PERCENT / share.available,
        share.band.highest * PERCENT / share.available,
    )


def per_cent_words(value: Fraction) -> str:
    """Without decimals where it has none, else with one."""
    tenths = round_half_up(value)
    return number(tenths, 0 if tenths.is_integer() else 1)


@lru_cache(maxsize=8_192)
def round_half_up(value: Fraction | float) -> float:
    """To a tenth, for display."""
    return floor(Fraction(value) * 10 + Fraction(1, 2)) / 10


def _top(shares: Collection[Share], bands: Collection[Ends]) -> Fraction:
    """Beyond the highest band and, within reason, beyond the highest share."""
    highest = max((ends.high for ends in bands), default=Fraction(0)) or USUALLY.high
    reached = max(
        (Fraction(most, of) for of, most in _highest(shares).items()), default=Fraction(0)
    )
    wanted = max(highest * _ROOM, min(reached * PERCENT, highest * _MOST_ROOM))
    return Fraction(-(-wanted // 1))


def _highest(shares: Collection[Share]) -> dict[int, int]:
    """The most confirmed of each number of available minutes: few fractions are to be compared."""
    found: dict[int, int] = {}
    for share in shares:
        found[share.available] = max(share.confirmed, found.get(share.available, 0))
    return found


def _until(figures: PersonFigures, away_until: Mapping[int, date]) -> date | None:
    if figures.standing is not Standing.AWAY:
        return None
    return away_until.get(figures.line.person_id)


def _strip(share: Share, top: Fraction, usual: Ends) -> Strip:
    ends = ends_of(share) if share.available else usual
    rate = share.rate
    value = None if rate is None else float(rate * PERCENT)
    return strip(value, float(ends.low), float(ends.high), top=float(top), outside=share.standing)


def _ticks(top: Fraction, ends: Ends | None) -> tuple[Tick, ...]:
    if ends is not None:
        values = [(Fraction(0), False), (ends.low, True), (ends.high, True)]
    else:
        step = Fraction(nice_step(float(top), most=3))
        values = [(step * n, False) for n in range(int(top / step) + 1)]
    return tuple(
        Tick(
            per_cent_words(value) + (f"{NARROW}%" if value else ""),
            round(float(value * PERCENT / top), 2),
            is_end,
        )
        for value, is_end in values
    )
