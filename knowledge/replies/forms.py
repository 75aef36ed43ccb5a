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


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyRequest:
    """Which passages of which article; from which search, if any."""

    article: str
    passages: tuple[str, ...]
    search_id: UUID | None

    @classmethod
    def read(cls, request: HttpRequest) -> CopyRequest:
        """From the form, or from the address that the copy key posts to."""
        given = request.POST if "article" in request.POST else request.GET
        keys = [key for key in given.getlist("passage") if key][:MOST_PASSAGES]
        return cls(
            article=given.get("article", ""),
            passages=tuple(dict.fromkeys(keys)),
            search_id=_uuid(given.get("search", "")),
        )


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
