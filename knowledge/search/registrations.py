"""What search hands to the worker, to the frame and to the inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html

from accounts.actions.sessions import FORGET_SECONDS, forget_old_sessions
from accounts.leave import reading as leave_reading
from knowledge.notifications import pushing
from knowledge.notifications.aside import Aside
from knowledge.notifications.counting import COUNT_SECONDS, Recounting
from knowledge.notifications.delivering import Messenger
from knowledge.notifications.sending import Postman
from knowledge.passages import subjects
from knowledge.search.learning import RELEARN_SECONDS, Relearning
from knowledge.search.retention import FOLD_SECONDS, fold_old_searches
from knowledge.search.saved import JOB_SECONDS, SUBJECT, own_saved_ids, tell_about_new_results
from knowledge.search.synonym_permissions import can_keep_synonyms
from knowledge.search.worker import register_job
from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

MAIL_SECONDS = 2.0
"""How long mail, webhooks and pushes wait at most. The outbox lies below search, which keeps the worker."""
LEAVE_SECONDS = 2.0
"""How long somebody waits for a calendar of days away that they just added; accounts lie below too."""


def browser_link(_request: HttpRequest) -> SafeString:
    """What lets a browser search here from its address bar."""
    return format_html(
        '<link rel="search" type="application/opensearchdescription+xml" title="{}" href="{}">',
        settings.PRODUCT_NAME,
        address_of("search:opensearch"),
    )


def synonyms_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu, for those who keep the words that mean the same."""
    if not can_keep_synonyms(request.user):
        return ""
    return kept.draw("search/_synonym_menu.html", {"url": reverse("search:synonyms")})


def register() -> None:
    """Called once, when the apps are ready."""
    register_job("copied passages", RELEARN_SECONDS, Relearning())
    register_job("searches to forget", FOLD_SECONDS, fold_old_searches)
    register_job("saved searches", JOB_SECONDS, tell_about_new_results)
    register_job("unread lines", COUNT_SECONDS, Recounting())
    postman, messenger, pusher = Postman(), Messenger(), pushing.Pusher()
    register_job("mail", MAIL_SECONDS, Aside("mail", postman.has_work, postman.run))
    register_job("webhooks", MAIL_SECONDS, Aside("hooks", messenger.has_work, messenger.run))
    register_job("push", MAIL_SECONDS, Aside("push", pusher.has_work, pusher.run))
    register_job("devices to forget", pushing.FORGET_SECONDS, pushing.forget)
    leave = Aside("leave", leave_reading.has_work, leave_reading.read_due)
    register_job("days away", LEAVE_SECONDS, leave)
    register_job("sessions to forget", FORGET_SECONDS, forget_old_sessions)
    subjects.register(subjects.SubjectKind(name=SUBJECT, readable_ids=own_saved_ids))
    slots.register("head", browser_link)
    slots.register("menu", synonyms_link, order=35)
