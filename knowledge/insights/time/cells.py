"""The cells of the heat map, drawn at once: thousands of them by a template cost a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from knowledge.contributions.bands import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.contributions.team_picture import WeekCell


def draw_cells(cells: Iterable[WeekCell], *, nothing: str, counts_band: bool = True) -> SafeString:
    """One `<td>` a week; `nothing` says why there is no figure. Without a band for them, cells have
    no colour.
    """
    empty = format_html('<td class="week"><abbr title="{}">–</abbr></td>', nothing)
    away = format_html(
        '<td class="week week--away"><abbr title="{}">{}</abbr></td>',
        pgettext("share", "away"),
        pgettext("away, in a cell", "aw."),
    )
    return format_html_join("", "{}", ((_cell(cell, empty, away, counts_band),) for cell in cells))


def not_there() -> str:
    """Of a person's week in which they were in other teams."""
    return gettext("not in these teams")


def too_few() -> str:
    """Of a week that is not told."""
    return gettext("too few people to tell")


def _cell(cell: WeekCell, empty: SafeString, away: SafeString, counts_band: bool) -> SafeString:
    if cell.share is None:
        return empty
    if cell.share.standing is Standing.AWAY:
        return away
    if not counts_band:
        return format_html('<td class="week">{}</td>', cell.words)
    return format_html('<td class="week week--{}">{}</td>', cell.standing, cell.words)
