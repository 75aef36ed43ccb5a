"""What comments, flags and attachments hang on, known here only by a word and a number.

Each higher package registers its kind in `AppConfig.ready`, with the one question this package must ask:
which of these may that person read?
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class SubjectKind:
    """`readable_ids(user, ids)` gives the ids, of those asked, that the user may read."""

    name: str
    readable_ids: Callable[[User, Collection[int]], set[int]]


_kinds: dict[str, SubjectKind] = {}


def register(kind: SubjectKind) -> None:
    """Make a kind of subject known; a second registration of a name replaces the first."""
    _kinds[kind.name] = kind


def readable_ids(user: User, kind: str, ids: Collection[int]) -> set[int]:
    """Of these subjects, those that the user may read. An unknown kind is unreadable."""
    known = _kinds.get(kind)
    return known.readable_ids(user, ids) if known and ids else set()
