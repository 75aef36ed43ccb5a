"""The tray that a page was opened from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.replies.forms.public import whole_number
from knowledge.replies.models import Tray

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


def own_tray(request: SignedInRequest) -> Tray | None:
    """The tray that the form or the address names, if it is this person's."""
    number = whole_number(request.POST.get("tray") or request.GET.get("tray") or "")
    return Tray.objects.filter(person=request.user, pk=number).first() if number else None
