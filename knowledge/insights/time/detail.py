"""The table at which a manager's way down ends: a person's weeks, and in each kind × area. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.contributions.team_words import share_words, standing_words, week_words

if TYPE_CHECKING:
    from datetime import date

    from knowledge.areas.models import Area
    from knowledge.contributions.bands import Share
    from knowledge.contributions.models import Kind
    from knowledge.contributions.queries.teams import PersonDetail


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes on a kind in an area; `area` None for none, or one that is closed to the viewer."""

    kind: Kind
    area: Area | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Week:
    """One week, and what its minutes went to; `share` None where they were elsewhere."""

    monday: date
    words: str
    share: Share | None
    lines: tuple[Line, ...]
    is_expected: bool

    @property
    def said(self) -> str:
        return "" if self.share is None else share_words(self.share)

    @property
    def standing(self) -> str:
        if self.share is None or not self.is_expected:
            return ""
        return standing_words(self.share.standing)


def detail_of(found: PersonDetail) -> tuple[Week, ...]:
    """The latest week first."""
    lines: dict[date, list[Line]] = defaultdict(list)
    for monday, kind, area, minutes in found.cells:
        lines[monday].append(Line(kind, area, minutes))
    weeks = zip(found.weeks.mondays, found.figures.weeks, strict=True)
    return tuple(
        Week(monday, week_words(monday), share, tuple(lines[monday]), found.figures.is_expected)
        for monday, share in reversed(tuple(weeks))
    )
