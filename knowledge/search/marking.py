"""The piece of a passage that answers, with the matched words marked. Everything is escaped."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from knowledge.search import analysis
from knowledge.search.matching import Asked

WINDOW_WORDS: Final = 45
_BEFORE: Final = 8
_MOST_READ: Final = 60_000

Span = tuple[int, int, bool]
"""Start and end of a word, and whether it was asked for."""


class Marker:
    """Knows which words to mark for one query."""

    def __init__(self, asked: Asked) -> None:
        self._words = frozenset((*asked.words, *asked.completions))
        self._stems = {
            code: frozenset(analysis.stem(word, code) for word in self._words)
            for code in analysis.LANGUAGES
        }

    def snippet(self, text: str, language: str) -> SafeString:
        """About WINDOW_WORDS words around where most of the query stands together."""
        text = analysis.compose(text[:_MOST_READ])
        spans = self._spans(text, language)
        first, last = _densest(spans)
        start = spans[first][0] if first else 0
        end = spans[last - 1][1] if last < len(spans) else len(text)
        marked = _mark(text, start, end, spans[first:last])
        return format_html(
            "{}{}{}", "… " if start else "", marked, " …" if end < len(text.rstrip()) else ""
        )

    def mark(self, text: str, language: str) -> SafeString:
        """The whole text, marked: for titles."""
        text = analysis.compose(text)
        return _mark(text, 0, len(text), self._spans(text, language))

    def weight(self, text: str, language: str) -> int:
        """How many different words of the query a text has."""
        found = set()
        for _start, _end, words in analysis.spans(analysis.compose(text[:_MOST_READ])):
            found |= {analysis.stem(word, language) for word in words if self._is(word, language)}
        return len(found)

    def _spans(self, text: str, language: str) -> list[Span]:
        return [
            (start, end, any(self._is(word, language) for word in words))
            for start, end, words in analysis.spans(text)
        ]

    def _is(self, word: str, language: str) -> bool:
        stems: Collection[str] = self._stems.get(language, self._words)
        return word in self._words or analysis.stem(word, language) in stems


def _densest(spans: Sequence[Span]) -> tuple[int, int]:
    """The window (first, last + 1) with most marked words, begun a little before the first."""
    if len(spans) <= WINDOW_WORDS:
        return 0, len(spans)
    hits = [int(hit) for _start, _end, hit in spans]
    count = best = sum(hits[:WINDOW_WORDS])
    at = 0
    for i in range(1, len(hits) - WINDOW_WORDS + 1):
        count += hits[i + WINDOW_WORDS - 1] - hits[i - 1]
        if count > best:
            best, at = count, i
    marked = next((i for i in range(at, at + WINDOW_WORDS) if hits[i]), at)
    first = max(0, min(marked - _BEFORE, len(spans) - WINDOW_WORDS))
    return (0 if first <= _BEFORE else first), min(len(spans), first + WINDOW_WORDS)


def _mark(text: str, start: int, end: int, spans: Sequence[Span]) -> SafeString:
    """The text from start to end, escaped, neighbours joined in one mark."""
    parts: list[SafeString] = []
    at = start
    for first, last in _joined(text, spans):
        parts.append(format_html("{}<mark>{}</mark>", text[at:first], text[first:last]))
        at = last
    parts.append(format_html("{}", text[at:end]))
    return mark_safe("".join(parts))  # noqa: S308 - each part was escaped by format_html


def _joined(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end, hit in spans:
        if not hit:
            continue
        if found and text[found[-1][1] : start] == " ":
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found
