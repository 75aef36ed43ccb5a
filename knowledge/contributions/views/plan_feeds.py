"""The plan in the calendar program of its person: a private address, and a file for one go."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.contributions.actions import plans
from knowledge.contributions.actions.plan_feeds import end_feed, make_feed, note_read
from knowledge.contributions.queries.plan_feeds import feed_of, plan_file
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from accounts.requests import SignedInRequest

KEPT_SECONDS = 300
CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@login_not_required
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """404 for an address that was ended, as for one that never was, and for who has left."""
    found = feed_of(token)
    if found is None:
        raise Http404
    now = timezone.now()
    note_read(found, at=now)
    response = _answer(request, _file_of(found.person))
    patch_cache_control(response, private=True, max_age=KEPT_SECONDS)
    return response


@require_safe
def plan_download(request: SignedInRequest) -> HttpResponse:
    """The same once, to be imported by hand."""
    plans.make_blocks(person=request.user)
    response = HttpResponse(_file_of(request.user), content_type=CALENDAR)
    response["Content-Disposition"] = 'attachment; filename="plan.ics"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def feed_make(request: SignedInRequest) -> HttpResponse:
    """The page with the address, which is shown this once."""
    secret = make_feed(person=request.user)
    address = request.build_absolute_uri(reverse("time:plan_feed", args=[secret]))
    context = {
        "address": address,
        "webcal": re.sub(r"^https?:", "webcal:", address),
    }
    response = page(request, "contributions/plan_feed.html", context)
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_POST
def feed_end(request: SignedInRequest) -> HttpResponse:
    end_feed(person=request.user)
    messages.success(request, _("The address no longer works."))
    return redirect_see_other("time:plan")


def _file_of(person: User) -> bytes:
    with translation.override(person.interface_language), timezone.override(person.time_zone):
        return plan_file(person, now=timezone.now())


def _answer(request: HttpRequest, file: bytes) -> HttpResponse:
    etag = f'"{hashlib.sha256(file).hexdigest()[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if etag in {each.removeprefix("W/") for each in known} or "*" in known:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(file, content_type=CALENDAR)
        response["Content-Disposition"] = 'inline; filename="plan.ics"'
    response["ETag"] = etag
    return response
