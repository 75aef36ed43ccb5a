"""What a lead types, as a pair: read from lines, and what keeps it from being saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.search import analysis
from knowledge.search.models import Synonym
from knowledge.search.vocabulary import Pair, side_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from knowledge.areas.models import Area

LONGEST_SIDE: Final = 80
MOST_SIDE_WORDS: Final = 4
MOST_LINES: Final = 200
BOTH_WAYS: Final = "="
ONE_WAY: Final = ">"
_SIGN: Final = re.compile(r"\s*(<->|<=>|↔|=>|->|→|=|>)\s*")
_BOTH: Final = frozenset({"=", "↔", "<->", "<=>"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A pair as typed, for one area or the whole company, in one language or every one."""

    words: str
    means: str
    both_ways: bool = True
    language: str = ""
    area: Area | None = None

    @cached_property
    def folded(self) -> tuple[str, str]:
        """Both sides by which pairs are unique: folded words between spaces."""
        return " ".join(analysis.words(self.words)), " ".join(analysis.words(self.means))

    @cached_property
    def pair(self) -> Pair:
        """As a search would use it."""
        return Pair.of(self.words, self.means, both_ways=self.both_ways, language=self.language)

    @property
    def typed(self) -> tuple[str, str, bool]:
        """For `SearchRequest.extra_synonyms`."""
        return self.words, self.means, self.both_ways

    def __str__(self) -> str:
        return said(self)


def said(pair: Entry | Synonym) -> str:
    """ "box = router": how a pair is written in lines and messages."""
    return f"{pair.words} {BOTH_WAYS if pair.both_ways else ONE_WAY} {pair.means}"


def tidy(typed: str) -> str:
    """On one line, each accent on its letter."""
    return " ".join(analysis.compose(typed.replace("\0", " ")).split())


@dataclass(frozen=True, slots=True)
class Line:
    """A pasted line that says something: its number, from 1, and its text."""

    number: int
    text: str

    def entry(self, *, language: str, area: Area | None) -> Entry:
        """Raises ValidationError when it is no pair."""
        parts = _SIGN.split(self.text)
        if len(parts) != 3 or not parts[0] or not parts[2]:  # noqa: PLR2004
            raise ValidationError(_("Write two sides with one “=” or one “>” between them."))
        return Entry(
            words=parts[0],
            means=parts[2],
            both_ways=parts[1] in _BOTH,
            language=language,
            area=area,
        )


def lines_of(pasted: str) -> list[Line]:
    """Every line but the empty ones and those that start with “#”."""
    numbered = ((at, tidy(line)) for at, line in enumerate(pasted.splitlines(), 1))
    return [Line(at, text) for at, text in numbered if text and not text.startswith("#")]


# What keeps a pair from being saved


def check(entry: Entry) -> None:
    """Raises ValidationError, by field, for what the pair itself has wrong. No query."""
    faults = {
        name: fault
        for name, side in (("words", entry.words), ("means", entry.means))
        if (fault := _fault_of_side(side, entry.language))
    }
    if faults:
        raise ValidationError(faults)
    if not entry.pair.sides:
        raise ValidationError({"means": _fault_of_pair(entry)})


def _fault_of_side(side: str, language: str) -> str:
    folded = analysis.words(side)
    codes = (language,) if language else analysis.LANGUAGES
    if not folded:
        return _("Type at least one letter or digit.")
    if len(folded) > MOST_SIDE_WORDS:
        message = ngettext(
            "These are %(n)s word, at most %(most)s can be kept.",
            "These are %(n)s words, at most %(most)s can be kept.",
            len(folded),
        )
        return message % {"n": len(folded), "most": MOST_SIDE_WORDS}
    if max(len(side), len(" ".join(folded))) > LONGEST_SIDE:
        return _("That is too long: keep it to %(most)s characters.") % {"most": LONGEST_SIDE}
    if not any(side_of(folded, code).words for code in codes):
        return _("“%(words)s” is left out of every search. Add a word that says something.") % {
            "words": side
        }
    return ""


def _fault_of_pair(entry: Entry) -> str:
    first, second = (analysis.words(side) for side in (entry.words, entry.means))
    codes = (entry.language,) if entry.language else analysis.LANGUAGES
    for code in codes:
        one, other = side_of(first, code), side_of(second, code)
        if one.stems and one.stems == other.stems:
            return _(
                "Search reads both sides as the same already: capitals, accents, plurals and "
                "small words make no difference."
            )
    return _("No search can use this pair: one side or the other is left out of every search.")


def overlap(entry: Entry) -> str:
    """A warning when one side holds the other whole; "" when neither does."""
    for one, other in entry.pair.sides.values():
        short, long = sorted((one, other), key=lambda side: len(side.stems))
        if short.stems in set(_runs(long.stems, len(short.stems))):
            wider, inner = (entry.words, entry.means) if long is one else (entry.means, entry.words)
            return _(
                "“%(long)s” holds “%(short)s”: whoever types the longer one finds the other "
                "anyway. Look at the effect before you keep it."
            ) % {"long": wider, "short": inner}
    return ""


def _runs(stems: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(stems[at : at + size]) for at in range(len(stems) - size + 1))


class Kept:
    """The rows that say what these entries say, for some areas; one query."""

    def __init__(self, entries: Sequence[Entry], *, but: Synonym | None = None) -> None:
        sides = {side for entry in entries for side in entry.folded}
        areas = {entry.area.pk for entry in entries if entry.area is not None}
        rows = Synonym.objects.filter(folded_words__in=sides, folded_means__in=sides)
        rows = rows.filter(Q(area=None) | Q(area__in=areas)).select_related("area")
        self._rows: dict[frozenset[str], list[Synonym]] = {}
        for row in rows.exclude(pk=but.pk if but else 0):
            key = frozenset((row.folded_words, row.folded_means))
            self._rows.setdefault(key, []).append(row)

    def same_as(self, entry: Entry) -> Synonym | None:
        """A row with the same sides, either way round, that holds where the entry would hold."""
        area = entry.area.pk if entry.area else None
        rows = self._rows.get(frozenset(entry.folded), ())
        return next((row for row in rows if row.area_id in {None, area}), None)

    def refuse_same(self, entry: Entry) -> None:
        """Raises ValidationError that names the row and leads to it."""
        row = self.same_as(entry)
        if row is not None:
            raise ValidationError({"means": duplicate(entry, row)})


def duplicate(entry: Entry, row: Synonym) -> SafeString:
    """What to do about a row that is there already."""
    turned = not row.both_ways and row.folded_words != entry.folded[0]
    text = (
        _("The other direction is there already. Make that pair hold both ways:")
        if turned
        else _("This pair is there already. Change it:")
    )
    link = reverse("search:synonym_edit", args=[row.pk])
    return format_html('{} <a href="{}">{}</a>', text, link, said(row))
