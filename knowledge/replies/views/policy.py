"""The social-media policy: read it, accept it, publish the next version, see who accepted."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.forms.refusals import keep_refusal
from accounts.requests import posted
from knowledge.replies.actions.policy import NewerPolicy, accept_policy, publish_policy
from knowledge.replies.forms.public import PolicyForm, whole_number
from knowledge.replies.models import PolicyVersion
from knowledge.replies.permissions import can_publish_policy
from knowledge.replies.queries.policy import (
    acceptances,
    accepted_at,
    every_acceptance,
    policy_in_force,
    read_policy,
    told,
)
from knowledge.ui.page import page, paginate, redirect_see_other, where_from
from knowledge.ui.spreadsheets import streamed_csv

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_safe
def policy(request: SignedInRequest) -> HttpResponse:
    """What holds now, whether this person accepted it, and the versions before."""
    version = policy_in_force()
    context = {
        "read": read_policy(version) if version else None,
        "accepted_at": accepted_at(request.user, version) if version else None,
        "earlier": PolicyVersion.objects.select_related("published_by")[1:],
        "can_publish": can_publish_policy(request.user),
        "next": request.GET.get("next", ""),
    }
    return page(request, "replies/policy.html", context)


@require_safe
def policy_version(request: SignedInRequest, number: int) -> HttpResponse:
    """One version, as it was published."""
    version = get_object_or_404(PolicyVersion.objects.select_related("published_by"), number=number)
    context = {
        "read": read_policy(version),
        "accepted_at": accepted_at(request.user, version),
        "can_publish": can_publish_policy(request.user),
    }
    return page(request, "replies/policy.html", context)


@require_POST
def policy_accept(request: SignedInRequest) -> HttpResponse:
    """Accept the version that was read; back to where it was asked for."""
    number = whole_number(request.POST.get("number", ""))
    try:
        accept_policy(person=request.user, number=number)
    except NewerPolicy as newer:
        messages.error(request, " ".join(newer.messages))
        return redirect_see_other("replies:policy")
    messages.success(request, _("Accepted. You may reply on public channels."))
    return redirect_see_other(where_from(request, "replies:policy"))


def policy_edit(request: SignedInRequest) -> HttpResponse:
    """Write the next version, starting from the one in force."""
    if not can_publish_policy(request.user):
        raise PermissionDenied
    version = policy_in_force()
    initial: dict[str, str | int] = {"after": 0}
    if version is not None:
        initial = {
            "source": version.source,
            "source_fr": version.source_fr,
            "after": version.number,
        }
    form = PolicyForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            publish_policy(by=request.user, **form.cleaned_data)
        except NewerPolicy as newer:
            form = PolicyForm(
                request.POST.dict() | {"after": str(version.number if version else 0)}
            )
            form.add_error(None, newer)
        except ValidationError as error:
            keep_refusal(form, error)
        else:
            messages.success(request, _("Published. It holds from now on."))
            return redirect_see_other("replies:policy")
    context = {"form": form, "version": version}
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "replies/policy_edit.html", context, status=status)


@require_safe
def policy_acceptances(request: SignedInRequest) -> HttpResponse:
    """Who accepted which version, by name."""
    if not can_publish_policy(request.user):
        raise PermissionDenied
    paging = paginate(request, acceptances(), per_page=50)
    context = {"paging": paging, "lines": told(list(paging.items)), "version": policy_in_force()}
    return page(request, "replies/policy_acceptances.html", context)


@require_safe
def policy_acceptances_file(request: SignedInRequest) -> StreamingHttpResponse:
    """Every acceptance as CSV; English headings, instants in UTC."""
    if not can_publish_policy(request.user):
        raise PermissionDenied
    if policy_in_force() is None:
        raise Http404
    rows = (
        (
            row.person.display_name,
            row.person.email,
            row.person.team.name if row.person.team else "",
            row.version.number,
            row.version.published_at.isoformat(timespec="seconds"),
            row.at.isoformat(timespec="seconds"),
        )
        for row in every_acceptance()
    )
    heading = ("person", "email", "team", "version", "published_at", "accepted_at")
    return streamed_csv("policy-acceptances", timezone.localdate(), chain([heading], rows))
