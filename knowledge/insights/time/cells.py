"""The cells of the heat map, drawn at once: thousands of them by a template cost a second."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.team_picture import WeekCell
from knowledge.contributions.team_words import share_words
from knowledge.ui import kept
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from knowledge.contributions.queries.groups import GroupFigures
    from knowledge.contributions.team_picture import PersonRow

ADJUSTED: Final = "*"
"""Marks a week that was changed after its month was closed."""


def draw_cells(cells: Iterable[WeekCell], *, nothing: str, counts_band: bool = True) -> SafeString:
    """One `<td>` a week; `nothing` says why there is no figure. Without a band for them, cells have
    no colour.
    """
    empty = _said("week", "–", nothing)
    away = _said("week week--away", pgettext("away, in a cell", "aw."), pgettext("share", "away"))
    language = get_language()
    found = [_cell(cell, empty, away, counts_band, language) for cell in cells]
    return mark_safe("".join(found))  # noqa: S308 - each is drawn by format_html


def draw_person(row: PersonRow, cells: SafeString, *, viewer: User) -> SafeString:
    """Their line of the table, leading to their page; the viewer's own to their own time."""
    person = row.figures.person
    is_own = person.pk == viewer.pk
    url = reverse("time:own") if is_own else reverse("insights:time_person", args=[person.slug])
    holes = {
        "url": url,
        "name": person.display_name,
        "strip": row.drawn_strip,
        "share": row.drawn_share,
        "cells": cells,
    }
    return kept.draw("insights/_time_team_row.html", {"is_outside": row.is_outside}, holes)


def draw_group(group: GroupFigures, query: str) -> SafeString:
    """The line of a team inside, leading to its own page, whose query string this is."""
    standings = group.standings
    holes = {
        "query": query,
        "name": group.team.name,
        "people": number(group.people),
        "share": share_words(group.headline),
        "below": number(standings[Standing.BELOW]),
        "in_band": number(standings[Standing.IN]),
        "above": number(standings[Standing.ABOVE]),
        "away": number(standings[Standing.AWAY]),
    }
    facts = {"has_people": group.people > 0}
    return kept.draw("insights/_time_group_row.html", facts, holes)


def not_there() -> str:
    """Of a person's week in which they were in other teams."""
    return gettext("not in these teams")


def too_few() -> str:
    """Of a week that is not told."""
    return gettext("too few people to tell")


def _cell(
    cell: WeekCell, empty: SafeString, away: SafeString, counts_band: bool, language: str | None
) -> SafeString:
    share = cell.share
    if share is None:
        return empty
    standing = share.standing
    classes = f"week week--{standing}" if counts_band else "week"
    drawn = (
        away
        if standing is Standing.AWAY
        else _drawn(classes, share.confirmed, share.available, language)
    )
    return _marked(drawn) if cell.is_adjusted else drawn


def _marked(cell: SafeString) -> SafeString:
    """With the sign that the legend explains."""
    words = gettext("Changed after their month was closed")
    sign = format_html(' <abbr title="{}">{}</abbr></td>', words, ADJUSTED)
    return mark_safe(cell.removesuffix("</td>") + sign)  # noqa: S308 - both are drawn by format_html


@lru_cache(maxsize=8_192)
def _drawn(classes: str, confirmed: int, available: int, _language: str | None) -> SafeString:
    """In the active language, which is part of the key: people share few figures."""
    words = WeekCell(Share(confirmed, available)).words
    return format_html('<td class="{}">{}</td>', classes, words)


@lru_cache(maxsize=64)
def _said(classes: str, words: str, why: str) -> SafeString:
    return format_html('<td class="{}"><abbr title="{}">{}</abbr></td>', classes, why, words)
