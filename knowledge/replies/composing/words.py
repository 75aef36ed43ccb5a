"""Sentences, lines and links of plain words: found, never cut inside a character as people see it."""

from __future__ import annotations

import re
from typing import Final

from knowledge.replies.counting import clusters, fits, graphemes

_AFTER_SENTENCE: Final = re.compile(
    r"(?:(?<=[.!?…؟۔])|(?<=[.!?…؟۔][»”\"')\]])|(?<=[.!?…؟۔]\s»))\s+(?=[^\s»”])|(?<=[。！？])\s*(?=[^\s])"
)
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(«“])(?:\d{1,3}|[^\W\d_]|MM|Mme|Mlle|Mr|Mrs|Ms|Dr|St|No|art|env|cf|ex|etc|e\.g|i\.e|vs|approx)\.$",
    re.IGNORECASE,
)
_BULLET: Final = re.compile(r"^\s*(?:[-*•]|\[[ x]\])\s+")
_QUOTE: Final = re.compile(r"^(?:>\s?)+")
_NOTE: Final = re.compile(r"\s?\[\d{1,3}\]")
_BRACKETED: Final = re.compile(
    r"\s?\((?:https?://|mailto:|tel:)[^\s()]*(?:\([^\s()]*\)[^\s()]*)*\)"
)
_BARE_LINK: Final = re.compile(r"https?://(?:www\.)?(\S+?)/?(?=[.,;:!?»)]*(?:\s|$))")


def lines_of(text: str) -> list[str]:
    """Without the empty ones."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def sentences_of(text: str) -> list[str]:
    """In order; a line end ends a sentence, a shortened word and the number of a step do not."""
    found: list[str] = []
    for line in lines_of(text):
        start = 0
        for end in _AFTER_SENTENCE.finditer(line):
            sentence = line[start : end.start()]
            begins_small = line[end.end() : end.end() + 1].islower()
            if begins_small or _SHORTENED.search(sentence):
                continue
            found.append(sentence)
            start = end.end()
        found.append(line[start:])
    return found


def spoken_line(sentence: str) -> str:
    """To be read aloud: no bullet, no mark of a quotation or note, no address; cells by commas."""
    line = _NOTE.sub("", _BULLET.sub("", _QUOTE.sub("", sentence)))
    return " ".join(without_links(line.replace("\t", ", ")).split())


def without_links(text: str) -> str:
    """Addresses in brackets after their words are left out; those that are the words are spelt plainly."""
    return _BARE_LINK.sub(r"\1", _BRACKETED.sub("", text))


def has_links(text: str) -> bool:
    """Whether an address stands in the words."""
    return bool(_BARE_LINK.search(text) or _BRACKETED.search(text))


def pieces_within(text: str, limit: int, counting: str) -> list[str]:
    """Words in pieces that each fit, cut at spaces where there are any and never inside a character."""
    if fits(text, counting, limit):
        return [text]
    pieces: list[str] = []
    piece = ""
    for word in re.findall(r"\S+\s*", text):
        if piece and not fits((piece + word).rstrip(), counting, limit):
            pieces.append(piece.rstrip())
            piece = ""
        if fits(word.rstrip(), counting, limit):
            piece += word
            continue
        for cluster in clusters(word):
            if piece and not fits((piece + cluster).rstrip(), counting, limit):
                pieces.append(piece.rstrip())
                piece = ""
            piece += cluster
    return [*pieces, piece.rstrip()] if piece.strip() else pieces


def turns(text: str, *, most: int, length: int, limit: int, counting: str) -> list[str]:
    """Short turns of whole sentences: as few as keep below `length`, at most `most` where the limit lets
    them; a sentence longer than the limit is cut at a space.
    """
    sentences = [
        piece for line in sentences_of(text) for piece in pieces_within(line, limit, counting)
    ]
    size = max(length, -(-graphemes(text) // most))
    found = _fill(sentences, size, limit, counting)
    while len(found) > most and size < graphemes(text):
        size += max(1, size // 8)
        wider = _fill(sentences, size, limit, counting)
        if len(wider) == len(found) and limit and size > limit:
            break
        found = wider
    return found


def _fill(sentences: list[str], size: int, limit: int, counting: str) -> list[str]:
    found: list[str] = []
    for sentence in sentences:
        joined = f"{found[-1]} {sentence}" if found else sentence
        if found and graphemes(joined) <= size and fits(joined, counting, limit):
            found[-1] = joined
        else:
            found.append(sentence)
    return found
