"""What can be followed: each package says how its kind is called and where it is, for a reader.

Areas, topics and people are registered here; articles and threads by the packages above, in their
`AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User

LARGEST_ID = 2**63 - 1
"""No row has a larger number, and a database refuses to be asked for one."""


@dataclass(frozen=True, slots=True)
class Described:
    """What a line shows of something followed."""

    title: str
    url: str


Describe = Callable[["User", Collection[int]], dict[int, Described]]
"""Gives those of the asked ids that the user may read."""

_kinds: dict[str, Describe] = {}


def register(kind: str, describe_many: Describe) -> None:
    """Make a kind known; a second registration replaces the first."""
    _kinds[kind] = describe_many


def describe(user: User, kind: str, ids: Collection[int]) -> dict[int, Described]:
    """Title and address of those that exist for the user; nothing for an unknown kind."""
    possible = [pk for pk in ids if 0 < pk <= LARGEST_ID]
    return _kinds[kind](user, possible) if kind in _kinds and possible else {}
