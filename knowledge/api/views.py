"""Programs ask with a bearer token: no session, no cookie, no CSRF; JSON in every case."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.actions.tokens import living_token
from accounts.models import TokenPurpose, TokenScope
from knowledge.areas.folding import fold
from knowledge.search.models import SearchLog
from knowledge.search.presenting import Result
from knowledge.search.queries import SearchRequest
from knowledge.search.queries import search as search_for
from knowledge.search.searchlog import note_search

if TYPE_CHECKING:
    from accounts.models import AccessToken, User

DEFAULT_LIMIT: Final = 10
MOST_RESULTS: Final = 100

Answer = Callable[..., JsonResponse]
"""Of a request and the person whose token it came with, and of what the address names."""


def error(status: int, words: str) -> JsonResponse:
    """`{"error": …}` with its status."""
    return JsonResponse({"error": words}, status=status)


def token_required(
    scope: TokenScope | None = None, *, method: str = "GET"
) -> Callable[[Answer], Callable[..., JsonResponse]]:
    """Call the view with the person whose token this is; 401 without a valid one, 403 for one that
    may do other things. GET answers HEAD too. Without a scope any token for the API is good.
    """
    allowed = ("GET", "HEAD") if method == "GET" else (method,)

    def guard(view: Answer) -> Callable[..., JsonResponse]:
        @csrf_exempt
        @never_cache
        @login_not_required
        @wraps(view)
        def answer(request: HttpRequest, **named: str) -> JsonResponse:
            token = _token_of(request)
            refused = _refusal(request, token, scope, allowed)
            response = refused or view(request, token.person if token else None, **named)
            patch_vary_headers(response, ["Authorization"])
            return response

        return answer

    return guard


def _refusal(
    request: HttpRequest, token: AccessToken | None, scope: str | None, allowed: tuple[str, ...]
) -> JsonResponse | None:
    """None where the view may answer."""
    if token is None:
        response = error(401, "A valid bearer token is needed.")
        response["WWW-Authenticate"] = 'Bearer realm="api"'
    elif scope is not None and scope not in token.scopes:
        response = error(403, f"This token may do other things: {scope} is not among them.")
        response["WWW-Authenticate"] = (
            f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'
        )
    elif request.method not in allowed:
        response = error(405, f"Only {allowed[0]} is answered here.")
        response["Allow"] = ", ".join(allowed)
    else:
        return None
    return response


def _token_of(request: HttpRequest) -> AccessToken | None:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    return living_token(secret.strip(), purpose=TokenPurpose.API)


@token_required(TokenScope.SEARCH)
def search(request: HttpRequest, person: User) -> JsonResponse:
    """`?q=…&limit=…`: one result per document with its best passage.

    Blank words find nothing and are no error; of endless ones the beginning is searched.
    """
    if "q" not in request.GET:
        return error(400, "q is missing: what is searched?")
    query = request.GET["q"].replace("\0", " ").strip()
    limit = read_limit(request.GET.get("limit", str(DEFAULT_LIMIT)))
    if limit is None:
        return error(400, f"limit is a number from 1 to {MOST_RESULTS}.")
    asked = SearchRequest(words=query, limit=limit, exactly=request.GET.get("exact") == "1")
    found = search_for(person, asked)
    if not found.is_available:
        return error(503, "The index is being built. Try again in a moment.")
    if query:
        _log(person, query, found.total)
    answer = {
        "query": query,
        "total": found.total,
        "results": [_as_json(result) for result in found.results],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@token_required()
def unknown(request: HttpRequest, person: User) -> JsonResponse:
    """404 in JSON for what isn't there."""
    return error(404, "There is no such address.")


def read_limit(typed: str) -> int | None:
    if not (typed.isascii() and typed.isdigit()) or len(typed) > len(str(MOST_RESULTS)):
        return None
    number = int(typed)
    return number if 1 <= number <= MOST_RESULTS else None


def _log(person: User, query: str, total: int) -> None:
    note_search(
        person_id=person.pk,
        words=query,
        folded=fold(query),
        filters={},
        total=total,
        source=SearchLog.Source.API,
    )


def _as_json(result: Result) -> dict[str, Any]:
    shown = result.shown
    return {
        "kind": shown.kind,
        "title": shown.title,
        "url": f"{settings.BASE_URL}{shown.url}",
        "external_id": shown.external_id or None,
        "passage": result.passage.plain if result.passage else "",
        "audience": result.audience,
        "score": result.score,
    }
