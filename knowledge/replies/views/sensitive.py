"""Delicate topics: which they are, and the dated words that alone may be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.refusals import keep_refusal
from accounts.queries import visible_topics
from accounts.requests import posted
from knowledge.articles.models import Article
from knowledge.passages.watching import checker
from knowledge.passages.watching_words import warning_about
from knowledge.replies.actions import sensitive as actions
from knowledge.replies.forms.sensitive import DelicateForm, WordingForm
from knowledge.replies.permissions import can_keep_delicate
from knowledge.replies.queries.sensitive import (
    articles_with,
    ended_topics,
    ever_sensitive,
    sensitive_topics,
)
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.replies.models import SensitiveTopic

SUGGESTED_TOPICS = 200
MOST_ENDED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def sensitive(request: SignedInRequest) -> HttpResponse:
    """The delicate topics; a POST marks one more."""
    _require_keeper(request)
    form = DelicateForm(posted(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.mark_sensitive(by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            keep_refusal(form, refused)
        else:
            messages.success(
                request,
                _("“%(name)s” is delicate now: say below what may be told of it.")
                % {"name": row.topic.name},
            )
            return redirect_see_other("replies:sensitive_topic", row.topic.slug)
    known = visible_topics(request.user).current().order_by("folded")
    context = {
        "rows": paginate(request, sensitive_topics(request.user)),
        "ended": ended_topics(request.user)[:MOST_ENDED],
        "form": form,
        "topics": known.values_list("name", flat=True)[:SUGGESTED_TOPICS],
    }
    status = 422 if form.is_bound else 200
    return page(request, "replies/sensitive.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def sensitive_topic(request: SignedInRequest, slug: str) -> HttpResponse:
    """What may be said of one topic, now and before, also of one that is no longer delicate; a POST
    says it anew.
    """
    row = _row_or_404(request, slug, ever=True)
    first = {"language": request.user.interface_language}
    form = WordingForm(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            wording = actions.approve_wording(sensitive=row, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            keep_refusal(form, refused)
        else:
            messages.success(request, _("Approved. It may be said from now on."))
            now = checker()
            if warning := warning_about(now, now.findings(wording.words)):
                messages.warning(request, warning)
            return redirect_see_other("replies:sensitive_topic", slug)
    context = {
        "row": row,
        "form": form,
        "in_force": row.in_force,
        "before": row.wordings.exclude(replaced_at=None)
        .select_related("approved_by")
        .order_by("-replaced_at", "-pk"),
        "articles": articles_with(row, Article.objects.visible_to(request.user)),
    }
    status = 422 if form.is_bound else 200
    return page(request, "replies/sensitive_topic.html", context, status=status)


@require_POST
def sensitive_withdraw(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """These words may not be said any more."""
    row = _row_or_404(request, slug)
    wording = get_object_or_404(row.wordings, pk=pk)
    actions.withdraw_wording(wording=wording, by=request.user)
    messages.success(request, _("Withdrawn. Its dates stay on the record."))
    return redirect_see_other("replies:sensitive_topic", slug)


@require_POST
def sensitive_unmark(request: SignedInRequest, slug: str) -> HttpResponse:
    """The topic is like any other again; asked twice, because every copy of them is open then."""
    row = _row_or_404(request, slug)
    if "sure" not in request.POST:
        return page(request, "replies/sensitive_unmark.html", {"row": row})
    name = row.topic.name
    actions.unmark_sensitive(sensitive=row, by=request.user)
    messages.success(request, _("“%(name)s” is like any other topic again.") % {"name": name})
    return redirect_see_other("replies:sensitive")


def _row_or_404(request: SignedInRequest, slug: str, *, ever: bool = False) -> SensitiveTopic:
    """403 for who keeps none, 404 for a topic that does not exist for this lead."""
    _require_keeper(request)
    rows = ever_sensitive(request.user) if ever else sensitive_topics(request.user)
    return get_object_or_404(rows, topic__slug=slug)


def _require_keeper(request: SignedInRequest) -> None:
    if not can_keep_delicate(request.user):
        raise PermissionDenied
