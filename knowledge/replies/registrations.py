"""What reply records show on pages of other packages."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import get_language

from knowledge.articles import margin
from knowledge.replies.actions.complaints import REMIND_SECONDS, remind
from knowledge.replies.actions.retention import FORGET_SECONDS, forget_old_repliers
from knowledge.replies.actions.telling_answers import tell_trays_of_answers
from knowledge.replies.actions.telling_trays import TELL_SECONDS, tell_trays
from knowledge.replies.actions.trays import forget_old_trays
from knowledge.replies.actions.uses import NoteUses
from knowledge.replies.actions.variant_news import NEWS_SECONDS, follow_variants
from knowledge.replies.brought import show_what_it_brought
from knowledge.replies.channel import channel_chooser
from knowledge.replies.docked import dock_tray
from knowledge.replies.entrances import open_ways_in
from knowledge.replies.jobs import register_jobs
from knowledge.replies.marks import show_marks
from knowledge.replies.queries.copied import month_start, reach_of, recent_uses
from knowledge.search import registry
from knowledge.search.worker import register_job
from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from knowledge.articles.models import Article


USES_SECONDS = 600.0
"""How late a use of an article may move it up."""

TRAYS_SECONDS = 3_600.0


def article_reach(article: Article) -> SafeString | str:
    """Replies this month by channel; totals alone."""
    reach = reach_of(article, month_start())
    if not reach.replies:
        return ""
    return render_to_string("replies/_reach.html", {"reach": reach, "article": article})


def copying_script(request: HttpRequest) -> SafeString | str:
    """Copies, notes and queues: on every page, since the palette copies on every page."""
    if not request.user.is_authenticated:
        return ""
    facts = {"seal_url": address_of("replies:mine")}
    holes = {"csp_nonce": str(getattr(request, "csp_nonce", ""))}
    return kept.draw("replies/_copying_script.html", facts, holes)


def my_replies_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu."""
    if not request.user.is_authenticated:
        return ""
    return _menu_entry(address_of("replies:mine"), get_language())


@lru_cache(maxsize=8)
def _menu_entry(url: str, language: str | None) -> SafeString:
    """Drawn in the active language, which is part of the key."""
    return render_to_string("replies/_menu.html", {"url": url})


def register() -> None:
    """Fill the places."""
    margin.register_figures(article_reach)
    margin.register_copying(channel_chooser)
    registry.register_uses(recent_uses)
    register_job("uses of articles", USES_SECONDS, NoteUses())
    register_job("old reply records", FORGET_SECONDS, forget_old_repliers)
    slots.register("head", copying_script)
    slots.register("menu", my_replies_link, order=40)
    register_job("complaints", REMIND_SECONDS, remind)
    show_what_it_brought()
    register_jobs()
    open_ways_in()
    show_marks()
    register_job("words for channels", NEWS_SECONDS, follow_variants)
    dock_tray()
    register_job("old trays", TRAYS_SECONDS, forget_old_trays)
    register_job("trays", TELL_SECONDS, tell_trays)
    register_job("answers in trays", TELL_SECONDS, tell_trays_of_answers)
