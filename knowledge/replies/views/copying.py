"""Copying for a customer, one's own replies, the channel one works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles.models import Article
from knowledge.passages.channels import Channel
from knowledge.replies.actions import recording as actions
from knowledge.replies.channel import channel_of, keep_channel
from knowledge.replies.forms.copying import ChannelForm, CopyRequest
from knowledge.replies.queries.copied import answer_for, replies_of, with_passages
from knowledge.replies.wording import reply_html, reply_text
from knowledge.threads.models import Answer
from knowledge.ui.page import page, paginate, redirect_see_other, where_from

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest
    from knowledge.passages.models import Passage
    from knowledge.passages.replying import Obstacle
    from knowledge.replies.models import ReplyRecord


@require_POST
def copy(request: SignedInRequest) -> HttpResponse:
    """What the copy key copies, as JSON; without JavaScript a page with the text selected."""
    asked = CopyRequest.read(request)
    source: Article | Answer
    try:
        if asked.answer:
            source, record, passages = _copy_answer(request, asked)
        else:
            source, record, passages = _copy_article(request, asked)
    except _Refused as refused:
        return _refuse(request, refused)
    except actions.NothingToCopy:
        raise Http404 from None
    plain, html = reply_text(passages), reply_html(passages)
    if _wants_json(request):
        return JsonResponse({"plain": plain, "html": html, "record": record.pk})
    context = {
        **_named(source),
        "plain": plain,
        "record": record,
        "form": ChannelForm(initial={"channel": record.channel}),
    }
    return page(request, "replies/copied.html", context)


class _Refused(Exception):
    def __init__(self, source: Article | Answer, why: Obstacle) -> None:
        super().__init__()
        self.source = source
        self.why = why


def _copy_article(
    request: SignedInRequest, asked: CopyRequest
) -> tuple[Article, ReplyRecord, list[Passage]]:
    found = Article.objects.visible_to(request.user).select_related("current__text")
    article = get_object_or_404(found, slug=asked.article)
    try:
        record, passages = actions.record_copy(
            person=request.user,
            article=article,
            revision=article.live,
            passage_keys=asked.passages,
            channel=_channel(request),
            search_id=asked.search_id,
        )
    except actions.NotForCustomers as refused:
        raise _Refused(article, refused.why) from None
    return article, record, passages


def _copy_answer(
    request: SignedInRequest, asked: CopyRequest
) -> tuple[Answer, ReplyRecord, list[Passage]]:
    answer = answer_for(request.user, asked.answer)
    if answer is None:
        raise Http404
    try:
        record, passages = actions.record_answer_copy(
            person=request.user,
            answer=answer,
            passage_keys=asked.passages,
            channel=_channel(request),
            search_id=asked.search_id,
        )
    except actions.NotForCustomers as refused:
        raise _Refused(answer, refused.why) from None
    return answer, record, passages


def _channel(request: SignedInRequest) -> str:
    channel = request.POST.get("channel", channel_of(request))
    return channel if channel in Channel.values else ""


def _named(source: Article | Answer) -> dict[str, str]:
    """What the pages say of where it was copied from."""
    what = source.thread if isinstance(source, Answer) else source
    return {"title": what.title, "url": source.get_absolute_url(), "language": what.language}


def _wants_json(request: SignedInRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refuse(request: SignedInRequest, refused: _Refused) -> HttpResponse:
    """Clear words and never the text."""
    words = str(refused.why.words)
    if _wants_json(request):
        return JsonResponse({"error": words}, status=403)
    context = {**_named(refused.source), "words": words}
    return page(request, "replies/refused.html", context, status=403)


@require_safe
def mine(request: SignedInRequest) -> HttpResponse:
    """What I copied for customers; nobody else ever sees this list."""
    paging = paginate(request, replies_of(request.user))
    context = {
        "paging": paging,
        "replies": with_passages(paging.items, request.user),
        "channels": Channel.choices,
    }
    return page(request, "replies/mine.html", context)


@require_POST
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct the channel of one's own reply."""
    record = get_object_or_404(replies_of(request.user), pk=pk)
    actions.change_channel(record=record, channel=request.POST.get("channel", ""))
    keep_channel(request, record.channel)
    messages.success(request, _("The channel is noted."))
    return redirect_see_other("replies:mine")


@require_POST
def channel(request: SignedInRequest) -> HttpResponse:
    """The channel I work on: remembered for the copies that follow."""
    keep_channel(request, request.POST.get("channel", ""))
    return redirect_see_other(where_from(request, "replies:mine"))
