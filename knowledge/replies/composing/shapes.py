"""What goes into a reply and what comes out of composing it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

MOST_TURNS: Final = 3
TURN_LENGTH: Final = 240
"""Characters that a turn of a chat should not exceed while the whole still fits in MOST_TURNS."""


class Trouble(StrEnum):
    """What the channel will not take as it stands; said, never cut away in silence."""

    TOO_LONG = "too_long"
    MANY_TURNS = "many_turns"
    LINKS = "links"
    EMPTY = "empty"

    @property
    def words(self) -> StrPromise:
        """One sentence that says what to do."""
        return _WORDS[self]


_WORDS: Final = {
    Trouble.TOO_LONG: _("This is longer than the channel takes. Leave something out."),
    Trouble.MANY_TURNS: _(
        "This takes more than three turns. Leave something out, or write by e-mail."
    ),
    Trouble.LINKS: _("Links can’t be opened here: their addresses were left out or spelt plainly."),
    Trouble.EMPTY: _("Nothing here may be told in this channel."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One passage. `heading` is "" where its reader may not be told it; `url` is an address that the
    customer can open, or "". `variant_words`: an expert's own words for this channel, instead.
    """

    plain: str
    rich: str = ""
    heading: str = ""
    url: str = ""
    variant_words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileShape:
    """What a ChannelProfile asks of a reply; the values are those of its fields."""

    style: str
    limit: int = 0
    counting: str = "characters"
    has_links: bool = True


@dataclass(frozen=True, slots=True)
class Sentences:
    """How a team opens and closes, and how it asks to be written to privately; each may be ""."""

    opening: str = ""
    closing: str = ""
    privately: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The reply. `messages` are its pieces in the order in which they are sent, together `plain`;
    `length` is that of the longest of them as the channel counts, `limit` what it takes (0: anything).
    """

    plain: str
    html: str
    messages: tuple[str, ...]
    length: int
    limit: int
    warnings: tuple[Trouble, ...] = ()

    @property
    def is_too_long(self) -> bool:
        return Trouble.TOO_LONG in self.warnings

    @property
    def over(self) -> int:
        """By how much the longest piece is too long."""
        return max(0, self.length - self.limit) if self.limit else 0
