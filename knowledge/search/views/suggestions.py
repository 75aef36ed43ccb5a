"""Completions: for our own field as JSON, and for the address bar in the form that browsers read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from knowledge.search.completing import complete_operator
from knowledge.search.queries import suggest

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.requests import SignedInRequest

_LONGEST = 400
SUGGESTIONS_TYPE = "application/x-suggestions+json"


@never_cache
@require_safe
def complete(request: SignedInRequest) -> JsonResponse:
    """What the last word may become, or the operator that is being typed: whole queries.

    `options` say an operator's values in words.
    """
    typed = _typed(request)
    options = complete_operator(request.user, typed)
    answer = {
        "query": typed,
        "suggestions": [o.value for o in options] or suggest(request.user, typed),
        "options": [{"value": o.value, "label": o.label, "hint": o.hint} for o in options],
    }
    return JsonResponse(answer)


@login_not_required
@never_cache
@require_safe
def browser_suggest(request: HttpRequest) -> JsonResponse:
    """OpenSearch Suggestions 1.0, `[query, [completions]]`. Nobody signed in: none, and no fault."""
    typed = _typed(request)
    person = request.user
    found = suggest(person, typed) if isinstance(person, User) else []
    return JsonResponse([typed, found], safe=False, content_type=SUGGESTIONS_TYPE)


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\0", " ")[:_LONGEST]
