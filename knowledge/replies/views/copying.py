"""Copying for a customer, telling one, the channel one works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.articles.models import Article
from knowledge.passages.channels import Channel
from knowledge.passages.replying import Obstacle
from knowledge.replies.actions import recording as actions
from knowledge.replies.actions.approved_copies import record_approved_copy
from knowledge.replies.actions.finished import note_finished
from knowledge.replies.actions.trays import check_leaving
from knowledge.replies.channel import channel_of, keep_channel
from knowledge.replies.errors import NeedsSpokesperson, PolicyFirst
from knowledge.replies.forms.copying import (
    ChannelForm,
    CopyRequest,
    Press,
    asked_texts,
    asked_trays,
)
from knowledge.replies.models import Way
from knowledge.replies.pins import BadPin, Pin, TrayPin
from knowledge.replies.queries.copied import answer_for, presses_of_minute
from knowledge.replies.queries.copyable import standing_of
from knowledge.replies.queries.speaking import may_speak_on
from knowledge.replies.queries.trays import reply_of, trays_of
from knowledge.replies.wording import reply_html, reply_text
from knowledge.threads.models import Answer
from knowledge.ui.drafts import draft_key
from knowledge.ui.page import page, redirect_see_other, where_from
from knowledge.ui.views import too_many

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest
    from knowledge.replies.models import ReplyRecord

MOST_A_MINUTE: Final = 120
"""Presses of a person: many times what hands do, and little for who would make up uses."""

WAIT_SECONDS: Final = 60


@require_POST
def copy(request: SignedInRequest) -> HttpResponse:
    """What the copy key copies, as JSON; without JavaScript a page with the text selected. Told instead
    of copied, the person goes back to where they were. 429 after MOST_A_MINUTE.
    """
    if presses_of_minute(request.user) >= MOST_A_MINUTE:
        return _wait(request)
    asked = CopyRequest.read(request)
    source: Article | Answer
    try:
        if asked.answer:
            source, record, (plain, html) = _copy_answer(request, asked)
        else:
            source, record, (plain, html) = _copy_article(request, asked)
    except _Refused as refused:
        return _refuse(request, refused)
    except actions.NothingToCopy:
        raise Http404 from None
    if _wants_json(request):
        return JsonResponse({"plain": plain, "html": html, "record": record.pk})
    if asked.way == Way.TOLD:
        messages.success(request, _("Noted: you told it to the customer."))
        return redirect_see_other(source.get_absolute_url())
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


_Words = tuple[str, str]
"""Plain and rich."""


def _copy_article(
    request: SignedInRequest, asked: CopyRequest
) -> tuple[Article, ReplyRecord, _Words]:
    """Of a delicate matter the approved words instead, where there are any."""
    found = Article.objects.visible_to(request.user).select_related("current__text")
    article = get_object_or_404(found, slug=asked.article)
    press: dict[str, Any] = {
        "person": request.user,
        "article": article,
        "passage_keys": asked.passages,
        "channel": _channel(request),
        "search_id": asked.search_id,
        "key": asked.key,
        "way": asked.way,
    }
    try:
        record, passages = actions.record_copy(revision=article.live, **press)
    except actions.NotForCustomers as refused:
        if refused.why is not Obstacle.SENSITIVE:
            raise _Refused(article, refused.why) from None
    else:
        return article, record, (reply_text(passages), reply_html(passages))
    try:
        record, approved = record_approved_copy(**press)
    except actions.NotForCustomers as refused:
        raise _Refused(article, refused.why) from None
    return article, record, (approved.words, linebreaks(approved.words, autoescape=True))


def _copy_answer(
    request: SignedInRequest, asked: CopyRequest
) -> tuple[Answer, ReplyRecord, _Words]:
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
            key=asked.key,
            way=asked.way,
        )
    except actions.NotForCustomers as refused:
        raise _Refused(answer, refused.why) from None
    return answer, record, (reply_text(passages), reply_html(passages))


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


def _wait(request: SignedInRequest) -> HttpResponse:
    """429 with the seconds to wait."""
    if not _wants_json(request):
        return too_many(request, WAIT_SECONDS)
    words = _("That was very many replies in a minute. Wait a minute, then copy again.")
    return JsonResponse({"error": words}, status=429, headers={"Retry-After": str(WAIT_SECONDS)})


@require_safe
@never_cache
def texts(request: SignedInRequest) -> JsonResponse:
    """Words that the page's copy keys may copy, of passages and of a tray, so that a press needs no network;
    nothing is written.

    Each comes with the pin that its record is sent with; `seal` locks what a device keeps meanwhile.
    """
    found = standing_of(request.user, asked_texts(request), channel=channel_of(request))
    person = request.user.pk
    words = {
        name: {
            "plain": reply_text([one.passage]),
            "html": reply_html([one.passage]),
            "pin": Pin.of(person, one).sealed(),
        }
        for name, one in found.copyable.items()
    } | _tray_words(request)
    stopped = {name: str(why.words) for name, why in found.stopped.items()}
    seal, channel = draft_key(person), channel_of(request)
    return JsonResponse({"texts": words, "stopped": stopped, "seal": seal, "channel": channel})


def _tray_words(request: SignedInRequest) -> dict[str, dict[str, str]]:
    """Of trays of the person whose reply may leave now; of the others the press asks, and is told why not."""
    asked = asked_trays(request)
    words: dict[str, dict[str, str]] = {}
    for tray in trays_of(request.user).filter(pk__in=asked) if asked else ():
        reply = reply_of(tray, request.user)
        try:
            check_leaving(reply)
        except (actions.NotForCustomers, actions.NothingToCopy, PolicyFirst, NeedsSpokesperson):
            continue
        shown, pin = reply.shown, TrayPin.of(request.user.pk, reply).sealed()
        held = {"plain": shown.plain, "html": shown.html, "pin": pin}
        words |= dict.fromkeys(asked[tray.pk], held)
    return words


@require_POST
def record(request: SignedInRequest) -> HttpResponse:
    """A press of a copy key or a told key, however late and however often it is sent.

    409 for the press of somebody else who was signed in on this device: it waits for them. 429 after
    MOST_A_MINUTE: what a device kept for a shift leaves little by little.
    """
    if presses_of_minute(request.user) >= MOST_A_MINUTE:
        return _wait(request)
    try:
        press = Press.read(request)
        if press.pin.person_id != request.user.pk:
            return HttpResponse(status=409)
        written = _write_down(request, press, press.pin)
    except (BadPin, actions.NothingToCopy, actions.NotForCustomers):
        return HttpResponseBadRequest()
    return JsonResponse({"record": written.pk})


def _write_down(request: SignedInRequest, press: Press, pin: Pin | TrayPin) -> ReplyRecord:
    if isinstance(pin, TrayPin):
        return note_finished(
            person=request.user,
            pin=pin,
            key=press.key,
            way=press.way,
            text=press.text,
            given_at=press.given_at,
        )
    used, language = pin.used()
    return actions.record_reply(
        person=request.user,
        used=[used],
        channel=_channel(request),
        language=language,
        way=press.way,
        key=press.key,
        search=press.search_id,
        given_at=press.given_at,
    )


@require_POST
def channel(request: SignedInRequest) -> HttpResponse:
    """The channel I work on: remembered for the copies that follow."""
    chosen = request.POST.get("channel", "")
    back = where_from(request, "replies:mine")
    if not may_speak_on(request.user, chosen):
        return redirect_see_other(f"{reverse('replies:policy')}?{urlencode({'next': back})}")
    keep_channel(request, chosen)
    return redirect_see_other(back)
