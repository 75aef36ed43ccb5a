"""Log lines: one event a line, as text or JSON, each with the id of the request it belongs to."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")

# The facts an event may carry through `extra=`, in the order in which they are written.
FACTS = ("method", "path", "status", "route", "person", "ms", "queries")

_SECRETS = re.compile(
    r"terroir_[\w-]{20,}|(?<=/accounts/first/)[^/\s]+|(?<=/password/reset/key/)[^/\s]+"
)


def without_secrets(text: str) -> str:
    """The text without the tokens and one-time keys that some addresses hold."""
    return _SECRETS.sub("…", text)


def _facts(record: logging.LogRecord) -> dict[str, object]:
    facts = {
        name: getattr(record, name) for name in FACTS if getattr(record, name, None) is not None
    }
    if "path" in facts:
        facts["path"] = without_secrets(str(facts["path"]))
    if "status" not in facts and isinstance(status := getattr(record, "status_code", None), int):
        facts["status"] = status
    if identifier := request_id.get():
        facts["request"] = identifier
    return facts


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextFormatter(logging.Formatter):
    """`moment level logger message fact=value …`, with a traceback on the lines below."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        message = without_secrets(record.getMessage()).replace("\n", "\\n")
        line = f"{_moment(record)} {record.levelname} {record.name} {message}{facts}"
        if record.exc_info:
            line += f"\n{self.formatException(record.exc_info)}"
        return line


class JsonFormatter(logging.Formatter):
    """The same as one JSON object a line, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "at": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
        } | _facts(record)
        if record.exc_info:
            event["traceback"] = self.formatException(record.exc_info)
        return json.dumps(event, ensure_ascii=False, default=str)
