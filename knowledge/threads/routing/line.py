"""Who comes after whom: what an offer keeps of the ranking as it stood when it was made. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from knowledge.threads.models.words import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_EXPERTS: Final = 5
"""Experts who are asked one after the other before deputies are; then those left are ranked anew."""
MOST_DEPUTIES: Final = 2


@dataclass(frozen=True, slots=True)
class Place:
    """One person in line: as whom, with which score, and the facts that say why (see `reasons`)."""

    person_id: int
    role: Role
    score: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)

    def as_row(self) -> list[Any]:
        """As JSON keeps it."""
        return [self.person_id, str(self.role), self.score, self.facts]


def places(rows: Iterable[Sequence[Any]]) -> list[Place]:
    """What `as_row` kept; a row that an older version wrote otherwise is left out."""
    found = []
    for row in rows:
        match row:
            case [int(person_id), str(role), int() | float() as score, dict(facts)]:
                found.append(Place(person_id, Role(role), float(score), facts))
    return found
