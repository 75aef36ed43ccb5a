"""Follow, unfollow, and what I follow."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import SignedInRequest
from knowledge.notifications import actions
from knowledge.notifications.followables import describe
from knowledge.notifications.models import FollowKind
from knowledge.notifications.queries.following import followed_by, follows
from knowledge.ui.page import page, redirect_see_other


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: SignedInRequest, kind: str, pk: int) -> HttpResponse:
    """The button, drawn for me. Posting follows, or unfollows with `stop`."""
    described = describe(request.user, kind, [pk]).get(pk)
    if described is None:
        raise Http404
    if request.method == "POST":
        if "stop" in request.POST:
            actions.unfollow(person=request.user, kind=kind, object_id=pk)
        else:
            actions.follow(person=request.user, kind=kind, object_id=pk)
        if not request.htmx:
            to = "notifications:following" if "list" in request.POST else described.url
            return redirect_see_other(to)
    context = {
        "kind": kind,
        "object_id": pk,
        "followed": follows(request.user, kind, pk),
        "described": described,
    }
    return page(request, "notifications/follow.html", context, partial="button")


@require_safe
def following(request: SignedInRequest) -> HttpResponse:
    """What I follow, by kind, each with its way out."""
    sections = [
        {"kind": kind, "label": FollowKind(kind).label, "lines": lines}
        for kind, lines in followed_by(request.user).items()
    ]
    return page(request, "notifications/following.html", {"sections": sections})
