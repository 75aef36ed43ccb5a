"""One's own replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from knowledge.passages.channels import Channel
from knowledge.replies.actions import recording as actions
from knowledge.replies.channel import keep_channel
from knowledge.replies.queries.copied import replies_of, with_passages
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


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
