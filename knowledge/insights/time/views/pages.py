"""The pages of contribution time, as tabs, for whom each of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge.insights.permissions import can_see_thread_figures
from knowledge.ui.pieces import Tab

if TYPE_CHECKING:
    from accounts.models import User

AREAS: Final = "time_areas"


def pages_for(user: User, current: str) -> list[Tab]:
    """Those that the viewer may open; costs no query."""
    words = {AREAS: _("Product areas")}
    open_to = {AREAS: can_see_thread_figures(user)}
    return [
        Tab(label, reverse(f"insights:{name}"), current=name == current)
        for name, label in words.items()
        if open_to[name]
    ]
