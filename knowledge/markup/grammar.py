"""The Markdown that articles are written in: CommonMark, tables, ~~struck~~ text and our marks.

markdown-it-py parses to tokens and is told to know no raw HTML, so `<b>` is text. Added:
`[[links]]`, `@mentions`, `[^notes]`, bare web addresses, and `<!-- comments -->`, dropped.
Parsing is in two steps, blocks first, so that link and note definitions of other pieces of the
document can be lent to a piece whose readers may see them.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from knowledge.markup.links import is_allowed

MAX_NESTING = 40
"""Levels of lists and quotes; a piece which is deeper is shown as it was typed."""

MAX_MARKS = 6_000
"""Inline marks in one paragraph; beyond it the paragraph is plain text (bounded time)."""

MAX_BRACKETS = 20_000
"""Opening brackets in one document; each may cost 50 µs when none of them closes."""

MAX_COLUMNS = 60
_CODE_INDENT = 4

_WIKI = re.compile(
    r"\[\[([^\[\]\n|#]{1,200})(?:#([^\[\]\n|]{1,120}))?(?:\|([^\[\]\n]{1,300}))?\]\]"
)
_MENTION = re.compile(r"@([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)(?![\w@]|\.\w|-)")
_MENTION_LENGTH = 80
_NOTE_USE = re.compile(r"\[\^([^\s\[\]]{1,60})\](?!:)")
_NOTE_DEFINITION = re.compile(r"\[\^([^\s\[\]]{1,60})\]:[ \t]*")
_ADDRESS = re.compile(r"//[^\s<>\x00-\x20\"`\[\]|\\^{}]{1,2000}")
_COMMENT_END = "-->"
_MARKS = re.compile(r"[\[\]*_~`!<&\\@]")

Env = MutableMapping[str, Any]


@dataclass(slots=True)
class Budget:
    """What is left of `MAX_BRACKETS` in the document being read."""

    brackets: int = MAX_BRACKETS

    def allows(self, text: str) -> bool:
        """Whether the text may be read for inline marks; else it is shown as it was typed."""
        self.brackets -= text.count("[")
        if self.brackets < 0 and "[" in text:
            return False
        return len(text) <= MAX_MARKS or len(_MARKS.findall(text)) <= MAX_MARKS


@dataclass(slots=True)
class Note:
    """A footnote's definition; its lines are counted from 0 in its own piece, `end` excluded."""

    label: str
    source: str
    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)


@dataclass(slots=True)
class Piece:
    """A run of source lines after the first step. `start` is its first line, counted from 0."""

    start: int
    tokens: list[Token]
    references: dict[str, dict[str, str]]
    notes: dict[str, Note]


def parse_blocks(source: str, start: int) -> Piece | None:
    """Blocks of one piece, inline text not read yet; None when it is nested too deeply."""
    env: Env = {"references": {}, "notes": {}}
    tokens: list[Token] = []
    MARKDOWN.block.parse(source, MARKDOWN, env, tokens)
    if any(token.level >= MAX_NESTING - 2 for token in tokens):
        return None
    inside: Env = {"references": env["references"], "notes": {}, "nested": True}
    for note in env["notes"].values():
        MARKDOWN.block.parse(note.source, MARKDOWN, inside, note.tokens)
    return Piece(start, tokens, env["references"], env["notes"])


def parse_inline(
    tokens: list[Token],
    references: dict[str, dict[str, str]],
    notes: dict[str, Note],
    known_notes: frozenset[str],
    budget: Budget,
) -> None:
    """Read the inline text of block tokens, with the definitions this piece may use.

    `known_notes` are labels defined anywhere; one that is not in `notes` is left out silently.
    """
    env: Env = {"references": references, "notes": notes, "known": known_notes}
    inline = MARKDOWN.inline
    for token in tokens:
        if token.type != "inline":
            continue
        children: list[Token] = []
        if budget.allows(token.content):
            inline.parse(token.content, MARKDOWN, env, children)
        else:
            children.append(Token("text", "", 0, content=token.content))
        token.children = children


def _wikilink(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[[", state.pos):
        return False
    match = _WIKI.match(state.src, state.pos, state.posMax)
    if match is None or not match[1].strip():
        return False
    if not silent:
        token = state.push("wikilink", "", 0)
        target = " ".join(match[1].split())
        fragment = (match[2] or "").strip()
        token.content = (match[3] or match[1]).strip() or target
        token.meta = {"target": target, "fragment": fragment}
    state.pos = match.end()
    return True


def _mention(state: StateInline, silent: bool) -> bool:
    position = state.pos
    if state.src[position] != "@":
        return False
    before = state.src[position - 1] if position else " "
    if before.isalnum() or before in "_-./@:":
        return False
    match = _MENTION.match(state.src, position, min(state.posMax, position + _MENTION_LENGTH))
    if match is None:
        return False
    if not silent:
        token = state.push("mention", "", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _note_use(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE_USE.match(state.src, state.pos, state.posMax)
    label = match[1] if match else ""
    if match is None or label not in state.env["known"]:
        return False
    if not silent:
        token = state.push("note", "", 0)
        token.content = label
        token.meta = {"note": state.env["notes"].get(label)}
    state.pos = match.end()
    return True


def _address(state: StateInline, silent: bool) -> bool:
    """A bare http(s) address; the text before the colon is already in `pending`."""
    if state.src[state.pos] != ":" or not state.src.startswith("://", state.pos):
        return False
    scheme = next((s for s in ("https", "http") if state.pending.lower().endswith(s)), "")
    before = state.pending[-len(scheme) - 1 : -len(scheme)] if scheme else ""
    if not scheme or before.isalnum() or silent or state.linkLevel > 0:
        return False
    match = _ADDRESS.match(state.src, state.pos + 1, state.posMax)
    rest = _without_trailing_marks(match[0]) if match else ""
    href = state.md.normalizeLink(f"{scheme}:{rest}") if rest.strip("/") else ""
    if not href or not is_allowed(href):
        return False
    state.pending = state.pending[: -len(scheme)]
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = f"{scheme}:{rest}"
    state.push("link_close", "a", -1)
    state.pos += 1 + len(rest)
    return True


def _without_trailing_marks(address: str) -> str:
    while address:
        last = address[-1]
        if last in ".,:;!?'*_~»’”" or (last == ")" and address.count("(") < address.count(")")):
            address = address[:-1]
        else:
            break
    return address


def _comment_inline(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("<!--", state.pos):
        return False
    end = state.src.find(_COMMENT_END, state.pos + 4, state.posMax)
    if end < 0:
        return False
    state.pos = end + len(_COMMENT_END)
    return True


def _comment_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    position = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<!--", position) or state.is_code_block(start):
        return False
    if state.env.get("comment_open"):
        return False
    close = state.src.find(_COMMENT_END, position + 4)
    state.env["comment_open"] = close < 0
    if close < 0 or close > state.eMarks[end - 1]:
        return False
    line = start
    while state.eMarks[line] < close + len(_COMMENT_END):
        line += 1
    if state.src[close + len(_COMMENT_END) : state.eMarks[line]].strip():
        return False
    if not silent:
        state.line = line + 1
    return True


def _note_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.level or state.blkIndent or state.env.get("nested") or state.is_code_block(start):
        return False
    position = state.bMarks[start] + state.tShift[start]
    match = _NOTE_DEFINITION.match(state.src, position, state.eMarks[start])
    if match is None:
        return False
    if silent:
        return True
    lines = [state.src[match.end() : state.eMarks[start]]]
    line = start + 1
    while line < end and not _ends_note(state, line, previous=lines[-1]):
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        lines.append(
            text.lstrip() if state.sCount[line] < _CODE_INDENT else text[state.tShift[line] :]
        )
        line += 1
    note = Note(match[1], "\n".join(lines).strip(), start, line)
    state.env["notes"].setdefault(note.label, note)
    state.line = line
    return True


def _ends_note(state: StateBlock, line: int, *, previous: str) -> bool:
    """Whether `line` is no longer part of a note: after a blank line only indented text is."""
    if state.isEmpty(line):
        follows = line + 1
        while follows < state.lineMax and state.isEmpty(follows):
            follows += 1
        return follows >= state.lineMax or state.sCount[follows] < _CODE_INDENT
    if not previous.strip():
        return state.sCount[line] < _CODE_INDENT
    position = state.bMarks[line] + state.tShift[line]
    return _NOTE_DEFINITION.match(state.src, position, state.eMarks[line]) is not None


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The usual table rule, refused for absurd widths: empty cells are filled in, row by row."""
    if start + 2 > end:
        return False
    position = state.bMarks[start + 1]
    if state.src.count("|", position, state.eMarks[start + 1]) > MAX_COLUMNS:
        return False
    return table(state, start, end, silent)


def _normalise_address(url: str) -> str:
    """The encoded address, or "" (which is not allowed) when it can't be understood."""
    try:
        return normalizeLink(url)
    except (ValueError, UnicodeError, IndexError):
        return ""


def _build() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["html_block", "html_inline"])
    setattr(markdown, "validateLink", is_allowed)  # noqa: B010
    setattr(markdown, "normalizeLink", _normalise_address)  # noqa: B010
    inline, block = markdown.inline.ruler, markdown.block.ruler
    inline.before("link", "wikilink", _wikilink)
    inline.before("link", "note", _note_use)
    inline.push("mention", _mention)
    inline.push("address", _address)
    inline.before("autolink", "comment", _comment_inline)
    block.at("table", _table, {"alt": ["paragraph", "reference"]})
    block.before("reference", "note_definition", _note_definition, {"alt": ["paragraph"]})
    block.before("heading", "comment", _comment_block, {"alt": ["paragraph"]})
    return markdown


MARKDOWN = _build()
