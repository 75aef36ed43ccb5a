"""The names of periods, weeks and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

_LABELLED: Final = 3


def period_words(days: int, *, whole_weeks: bool) -> str:
    """What a period is called: days up to now, or complete weeks."""
    if whole_weeks:
        return {7: _("Last week"), 28: _("4 weeks"), 90: _("13 weeks")}[days]
    return {7: _("7 days"), 28: _("28 days"), 90: _("90 days")}[days]


def week_label(monday: date) -> str:
    """“W47”."""
    return pgettext("week", "W%(n)d") % {"n": monday.isocalendar().week}


def week_labels(mondays: Sequence[date]) -> list[str]:
    """Every third week's label, and the last's; "" for the rest."""
    last = len(mondays) - 1
    return [
        week_label(monday) if (last - place) % _LABELLED == 0 else ""
        for place, monday in enumerate(mondays)
    ]


def view_words(view: str) -> str:
    """What a list is called."""
    return {
        "failed": pgettext("searches", "Failed"),
        "empty": pgettext("searches", "Nothing found"),
        "unopened": pgettext("searches", "Nothing opened"),
        "top": pgettext("searches", "Most frequent"),
    }[view]
