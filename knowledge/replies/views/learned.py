"""What contacts change in one's words before they send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from knowledge.replies.queries.edits import learned_by
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_safe
def learned(request: SignedInRequest) -> HttpResponse:
    """Of my own articles; to nobody else, and never who changed it."""
    paging = paginate(request, learned_by(request.user))
    return page(request, "replies/learned.html", {"paging": paging})
