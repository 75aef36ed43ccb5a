"""What weeks came to when their month was closed, what changed since, and what they come to now. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from knowledge.contributions.team_words import share_words, week_words
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from knowledge.contributions.bands import Share
    from knowledge.contributions.queries.adjusted import AdjustedWeek


@dataclass(frozen=True, slots=True)
class AdjustedRow:
    """A line of the table: “Week 41”, “5.4 %: 90 of 1,680 min, band 84 to 168”, “−420 min to work”."""

    week: AdjustedWeek
    words: str
    read: str
    changes: tuple[str, ...]
    now: str


def adjusted_rows(weeks: Iterable[AdjustedWeek]) -> tuple[AdjustedRow, ...]:
    """In the order of the weeks."""
    return tuple(
        AdjustedRow(week, week_words(week.monday), _of(week.read), _changes(week), _of(week.now))
        for week in weeks
    )


def _of(share: Share) -> str:
    facts = {
        "share": share_words(share),
        "given": number(share.confirmed),
        "all": number(share.available),
        "low": number(math.ceil(share.band.lowest)),
        "high": number(share.band.whole_minutes),
    }
    if not share.available:
        return _("%(share)s, %(given)s min confirmed") % facts
    return _("%(share)s: %(given)s of %(all)s min, band %(low)s to %(high)s") % facts


def _changes(week: AdjustedWeek) -> tuple[str, ...]:
    found = []
    if week.available:
        found.append(_("%(minutes)s min to work") % {"minutes": _signed(week.available)})
    if week.confirmed:
        found.append(_("%(minutes)s min confirmed") % {"minutes": _signed(week.confirmed)})
    return tuple(found) or (_("another day of the week"),)


def _signed(minutes: int) -> str:
    """With a true minus."""
    return f"{'+' if minutes > 0 else '−'}{number(abs(minutes))}"
