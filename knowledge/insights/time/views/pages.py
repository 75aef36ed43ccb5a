"""The pages of contribution time, as tabs, for whom each of them is; and the periods of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.contributions.periods import PERIODS
from knowledge.contributions.permissions import can_see_company
from knowledge.insights.permissions import can_see_thread_figures
from knowledge.ui.pieces import Option, Tab

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.insights.time.forms import Chosen

TEAMS: Final = "time_teams"
COMPANY: Final = "time_company"
AREAS: Final = "time_areas"


def pages_for(user: User, current: str) -> list[Tab]:
    """Those that the viewer may open; costs no query."""
    words = {TEAMS: _("Your teams"), COMPANY: _("Company"), AREAS: _("Product areas")}
    open_to = {
        TEAMS: user.is_manager,
        COMPANY: can_see_company(user),
        AREAS: can_see_thread_figures(user),
    }
    return [
        Tab(label, reverse(f"insights:{name}"), current=name == current)
        for name, label in words.items()
        if open_to[name] or name == current
    ]


def periods_for(chosen: Chosen) -> list[Option]:
    """Lengths of the period, the other choices kept."""
    return [
        Option(
            ngettext("%(n)d week", "%(n)d weeks", weeks) % {"n": weeks},
            f"?{chosen.query(weeks=str(weeks))}",
            current=weeks == chosen.weeks,
        )
        for weeks in PERIODS
    ]
