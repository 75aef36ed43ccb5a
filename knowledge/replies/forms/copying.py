"""What a copy key asks for and sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel
from knowledge.replies.models import Way
from knowledge.replies.pins import BadPin, Pin, TrayPin, read_pin
from knowledge.replies.queries.copyable import ANSWER, ARTICLE, Asked

if TYPE_CHECKING:
    from django.http import HttpRequest

TRAY: Final = "t"
MOST_PASSAGES: Final = 50
MOST_TEXTS: Final = 300
MOST_TRAYS: Final = 4
"""Of one question for texts: a page shows one, and knows it by at most two names."""

LONGEST_NUMBER = 19
"""Digits that the database's numbers stay below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """Which passages of which article, or of which answer (0 for none); from which search, if any."""

    article: str
    answer: int
    passages: tuple[str, ...]
    search_id: UUID | None
    key: UUID | None
    way: str

    @classmethod
    def read(cls, request: HttpRequest) -> CopyRequest:
        """From the form, or from the address that the copy key posts to."""
        has_form = "article" in request.POST or "answer" in request.POST
        given = request.POST if has_form else request.GET
        keys = [storable(key) for key in given.getlist("passage") if key][:MOST_PASSAGES]
        return cls(
            article=storable(given.get("article", "")),
            answer=_number(given.get("answer", "")),
            passages=tuple(dict.fromkeys(keys)),
            search_id=_uuid(given.get("search", "")),
            key=_uuid(request.POST.get("key", "")),
            way=_way(request),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A press of the copy key or of the told key, sent by the page when it happens, or later."""

    pin: Pin | TrayPin
    key: UUID
    way: str
    search_id: UUID | None
    given_at: datetime | None
    text: str

    @classmethod
    def read(cls, request: HttpRequest) -> Press:
        """Raises BadPin for anything that our own pages would not send."""
        key = _uuid(request.POST.get("key", ""))
        if key is None:
            raise BadPin
        return cls(
            pin=read_pin(request.POST.get("pin", "")),
            key=key,
            way=_way(request),
            search_id=_uuid(request.POST.get("search", "")),
            given_at=_moment(request.POST.get("at", "")),
            text=storable(request.POST.get("text", "")),
        )


def asked_texts(request: HttpRequest) -> list[Asked]:
    """`of=a.slug.key.key` for passages of an article, `of=n.12.key` for those of an answer; what is
    written otherwise is left out, and so is what comes after MOST_TEXTS passages.
    """
    asked: dict[tuple[str, str], dict[str, None]] = {}
    left = MOST_TEXTS
    for typed in request.GET.getlist("of"):
        kind, _dot, rest = typed.partition(".")
        name, *keys = storable(rest).split(".")
        if kind not in {ARTICLE, ANSWER} or (kind == ANSWER and not _number(name)):
            continue
        kept = asked.setdefault((kind, name), {})
        for key in keys[:left]:
            kept[key] = None
        left -= len(keys[:left])
    return [
        Asked(ARTICLE if kind == ARTICLE else ANSWER, name, tuple(keys))
        for (kind, name), keys in asked.items()
    ]


def asked_trays(request: HttpRequest) -> dict[int, list[str]]:
    """`of=t.12.state`: by number, the names by which the page asks for a tray of the person."""
    asked: dict[int, list[str]] = {}
    for typed in request.GET.getlist("of"):
        kind, _dot, rest = storable(typed).partition(".")
        name, *states = rest.split(".")
        number = _number(name)
        if kind == TRAY and number and (number in asked or len(asked) < MOST_TRAYS):
            asked.setdefault(number, []).extend(f"{TRAY}.{name}.{state}" for state in states[:4])
    return asked


def storable(typed: str) -> str:
    """PostgreSQL takes no NUL: a name with one names nothing, and in words it is a gap."""
    return typed.replace("\0", " ")


def _way(request: HttpRequest) -> str:
    return Way.TOLD if request.POST.get("way") == Way.TOLD else Way.COPIED


def _moment(milliseconds: str) -> datetime | None:
    """Of the browser's clock, milliseconds since 1970; None for what is none."""
    seconds = _number(milliseconds) / 1000
    try:
        return datetime.fromtimestamp(seconds, UTC) if seconds else None
    except (OverflowError, ValueError):
        return None


def _number(typed: str) -> int:
    """0 for what is no number of ours."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER else 0


def _uuid(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None


class ChannelForm(forms.Form):
    """How the reply travels."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("Not said")), *Channel.choices], required=False
    )
