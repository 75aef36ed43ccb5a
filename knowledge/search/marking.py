"""The piece of a passage that answers, with the matched words marked. Everything is escaped.

A page of results reads some ten thousand words, so each different word is decided once a query, and
places are looked up only for the piece that is shown.
"""

from __future__ import annotations

import html
from collections.abc import Collection, Iterable, Sequence
from string import ascii_letters
from typing import Final

from django.utils.safestring import SafeString

from knowledge.search import analysis
from knowledge.search.asking import Asked

WINDOW_WORDS: Final = 45
_BEFORE: Final = 8
_MOST_READ: Final = 40_000
_MOST_STARTS: Final = 300
_LETTERS: Final = frozenset(ascii_letters)


class _Words:
    """The words of texts in one language that were asked for; each different word is looked at once.

    `hits` are runs of letters and the asked stem or word that each has; `seen` are all known ones.
    Stems begin as their words do: a run that begins with another plain letter than all that was asked
    for has none of it, unless an elision stands before its word.
    """

    def __init__(self, language: str, asked: frozenset[str], parts: Collection[str]) -> None:
        self.hits: dict[str, str] = {}
        self._seen: set[str] = set()
        self._language = language
        self._asked = asked
        self._parts = parts
        initials = {form[0] for form in asked if form}
        self._elsewhere = frozenset(
            letter for letter in _LETTERS if letter.lower() not in initials and not parts
        )

    def look_at(self, runs: Iterable[str]) -> set[str]:
        """The different ones of these runs, which are known from now on."""
        different = set(runs)
        new = different - self._seen
        self._seen |= new
        for run in new:
            if run[0] in self._elsewhere and run.isalnum():
                continue
            forms = analysis.run_forms(run, self._language)
            if not self._asked.isdisjoint(forms):
                self.hits[run] = next(form for form in forms if form in self._asked)
            elif self._parts and (part := self._part_in(forms)):
                self.hits[run] = part
        return different

    def _part_in(self, forms: Iterable[str]) -> str:
        inside = (part for part in self._parts if any(part in form for form in forms))
        return next(inside, "")


class Marker:
    """Knows which words to mark for one query."""

    def __init__(self, asked: Asked) -> None:
        read = (word for reading in asked.readings for word in reading.words)
        self._words = frozenset((*asked.words, *asked.completions, *read))
        self._parts = asked.parts
        self._of: dict[str, _Words] = {}
        self._read: dict[str, list[str]] = {}

    def snippet(self, text: str, language: str) -> SafeString:
        """About WINDOW_WORDS words around where most of the query stands together."""
        text = analysis.compose(text[:_MOST_READ])
        found = self._found(text, language)
        first, last = _densest(found)
        places = analysis.run_places(text, first, last)
        start = places[0][0] if first else 0
        end = places[-1][1] if last < len(found) else len(text)
        hits = [place for place, hit in zip(places, found[first:last], strict=True) if hit]
        before, after = "… " if start else "", " …" if end < len(text.rstrip()) else ""
        return SafeString(f"{before}{_mark(text, start, end, hits)}{after}")

    def mark(self, text: str, language: str) -> SafeString:
        """The whole text, marked: for titles."""
        text = analysis.compose(text)
        found = self._found(text, language)
        if not any(found):
            return _mark(text, 0, len(text), ())
        places = analysis.run_places(text, 0, len(found))
        hits = [place for place, hit in zip(places, found, strict=True) if hit]
        return _mark(text, 0, len(text), hits)

    def weight(self, text: str, language: str) -> int:
        """How many different words of the query a text has."""
        words = self._words_in(language)
        different = words.look_at(self._runs_of(analysis.compose(text[:_MOST_READ])))
        return len({words.hits[run] for run in different & words.hits.keys()})

    def _found(self, text: str, language: str) -> list[str]:
        """For each word of the text the asked stem that it has, or ""."""
        words, runs = self._words_in(language), self._runs_of(text)
        words.look_at(runs)
        return [words.hits.get(run, "") for run in runs]

    def _runs_of(self, text: str) -> list[str]:
        """Of a passage that is weighed, and then shown, once."""
        found = self._read.get(text)
        if found is None:
            found = self._read[text] = analysis.runs(text)
        return found

    def _words_in(self, language: str) -> _Words:
        if language not in self._of:
            stems = frozenset(analysis.stem(word, language) for word in self._words)
            self._of[language] = _Words(language, stems | self._words, self._parts)
        return self._of[language]


def _densest(found: Sequence[str]) -> tuple[int, int]:
    """The window (first, last + 1) with most different words, begun a little before the first."""
    if len(found) <= WINDOW_WORDS:
        return 0, len(found)
    places = [place for place, hit in enumerate(found) if hit][:_MOST_STARTS]
    at = max(places, key=lambda place: _worth(found, place), default=0)
    first = max(0, min(at - _BEFORE, len(found) - WINDOW_WORDS))
    first = 0 if first <= _BEFORE else first
    return first, first + WINDOW_WORDS


def _worth(found: Sequence[str], place: int) -> tuple[int, int, int]:
    """Different words, all of them, and rather an early place."""
    inside = [hit for hit in found[place : place + WINDOW_WORDS - _BEFORE] if hit]
    return len(set(inside)), len(inside), -place


def _mark(text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> SafeString:
    """The text from start to end, escaped, neighbours joined in one mark."""
    parts = []
    at = start
    for first, last in _joined(text, hits):
        parts.append(f"{html.escape(text[at:first])}<mark>{html.escape(text[first:last])}</mark>")
        at = last
    parts.append(html.escape(text[at:end]))
    return SafeString("".join(parts))  # each part is escaped


def _joined(text: str, hits: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in hits:
        if joined and text[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined
