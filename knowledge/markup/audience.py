"""Who may be told a passage: three nested levels, closed by default.

`customer` text may also go to partners and staff, `partner` text to partners and staff, and
`internal` text to staff alone. A nested block can only narrow what encloses it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.utils.functional import _StrPromise as StrPromise


class Audience(StrEnum):
    """The widest circle that may be told a text; `rank` grows with openness."""

    INTERNAL = "internal"
    PARTNER = "partner"
    CUSTOMER = "customer"

    @property
    def rank(self) -> int:
        """0 for internal, 1 for partner, 2 for customer."""
        return _RANKS[self]

    @property
    def label(self) -> StrPromise:
        """The word shown to people, in their interface language."""
        return _LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether anyone outside the company may be told it."""
        return self is not Audience.INTERNAL

    def may_be_told_to(self, reader: Audience) -> bool:
        """Whether a text of this audience may reach `reader` (internal = staff)."""
        return self.rank >= reader.rank

    def narrowed_by(self, other: Audience) -> Audience:
        """The more restrictive of the two."""
        return self if self.rank <= other.rank else other

    @classmethod
    def parse(cls, value: object) -> Audience:
        """The named audience; anything unknown is internal (fail closed)."""
        return _BY_NAME.get(str(value).strip().lower(), cls.INTERNAL)

    @classmethod
    def narrowest(cls, audiences: Iterable[Audience]) -> Audience:
        """The most restrictive of several; internal when there is none."""
        return min(audiences, key=lambda audience: audience.rank, default=cls.INTERNAL)


_RANKS = {Audience.INTERNAL: 0, Audience.PARTNER: 1, Audience.CUSTOMER: 2}
_BY_NAME = {str(audience): audience for audience in Audience}
_LABELS = {
    Audience.INTERNAL: pgettext_lazy("audience", "Internal"),
    Audience.PARTNER: pgettext_lazy("audience", "Partner"),
    Audience.CUSTOMER: pgettext_lazy("audience", "Customer"),
}
