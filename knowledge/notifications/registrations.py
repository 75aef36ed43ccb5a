"""What the inbox, mail and following put into the frame, and tell the packages below."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import visible_areas, visible_topics
from knowledge.notifications import followables
from knowledge.notifications.followables import Described
from knowledge.notifications.models import FollowKind
from knowledge.notifications.permissions import can_see_outbox
from knowledge.notifications.queries.devices import push_is_on
from knowledge.notifications.this_browser import told_here
from knowledge.passages import subjects
from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

MAIL = "mail"


def inbox_link(request: HttpRequest) -> SafeString | str:
    """The tray of the bar; the count stands on the person's row, so it costs no query."""
    if not request.user.is_authenticated:
        return ""
    url = address_of("notifications:inbox")
    return _drawn(url, request.user.unread_notifications, request.path == url, get_language())


@lru_cache(maxsize=256)
def _drawn(url: str, count: int, current: bool, language: str | None) -> SafeString:
    """The same for everybody with so much unread; drawn in the active language, part of the key."""
    label = ngettext("Inbox, %(n)d new", "Inbox, %(n)d new", count) % {"n": count}
    context = {
        "url": url,
        "icon": "inbox",
        "count": count,
        "label": label if count else _("Inbox, nothing new"),
        "current": current,
    }
    return render_to_string("ui/bar_link.html", context)


def outbox_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu, for administrators."""
    if not can_see_outbox(request.user):
        return ""
    return _menu_entry(address_of("notifications:outbox"), get_language())


@lru_cache(maxsize=8)
def _menu_entry(url: str, language: str | None) -> SafeString:
    """Drawn in the active language, which is part of the key."""
    return render_to_string("notifications/_outbox_menu.html", {"url": url})


def leaving_script(request: HttpRequest) -> SafeString | str:
    """Where this browser is a device, what ends that as its person signs out."""
    if told_here(request) is None:
        return ""
    return _script("notifications/_push_leaving.html", request)


def ended_script(request: HttpRequest) -> SafeString | str:
    """Where this browser is no device, what ends a subscription that was left behind."""
    if not push_is_on() or told_here(request) is not None:
        return ""
    return _script("notifications/_push_ended.html", request)


def _script(template: str, request: HttpRequest) -> SafeString:
    return kept.draw(template, holes={"csp_nonce": str(getattr(request, "csp_nonce", ""))})


def own_mail(user: User, ids: Collection[int]) -> set[int]:
    """Lines about somebody's mail are theirs alone."""
    return {user.pk} & set(ids)


def described_areas(user: User, ids: Collection[int]) -> dict[int, Described]:
    areas = visible_areas(user).filter(pk__in=list(ids))
    return {area.pk: Described(area.label, area.get_absolute_url()) for area in areas}


def described_topics(user: User, ids: Collection[int]) -> dict[int, Described]:
    topics = visible_topics(user).filter(pk__in=list(ids), merged_into=None)
    return {topic.pk: Described(topic.name, topic.get_absolute_url()) for topic in topics}


def described_people(user: User, ids: Collection[int]) -> dict[int, Described]:
    people = User.objects.filter(pk__in=list(ids))
    return {
        person.pk: Described(person.display_name, person.get_absolute_url()) for person in people
    }


def register() -> None:
    """Fill the frame; say what can be followed below articles."""
    slots.register("head", leaving_script)
    slots.register("signed_out", ended_script)
    slots.register("bar", inbox_link, order=60)
    slots.register("menu", outbox_link, order=36)
    subjects.register(subjects.SubjectKind(name=MAIL, readable_ids=own_mail))
    followables.register(FollowKind.AREA, described_areas)
    followables.register(FollowKind.TOPIC, described_topics)
    followables.register(FollowKind.PERSON, described_people)
