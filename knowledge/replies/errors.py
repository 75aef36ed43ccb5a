"""Why something could not be done at the reply desk; each carries words for the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.models import User
    from knowledge.replies.models import PolicyVersion


class TooLong(Exception):
    """More than a reply may hold: it was neither measured nor looked at. `most` characters are taken."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class PolicyFirst(Exception):
    """Whoever speaks in public accepts the policy first: this version of it."""

    def __init__(self, version: PolicyVersion) -> None:
        super().__init__(version)
        self.version = version


class NeedsSpokesperson(Exception):
    """Only these people speak in public about this: the draft is handed to one of them."""

    def __init__(self, people: Sequence[User]) -> None:
        super().__init__(people)
        self.people = tuple(people)
