"""The week and the timer as every page carries them: in the bar, on a phone in the profile menu.

For experts, and for whoever started a timer in this browser; nothing, and no query, for the others.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.urls import resolve
from django.urls.exceptions import Resolver404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from knowledge.contributions.models import Kind
from knowledge.contributions.queries.timer import Glance, glance_of
from knowledge.contributions.recordables import is_known
from knowledge.ui import kept, numbers
from knowledge.ui.addresses import address_of
from knowledge.ui.charts import gauge
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from knowledge.contributions.queries.timer import Running

TIMED = "timed"
"""In the session of somebody who has no allowance but runs a timer."""


def week_link(request: HttpRequest) -> SafeString | str:
    """The gauge, which leads to one's own time."""
    glance = _glance(request)
    if glance is None:
        return ""
    url = address_of("time:own")
    drawn = _gauge(glance)
    holes = {"minutes": _in_minutes(glance.minutes), "sentence": week_sentence(glance)}
    facts = {"url": url, "current": request.path == url, "has_band": drawn is not None}
    return kept.draw("contributions/_bar_week.html", facts, holes | (drawn or {}))


def timer_menu(request: HttpRequest) -> SafeString | str:
    """The timer, with what else one does with one's time."""
    glance = _glance(request)
    if glance is None:
        return ""
    inner = timer_part(request, glance, page=request.path, back=request.get_full_path())
    return kept.draw("contributions/_bar_timer.html", {}, {"inner": inner})


def menu_entries(request: HttpRequest) -> SafeString | str:
    """Both, as lines of the profile menu where the bar has no room for them."""
    glance = _glance(request)
    if glance is None:
        return ""
    timer = glance.timer
    week = _("Your week: %(minutes)s") % {"minutes": _in_minutes(glance.minutes)}
    holes = {"week": week, "timer": timer_words(timer) if timer else _("Start the timer")}
    return kept.draw("contributions/_menu_time.html", {}, holes)


def timer_part(request: HttpRequest, glance: Glance, *, page: str, back: str) -> SafeString:
    """What stands inside the element that keeps it up to date; `page` is where the window is."""
    timer = glance.timer
    facts = {
        "state": state_of(timer),
        "page_counts": is_known(_route(page)),
        "is_here": timer is not None and timer.url.split("#")[0] == page,
        "confirms": bool(glance.to_confirm),
    }
    holes = {
        "csrf_token": form_token(request),
        "page": page,
        "back": back,
        "started": timer.started_at.isoformat() if timer else "",
        "seconds": timer.seconds if timer else 0,
        "shown": numbers.minutes(timer.minutes) if timer else "",
        "zero": numbers.minutes(0),
        "label": name_of(timer) if timer else "",
        "sentence": timer_words(timer) if timer else _("Timer: nothing is counted"),
        "confirm": _confirm_words(glance.to_confirm),
    }
    return kept.draw("contributions/_bar_timer_part.html", facts, holes)


def state_of(timer: Running | None) -> str:
    """none, running, paused, or asks."""
    if timer is None:
        return "none"
    if timer.doubt:
        return "asks"
    return "running" if timer.is_running else "paused"


def name_of(timer: Running) -> str:
    """What it is for; its kind where nothing was said."""
    return timer.label or str(Kind(timer.kind).label)


def timer_words(timer: Running) -> str:
    """How it stands, in a sentence."""
    if timer.doubt:
        return _("Timer: until when did you work?")
    facts = {"minutes": numbers.minutes(timer.minutes), "what": name_of(timer)}
    if timer.is_running:
        return _("Timer: %(minutes)s on %(what)s") % facts
    return _("Timer, paused: %(minutes)s on %(what)s") % facts


def week_sentence(glance: Glance) -> str:
    """The gauge in words, for who does not see it."""
    given = ngettext(
        "Your week: %(n)s minute given", "Your week: %(n)s minutes given", glance.minutes
    ) % {"n": numbers.number(glance.minutes)}
    band = glance.frame.band
    if not band.highest:
        return _("%(given)s, none expected") % {"given": given}
    return _("%(given)s, band %(lowest)s to %(highest)s minutes") % {
        "given": given,
        "lowest": numbers.number(math.ceil(band.lowest)),
        "highest": numbers.number(band.whole_minutes),
    }


def shows(request: HttpRequest) -> bool:
    """Whether this page has a week and a timer in its bar."""
    return _glance(request) is not None


def _glance(request: HttpRequest) -> Glance | None:
    """Read once a request."""
    if not hasattr(request, "_glance"):
        request._glance = _read(request)  # type: ignore[attr-defined]
    found: Glance | None = request._glance  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> Glance | None:
    person = getattr(request, "user", None)
    if not isinstance(person, User) or not person.is_active:
        return None
    if not person.is_expert and not request.session.get(TIMED):
        return None
    return glance_of(person)


def _gauge(glance: Glance) -> dict[str, Any] | None:
    """Places in percent of the width; None without a band."""
    band = glance.frame.band
    if not band.highest:
        return None
    drawn = gauge(glance.minutes, 0, float(band.lowest), float(band.highest))
    return {"low": drawn.low, "band": drawn.band_width, "done": drawn.done}


def _in_minutes(count: int) -> str:
    """Of the week: in minutes as its band, not in hours."""
    return pgettext("duration", "%(n)s min") % {"n": numbers.number(count)}


def _confirm_words(count: int) -> str:
    return ngettext("Confirm %(n)s entry", "Confirm %(n)s entries", count) % {
        "n": numbers.number(count)
    }


def _route(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
