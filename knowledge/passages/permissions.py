"""The one rule of who may be told what.

Search snippets, copying, the API, feeds, mail and exports all ask here. The levels are nested: customer
text may also go to partners and staff; internal text stays in the house.
"""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from knowledge.markup.audience import Audience


class HasAudience(Protocol):
    """Anything marked with who may be told it."""

    @property
    def audience(self) -> str: ...


T = TypeVar("T", bound=HasAudience)


def may_be_told(passage: HasAudience, audience: Audience) -> bool:
    """True if that audience may be told this passage. An unknown mark counts as internal."""
    return Audience.parse(passage.audience).may_be_told_to(audience)


def passages_for(passages: Iterable[T], audience: Audience) -> list[T]:
    """Those passages, in their order, which that audience may be told."""
    return [passage for passage in passages if may_be_told(passage, audience)]
