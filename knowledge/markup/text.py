"""Words, excerpts, reading time and slugs of plain text."""

from __future__ import annotations

import math
import re
import unicodedata

WORDS_PER_MINUTE = 200
"""Reading speed of adults in a work text: Brysbaert (2019) gives 238 wpm for non-fiction in
English and 190-214 for French and other languages; 200 promises no more than it keeps."""

_WORD = re.compile(r"\w+(?:['’.,\-]\w+)*")
_SPACES = re.compile(r"\s+")
_MARKS = frozenset("#-*+>|`~/ ")
_NOT_SLUG = re.compile(r"[\W_]+")


def count_words(text: str) -> int:
    """Words as a reader counts them: « l'article », "e-mail" and "3,5" are one each."""
    return len(_WORD.findall(text))


def reading_minutes(words: int) -> int:
    """Whole minutes at 200 words a minute, rounded up; 0 for an empty text."""
    return math.ceil(max(words, 0) / WORDS_PER_MINUTE)


def plain_excerpt(text: str, words: int) -> str:
    """The first `words` words on one line, with an ellipsis when something was left out."""
    start = text.lstrip()[: max(words, 0) * 60 + 1]
    pieces = _SPACES.split(start.strip())
    if len(pieces) <= words and len(start) == len(text.lstrip()):
        return " ".join(pieces)
    return " ".join(pieces[:words]).rstrip(" ,;:.–—-") + "…" if words > 0 else ""


def slug(text: str, *, max_length: int = 60) -> str:
    """A lower-case address of the text, accents folded, cut at a word; "" if no letter is left."""
    folded = unicodedata.normalize("NFKD", text[: max_length * 4].lower())
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    whole = _NOT_SLUG.sub("-", folded).strip("-")
    if len(whole) <= max_length:
        return whole
    cut = whole[: max_length + 1].rsplit("-", 1)[0]
    return (cut or whole)[:max_length].strip("-")


def paragraphs_from_lines(text: str) -> str:
    """Blank lines between the lines of a text that has one paragraph a line and none between.

    Exports of other systems often come so, and Markdown would join their lines into one block.
    A text with any blank line, or with Markdown marks at a line's start, is left alone.
    """
    lines = text.strip("\n").split("\n")
    if any(not line.strip() or line[0] in _MARKS for line in lines):
        return text
    return "\n\n".join(lines)
