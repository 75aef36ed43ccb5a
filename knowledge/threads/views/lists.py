"""The list of threads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from knowledge.threads.forms.lists import ThreadFilterForm
from knowledge.threads.queries.lists import counts_of, lines_of, threads_like, threads_of
from knowledge.ui import kept, pieces, times
from knowledge.ui.page import PER_PAGE, page, paginate
from knowledge.ui.pieces import Tab
from knowledge.ui.typography import typo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse
    from django.utils.safestring import SafeString

    from accounts.requests import SignedInRequest
    from knowledge.threads.queries.lists import ThreadFilter, ThreadLine

PER_FRAGMENT = 8


@require_safe
def thread_list(request: SignedInRequest) -> HttpResponse:
    """What waits, first what is promised first; or mine, my areas', late, answered, all. The area page
    and profiles ask for it as a fragment.
    """
    now = timezone.now()
    form = ThreadFilterForm(request.GET, person=request.user)
    chosen = form.chosen()
    is_part = bool(request.htmx) and not request.htmx.boosted
    ids = threads_like(request.user, chosen, now).values_list("pk", flat=True)
    counts = {} if is_part else counts_of(request.user, chosen, now)
    total = None if chosen.state or chosen.by else counts.get(chosen.view)
    per_page = PER_FRAGMENT if is_part else PER_PAGE
    paging = paginate(request, ids, per_page=per_page, total=total)
    lines = lines_of(threads_of(paging.items, request.user), request.user, now)
    context = {
        "form": form,
        "chosen": chosen,
        "paging": paging,
        "lines": lines,
        "items": [_drawn(line) for line in lines],
        "tabs": _tabs(request, chosen, counts) if counts else [],
    }
    return page(request, "threads/list.html", context, partial="lines")


def _drawn(line: ThreadLine) -> SafeString:
    """An item of the list; its template is drawn once for each shape (`ui/kept.py`)."""
    thread, sign = line.thread, line.sign
    person = line.holder or line.by
    facts = {
        "tone": sign.tone,
        "icon": sign.icon,
        "has_due": sign.due is not None,
        "language": thread.language,
        "who": "holder" if line.holder else "by" if line.by else "",
    }
    holes = {
        "hint": sign.hint,
        "words": typo(sign.words),
        "url": thread.get_absolute_url(),
        "title": typo(thread.title, thread.language),
        "area": pieces.area_tag(thread.area),
        "asker": pieces.person_tag(thread.asker, link=False),
        "asked": times.time_tag(thread.asked_at),
        "name": person.display_name if person else "",
    }
    return kept.draw("threads/_line.html", facts, holes)


def _tabs(request: SignedInRequest, chosen: ThreadFilter, counts: Mapping[str, int]) -> list[Tab]:
    person = request.user
    labels = [("open", _("Waiting")), ("mine", pgettext("questions", "Yours"))]
    if person.is_expert or person.is_lead:
        labels.append(("areas", _("In your areas")))
    labels += [
        ("late", _("Late")),
        ("answered", _("Answered")),
        ("all", pgettext("questions", "All")),
    ]
    narrowed = {
        "area": chosen.area.slug if chosen.area else "",
        "scope": chosen.scope,
        "days": str(chosen.days or ""),
    }
    kept = {name: value for name, value in narrowed.items() if value}
    return [
        Tab(label, f"?{urlencode({'view': name} | kept)}", chosen.view == name, counts[name])
        for name, label in labels
    ]
