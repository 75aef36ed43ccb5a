"""Who shares the credit of a revision, or of an answer; its authors and leads may split it anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from knowledge.articles.models import Article, Revision
from knowledge.replies.actions.credits import set_split
from knowledge.replies.forms.credits import SplitForm
from knowledge.replies.queries.copied import answer_for
from knowledge.replies.queries.credits import can_split, credits_of
from knowledge.replies.queries.recalls import can_recall
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.threads.models import AnswerVersion


@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: SignedInRequest, slug: str, number: int = 0) -> HttpResponse:
    """Of the revision that readers see, or of an earlier one."""
    visible = Article.objects.visible_to(request.user).select_related("current", "owner")
    article = get_object_or_404(visible, slug=slug)
    revisions = Revision.objects.filter(article=article).select_related("author")
    revision = get_object_or_404(revisions, number=number or article.live.number)
    revision.article = article
    url = reverse("replies:credit", args=[slug, revision.number])
    context = {
        "title": article.title,
        "language": article.language,
        "back": article.get_absolute_url(),
        "number": revision.number,
        "last": article.live.number,
        "slug": slug,
    }
    return _page(request, revision, url, context)


@require_http_methods(["GET", "HEAD", "POST"])
def credit_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """Of an answer as it stands now."""
    answer = answer_for(request.user, pk)
    if answer is None:
        raise Http404
    version = answer.versions.get(number=answer.version)
    version.answer = answer
    url = reverse("replies:credit_answer", args=[pk])
    context: dict[str, object] = {
        "title": answer.thread.title,
        "language": answer.thread.language,
        "back": answer.get_absolute_url(),
    }
    return _page(request, version, url, context)


def _page(
    request: SignedInRequest, of: Revision | AnswerVersion, url: str, context: dict[str, object]
) -> HttpResponse:
    may = can_split(request.user, of)
    posted = request.method == "POST"
    if posted and not may:
        raise PermissionDenied
    found = credits_of(of)
    shares = {row.person.pk: row.per_cent for row in found.shares}
    form = SplitForm(request.POST if posted else None, people=found.people, shares=shares)
    if posted and form.is_valid():
        set_split(
            shares=form.cleaned_data["shares"],
            by=request.user,
            revision=of if isinstance(of, Revision) else None,
            version=None if isinstance(of, Revision) else of,
            word=form.cleaned_data["word"],
        )
        messages.success(request, _("The credit is split so from now on."))
        return redirect_see_other(url)
    source = of.article if isinstance(of, Revision) else of.answer
    query = f"article={source.slug}" if isinstance(source, Article) else f"answer={source.pk}"
    if can_recall(request.user, source):
        context["recall_url"] = f"{reverse('replies:recall_new')}?{query}"
    context |= {"credits": found, "form": form if may else None, "url": url}
    return page(request, "replies/credit.html", context, status=422 if posted else 200)
