"""Pages for what went wrong below us. They ask nothing of the database."""

import errno
import logging
import sys
from enum import Enum

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

log = logging.getLogger("terroir.storage")

RETRY_SECONDS = 5
FULL_SQLSTATES = frozenset({"53100", "53000"})  # disk_full, insufficient_resources
BUSY_SQLSTATES = frozenset({"40001", "40P01", "55P03", "53300", "57P03"})
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
    words = str(exception).lower() if isinstance(exception, DatabaseError) else ""
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
    log.error("storage %s: %s", trouble.name.lower(), exception, exc_info=exception)
    context = {"full": trouble is Trouble.FULL, "request_id": getattr(request, "id", "")}
    response = render(request, "operations/storage_trouble.html", context, status=trouble.value)
    if trouble is Trouble.BUSY:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """Our own 500, which shows the request's id; storage trouble met outside a view lands here."""
    trouble = storage_trouble(request, sys.exc_info()[1])
    if trouble is not None:
        return trouble
    context = {"request_id": getattr(request, "id", "")}
    return render(request, "errors/500.html", context, status=500)
