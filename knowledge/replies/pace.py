"""How often a person sends something: a program in a loop is stopped before it fills the records."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django.core.cache import cache

if TYPE_CHECKING:
    from accounts.models import User

SECONDS: Final = 60
"""The length of a minute of the clock, and what to wait at most for the next one."""


def count_of_minute(person: User, what: str) -> int:
    """How many of these the person sent in this minute of the clock, this one counted. The cache is
    shared by all processes; two at the very same moment may count as one.
    """
    key = f"{what}:{person.pk}:{int(time.time() // SECONDS)}"
    cache.add(key, 0, timeout=2 * SECONDS)
    try:
        return cache.incr(key)
    except ValueError:  # emptied in between
        return 1
