"""The cells of the heat map, drawn at once: thousands of them by a template cost a second."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from knowledge.contributions.bands import Standing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.contributions.team_picture import WeekCell


def draw_cells(cells: Iterable[WeekCell], *, nothing: str, counts_band: bool = True) -> SafeString:
    """One `<td>` a week; `nothing` says why there is no figure. Without a band for them, cells have
    no colour.
    """
    empty = _said("week", "–", nothing)
    away = _said("week week--away", pgettext("away, in a cell", "aw."), pgettext("share", "away"))
    found = [_cell(cell, empty, away, counts_band) for cell in cells]
    return mark_safe("".join(found))  # noqa: S308 - each is drawn by format_html


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
    return _drawn(f"week week--{cell.standing}" if counts_band else "week", cell.words)


@lru_cache(maxsize=4_096)
def _drawn(classes: str, words: str) -> SafeString:
    """Kept: people share few figures."""
    return format_html('<td class="{}">{}</td>', classes, words)


@lru_cache(maxsize=64)
def _said(classes: str, words: str, why: str) -> SafeString:
    return format_html('<td class="{}"><abbr title="{}">{}</abbr></td>', classes, why, words)
