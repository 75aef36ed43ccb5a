"""Snippets and reply records for programs: what may be told to customers, and that it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from accounts.models import TokenScope
from knowledge.api.views import error, read_limit, token_required
from knowledge.areas.folding import fold
from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import without_identities
from knowledge.passages.replying import Obstacle
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.actions.snippets import UnknownSnippet, record_snippets, seal
from knowledge.replies.forms.panel import TEXT_LENGTH
from knowledge.replies.models import Way
from knowledge.replies.pace import SECONDS, count_of_minute
from knowledge.replies.queries.snippets import MOST_SNIPPETS, find_snippets
from knowledge.replies.queries.speaking import may_speak_on
from knowledge.search.models import SearchLog
from knowledge.search.searchlog import note_search

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from knowledge.replies.queries.snippets import FoundSnippet

MOST_BODY_BYTES: Final = 100_000
MOST_A_MINUTE: Final = 600
_LIMIT: Final = 5
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Before it no reply was given here; moments of the first year have no local time everywhere."""


class _Wrong(ValueError):
    """What a program sent; the message names the field and what it should be."""


@token_required(TokenScope.SNIPPETS)
def snippets(request: HttpRequest, person: User) -> JsonResponse:
    """`?q=…&lang=…&channel=…&limit=…`: what may be told to customers about these words."""
    try:
        words, channel, language, limit = _question(request)
    except _Wrong as wrong:
        return error(400, str(wrong))
    if not may_speak_on(person, channel):
        return error(422, _said(Obstacle.POLICY))
    found = find_snippets(person, words, channel=channel, language=language, limit=limit)
    if not found.is_available:
        return error(503, "The index is being built. Try again in a moment.")
    key = _note(person, words, found.total) if words else None
    answer = {
        "query": words,
        "search": str(key) if key else None,
        "snippets": [_snippet(person, one, channel) for one in found.snippets],
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@token_required(TokenScope.REPLIES, method="POST")
def replies(request: HttpRequest, person: User) -> JsonResponse:
    """Write down that a customer was told snippets. 201 for a new record, 200 for one that is known by
    its key already; whatever comes with a known key changes nothing.
    """
    busy = _too_much(request, person)
    if busy is not None:
        return busy
    try:
        with translation.override("en"):
            sent = _Sent.read(request.body)
            record, is_new = record_snippets(person=person, way=Way.API, **sent.facts)
    except _Wrong as wrong:
        return error(400, str(wrong))
    except (ValidationError, UnknownSnippet, NotForCustomers, NothingToCopy) as refused:
        return error(422, _why(refused))
    answer = {"id": record.pk, "key": str(record.key), "created_at": record.created_at.isoformat()}
    return JsonResponse(answer, status=201 if is_new else 200)


def _question(request: HttpRequest) -> tuple[str, str, str, int]:
    """Words, channel, language and limit. Raises _Wrong."""
    if "q" not in request.GET:
        raise _Wrong("q is missing: what is searched?")
    words = without_identities(request.GET["q"].replace("\0", " "))[:TEXT_LENGTH]
    channel, language = request.GET.get("channel", ""), request.GET.get("lang", "")
    limit = read_limit(request.GET.get("limit", str(_LIMIT)))
    if channel and channel not in Channel.values:
        raise _Wrong(f"channel is one of {', '.join(Channel.values)}, or left out.")
    if language and language not in dict(settings.LANGUAGES):
        raise _Wrong(f"lang is one of {', '.join(dict(settings.LANGUAGES))}, or left out.")
    if limit is None or limit > MOST_SNIPPETS:
        raise _Wrong(f"limit is a number from 1 to {MOST_SNIPPETS}.")
    return " ".join(words.split()), channel, language, limit


def _too_much(request: HttpRequest, person: User) -> JsonResponse | None:
    if count_of_minute(person, "api_replies") > MOST_A_MINUTE:
        response = error(429, "Too many replies in a minute. Wait, and send it with its key again.")
        response["Retry-After"] = str(SECONDS)
        return response
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length[:20]) > MOST_BODY_BYTES:
        return error(413, f"A reply has at most {MOST_BODY_BYTES} bytes.")
    return None


def _why(refused: Exception) -> str:
    if isinstance(refused, ValidationError):
        return f"reference: {' '.join(refused.messages)}"
    if isinstance(refused, UnknownSnippet):
        return "snippets: one of them was not given to this person, or too long ago."
    if isinstance(refused, NotForCustomers) and refused.why in {Obstacle.POLICY, Obstacle.SPEAKER}:
        return f"channel: {_said(refused.why)}"
    return "snippets: one of them may not be told to a customer."


def _said(why: Obstacle) -> str:
    with translation.override("en"):
        return str(why.words)


@dataclass(frozen=True, slots=True)
class _Sent:
    """The body of a reply, checked field by field."""

    facts: dict[str, Any]

    @classmethod
    def read(cls, body: bytes) -> _Sent:
        """Raises _Wrong."""
        try:
            given = json.loads(body)
        except (ValueError, RecursionError) as wrong:
            raise _Wrong("The body is no JSON.") from wrong
        if not isinstance(given, dict):
            raise _Wrong("The body is an object of JSON.")
        unknown = sorted(set(given) - set(_FIELDS))
        if unknown:
            raise _Wrong(f"Unknown: {', '.join(unknown)[:200]}.")
        return cls(
            {
                "key": _uuid(given, "key"),
                "sealed": _snippets(given),
                "channel": _one_of(given, "channel", Channel.values),
                "language": _one_of(given, "language", list(dict(settings.LANGUAGES))),
                "reference": _text(given, "reference", 200),
                "text": _text(given, "text", 20_000),
                "is_edited": given.get("edited", False) is True,
                "search": _uuid(given, "search") if given.get("search") else None,
                "given_at": _moment(given),
            }
        )


_FIELDS: Final = (
    "key", "snippets", "channel", "language", "reference", "text", "edited", "search", "given_at",
)  # fmt: skip


def _snippets(given: dict[str, Any]) -> list[str]:
    found = given.get("snippets")
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _Wrong("snippets is a list of ids.")
    if not 1 <= len(found) <= MOST_SNIPPETS:
        raise _Wrong(f"snippets has from 1 to {MOST_SNIPPETS} ids.")
    return found


def _uuid(given: dict[str, Any], name: str) -> UUID:
    try:
        return UUID(str(given.get(name, "")))
    except ValueError as wrong:
        raise _Wrong(f"{name} is a UUID, the same one each time this reply is sent.") from wrong


def _one_of(given: dict[str, Any], name: str, allowed: list[str]) -> str:
    value = given.get(name)
    if value not in allowed:
        raise _Wrong(f"{name} is one of {', '.join(allowed)}.")
    return str(value)


def _text(given: dict[str, Any], name: str, most: int) -> str:
    value = given.get(name, "")
    if not isinstance(value, str) or len(value) > most or "\0" in value:
        raise _Wrong(f"{name} is a text of at most {most} characters.")
    try:
        value.encode()
    except UnicodeEncodeError as wrong:
        raise _Wrong(f"{name} has half a character in it: a lone surrogate.") from wrong
    return value


def _moment(given: dict[str, Any]) -> datetime | None:
    value = given.get("given_at")
    if value is None:
        return None
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise _Wrong("given_at is a moment with its time zone, such as 2026-11-23T09:30:00+01:00.")
    if moment < _EARLIEST:
        raise _Wrong("given_at is a moment since the year 2000.")
    return moment


def _snippet(person: User, one: FoundSnippet, channel: str) -> dict[str, Any]:
    """Nothing but what customers may be told: no title of the house, no address made of one."""
    shown, snippet = one.result.shown, one.snippet
    is_article = shown.kind == "article"
    route = "articles:by_number" if is_article else "threads:detail"
    return {
        "id": seal(snippet.source, person=person),
        "title": one.title,
        "plain": snippet.plain,
        "html": snippet.html,
        "language": snippet.language,
        "channel": channel if snippet.is_variant else None,
        "to_be_confirmed": snippet.is_flagged,
        "url": f"{settings.BASE_URL}{reverse(route, args=[shown.object_id])}",
    }


def _note(person: User, words: str, total: int) -> UUID:
    return note_search(
        person_id=person.pk,
        words=words,
        folded=fold(words),
        filters={},
        total=total,
        source=SearchLog.Source.API,
    )
