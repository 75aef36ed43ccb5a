"""What a copy key sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_PASSAGES = 50
LONGEST_NUMBER = 19
"""Digits that the database's numbers stay below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """Which passages of which article, or of which answer (0 for none); from which search, if any."""

    article: str
    answer: int
    passages: tuple[str, ...]
    search_id: UUID | None

    @classmethod
    def read(cls, request: HttpRequest) -> CopyRequest:
        """From the form, or from the address that the copy key posts to."""
        has_form = "article" in request.POST or "answer" in request.POST
        given = request.POST if has_form else request.GET
        keys = [key for key in given.getlist("passage") if key][:MOST_PASSAGES]
        return cls(
            article=given.get("article", ""),
            answer=_number(given.get("answer", "")),
            passages=tuple(dict.fromkeys(keys)),
            search_id=_uuid(given.get("search", "")),
        )


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
