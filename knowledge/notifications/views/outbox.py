"""Mail and pushes that did not leave, for administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import SignedInRequest
from knowledge.notifications import actions
from knowledge.notifications.models import OutgoingMail, OutgoingPush
from knowledge.notifications.permissions import can_see_outbox
from knowledge.notifications.queries.devices import dead_pushes, push_is_on
from knowledge.notifications.queries.outbox import (
    dead_mail,
    outbox_counts,
    refusing_addresses,
    troubled_mail,
)
from knowledge.notifications.views.devices import needs_push
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.db.models import QuerySet

MOST_TROUBLED = 20
MOST_AT_ONCE = 500


def _allowed(request: SignedInRequest) -> None:
    if not can_see_outbox(request.user):
        raise PermissionDenied


@require_safe
def outbox(request: SignedInRequest) -> HttpResponse:
    """What was given up, what is tried again, and which addresses refuse mail."""
    _allowed(request)
    pushes = dead_pushes() if push_is_on() else OutgoingPush.objects.none()
    context = {
        "counts": outbox_counts(),
        "paging": paginate(request, dead_mail()),
        "troubled": troubled_mail()[:MOST_TROUBLED],
        "refusing": refusing_addresses()[:MOST_TROUBLED],
        "pushes": pushes[:MOST_TROUBLED],
        "dead_pushes": pushes.count(),
    }
    return page(request, "notifications/outbox.html", context)


@require_POST
def outbox_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mail, once more."""
    return _send_again(request, OutgoingMail, pk)


@require_POST
def outbox_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """A mail, never."""
    return _never_send(request, OutgoingMail, pk)


@needs_push
@require_POST
def push_retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """A push, once more."""
    return _send_again(request, OutgoingPush, pk)


@needs_push
@require_POST
def push_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """A push, never."""
    return _never_send(request, OutgoingPush, pk)


def _send_again(
    request: SignedInRequest, kind: type[OutgoingMail | OutgoingPush], pk: int
) -> HttpResponse:
    _allowed(request)
    if actions.send_again(get_object_or_404(kind, pk=pk)):
        messages.success(request, _("It is sent once more."))
    return redirect_see_other("notifications:outbox")


def _never_send(
    request: SignedInRequest, kind: type[OutgoingMail | OutgoingPush], pk: int
) -> HttpResponse:
    _allowed(request)
    if actions.never_send(get_object_or_404(kind, pk=pk)):
        messages.success(request, _("It is not sent. The line stays in the person’s inbox."))
    return redirect_see_other("notifications:outbox")


@require_POST
def outbox_retry_all(request: SignedInRequest) -> HttpResponse:
    """Once more, everything: after the mail server was mended."""
    return _send_all_again(request, dead_mail())


@needs_push
@require_POST
def push_retry_all(request: SignedInRequest) -> HttpResponse:
    """Once more, everything on devices: after the key or the way out was mended."""
    return _send_all_again(request, dead_pushes())


def _send_all_again(
    request: SignedInRequest, dead: QuerySet[OutgoingMail] | QuerySet[OutgoingPush]
) -> HttpResponse:
    _allowed(request)
    count = sum(map(actions.send_again, dead[:MOST_AT_ONCE]))
    words = ngettext(
        "%(n)d message is sent once more.", "%(n)d messages are sent once more.", count
    )
    messages.success(request, words % {"n": count})
    return redirect_see_other("notifications:outbox")
