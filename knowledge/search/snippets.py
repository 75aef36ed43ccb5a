"""The part of a passage that holds the asked words, marked. Escapes first, marks after."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from knowledge.search import analysis

WORDS: Final = 45
_READ: Final = 20_000
_STEP_BACK: Final = 12
_SENTENCE_ENDS: Final = frozenset(".!?…:;")

Span = tuple[int, int, tuple[str, ...]]


def snippet(text: str, stems: Collection[str], language: str, *, words: int = WORDS) -> SafeString:
    """At most about `words` words around the densest matches; the beginning when nothing matches."""
    plain = " ".join(analysis.compose(text)[:_READ].split())
    spans = analysis.spans(plain)
    if not spans:
        return conditional_escape(plain[: words * analysis.MAX_WORD])
    hits = [_matches(span, stems, language) for span in spans]
    first = _start(plain, spans, hits, words)
    last = min(first + words, len(spans))
    begin = 0 if first == 0 else spans[first][0]
    end = len(plain) if last == len(spans) else spans[last - 1][1]
    end = min(end, begin + words * analysis.MAX_WORD)
    shown = [span for span, hit in zip(spans, hits, strict=True) if hit]
    return format_html(
        "{}{}{}",
        "… " if begin else "",
        _mark(plain, [(s, e) for s, e, _parts in shown if begin <= s and e <= end], begin, end),
        " …" if end < len(plain) else "",
    )


def _matches(span: Span, stems: Collection[str], language: str) -> str:
    """The asked stem that this word has, or ""."""
    for part in span[2]:
        if analysis.is_stop_word(part, language):
            continue
        for form in (analysis.stem(part, language), part):
            if form in stems:
                return form
    return ""


def _start(plain: str, spans: Sequence[Span], hits: Sequence[str], words: int) -> int:
    """The word to begin at: the window with most different matches, moved back to its sentence."""
    places = [i for i, hit in enumerate(hits) if hit]
    if not places or len(spans) <= words:
        return 0

    def worth(i: int) -> tuple[int, int]:
        inside = [hit for hit in hits[i : i + words - _STEP_BACK] if hit]
        return len(set(inside)), len(inside)

    best = max(places[:200], key=lambda i: (*worth(i), -i))
    for i in range(best, max(best - _STEP_BACK, 0) - 1, -1):
        between = plain[spans[i - 1][1] : spans[i][0]] if i else "."
        if any(end in between for end in _SENTENCE_ENDS):
            return i
    return max(0, best - 4)


def _mark(plain: str, found: Sequence[tuple[int, int]], begin: int, end: int) -> SafeString:
    """The text between `begin` and `end` with these parts marked; neighbours share one mark."""
    joined: list[tuple[int, int]] = []
    for start, stop in found:
        if joined and plain[joined[-1][1] : start] == " ":
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    cuts = [begin, *(stop for _start, stop in joined)]
    pieces = [
        (plain[cut:start], plain[start:stop])
        for cut, (start, stop) in zip(cuts, joined, strict=False)
    ]
    return format_html(
        "{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), plain[cuts[-1] : end]
    )
