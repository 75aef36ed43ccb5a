"""What reaches the panel: from the address, from another tool by its frame, from who connects it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.conf import settings

from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import REFERENCE_LENGTH, without_identities
from knowledge.replies.forms.public import whole_number
from knowledge.replies.models import Way
from knowledge.replies.queries.snippets import MOST_SNIPPETS

if TYPE_CHECKING:
    from django.http import QueryDict

    from knowledge.replies.models import Tray

TEXT_LENGTH: Final = 4_000
"""Of a customer's message: what comes after adds nothing to a search."""

REPLY_LENGTH: Final = 20_000
_NONCE: Final = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the panel is about. Nonsense is as if it had not been said: nothing here is refused."""

    text: str = ""
    channel: str = ""
    language: str = ""
    reference: str = ""

    @classmethod
    def read(cls, given: QueryDict) -> Case:
        """`text`, `channel`, `language` and `case`."""
        channel = given.get("channel", "")
        language = given.get("language", "")[:2].lower()
        return cls(
            text=given.get("text", "").replace("\0", " ").strip()[:TEXT_LENGTH],
            channel=channel if channel in Channel.values else "",
            language=language if language in dict(settings.LANGUAGES) else "",
            reference=" ".join(given.get("case", "").replace("\0", " ").split())[:REFERENCE_LENGTH],
        )

    def of_tray(self, tray: Tray) -> Case:
        """With what the tray says where the case says nothing."""
        language, reference = self.language or tray.language, self.reference or tray.reference
        return replace(self, language=language, reference=reference)

    @property
    def words(self) -> str:
        """What is searched: the text without what may say who the customer is, in one line; a search is
        kept for a while.
        """
        return " ".join(without_identities(self.text).split())


@dataclass(frozen=True, slots=True)
class Connecting:
    """Which origin asks to be connected, and the word by which its frame knows the answer again."""

    origin: str
    nonce: str

    @classmethod
    def read(cls, given: QueryDict) -> Connecting | None:
        """None where the word is none that our frame made."""
        nonce = given.get("nonce", "")
        return cls(given.get("origin", ""), nonce) if _NONCE.fullmatch(nonce) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelReply:
    """What a reply is made of: names of snippets that are put together now, what was sealed of those
    that were, or a tray; with the words as they stand in the field.
    """

    names: tuple[str, ...]
    sealed: tuple[str, ...]
    text: str
    composed: str
    profile: int
    tray: int
    key: UUID | None
    search: UUID | None
    is_told: bool

    @classmethod
    def read(cls, given: QueryDict) -> PanelReply:
        return cls(
            names=tuple(given.getlist("name")[:MOST_SNIPPETS]),
            sealed=tuple(given.getlist("sealed")[:MOST_SNIPPETS]),
            text=_lines(given.get("text", "")),
            composed=_lines(given.get("composed", "")),
            profile=whole_number(given.get("profile", "")),
            tray=whole_number(given.get("tray", "")),
            key=read_uuid(given.get("key", "")),
            search=read_uuid(given.get("search", "")),
            is_told=given.get("way") == Way.TOLD,
        )


def read_uuid(typed: str) -> UUID | None:
    """None for what is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def _lines(typed: str) -> str:
    """As browsers show it: forms send their line ends as two characters."""
    return typed.replace("\r\n", "\n").replace("\0", " ")[:REPLY_LENGTH]
