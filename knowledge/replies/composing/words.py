"""Sentences, lines and links of plain words: found, never cut inside a character as people see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypedDict

from knowledge.replies.counting import LINK_WEIGHT, SMS, clusters, count, fits, graphemes

if TYPE_CHECKING:
    from collections.abc import Sequence

_AFTER_SENTENCE: Final = re.compile(
    r"(?:(?<=[.!?…؟۔])|(?<=[.!?…؟۔][»”\"')\]])|(?<=[.!?…؟۔]\s»))\s+(?=[^\s»”])|(?<=[。！？])\s*(?=[^\s])"
)
_SHORTENED: Final = re.compile(
    r"(?:^|[\s(«“])(?:\d{1,3}|[^\W\d_]|MM|Mme|Mlle|Mr|Mrs|Ms|Dr|St|No|art|env|cf|ex|etc|e\.g|i\.e|vs|approx)\.$",
    re.IGNORECASE,
)
_LAST_WORD: Final = 12
"""Characters: more than the longest shortened word with what stands before it and its full stop."""

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
            last = line[max(start, end.start() - _LAST_WORD) : end.start()]
            begins_small = line[end.end() : end.end() + 1].islower()
            if begins_small or _SHORTENED.search(last):
                continue
            found.append(line[start : end.start()])
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
    tokens: list[str] = []
    for word in re.findall(r"\S+\s*", text):
        is_short = len(word) * _MOST_UNITS + LINK_WEIGHT <= limit
        tokens += [word] if is_short or fits(word.rstrip(), counting, limit) else clusters(word)
    pieces: list[str] = []
    start = 0
    while start < len(tokens):
        end = _reach(tokens, start, limit, counting)
        pieces.append("".join(tokens[start:end]).rstrip())
        start = end
    return [piece for piece in pieces if piece]


_MOST_UNITS: Final = 4
"""Of one sign, in the way of counting that takes the most: UTF-8."""


def _reach(tokens: list[str], start: int, limit: int, counting: str) -> int:
    """Where a piece that starts there ends: the last that fits, found by halves, at least one on."""
    near, far = start + 1, start + 2
    while far <= len(tokens) and fits("".join(tokens[start:far]).rstrip(), counting, limit):
        near, far = far, far + 2 * (far - start)
    far = min(far, len(tokens) + 1)
    while far - near > 1:
        middle = (near + far) // 2
        if fits("".join(tokens[start:middle]).rstrip(), counting, limit):
            near = middle
        else:
            far = middle
    return near


class _Shape(TypedDict):
    length: int
    limit: int
    counting: str


def turns(text: str, *, most: int, length: int, limit: int, counting: str) -> list[str]:
    """Short turns of whole sentences: as few as keep below `length`, at most `most` where the limit lets
    them; a sentence longer than the limit is cut at a space.
    """
    sentences = [
        piece for line in sentences_of(text) for piece in pieces_within(line, limit, counting)
    ]
    return _packed(sentences, " ", most=most, length=length, limit=limit, counting=counting)


def written_turns(
    paragraphs: Sequence[str], *, most: int, length: int, limit: int, counting: str
) -> list[str]:
    """A turn for each paragraph that somebody wrote as one. The longest are parted between sentences while
    there is room for more turns; neighbours are joined where there are too many; `most` as in `turns`.
    """
    shape = _Shape(length=length, limit=limit, counting=counting)
    parted = {number: [one] for number, one in enumerate(paragraphs)}
    room = most - len(paragraphs)
    by_length = sorted(parted, key=lambda number: -len(paragraphs[number]))
    for number in by_length:
        one = paragraphs[number]
        if not fits(one, counting, limit) or (room > 0 and graphemes(one) > length):
            parted[number] = turns(one, most=max(room, 0) + 1, **shape)
            room -= len(parted[number]) - 1
        elif len(one) <= min(length, limit or length) // _MOST_UNITS:
            break
    units = [piece for number in range(len(paragraphs)) for piece in parted[number]]
    if len(units) <= most:
        return units
    return _packed(units, "\n", most=most, length=0, limit=limit, counting=counting)


def _packed(
    units: Sequence[str], between: str, *, most: int, length: int, limit: int, counting: str
) -> list[str]:
    """Neighbours joined, as few as keep below `length`, which grows until at most `most` are left."""
    measured = [(one, graphemes(one), count(one, counting)) for one in units]
    whole = sum(characters + 1 for _one, characters, _length in measured)
    size = max(length, -(-whole // most))
    found = _fill(measured, size, limit, counting, between)
    while len(found) > most and size < whole:
        size += max(1, size // 8)
        wider = _fill(measured, size, limit, counting, between)
        if len(wider) == len(found) and limit and size > limit:
            break
        found = wider
    return found


def _fill(
    measured: list[tuple[str, int, int]], size: int, limit: int, counting: str, between: str
) -> list[str]:
    """Each piece comes with its characters and with its length as the channel counts. What stands between
    two counts 1 in every way of counting; a text message alone must be looked at whole.
    """
    is_sms = limit > 0 and counting == SMS
    found: list[list[str]] = []
    shown = taken = 0
    for piece, characters, length in measured:
        shown, taken = shown + 1 + characters, taken + 1 + length
        is_near = found and shown <= size and (not limit or taken <= limit)
        if is_near and (not is_sms or fits(between.join([*found[-1], piece]), SMS, limit)):
            found[-1].append(piece)
        else:
            found.append([piece])
            shown, taken = characters, length
    return [between.join(one) for one in found]
