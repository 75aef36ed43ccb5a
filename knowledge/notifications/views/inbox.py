"""The inbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.notifications.actions import keep_count, mark_read
from knowledge.notifications.models import Group, Notification, kinds_in
from knowledge.notifications.queries.inbox import groups_of, subjects_of, unread_by_group
from knowledge.passages.subjects import readable_ids
from knowledge.ui.page import page, paginate, redirect_see_other
from knowledge.ui.pieces import Tab

if TYPE_CHECKING:
    from accounts.models import User
    from accounts.requests import SignedInRequest


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    """What happened that concerns me, a group a subject, unread ones first; `?group=` narrows it.

    The count of the bar is put right here, if something was closed since it was told.
    """
    keep_count(request.user)
    chosen = _chosen(request.GET.get("group", ""))
    paging = paginate(request, subjects_of(request.user, chosen), per_page=20)
    context = {
        "paging": paging,
        "groups": groups_of(request.user, paging.items, chosen),
        "chosen": chosen,
        "tabs": _tabs(request.user, chosen),
    }
    return page(request, "notifications/inbox.html", context)


def _chosen(name: str) -> Group | None:
    return Group(name) if name in Group.values else None


def _tabs(person: User, chosen: Group | None) -> list[Tab]:
    """Everything, and each group that has a line; none when there is only one."""
    unread = unread_by_group(person)
    if len(unread) <= 1 and chosen is None:
        return []
    url = reverse("notifications:inbox")
    everything = Tab(_("Everything"), url, current=chosen is None)
    return [everything] + [
        Tab(group.short, f"{url}?group={group}", current=group == chosen, count=count or None)
        for group, count in unread.items()
    ]


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
    """Nothing is unread any more, of the group chosen or at all."""
    chosen = _chosen(request.POST.get("group", ""))
    mark_read(person=request.user, kinds=kinds_in(chosen) if chosen else None)
    url = reverse("notifications:inbox")
    return redirect_see_other(f"{url}?group={chosen}" if chosen else url)


def _read_subject(request: SignedInRequest, line: Notification) -> None:
    same = Notification.objects.filter(
        person=request.user,
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        read_at__isnull=True,
    )
    mark_read(person=request.user, ids=list(same.values_list("pk", flat=True)))
