"""The one place that decides whether words may leave the house in a reply.

Copying, the tray, the panel, the API and mail all ask `obstacle`; whoever composes words for somebody
outside hands it everything that is known of them. What nobody said counts as the safe case only for
what cannot be true of most words (archived, withdrawn, delicate); the audience itself is closed by default.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from knowledge.markup.audience import Audience
from knowledge.passages.permissions import may_be_told

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Obstacle(StrEnum):
    """Why words stay in the house."""

    INTERNAL = "internal"
    PARTNER = "partner"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    GONE = "gone"
    CORRECTED = "corrected"
    SENSITIVE = "sensitive"
    BLOCKED = "blocked"
    POLICY = "policy"
    SPEAKER = "speaker"

    @property
    def words(self) -> StrPromise:
        """One sentence for the person who wanted to use them."""
        return _WORDS[self]

    @property
    def is_for_good(self) -> bool:
        """True where no other words of the same source would help: take it out of the reply."""
        return self in {Obstacle.ARCHIVED, Obstacle.WITHDRAWN, Obstacle.GONE}


_WORDS: Final = {
    Obstacle.INTERNAL: _("This passage stays in the house: it may not be told to a customer."),
    Obstacle.PARTNER: _("Only partners may be told this passage, not customers."),
    Obstacle.ARCHIVED: _("This article is archived: nothing of it goes to customers."),
    Obstacle.WITHDRAWN: _("This was withdrawn: nothing of it goes to customers any more."),
    Obstacle.GONE: _("This passage is no longer there."),
    Obstacle.CORRECTED: _("This passage was corrected since: take the new words."),
    Obstacle.SENSITIVE: _("This is a delicate matter: only approved words may be said of it."),
    Obstacle.BLOCKED: _("Something in these words must not go to customers."),
    Obstacle.POLICY: _("Accept the social-media policy before you reply in public."),
    Obstacle.SPEAKER: _("A spokesperson replies in public about this: hand them your draft."),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that somebody wants to send, and what is known of them now, not when they were collected.

    `is_sensitive`: one of their topics is delicate; `is_approved`: a lead approved exactly these words.
    `is_withdrawn`: the answer, or the variant after a major revision. `is_gone`: no longer there for the
    person who asks. `is_blocked`: the lint found in them what the company's policy blocks. In public:
    `needs_policy`, the person has not accepted it; `needs_speaker`, others speak for their area.
    """

    audience: str
    is_archived: bool = False
    is_withdrawn: bool = False
    is_sensitive: bool = False
    is_approved: bool = False
    is_gone: bool = False
    is_blocked: bool = False
    needs_policy: bool = False
    needs_speaker: bool = False


def obstacle(candidate: Candidate, reader: Audience) -> Obstacle | None:
    """What keeps these words from that reader, the gravest first; None where they may be told.

    An unknown audience counts as internal. For a reader in the house the audience never stands in the way.
    """
    is_open = Audience.parse(candidate.audience).is_open
    reasons = (
        (candidate.is_gone, Obstacle.GONE),
        (not may_be_told(candidate, reader), Obstacle.PARTNER if is_open else Obstacle.INTERNAL),
        (candidate.is_archived, Obstacle.ARCHIVED),
        (candidate.is_withdrawn, Obstacle.WITHDRAWN),
        (candidate.is_sensitive and not candidate.is_approved, Obstacle.SENSITIVE),
        (candidate.is_blocked, Obstacle.BLOCKED),
        (candidate.needs_policy, Obstacle.POLICY),
        (candidate.needs_speaker, Obstacle.SPEAKER),
    )
    return next((why for holds, why in reasons if holds), None)


def may_leave(candidate: Candidate, reader: Audience) -> bool:
    """True where nothing keeps these words from that reader."""
    return obstacle(candidate, reader) is None
