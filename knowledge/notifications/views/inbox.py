"""The inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST, require_safe

from knowledge.notifications.actions import mark_read
from knowledge.notifications.models import Notification
from knowledge.notifications.queries.inbox import groups_of, subjects_of
from knowledge.passages.subjects import readable_ids
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """What happened that concerns me, a group a subject, unread ones first."""
    paging = paginate(request, subjects_of(request.user), per_page=20)
    groups = groups_of(request.user, paging.items)
    return page(request, "notifications/inbox.html", {"paging": paging, "groups": groups})


@require_POST
def open_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Go to what it is about; everything about that subject counts as read."""
    line = get_object_or_404(Notification, person=request.user, pk=pk)
    if not readable_ids(request.user, line.subject_kind, [line.subject_id]):
        raise Http404
    _read_subject(request, line)
    return redirect_see_other(line.url)


@require_POST
def read_one(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read, without going there."""
    line = get_object_or_404(Notification, person=request.user, pk=pk)
    _read_subject(request, line)
    return redirect_see_other("notifications:inbox")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Nothing is unread any more."""
    mark_read(person=request.user)
    return redirect_see_other("notifications:inbox")


def _read_subject(request: SignedInRequest, line: Notification) -> None:
    same = Notification.objects.filter(
        person=request.user,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        read_at__isnull=True,
    )
    mark_read(person=request.user, ids=list(same.values_list("pk", flat=True)))
