"""What changed between two rendered texts: blocks of HTML with `<ins>` and `<del>` around words.

Marks go around text only, never around tags, and only the newer side's tags are written, so what
comes out nests as well as what went in. Drawings (SVG) are compared whole.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.markup.alignment import align, dice, pair_up
from knowledge.markup.diff import LIKE, MAX_TOKENS, Change
from knowledge.markup.sanitise import clean_page

_TOKEN = re.compile(r"""<(?:[^>"]|"[^"]*")*>|&[#\w]+;|[^\W_]+|\s+|[^<\s]|<""")
_TAG = re.compile(r"""<(/?)([a-zA-Z][\w-]*)(?:[^>"]|"[^"]*")*?(/?)>""")
_IDENTIFIER = re.compile(r'\s(?:id|aria-labelledby)="[^"]*"')
_VOID = frozenset({"br", "hr", "img", "input"})
_NO_TEXT = frozenset({"table", "thead", "tbody", "tr", "ul", "ol", "figure", "div", "details"})


@dataclass(frozen=True, slots=True)
class HtmlBlock:
    """A top-level block of the comparison; `html` is safe to insert and carries no ids."""

    change: Change
    html: str


def diff_html(old: Sequence[str], new: Sequence[str]) -> tuple[HtmlBlock, ...]:
    """Compare the HTML of two texts' passages (already sanitised), block by block."""
    before = [block for html in old for block in top_blocks(html)]
    after = [block for html in new for block in top_blocks(html)]
    blocks: list[HtmlBlock] = []
    for step in align(before, after):
        left, right = before[step.old_start : step.old_end], after[step.new_start : step.new_end]
        if step.tag == "equal":
            blocks += [HtmlBlock(Change.SAME, block) for block in right]
            continue
        for i, j in pair_up(left, right, _likeness, LIKE):
            blocks += _compared(None if i is None else left[i], None if j is None else right[j])
    return tuple(blocks)


def top_blocks(html: str) -> list[str]:
    """The top-level elements of a piece of HTML, ids taken off."""
    html = _IDENTIFIER.sub("", html)
    blocks: list[str] = []
    depth = start = 0
    for match in _TAG.finditer(html):
        closes, name, closed = match.groups()
        if name.lower() not in _VOID and not closed:
            depth = max(0, depth - 1 if closes else depth + 1)
        if depth == 0:
            blocks.append(html[start : match.end()].strip())
            start = match.end()
    rest = html[start:].strip()
    return [block for block in [*blocks, rest] if block]


def _compared(old: str | None, new: str | None) -> list[HtmlBlock]:
    if old is None or new is None:
        if new is not None:
            return [HtmlBlock(Change.ADDED, _all_marked(new, "ins"))]
        return [HtmlBlock(Change.REMOVED, _all_marked(old or "", "del"))]
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    drawn = "<svg" in old or "<svg" in new
    if drawn or len(left) > MAX_TOKENS or len(right) > MAX_TOKENS:
        return [*_compared(old, None), *_compared(None, new)]
    return [HtmlBlock(Change.CHANGED, clean_page(_marked(left, right)))]


class _Marker:
    """Writes the newer side's tokens; removed words wait until a place where text may stand."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.waiting = ""
        self.added = ""
        self.open_tags: list[str] = []

    def remove(self, tokens: Sequence[str]) -> None:
        self.waiting += "".join(" " if token[0] == "<" else token for token in tokens)

    def write(self, token: str, *, is_new: bool) -> None:
        is_tag = token[0] == "<"
        if is_new or not is_tag or token.startswith("</"):
            self._put_waiting()
        if is_new and not is_tag:
            self.added += token
            return
        self._put_added()
        if is_tag:
            self._track(token)
        self.parts.append(token)

    def text(self) -> str:
        self._put_added()
        if self.waiting.strip():
            self.parts.append(f"<p><del>{self.waiting.strip()}</del></p>")
        return "".join(self.parts)

    def _put_added(self) -> None:
        self.parts.append(_wrapped(self.added, "ins"))
        self.added = ""

    def _put_waiting(self) -> None:
        if self.waiting.strip() and self.open_tags and self.open_tags[-1] not in _NO_TEXT:
            self._put_added()
            self.parts.append(f"<del>{self.waiting.strip()}</del>")
            self.waiting = ""

    def _track(self, token: str) -> None:
        match = _TAG.match(token)
        if match is None or match[2].lower() in _VOID or match[3]:
            return
        if not match[1]:
            self.open_tags.append(match[2].lower())
        elif self.open_tags:
            self.open_tags.pop()


def _marked(left: list[str], right: list[str]) -> str:
    marker = _Marker()
    for step in align(left, right):
        if step.tag != "equal":
            marker.remove(left[step.old_start : step.old_end])
        for token in right[step.new_start : step.new_end]:
            marker.write(token, is_new=step.tag != "equal")
    return marker.text()


def _all_marked(html: str, tag: str) -> str:
    if "<svg" in html:
        return html
    parts: list[str] = []
    text = ""
    for token in _TOKEN.findall(html):
        if token[0] != "<":
            text += token
            continue
        parts += [_wrapped(text, tag), token]
        text = ""
    return clean_page("".join([*parts, _wrapped(text, tag)]))


def _wrapped(text: str, tag: str) -> str:
    return f"<{tag}>{text}</{tag}>" if text.strip() else text


def _likeness(left: str, right: str) -> float:
    return dice(_words(left), _words(right))


@lru_cache(maxsize=1024)
def _words(html: str) -> Counter[str]:
    return Counter(token.lower() for token in _TOKEN.findall(html) if token.strip())
