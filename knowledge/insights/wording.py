"""The names of periods and lists."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def period_words(days: int, *, whole_weeks: bool) -> str:
    """What a period is called: days up to now, or complete weeks."""
    if whole_weeks:
        return {7: _("Last week"), 28: _("4 weeks"), 90: _("13 weeks")}[days]
    return {7: _("7 days"), 28: _("28 days"), 90: _("90 days")}[days]


def view_words(view: str) -> str:
    """What a list is called."""
    return {
        "failed": pgettext("searches", "Failed"),
        "empty": pgettext("searches", "Nothing found"),
        "unopened": pgettext("searches", "Nothing opened"),
        "top": pgettext("searches", "Most frequent"),
    }[view]
