"""What surrounds every request: its id, its log line, its headers, and storage that gives way."""

import logging
import re
import uuid
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponseBase

from knowledge.operations.errors import storage_trouble
from knowledge.operations.logs import request_id
from knowledge.passages.uploads import MAX_FILE_BYTES
from knowledge.ui.views import too_large

GetResponse = Callable[[HttpRequest], HttpResponseBase]

log = logging.getLogger("terroir.access")

SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET_ROUTES = frozenset({"healthz", "readyz"})
MOST_BODY_BYTES = 4 * MAX_FILE_BYTES
"""A file that is too large by less is refused in words, where it was chosen."""
HEADERS = {
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
}


class QueryCounter:
    """Counts the statements of one request; given to `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


class RequestMiddleware:
    """Gives each request an id, answers with it, and logs one line when it is over.

    An `X-Request-ID` of a proxy in front is kept when it is sane. The path is logged without its
    query string: what a person searches is nobody else's business.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        identifier = given if SANE_ID.fullmatch(given) else uuid.uuid4().hex
        request.id = identifier  # type: ignore[attr-defined]
        token = request_id.set(identifier)
        counter = QueryCounter()
        started = perf_counter()
        try:
            with connections["default"].execute_wrapper(counter):
                response = self.get_response(request)
            _add_headers(request, response)
            response["X-Request-ID"] = identifier
            _log_line(request, response, perf_counter() - started, counter.count)
        finally:
            request_id.reset(token)
        return response


def _add_headers(request: HttpRequest, response: HttpResponseBase) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if hasattr(request, "_cached_user"):
        response.headers.setdefault("Cache-Control", "private, no-cache")


def _log_line(
    request: HttpRequest, response: HttpResponseBase, seconds: float, queries: int
) -> None:
    match = request.resolver_match
    route = match.view_name if match else None
    person = getattr(getattr(request, "_cached_user", None), "pk", None)
    level = logging.DEBUG if route in QUIET_ROUTES else logging.INFO
    facts = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "route": route,
        "person": person,
        "ms": round(seconds * 1000, 1),
        "queries": queries,
    }
    log.log(level, "request", extra=facts)


class BodyLimitMiddleware:
    """Refuses a body larger than anything we keep before a byte of it is read: reading the form
    token of an upload alone would write the whole of it to disk, also for strangers.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:20]) > MOST_BODY_BYTES:
            return too_large(request)
        return self.get_response(request)


class StorageTroubleMiddleware:
    """Turns a full disk or a database that stays locked into a page that says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        return storage_trouble(request, exception)
