"""Working time as leads type and read it: "15 min", "4 h", "1 h 30", "2 d" (or "2 j"), "90".

A day is a working day of the company; `day` says how many minutes it has, 0 where nobody ever works. Pure.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.utils.translation import pgettext

from knowledge.areas.folding import fold

HOUR: Final = 60
_MOST_TYPED: Final = 40
_PART = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,2})?) ?([a-z]*)[ ,]*")
_DAYS = frozenset({"d", "day", "days", "j", "jour", "jours"})
_HOURS = frozenset({"h", "hr", "hrs", "hour", "hours", "heure", "heures"})
_MINUTES = frozenset({"", "m", "mn", "min", "mins", "minute", "minutes"})


def parse(typed: str, *, day: int) -> int | None:
    """Minutes, rounded to whole ones; None for what is no duration.

    The largest unit stands first and each once; a number without a unit is minutes.
    """
    text = fold(typed)
    if len(text) > _MOST_TYPED:
        return None
    place, least, total = 0, 0, Decimal(0)
    sizes = _sizes(day)
    while place < len(text):
        found = _PART.match(text, place)
        size = sizes.get(found[2]) if found else None
        if found is None or not size or (least and size >= least):
            return None
        total += Decimal(found[1].replace(",", ".")) * size
        place, least = found.end(), size
    return round(total) if text else None


def written(minutes: int, *, day: int) -> str:
    """As `parse` reads it again: “2 d”, “1 d 4 h”, “1 h 30”, “15 min”."""
    days, rest = divmod(minutes, day) if day else (0, minutes)
    hours, left = divmod(rest, HOUR)
    said = [pgettext("duration", "%(n)s d") % {"n": days}] if days else []
    if hours:
        said.append(f"{hours} h {left:02d}" if left else f"{hours} h")
    elif left or not said:
        said.append(f"{left} min")
    return " ".join(said)


def _sizes(day: int) -> dict[str, int]:
    """Minutes of each unit, in both languages whatever the reader's is; no days where there are none."""
    named = [(_DAYS, day), (_HOURS, HOUR), (_MINUTES, 1)]
    return {name: size for names, size in named for name in names if size}
