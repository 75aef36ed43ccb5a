"""What may be written in the search box besides words: phrases, exclusions, and `name:value`.

    "end of contract"      these words, in this order           (also « … » and “ … ”)
    -router  -"old box"    without these
    area:meters  author:ada  kind:howto  lang:fr  topic:leaks  since:2026-01

Everything else is words. What only looks like an operator stays words: a dash before a small word
or a number, a name that isn't one of ours, a value that nothing has. Any Unicode string parses, in
time linear in its length.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from knowledge.search import analysis

MAX_TYPED: Final = 2_000
"""Characters that are read; the rest of a longer query is ignored."""

MOST_OPERATORS: Final = 12
"""Further ones are read as words."""

NAMES: Final = {
    "area": "area",
    "domaine": "area",
    "author": "author",
    "auteur": "author",
    "kind": "kind",
    "type": "kind",
    "lang": "language",
    "langue": "language",
    "language": "language",
    "topic": "topic",
    "sujet": "topic",
    "since": "since",
    "depuis": "since",
}
"""What may stand before a colon, in either language, and the filter it sets."""

_PIECES = re.compile(
    r"""
    (?P<dash>(?<!\S)[-−])?
    (?: (?P<name>(?<!\w)[^\W\d_]{4,8}):(?=\S) )?
    (?: "(?P<straight>[^"]*)" | «(?P<french>[^»]*)» | “(?P<curly>[^”]*)” | (?P<bare>[^\s"«“]+) )
    | (?P<other>\S)
    """,
    re.VERBOSE,
)
_AGO = re.compile(r"(\d{1,3})([djwsmya])")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DAYS_IN: Final = {"d": 1, "j": 1, "w": 7, "s": 7, "m": 30, "y": 365, "a": 365}


@dataclass(frozen=True, slots=True)
class Operator:
    """One `name:value`: the filter's name, its value, and the text it was read from."""

    name: str
    value: str
    typed: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A query taken apart. `words` keeps the words of phrases: they rank as well."""

    words: str
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    operators: tuple[Operator, ...] = field(default=())

    def with_words(self, more: str) -> Parsed:
        """The same with an operator given back as words."""
        words = f"{self.words} {more}".strip()
        return Parsed(words, self.phrases, self.excluded, self.operators)


def parse(typed: str) -> Parsed:
    """Take a query apart. Never raises."""
    typed = typed[:MAX_TYPED]
    if not any(mark in typed for mark in '"«“:-−'):
        return Parsed(typed)
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    operators: list[Operator] = []
    for piece in _PIECES.finditer(typed):
        left = MOST_OPERATORS - len(phrases) - len(excluded) - len(operators)
        quoted = next(
            (piece[n] for n in ("straight", "french", "curly") if piece[n] is not None), None
        )
        value = quoted if quoted is not None else piece["bare"] or ""
        said = tuple(analysis.words(value))
        name = NAMES.get((piece["name"] or "").casefold()) if left > 0 else None
        if name and said:
            operators.append(Operator(name, value.strip(), piece[0].lstrip("-−")))
        elif piece["dash"] and left > 0 and not piece["name"] and _excludes(value, said):
            excluded.append(said)
        elif quoted is not None and left > 0 and not piece["name"] and len(said) > 1:
            phrases.append(said)
            words.append(quoted)
        else:
            words.append(piece[0])
    return Parsed(" ".join(words), tuple(phrases), tuple(excluded), tuple(operators))


def _excludes(value: str, said: tuple[str, ...]) -> bool:
    """A dash excludes what says something: not “-5”, not the “-t-il” of a French question."""
    telling = [
        w for w in said if not any(analysis.is_stop_word(w, code) for code in analysis.LANGUAGES)
    ]
    return bool(telling) and value.lstrip()[:1].isalpha()


def read_since(value: str, today: date) -> date | None:
    """The day of “2026”, “2026-03”, “2026-03-14”, or of “30d”, “6w”, “3m”, “1y” before today.

    None when it is no such thing. French letters count too: j, s (week), a (year).
    """
    ago = _AGO.fullmatch(value.strip().casefold())
    if ago:
        return today - timedelta(days=int(ago[1]) * _DAYS_IN[ago[2]])
    given = _DATE.fullmatch(value.strip())
    if not given:
        return None
    year, month, day = int(given[1]), int(given[2] or 1), int(given[3] or 1)
    try:
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(day, last))
    except ValueError:
        return None
