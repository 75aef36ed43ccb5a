"""What came of a search: a result was opened, or the page was left."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BigIntegerField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from knowledge.search import registry
from knowledge.search.actions import note_left, note_outcome
from knowledge.search.models import SearchLog

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@never_cache
@require_safe
def go(request: SignedInRequest, key: UUID, kind: str, object_id: int) -> HttpResponse:
    """Notes which result was opened, and leads to it: to its passage, when one is named."""
    known = registry.kinds().get(kind) if object_id <= BigIntegerField.MAX_BIGINT else None
    shown = known.present([object_id], request.user).get(object_id) if known else None
    if shown is None:
        raise Http404
    passage = shown.passages.get(request.GET.get("passage", ""))
    note_outcome(
        key=key,
        person=request.user,
        outcome=SearchLog.Outcome.OPENED,
        kind=kind,
        object_id=object_id,
        passage=passage.key if passage else "",
    )
    return redirect(passage.url if passage and passage.url else shown.url)


@require_POST
def left(request: SignedInRequest, key: UUID) -> HttpResponse:
    """A beacon of the page that goes: nobody reads the answer."""
    note_left(key=key, person=request.user)
    return HttpResponse(status=204)
