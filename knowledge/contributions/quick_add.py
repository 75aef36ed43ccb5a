"""A line typed in a hurry: “30 min forum #link”, “1h30 relecture facture hier”. Pure.

What is understood is taken out of the line, and what is left says what it was about. Nothing is
guessed that was not said: without a duration or a kind these are None and the person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

from knowledge.areas.folding import fold
from knowledge.contributions.durations import FRACTION, HOURS, PATTERN, WrongDuration, minutes_in
from knowledge.contributions.models import Kind
from knowledge.contributions.quick_words import (
    DAYS_BACK,
    GENERAL,
    JOINTS,
    KINDS,
    MONTHS,
    PLATFORMS,
    SHORT_WEEKDAYS,
    SPANS,
    WEEKDAYS,
    Phrase,
)

LONGEST_LINE: Final = 1_500
WEEK: Final = 7
_LINK = re.compile(r"(?<!\S)[<(\[#]?((?:https?://|www\.)\S+)", re.IGNORECASE)
_HASH = re.compile(r"(?<!\S)#([\w][\w./-]*)")
_DURATION = re.compile(rf"(?<![\w.,/:-]){PATTERN}(?![\w/:])", re.IGNORECASE)
_ALONE = re.compile(r"^\s*(\d{1,4})(?=\s|$)")
_ISO = re.compile(r"(?<![\w/.-])(\d{4})-(\d{2})-(\d{2})(?![\w/-])")
_SLASHED = re.compile(
    rf"(?<![\w/.-])(?!(?:{FRACTION})\s?{HOURS}\b)(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{4}}|\d{{2}}))?(?![\w/])",
    re.IGNORECASE,
)
"""20/11 and 20/11/2026; “1/2 h” is half an hour."""
_DOTTED = re.compile(r"(?<![\w/.-])(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})?(?!\w)")
"""20.11.2026 and “20.11.”; 2.1 is a version of something."""
_BACK = re.compile(r"\b(?:il y a (\d{1,3}) jours?|(\d{1,3}) days? ago)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_LAST = frozenset({"last", "on", "le", "this", "ce"})
_AFTER = frozenset({"dernier", "last"})
_CENTURY: Final = 2000

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class AreaNames:
    """An area as somebody may write it."""

    pk: int
    slug: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """What a line says. `day` is today where it names none; `url` may be a reference, “#4711”."""

    minutes: int | None
    kind: Kind | None
    day: date
    area_id: int | None
    url: str
    label: str


@dataclass(slots=True)
class _Word:
    start: int
    end: int
    folded: str


class _Line:
    """The line; what is taken out leaves blanks of the same length, so that words never join."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take(self, start: int, end: int) -> None:
        self.text = f"{self.text[:start]}{' ' * (end - start)}{self.text[end:]}"

    def words(self) -> list[_Word]:
        return [_Word(m.start(), m.end(), fold(m[0])) for m in _WORD.finditer(self.text)]


def understand(
    line: str,
    *,
    today: date,
    language: str = "en",
    areas: Sequence[AreaNames] = (),
    labels: Mapping[str, Kind] | None = None,
) -> Understood:
    """`labels` are the names of kinds as the interface writes them, beside the synonyms."""
    rest = _Line(" ".join(line[:LONGEST_LINE].split()))
    url = _take_link(rest)
    area_id, reference = _take_hashes(rest, areas)
    day = _take_day(rest, today, language)
    minutes = _take_minutes(rest)
    kind = _take_kind(rest, {tuple(_split(name)): kind for name, kind in (labels or {}).items()})
    if area_id is None:
        area_id = _named_area(rest, areas)
    return Understood(minutes, kind, day or today, area_id, url or reference, _left(rest))


def _split(text: str) -> list[str]:
    return [fold(word) for word in _WORD.findall(text)]


def _take_link(rest: _Line) -> str:
    found = _LINK.search(rest.text)
    if found is None:
        return ""
    rest.take(found.start(), found.end())
    return found[1].rstrip(".,;:!?)]>\"'»”")


def _take_hashes(rest: _Line, areas: Sequence[AreaNames]) -> tuple[int | None, str]:
    """The area of “#slug”, and the first “#…” that is no area: a reference."""
    slugs = {area.slug: area.pk for area in areas}
    area_id, reference = None, ""
    for found in list(_HASH.finditer(rest.text)):
        pk = slugs.get(fold(found[1]).rstrip("."))
        if pk is not None and area_id is None:
            area_id = pk
        elif pk is None and not reference:
            reference = f"#{found[1].rstrip('.')}"
        else:
            continue
        rest.take(found.start(), found.end())
    return area_id, reference


def _take_minutes(rest: _Line) -> int | None:
    found = _DURATION.search(rest.text)
    if found is not None:
        try:
            minutes = minutes_in(found)
        except WrongDuration:
            return None
        rest.take(found.start(), found.end())
        return minutes
    hit = _first(rest.words(), SPANS)
    if hit is not None:
        minutes, start, end = hit
        rest.take(start, end)
        return minutes
    alone = _ALONE.match(rest.text)
    if alone is None:
        return None
    rest.take(alone.start(), alone.end())
    return int(alone[1])


def _take_day(rest: _Line, today: date, language: str) -> date | None:
    return (
        _dated(rest, today)
        or _counted_back(rest, today)
        or _named_day(rest, today, language)
        or _spelt(rest, today)
    )


def _dated(rest: _Line, today: date) -> date | None:
    """2026-11-20, 20/11/2026, 20.11: the day before the month, as French and British write."""
    iso = _ISO.search(rest.text)
    if iso is not None and (day := _day(int(iso[1]), int(iso[2]), int(iso[3]))):
        rest.take(iso.start(), iso.end())
        return day
    for found in (*_SLASHED.finditer(rest.text), *_DOTTED.finditer(rest.text)):
        day = _in_year(int(found[1]), int(found[2]), found[3], today)
        if day is not None:
            rest.take(found.start(), found.end())
            return day
    return None


def _counted_back(rest: _Line, today: date) -> date | None:
    found = _BACK.search(rest.text)
    if found is None:
        return None
    rest.take(found.start(), found.end())
    return today - timedelta(days=int(found[1] or found[2]))


def _named_day(rest: _Line, today: date, language: str) -> date | None:
    """“yesterday”, and the weekday that was last: today's name is today."""
    words = rest.words()
    near = _first(words, DAYS_BACK)
    if near is not None:
        days, start, end = near
        rest.take(start, end)
        return today - timedelta(days=days)
    names = WEEKDAYS | SHORT_WEEKDAYS.get(language[:2], {})
    for index in range(len(words) - 1, -1, -1):
        weekday = names.get((words[index].folded,))
        if weekday is None:
            continue
        before, after = words[index - 1 : index], words[index + 1 : index + 2]
        is_last = bool(after and after[0].folded in _AFTER)
        start = before[0].start if before and before[0].folded in _LAST else words[index].start
        is_last = is_last or bool(before and before[0].folded == "last")
        rest.take(start, after[0].end if after and after[0].folded in _AFTER else words[index].end)
        back = (today.weekday() - weekday) % WEEK
        return today - timedelta(days=back or (WEEK if is_last else 0))
    return None


def _spelt(rest: _Line, today: date) -> date | None:
    """“20 November”, “Nov 20”, “le 1er décembre 2026”."""
    words = rest.words()
    for index, word in enumerate(words):
        month = MONTHS.get(word.folded)
        if month is None:
            continue
        before, after = words[index - 1] if index else None, words[index + 1 : index + 2]
        if before is not None and (number := _ordinal(before.folded)):
            year = after[0].folded if after and re.fullmatch(r"20\d\d", after[0].folded) else None
            day, start, end = _in_year(number, month, year, today), before.start, word.end
            end = after[0].end if year else end
        elif after and (number := _ordinal(after[0].folded)):
            day, start, end = _in_year(number, month, None, today), word.start, after[0].end
        else:
            continue
        if day is not None:
            rest.take(start, end)
            return day
    return None


def _ordinal(word: str) -> int | None:
    found = re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er)?", word)
    return int(found[1]) if found else None


def _in_year(number: int, month: int, year: str | None, today: date) -> date | None:
    """Without a year the last such day, today among them."""
    if year is not None:
        return _day(int(year) if int(year) > 99 else _CENTURY + int(year), month, number)  # noqa: PLR2004
    for back in range(9):
        day = _day(today.year - back, month, number)
        if day is not None and day <= today:
            return day
    return None


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _take_kind(rest: _Line, labels: Mapping[Phrase, Kind]) -> Kind | None:
    """The first that is named; one that says more before one that says little."""
    words = rest.words()
    phrases = {phrase: kind for phrase, kind in labels.items() if phrase}
    hits = _all(words, KINDS | PLATFORMS | phrases)
    if not hits:
        return None
    kind, start, end = min(hits, key=lambda hit: (hit[0] in GENERAL, hit[1], -hit[2]))
    if (fold(rest.text[start:end]),) not in PLATFORMS:
        rest.take(start, end)
    return kind


def _named_area(rest: _Line, areas: Sequence[AreaNames]) -> int | None:
    """The area whose name is written out, the longest; the words stay, they say what it was."""
    phrases: dict[Phrase, int] = {}
    for area in areas:
        for name in area.names:
            phrases.setdefault(tuple(_split(name)), area.pk)
    phrases.pop((), None)
    hits = _all(rest.words(), phrases)
    return min(hits, key=lambda hit: (hit[1] - hit[2], hit[1]))[0] if hits else None


def _first(
    words: Sequence[_Word], phrases: Mapping[Phrase, Found]
) -> tuple[Found, int, int] | None:
    """The earliest, and of those the longest."""
    hits = _all(words, phrases)
    return min(hits, key=lambda hit: (hit[1], -hit[2])) if hits else None


def _all(words: Sequence[_Word], phrases: Mapping[Phrase, Found]) -> list[tuple[Found, int, int]]:
    """Where the phrases stand: what they mean, where they begin and end."""
    if not phrases:
        return []
    longest = max(map(len, phrases))
    found = []
    for first in range(len(words)):
        for last in range(first + 1, min(first + longest, len(words)) + 1):
            phrase = tuple(word.folded for word in words[first:last])
            if phrase in phrases:
                found.append((phrases[phrase], words[first].start, words[last - 1].end))
    return found


def _left(rest: _Line) -> str:
    """What is left, without the joints at its ends."""
    words = rest.words()
    kept = [index for index, word in enumerate(words) if word.folded not in JOINTS]
    if not kept:
        return ""
    start, end = words[kept[0]].start, words[kept[-1]].end
    before, after = rest.text[:start], rest.text[end:]
    start -= len(before) - len(before.rstrip('“«"(#'))
    end += len(after) - len(after.lstrip('”»")!?'))
    return " ".join(rest.text[start:end].split())
