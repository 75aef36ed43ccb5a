"""Pairs `*`, `_` and `~~` as CommonMark does, in the tokens of one stretch of inline text.

Python-Markdown 3.11's own rule is not used: it pairs from remembered positions which can be stale,
and then cuts words and stand-ins apart ("_a_b *em* 5 * 3 * 2 *em*" loses a star and misplaces an
element; longer texts lose words).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown.util import ETX, STX

from knowledge.markup.tokens import Token

MAX_PAIRS = 500
"""Pairs in one paragraph; what follows stays as it was typed."""

_RUN = re.compile(r"\*+|_+|~~+")
_ESCAPED_END = re.compile(f"{STX}(\\d+){ETX}\\Z")
_ESCAPED_START = re.compile(f"{STX}(\\d+){ETX}")
_ESCAPED_LENGTH = 9
_BREAKS = frozenset({"softbreak", "hardbreak"})
_WORDS = frozenset({"mention"})
_STRONG = 2


@dataclass(slots=True, eq=False)
class _Run:
    """A run of equal marks. `left` of its `length` are not paired; tags are innermost first."""

    mark: str
    length: int
    opens: bool
    closes: bool
    left: int
    closed: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    @property
    def step(self) -> int:
        """The fewest marks that make a pair."""
        return 2 if self.mark == "~" else 1

    def fits(self, closer: _Run) -> bool:
        """Whether this opener and that closer are a pair (CommonMark's rules 9 and 10)."""
        if self.mark != closer.mark or self.left < self.step:
            return False
        if self.mark == "~" or not (self.closes or closer.opens):
            return True
        total = self.length + closer.length
        return total % 3 != 0 or (self.length % 3 == 0 and closer.length % 3 == 0)

    def tokens(self) -> Iterator[Token]:
        for tag in self.closed:
            yield Token(f"{tag}_close", tag, -1)
        if self.left:
            yield Token("text", content=self.mark * self.left)
        for tag in reversed(self.opened):
            yield Token(f"{tag}_open", tag, 1)


def pair_marks(tokens: list[Token]) -> list[Token]:
    """The tokens with the marks in their text replaced by opening and closing tokens."""
    parts: list[Token | _Run] = []
    runs: list[_Run] = []
    for index, token in enumerate(tokens):
        if token.type != "text" or _RUN.search(token.content) is None:
            parts.append(token)
            continue
        before = _outside(tokens[index - 1]) if index else " "
        after = _outside(tokens[index + 1]) if index + 1 < len(tokens) else " "
        for part in _split(token.content, before, after):
            parts.append(part)
            if isinstance(part, _Run):
                runs.append(part)
    if not runs:
        return tokens
    _pair(runs)
    made: list[Token] = []
    for part in parts:
        if isinstance(part, _Run):
            made.extend(part.tokens())
        else:
            made.append(part)
    return made


def _outside(token: Token) -> str:
    """The character a neighbouring token counts as: a space, a letter or a mark."""
    if token.type in _BREAKS:
        return " "
    if token.type == "text":
        return token.content[-1:]
    return "a" if token.type in _WORDS else "."


def _split(text: str, before: str, after: str) -> Iterator[Token | _Run]:
    end = 0
    for match in _RUN.finditer(text):
        if match.start() > end:
            yield Token("text", content=text[end : match.start()])
        left = _char_before(text, match.start()) or before
        right = _char_after(text, match.end()) or after
        yield _run(match[0], left, right)
        end = match.end()
    if end < len(text):
        yield Token("text", content=text[end:])


def _char_before(text: str, at: int) -> str:
    if at and text[at - 1] == ETX:
        match = _ESCAPED_END.search(text[max(0, at - _ESCAPED_LENGTH) : at])
        return chr(int(match[1])) if match else "."
    return text[at - 1 : at] if at else ""


def _char_after(text: str, at: int) -> str:
    if text.startswith(STX, at):
        match = _ESCAPED_START.match(text, at)
        return chr(int(match[1])) if match else "."
    return text[at : at + 1]


def _run(marks: str, before: str, after: str) -> _Run:
    """The run and what it may do, by the characters beside it (left- and right-flanking)."""
    is_space_before, is_space_after = before.isspace(), after.isspace()
    is_mark_before, is_mark_after = _is_mark(before), _is_mark(after)
    left = not is_space_after and (not is_mark_after or is_space_before or is_mark_before)
    right = not is_space_before and (not is_mark_before or is_space_after or is_mark_after)
    opens, closes = left, right
    if marks[0] == "_":
        opens = left and (not right or is_mark_before)
        closes = right and (not left or is_mark_after)
    return _Run(marks[0], len(marks), opens, closes, len(marks))


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _pair(runs: list[_Run]) -> None:
    """CommonMark's "process emphasis"; `bottoms` keep a hopeless search from being repeated."""
    openers: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    budget = MAX_PAIRS
    for run in runs:
        key = run.mark, run.opens, run.length % 3
        while run.closes and run.left >= run.step and budget:
            bottom = bottoms.get(key, 0)
            at = len(openers) - 1
            while at >= bottom and not openers[at].fits(run):
                at -= 1
            if at < bottom:
                bottoms[key] = len(openers)
                break
            _join(openers[at], run)
            del openers[at + 1 if openers[at].left >= run.step else at :]
            bottoms = {name: min(low, len(openers)) for name, low in bottoms.items()}
            budget -= 1
        if run.opens and run.left >= run.step:
            openers.append(run)


def _join(opener: _Run, closer: _Run) -> None:
    size = _STRONG if min(opener.left, closer.left) >= _STRONG else 1
    tag = "s" if opener.mark == "~" else "strong" if size == _STRONG else "em"
    for run in (opener, closer):
        run.left -= size
    opener.opened.append(tag)
    closer.closed.append(tag)
