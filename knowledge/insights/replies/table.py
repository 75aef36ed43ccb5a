"""The figures as rows of a file that a spreadsheet reads: numerators and denominators apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from knowledge.insights.tables import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.insights.replies.figures import Delta, Tally
    from knowledge.insights.replies.queries import ReplyReport

Cell = str | int


def table_of(report: ReplyReport) -> Iterator[list[Cell]]:
    """A heading, a row an area, channel and team, and the sum. An empty cell is no data."""
    yield [
        _("By"),
        _("Name"),
        _("Contacts with a reply record"),
        _("Closed contacts"),
        _("Replies that helped"),
        _("Replies with an outcome"),
        _("Replies"),
        _("Replies that used a passage later marked wrong"),
        _("Scores of contacts with a record"),
        _("Sum of these scores"),
        _("Scores of contacts without"),
        _("Sum of these scores"),
        _("Weighted sum of differences in score"),
        _("Contacts that it is divided by"),
    ]
    for kind, rows in (
        (_("Product area"), report.areas),
        (_("Channel"), report.channels),
        (_("Team"), report.teams),
    ):
        for row in rows:
            yield _cells(kind, safe(row.label), row.tally, row.delta)
    yield _cells(_("All together"), "", report.total, report.delta)


def _cells(kind: str, name: str, tally: Tally, delta: Delta) -> list[Cell]:
    is_told = delta.value is not None
    return [
        kind,
        name,
        tally.linked,
        tally.contacts,
        tally.helped,
        tally.said,
        tally.replies,
        tally.recalled,
        tally.scored_with,
        str(tally.score_with),
        tally.scored_without,
        str(tally.score_without),
        str(round(delta.difference, 4)) if is_told else "",
        delta.contacts if is_told else "",
    ]
