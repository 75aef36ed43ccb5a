"""Composing a reply from a tray: the words in front of you, their length, and the key that copies them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.passages.channels import Channel
from knowledge.replies.actions import trays as actions
from knowledge.replies.errors import TooLong
from knowledge.replies.forms.copying import storable
from knowledge.replies.forms.trays import press_key
from knowledge.replies.models import Way
from knowledge.replies.queries.copied import CHANNEL_ICONS
from knowledge.replies.queries.policy import must_accept
from knowledge.replies.queries.profiles import profile_name, profiles
from knowledge.replies.queries.spokespersons import spokesperson_needed
from knowledge.replies.queries.trays import areas_of, reply_of, trays_of
from knowledge.replies.views.refusals import STAYS, words_of
from knowledge.ui.page import page, redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest
    from knowledge.replies.models import ChannelProfile, Tray
    from knowledge.replies.queries.trays import TrayReply


@dataclass(frozen=True, slots=True)
class ProfileOption:
    """A channel to switch to."""

    pk: int
    label: str
    icon: str
    is_current: bool


@require_safe
def tray(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reply as it would leave, beside the passages it is made of."""
    found = get_object_or_404(trays_of(request.user), pk=pk)
    reply = reply_of(found, request.user)
    return page(request, "replies/tray.html", _context(request, found, reply))


def _context(request: SignedInRequest, found: Tray, reply: TrayReply) -> dict[str, Any]:
    is_public = found.profile.is_public
    return {
        "tray": found,
        "reply": reply,
        "kind": profile_name(found.profile),
        "icon": CHANNEL_ICONS[Channel(found.profile.channel)],
        "options": _options(found.profile),
        "languages": settings.LANGUAGES,
        "others": trays_of(request.user).filter(done_at=None).exclude(pk=found.pk)[:5],
        "policy": must_accept(request.user, found.profile),
        "speakers": spokesperson_needed(request.user, areas_of(reply.used)) if is_public else [],
    }


def _options(current: ChannelProfile) -> list[ProfileOption]:
    rows = {row.pk: row for row in profiles()} | {current.pk: current}
    return [
        ProfileOption(
            row.pk, profile_name(row), CHANNEL_ICONS[Channel(row.channel)], row.pk == current.pk
        )
        for row in sorted(rows.values(), key=lambda one: (one.position, one.pk))
    ]


@require_POST
def tray_measure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Keeps the words as they are typed, and says how long they are; without htmx back to the page."""
    found = get_object_or_404(trays_of(request.user), pk=pk)
    try:
        reply = actions.edit_tray(tray=found, draft=_text(request) or "")
    except TooLong as refused:
        return _too_long(request, found, refused)
    if not request.htmx:
        messages.success(request, _("Your words are kept."))
        return redirect_see_other(found)
    return page(request, "replies/tray.html", {"tray": found, "reply": reply}, partial="measure")


@require_POST
def tray_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """The key that copies, or the one that says it was told; JSON for the script, else a page with the
    words selected.
    """
    found = get_object_or_404(trays_of(request.user), pk=pk)
    told = request.POST.get("way") == Way.TOLD
    try:
        record, reply = actions.finish_tray(
            tray=found, key=press_key(request), text=_text(request), told=told
        )
    except STAYS as refused:
        return _refuse(request, found, refused)
    if "application/json" in request.headers.get("Accept", ""):
        shown = reply.shown
        return JsonResponse({"plain": shown.plain, "html": shown.html, "record": record.pk})
    if told:
        messages.success(request, _("Noted: you told it to the customer."))
        return redirect_see_other("replies:trays")
    return page(request, "replies/tray_copied.html", {"tray": found, "reply": reply})


def _too_long(request: SignedInRequest, found: Tray, refused: TooLong) -> HttpResponse:
    """What was typed stays in the field; what the tray holds stays as it was."""
    if not request.htmx:
        return _refuse(request, found, refused)
    context = {"tray": found, "reply": reply_of(found, request.user), "unkept": words_of(refused)}
    return page(request, "replies/tray.html", context, partial="measure")


def _text(request: SignedInRequest) -> str | None:
    """The words as they stand in the field; None where the page sent no field."""
    typed = request.POST.get("text")
    return typed if typed is None else storable(typed)


def _refuse(request: SignedInRequest, found: Tray, refused: Exception) -> HttpResponse:
    words = words_of(refused)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": words}, status=403)
    typed = _text(request)
    measured = None if isinstance(refused, TooLong) else typed
    reply = reply_of(found, request.user, text=measured)
    context = _context(request, found, reply) | {"refused": words, "typed": typed}
    return page(request, "replies/tray.html", context, status=403)


@require_safe
def tray_card(request: SignedInRequest, pk: int) -> HttpResponse:
    """To show across the counter, or to print: large type, nothing else."""
    found = get_object_or_404(trays_of(request.user), pk=pk)
    reply = reply_of(found, request.user)
    return page(request, "replies/tray_card.html", {"tray": found, "reply": reply})
