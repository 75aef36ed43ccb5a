"""How a text's links find their targets, and which addresses may pass at all."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

_ALLOWED = re.compile(
    r"https?://[^/?#\\\s]|mailto:[^\s]|tel:[+\d]|/(?![/\\])|/\Z|#|attachment:", re.IGNORECASE
)
_EXTERNAL = re.compile(r"https?://", re.IGNORECASE)
_HIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"(https?://)([^/?#]*)(.*)\Z", re.IGNORECASE | re.DOTALL)
_LONE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_PLAIN = re.compile(r"[\w.~!*'();:@&=+$,/?#-]*\Z", re.ASCII)
_KEPT = "%;/?:@&=+$,-_.!~*'()#"


@dataclass(frozen=True, slots=True)
class AttachmentRef:
    """An uploaded file: `width` and `height` in pixels for images, None for other files."""

    url: str
    width: int | None = None
    height: int | None = None


class LinkResolver(Protocol):
    """Looks up what a text points at. `prepare` comes first and once, so three queries suffice.

    Every address it returns must be site-relative or http(s); anything else is treated as
    unresolved. `article` takes the target as typed (a title or a slug).
    """

    def prepare(
        self, articles: Collection[str], people: Collection[str], attachments: Collection[str]
    ) -> None: ...

    def article(self, target: str) -> str | None: ...

    def person(self, slug: str) -> tuple[str, str] | None:
        """Display name and address."""

    def attachment(self, key: str) -> AttachmentRef | None: ...


class NoLinks:
    """Resolves nothing: every link shows as missing."""

    def prepare(
        self, articles: Collection[str], people: Collection[str], attachments: Collection[str]
    ) -> None:
        return None

    def article(self, target: str) -> str | None:
        return None

    def person(self, slug: str) -> tuple[str, str] | None:
        return None

    def attachment(self, key: str) -> AttachmentRef | None:
        return None


NO_LINKS = NoLinks()


def is_allowed(url: str) -> bool:
    """http, https, mailto, tel, site-relative, #fragment and attachment: pass, nothing else."""
    return _ALLOWED.match(url) is not None and _HIDDEN.search(url) is None


def normal_address(typed: str) -> str:
    """The address with what no address may hold encoded; "" if it can't be.

    A host with letters outside of ASCII becomes its "xn--" form, so that it can't pose as another.
    """
    if _PLAIN.match(typed):
        return typed
    match = _HOST.match(typed)
    scheme, host, rest = match.groups() if match else ("", "", typed)
    try:
        host = host if host.isascii() else host.encode("idna").decode()
        return scheme + _encoded(host) + _encoded(rest)
    except (UnicodeError, ValueError):
        return ""


def _encoded(part: str) -> str:
    return quote(_LONE_PERCENT.sub("%25", part), safe=_KEPT)


def is_external(url: str) -> bool:
    """Whether the address leaves the site over http(s)."""
    return _EXTERNAL.match(url) is not None


def safe_address(url: str | None) -> str:
    """An address a resolver gave, or "" if it is none or could run or hide something."""
    if url and is_allowed(url) and not url.lower().startswith("attachment:"):
        return url
    return ""
