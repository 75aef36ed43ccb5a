"""Pages for what went wrong below us. They ask nothing of the database."""

import errno
import logging
import sqlite3
import sys
from enum import Enum

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.views.decorators.csrf import requires_csrf_token

log = logging.getLogger("terroir.storage")

RETRY_SECONDS = 5
FULL_SQLSTATES = frozenset({"53100", "53000"})  # disk_full, insufficient_resources
BUSY_SQLSTATES = frozenset({"40001", "40P01", "55P03", "53300", "57P03"})
BARE = (
    "<!doctype html><meta charset=utf-8><title>Error {status}</title>"
    "<h1>Something broke on our side</h1><p>Number to tell the administrator: <code>{id}</code></p>"
)
FULL_PHRASES = ("disk is full", "no space left")
BUSY_PHRASES = ("database is locked", "database table is locked")
FULL_ERRNOS = frozenset({errno.ENOSPC, errno.EDQUOT})


class Trouble(Enum):
    """What storage can suffer from, with the HTTP status that says it."""

    FULL = 507
    BUSY = 503


def trouble_of(exception: BaseException | None) -> Trouble | None:
    """The trouble behind an exception or one of its causes; None for any other fault.

    SQLite only has words ("database or disk is full", "database is locked"); PostgreSQL has
    SQLSTATE codes, the file system error numbers.
    """
    while exception is not None:
        if found := _trouble_itself(exception):
            return found
        exception = exception.__cause__ or exception.__context__
    return None


def _trouble_itself(exception: BaseException) -> Trouble | None:
    state = getattr(exception, "sqlstate", None)
    words = str(exception).lower() if isinstance(exception, DatabaseError | sqlite3.Error) else ""
    full = (
        state in FULL_SQLSTATES
        or (isinstance(exception, OSError) and exception.errno in FULL_ERRNOS)
        or any(phrase in words for phrase in FULL_PHRASES)
    )
    if full:
        return Trouble.FULL
    if state in BUSY_SQLSTATES or any(phrase in words for phrase in BUSY_PHRASES):
        return Trouble.BUSY
    return None


def storage_trouble(request: HttpRequest, exception: BaseException | None) -> HttpResponse | None:
    """The page for a full disk or a locked database; None when the exception is another fault."""
    trouble = trouble_of(exception)
    if trouble is None:
        return None
    log.error("storage is %s: %s", trouble.name.lower(), exception, exc_info=exception)
    response = _page(request, f"operations/storage_{trouble.name.lower()}.html", trouble.value)
    if trouble is Trouble.BUSY:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Our own 500, which shows the request's id; storage trouble met outside a view lands here."""
    trouble = storage_trouble(request, sys.exc_info()[1])
    return trouble or _page(request, "errors/500.html", 500)


def _page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """The designed page, or a bare one when what broke is needed to draw it."""
    identifier = getattr(request, "id", "")
    try:
        return render(request, template, {"request_id": identifier}, status=status)
    except Exception:
        log.exception("the error page itself could not be drawn")
        return HttpResponse(BARE.format(status=status, id=escape(identifier)), status=status)
