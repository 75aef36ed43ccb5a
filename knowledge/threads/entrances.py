"""The ways in: Ask in the bar of every page, the first way out of a failed search, the list in the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of
from knowledge.ui.frame import bar_link

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def ask_link(request: HttpRequest) -> SafeString | str:
    """In the bar of every page; costs no query."""
    if not request.user.is_authenticated:
        return ""
    return bar_link(request, address_of("threads:ask"), _("Ask"), icon="ask")


def ask_exit(request: HttpRequest) -> SafeString | str:
    """Below results that do not answer: the words go along, so that nothing is typed twice."""
    if not request.user.is_authenticated:
        return ""
    words = request.GET.get("q", "")
    url = f"{address_of('threads:ask')}?{urlencode({'q': words})}"
    return kept.draw("threads/exit.html", holes={"url": url, "now_url": f"{url}&urgency=now"})


def threads_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu."""
    if not request.user.is_authenticated:
        return ""
    return kept.draw("threads/menu.html", {"url": address_of("threads:list")})


def open_ways_in() -> None:
    """Called when the application starts."""
    slots.register("bar", ask_link, order=20)
    slots.register("exits", ask_exit, order=10)
    slots.register("menu", threads_link, order=25)
