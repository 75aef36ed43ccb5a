"""The body as a list of top-level blocks: tokens, audience, source lines, headings.

This is where pieces of the document meet: each piece is parsed alone, and may then use the link
and note definitions of those pieces whose audience is at least as wide as its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.markup.audience import Audience
from knowledge.markup.grammar import Budget, Piece, References, parse_blocks, parse_inline
from knowledge.markup.inline import inline_text
from knowledge.markup.structure import Block, Fault, Leaf, Lines, Structure
from knowledge.markup.text import count_words
from knowledge.markup.tokens import Note, Token

_TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
_COMMENT = re.compile(r"(?<!\\)<!--")
_HEADING = "heading_open"
TOP_LEVEL = 2
LAST_LEVEL = 6


@dataclass(slots=True)
class BodyBlock:
    """One top-level block. `start` and `end` are source lines, counted from 0, end excluded.

    `callout` is set for `/// note` and its kin, whose content is in `inner`. `piece` is set while
    a call-out's lines are not cut into blocks yet.
    """

    audience: Audience
    start: int
    end: int
    opens: bool
    tokens: list[Token] = field(default_factory=list)
    callout: Block | None = None
    inner: list[BodyBlock] = field(default_factory=list)
    piece: Piece | None = None
    anchor: str = ""

    @property
    def level(self) -> int:
        """The heading's level once demoted, 0 if the block is no heading."""
        first = self.tokens[0] if self.tokens else None
        return int(first.tag[1]) if first is not None and first.type == _HEADING else 0

    @property
    def heading(self) -> str:
        return inline_text(self.tokens[1].children) if self.level else ""

    def all_tokens(self) -> Iterator[Token]:
        """Block tokens, those of call-outs included."""
        yield from self.tokens
        for block in self.inner:
            yield from block.all_tokens()

    def count_words(self) -> int:
        return sum(
            count_words(token.content)
            for token in self.all_tokens()
            if token.type in {"inline", "fence", "code_block"}
        )

    def last_text(self) -> str:
        """The end of the block's text, to see whether it announces what follows."""
        for token in reversed(self.tokens):
            if token.type == "inline":
                return token.content[-20:].rstrip(" *_")
        return ""


@dataclass(slots=True)
class Body:
    blocks: list[BodyBlock]
    faults: list[Fault]


class _Pieces:
    """Every piece of the document, and which definitions each audience's pieces may use."""

    def __init__(self) -> None:
        self.parsed: list[tuple[Audience, Piece]] = []
        self.faults: list[Fault] = []
        self.used: set[int] = set()

    def add(self, lines: Lines, audience: Audience) -> Piece:
        source = "\n".join(lines.text)
        piece = parse_blocks(source, lines.start)
        if piece is None:
            self.faults.append(Fault(lines.start, "too_deep"))
            as_typed = Token("code_block", "code", content=source, end=len(lines.text))
            piece = Piece(lines.start, [as_typed], {}, {})
        self.parsed.append((audience, piece))
        return piece

    def read_inline(self) -> None:
        known = frozenset(label for _, piece in self.parsed for label in piece.notes)
        budget = Budget()
        lent = {audience: self._lent_to(audience) for audience in {a for a, _ in self.parsed}}
        for audience, piece in self.parsed:
            references, notes = lent[audience]
            if piece.references:
                references = references | piece.references
            for note in piece.notes.values():
                parse_inline(note.tokens, references, {}, frozenset(), budget)
            own = notes | piece.notes if piece.notes else notes
            parse_inline(piece.tokens, references, own, known, budget)
            self._follow_notes(piece, known)
            self._find_comments(piece)

    def _lent_to(self, audience: Audience) -> tuple[References, dict[str, Note]]:
        references: References = {}
        notes: dict[str, Note] = {}
        lenders = [item for item in self.parsed if item[0].may_be_told_to(audience)]
        for _, piece in sorted(lenders, key=lambda item: item[0].rank):
            for label, reference in piece.references.items():
                references.setdefault(label, reference)
            for label, note in piece.notes.items():
                notes.setdefault(label, note)
        return references, notes

    def _follow_notes(self, piece: Piece, known: frozenset[str]) -> None:
        """Which notes are referred to, and which may not be shown where they are."""
        if not known:
            return
        for token in piece.tokens:
            for child in token.children or ():
                if child.type != "note":
                    continue
                if child.meta["note"] is not None:
                    self.used.add(id(child.meta["note"]))
                else:
                    self.faults.append(Fault(piece.start + token.line, "hidden_note"))

    def _find_comments(self, piece: Piece) -> None:
        """Comments that readers see as text: never closed, or begun behind words and cut by a blank line."""
        self._look_through(piece.tokens, piece.start)
        for note in piece.notes.values():
            self._look_through(note.tokens, piece.start + note.start)

    def _look_through(self, tokens: list[Token], start: int) -> None:
        """Cells of a table know no line of their own: theirs is that of the table."""
        line = 0
        for token in tokens:
            line = max(line, token.line)
            self._find_comment(token, start + line)

    def _find_comment(self, token: Token, line: int) -> None:
        typed = _COMMENT.search(token.content) if token.type == "inline" else None
        if typed is None:
            return
        seen = [child.content for child in token.children or () if child.type == "text"]
        if any("<!--" in text for text in seen):
            last = [match.start() for match in _COMMENT.finditer(token.content)][-1]
            self.faults.append(Fault(line + token.content.count("\n", 0, last), "open_comment"))


def read_body(structure: Structure) -> Body:
    """Parse every leaf and hand back the top-level blocks in document order."""
    pieces = _Pieces()
    made: list[tuple[Leaf, BodyBlock | Piece]] = []
    for leaf in structure.leaves:
        if isinstance(leaf.content, Lines):
            made.append((leaf, pieces.add(leaf.content, leaf.audience)))
        else:
            made.append((leaf, _callout(leaf.content, leaf.audience, pieces, opens=leaf.opens)))
    pieces.read_inline()
    blocks: list[BodyBlock] = []
    for leaf, content in made:
        if isinstance(content, BodyBlock):
            _fill(content, pieces.used)
            blocks.append(content)
        else:
            blocks += _top_blocks(content, leaf.audience, pieces.used, opens=leaf.opens)
    for block in blocks:
        _mark_tasks(block)
    _demote(blocks)
    return Body(blocks, [*structure.faults, *pieces.faults])


def _callout(block: Block, audience: Audience, pieces: _Pieces, *, opens: bool) -> BodyBlock:
    """A call-out whose pieces are parsed; `_fill` cuts them into blocks after inline reading."""
    made = BodyBlock(audience, block.start, block.end + 1, opens, callout=block)
    for child in _callout_children(block):
        if isinstance(child, Lines):
            piece = pieces.add(child, audience)
            made.inner.append(BodyBlock(audience, child.start, child.start, False, piece=piece))
        else:
            made.inner.append(_callout(child, audience, pieces, opens=False))
    return made


def _callout_children(block: Block) -> Iterator[Lines | Block]:
    """What stands in a call-out, audience blocks dissolved: the whole already is the narrowest."""
    for child in block.children:
        if isinstance(child, Lines) or child.is_wrapper:
            yield child
        else:
            yield from _callout_children(child)


def _fill(callout: BodyBlock, used: set[int]) -> None:
    inner: list[BodyBlock] = []
    for child in callout.inner:
        if child.piece is None:
            _fill(child, used)
            inner.append(child)
        else:
            inner += _top_blocks(child.piece, child.audience, used, opens=False)
    callout.inner = inner


def _top_blocks(
    piece: Piece, audience: Audience, used: set[int], *, opens: bool
) -> list[BodyBlock]:
    """A piece cut at its top level; notes that nothing refers to stand at its end."""
    blocks: list[BodyBlock] = []
    current: list[Token] = []
    for token in piece.tokens:
        current.append(token)
        if token.level == 0 and token.nesting <= 0 and token.type != "inline":
            start, end = piece.start + token.line, piece.start + token.end
            blocks.append(BodyBlock(audience, start, end, opens and not blocks, current))
            current = []
    for note in piece.notes.values():
        if id(note) not in used and note.tokens:
            first = opens and not blocks
            start, end = piece.start + note.start, piece.start + note.end
            blocks.append(BodyBlock(audience, start, end, first, note.tokens))
    return blocks


def _mark_tasks(block: BodyBlock) -> None:
    """Turn a list item's leading `[ ]` or `[x]` into its `task` state."""
    for inner in block.inner:
        _mark_tasks(inner)
    tokens = block.tokens
    for index, token in enumerate(tokens[:-2]):
        if token.type != "list_item_open" or tokens[index + 2].type != "inline":
            continue
        children = tokens[index + 2].children
        match = _TASK.match(children[0].content) if children else None
        if children and match and children[0].type == "text":
            token.meta["task"] = match[1] != " "
            children[0].content = children[0].content[match.end() :]


def _demote(blocks: list[BodyBlock]) -> None:
    """Make the highest heading an h2 and close gaps, so that no level is skipped."""
    found = [token for block in blocks for token in block.all_tokens() if _is_heading(token)]
    if not found:
        return
    top = min(int(token.tag[1]) for token in found if token.type == _HEADING)
    last = TOP_LEVEL - 1
    for token in found:
        if token.type == _HEADING:
            last = min(int(token.tag[1]) - top + TOP_LEVEL, last + 1, LAST_LEVEL)
        token.tag = f"h{last}"


def _is_heading(token: Token) -> bool:
    return token.type in {_HEADING, "heading_close"}
