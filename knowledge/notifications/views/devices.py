"""Devices that are told: for the page of settings, and for the script that shows pushes."""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.notifications import actions
from knowledge.notifications.forms.devices import BrowserForm
from knowledge.notifications.pushing import mark_of
from knowledge.notifications.queries.devices import devices_of, is_theirs, push_is_on, server_key
from knowledge.notifications.this_browser import device_here, forget_device, remember_device
from knowledge.ui.page import redirect_see_other
from knowledge.ui.storage import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.requests import SignedInRequest

View = TypeVar("View", bound="Callable[..., HttpResponse]")


def needs_push(view: View) -> View:
    """Nothing is there while web push is off."""

    @wraps(view)
    def answer(request: HttpRequest, *given: object, **named: object) -> HttpResponse:
        if not push_is_on():
            raise Http404
        return view(request, *given, **named)

    return cast("View", answer)


@cache
def _worker() -> str:
    return read("js/push-worker.js")


@login_not_required
@needs_push
@require_safe
def worker(_request: HttpRequest) -> HttpResponse:
    """The script that a browser keeps and wakes when a push comes. At the root: its reach is its folder's."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@never_cache
@needs_push
@require_safe
def key(request: SignedInRequest) -> HttpResponse:
    """What that script needs to subscribe anew; no other site can read it."""
    return JsonResponse({"key": server_key(), "token": get_token(request)})


@never_cache
@needs_push
@require_safe
def whose(request: SignedInRequest, mark: str) -> HttpResponse:
    """Whether a push may be shown here: 204 when it is for who is signed in, 404 for anybody else's."""
    if not constant_time_compare(mark, mark_of(request.user)):
        raise Http404
    return HttpResponse(status=204)


@needs_push
@require_POST
def add(request: SignedInRequest) -> HttpResponse:
    """This browser is told from now on; `renewed` when it only got another address, which takes no button
    and so is for who pressed it here once.
    """
    before, renewed = device_here(request), "renewed" in request.POST
    if renewed and not is_theirs(before, request.user):
        raise Http404
    form = BrowserForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": _("This browser sent no address to tell it at.")}, status=400)
    try:
        device = actions.add_device(
            person=request.user,
            session_key=request.session.session_key or "",
            browser=form.browser(request.headers.get("User-Agent", "")),
            before=before,
        )
    except ValidationError as error:
        return JsonResponse({"error": " ".join(error.messages)}, status=400)
    if not renewed:
        messages.success(request, _("This device can be told. Tick what should reach it."))
    response = HttpResponse(status=204)
    remember_device(request, response, device)
    return response


@needs_push
@require_POST
def remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of mine is told no more, this one or another."""
    device = get_object_or_404(devices_of(request.user), pk=pk)
    actions.remove_device(pk=device.pk)
    messages.success(request, _("This device is told nothing more."))
    response = redirect_see_other("notifications:settings")
    if device_here(request) == pk:
        forget_device(response)
    return response


@needs_push
@require_POST
def test(request: SignedInRequest, pk: int) -> HttpResponse:
    """Does it arrive?"""
    actions.try_device(device=get_object_or_404(devices_of(request.user), pk=pk))
    messages.success(request, _("A test is on its way to this device."))
    return redirect_see_other("notifications:settings")
