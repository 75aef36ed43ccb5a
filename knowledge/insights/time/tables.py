"""What the pages show, as tables for files: the same rows, in the same order, to the same viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from knowledge.insights.time.sheets import Cell, Sheet
from knowledge.insights.time.wording import bottleneck_words

if TYPE_CHECKING:
    from knowledge.insights.time.demand import AreaNeed, Demand


def areas_sheet(demand: Demand) -> Sheet:
    """A row an area, the most wanted first. Empty cells are not told."""
    heading = [
        _("Product area"),
        _("Questions waiting"),
        _("Failed searches, 4 weeks"),
        _("Experts"),
        _("Has time this week"),
        _("Minutes left this week"),
        _("Upper end of the next 4 weeks (minutes)"),
        _("Planned in the next 4 weeks (minutes)"),
        _("Articles"),
        _("What keeps it"),
    ]
    return Sheet(_("Product areas"), heading, [_area(row) for row in demand.rows])


def _area(row: AreaNeed) -> list[Cell]:
    capacity = row.capacity
    return [
        row.area.label,
        row.waiting,
        row.failed,
        capacity.experts,
        _("yes") if capacity.has_time else _("no"),
        capacity.minutes,
        capacity.ahead,
        capacity.planned,
        row.articles,
        bottleneck_words(row.bottleneck),
    ]
