"""The figures as rows of a file that a spreadsheet reads: numerators and denominators apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowledge.insights.tables import safe

if TYPE_CHECKING:
    from knowledge.insights.threads.figures import Figures, Speed
    from knowledge.insights.threads.queries import ThreadReport, Waiting

Cell = str | int


def table_of(report: ThreadReport) -> Iterator[list[Cell]]:
    """A heading, a row an area, and the sum. Empty cells are no data, or not told."""
    yield _heading()
    for row in report.rows:
        expert = _("yes") if row.has_expert else _("no")
        yield _cells(safe(row.area.label), expert, row.figures, row.waiting)
    yield _cells(_("All together"), "", report.total, report.waiting)


def _heading() -> list[Cell]:
    return [
        _("Product area"),
        _("Has an expert"),
        _("Asked"),
        _("Questions"),
        _("Answered within 24 h"),
        _("Of questions older than 24 h or answered"),
        _("Answered within 72 h"),
        _("Of questions older than 72 h or answered"),
        _("First answers"),
        _("First answer, median (working minutes)"),
        _("First answer, 90th percentile (working minutes)"),
        pgettext("insights", "Solved"),
        _("Solution, median (working minutes)"),
        _("Solution, 90th percentile (working minutes)"),
        _("Duplicates"),
        _("Ended"),
        _("Waiting now"),
        _("Past their promise now"),
        _("Oldest past its promise, asked on"),
    ]


def _cells(name: str, expert: str, figures: Figures, waiting: Waiting) -> list[Cell]:
    told = _speed(figures.speed)
    return [
        name,
        expert,
        figures.asked,
        figures.questions,
        *told[:7],
        figures.solved.part,
        *told[7:],
        figures.duplicates.part,
        figures.duplicates.whole,
        waiting.count,
        waiting.late,
        waiting.oldest.date().isoformat() if waiting.oldest else "",
    ]


def _speed(speed: Speed) -> list[Cell]:
    first, solution = speed.first_answer, speed.solution
    return [
        speed.in_a_day.part,
        speed.in_a_day.whole,
        speed.in_three_days.part,
        speed.in_three_days.whole,
        first.count,
        _told(first.median),
        _told(first.ninetieth),
        _told(solution.median),
        _told(solution.ninetieth),
    ]


def _told(minutes: int | None) -> Cell:
    return "" if minutes is None else minutes
