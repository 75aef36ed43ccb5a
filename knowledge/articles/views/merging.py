"""The merge page: two people changed the same paragraphs, the writer chooses, nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _

from knowledge.articles import actions
from knowledge.articles.forms.merging import MergeForm
from knowledge.articles.merging import merge_words
from knowledge.articles.models import Revision
from knowledge.articles.views.writing import own_draft
from knowledge.articles.words import Words
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


def merge(request: SignedInRequest, key: str) -> HttpResponse:
    """Show every conflict of one's draft with the current revision; take the choices into the draft."""
    mine = own_draft(request, key)
    if mine.article is None or mine.base is None or mine.base_id == mine.article.current_id:
        return redirect_see_other(mine)
    current = Revision.objects.select_related("text", "author").get(pk=mine.article.live.pk)
    merged = merge_words(
        base=Words.of(mine.base), mine=Words.from_fields(mine.fields), theirs=Words.of(current)
    )
    is_same = request.POST.get("current") == str(current.pk)
    form = MergeForm(merged, data=request.POST if request.method == "POST" and is_same else None)
    if form.is_valid():
        fields = mine.fields | form.fields_merged()
        actions.rebase_draft(draft=mine, fields=fields)
        messages.success(
            request, _("Both sides are in your draft. Read it once more, then publish.")
        )
        return redirect_see_other(mine)
    if request.method == "POST" and not is_same:
        messages.warning(
            request, _("The article changed once more. Here are the conflicts as they stand now.")
        )
    context = {"draft": mine, "article": mine.article, "current": current, "form": form}
    return page(request, "articles/merge.html", context, status=422 if form.is_bound else 200)
