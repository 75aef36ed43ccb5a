"""Recalls: what one has to correct, what one oversees, and opening one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles.models import Article
from knowledge.passages.models import SHORT_ANSWER_KEY
from knowledge.replies.actions.recalls import open_recall, remind_givers, settle_reply
from knowledge.replies.forms.copying import storable
from knowledge.replies.forms.recalls import RecallForm, SettleForm
from knowledge.replies.models import Recall, RecalledReply
from knowledge.replies.queries.copied import answer_for
from knowledge.replies.queries.recall_lists import (
    by_giver,
    by_recall,
    mine_to_correct,
    overseen_by,
    replies_by_giver,
    with_extents,
)
from knowledge.replies.queries.recalls import (
    VARIANT_KEY,
    can_recall,
    is_corrected,
    looked_back_to,
    now_reads,
    readable_recalls,
    readable_sources,
    source_of,
    used_passages,
    wordings_of,
)
from knowledge.ui.numbers import number
from knowledge.ui.page import page, paginate, redirect_see_other, where_from

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.replies.queries.recalls import Wording
    from knowledge.threads.models import Answer

LONGEST_NUMBER = 18
GIVERS = 50
"""Replies on a page of a recall: lines that are read, not forms."""


@never_cache
@require_safe
def recalls(request: SignedInRequest) -> HttpResponse:
    """My replies whose customers have to be corrected, and the recalls that I oversee."""
    paging = paginate(request, mine_to_correct(request.user))
    groups = by_recall(request.user, paging.items)
    overseen = paginate(request, overseen_by(request.user), parameter="overseen")
    context = {
        "paging": paging,
        "open_groups": [group for group in groups if group.is_open],
        "settled_groups": [group for group in groups if not group.is_open],
        "readable": readable_sources(request.user, [group.recall for group in groups]),
        "left": mine_to_correct(request.user).filter(state=RecalledReply.State.OPEN).count(),
        "overseen": overseen,
        "overseen_rows": with_extents(overseen.items),
        "states": RecalledReply.State.choices[1:],
    }
    return page(request, "replies/recalls.html", context)


@require_POST
def recall_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what became of one's own reply; its overseer may, of who left."""
    rows = RecalledReply.objects.select_related("record__person", "recall__article")
    reply = get_object_or_404(rows.select_related("recall__answer__thread"), pk=pk)
    is_own = reply.record.person_id == request.user.pk
    if not is_own and reply.recall_id not in readable_recalls(request.user, [reply.recall_id]):
        raise Http404
    giver = reply.record.person
    may_oversee = giver is None and can_recall(request.user, source_of(reply.recall))
    if not is_own and (giver is None or giver.is_active) and not may_oversee:
        raise PermissionDenied
    form = SettleForm(request.POST)
    if form.is_valid():
        settle_reply(reply=reply, by=request.user, **form.cleaned_data)
        messages.success(request, _("Noted: %s.") % reply.get_state_display())
    else:
        messages.error(request, " ".join(str(e) for es in form.errors.values() for e in es))
    usual = reverse("replies:recall", args=[reply.recall_id])
    return redirect_see_other(where_from(request, reverse("replies:recalls") if is_own else usual))


@never_cache
@require_safe
def recall(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far a recall is: for the owner and the leads."""
    found = _overseen_or_404(request, pk)
    [(_recall, extent)] = with_extents([found])
    paging = paginate(request, replies_by_giver(found), per_page=GIVERS, total=extent.total)
    context = {
        "recall": found,
        "source": source_of(found),
        "extent": extent,
        "paging": paging,
        "givers": by_giver(found, paging.items),
        "reads": now_reads(found),
        "is_corrected": is_corrected(found),
        "states": RecalledReply.State.choices[1:],
    }
    return page(request, "replies/recall.html", context)


@require_POST
def recall_remind(request: SignedInRequest, pk: int) -> HttpResponse:
    """Tell those again who have something to correct."""
    found = _overseen_or_404(request, pk)
    told = remind_givers(recall=found)
    words = ngettext("%(n)s person was reminded.", "%(n)s people were reminded.", told)
    none = _("Everybody was told within the last two days: they are reminded by themselves then.")
    messages.success(request, words % {"n": number(told)} if told else none)
    return redirect_see_other("replies:recall", found.pk)


@never_cache
def recall_new(request: SignedInRequest) -> HttpResponse:
    """Choose the passage that was wrong, then the wording, and tell who had used it."""
    source = _source_or_404(request)
    since = looked_back_to(timezone.now())
    key = storable(request.GET.get("passage", ""))
    context: dict[str, object] = {"source": source, "key": key, **_named(source)}
    if not key:
        return page(
            request, "replies/recall_choose.html", context | {"used": used_passages(source, since)}
        )
    wordings = wordings_of(source, key, since)
    if not wordings:
        raise Http404
    form = RecallForm(request.POST or None, wordings=wordings)
    if request.method == "POST" and form.is_valid():
        found = open_recall(
            source=source,
            passage_key=key,
            wrong=form.wrong_wording().plain,
            by=request.user,
            word=form.cleaned_data["word"],
        )
        messages.success(request, _("Those who gave these replies are told."))
        return redirect_see_other("replies:recall", found.pk)
    context |= {"form": form, "wordings": form.wordings.items(), "chosen": _likely(wordings, form)}
    return page(request, "replies/recall_new.html", context, status=422 if form.errors else 200)


def _likely(wordings: list[Wording], form: RecallForm) -> str:
    """What was chosen, else the wording before the present one: it was just corrected."""
    return str(form.data.get("wrong", "1" if len(wordings) > 1 else "0"))


def _overseen_or_404(request: SignedInRequest, pk: int) -> Recall:
    rows = Recall.objects.select_related(
        "article__current", "article__owner", "answer__thread", "answer__author", "opened_by"
    )
    found = get_object_or_404(rows, pk=pk)
    if found.pk not in readable_recalls(request.user, [found.pk]):
        raise Http404
    if not can_recall(request.user, source_of(found)):
        raise PermissionDenied
    return found


def _source_or_404(request: SignedInRequest) -> Article | Answer:
    """The article or answer of the address. Raises PermissionDenied for who may not recall it."""
    source: Article | Answer | None
    typed = request.GET.get("answer", "")
    if typed:
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_NUMBER
        source = answer_for(request.user, int(typed)) if is_number else None
    else:
        visible = Article.objects.visible_to(request.user).select_related("current__text", "owner")
        source = visible.filter(slug=storable(request.GET.get("article", ""))).first()
    if source is None:
        raise Http404
    if not can_recall(request.user, source):
        raise PermissionDenied
    return source


def _named(source: Article | Answer) -> dict[str, object]:
    what = source if isinstance(source, Article) else source.thread
    return {
        "title": what.title,
        "url": source.get_absolute_url(),
        "language": what.language,
        "short": SHORT_ANSWER_KEY,
        "variant": VARIANT_KEY,
        "address": f"article={what.slug}" if isinstance(what, Article) else f"answer={source.pk}",
    }
