"""The Markdown that articles are written in: Python-Markdown, told to agree with CommonMark.

Parsing is in two steps, blocks first (`block_reader`), then inline text (`inline_rules`), so that
link and note definitions of other pieces of the document can be lent to a piece whose readers may
see them. Both steps make an element tree, which leaves here as the tokens that the writers use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from threading import local
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from knowledge.markup.block_reader import END, INFO, LINE, LOOSE, BlockReader, TooDeep
from knowledge.markup.emphasis import pair_marks
from knowledge.markup.inline_rules import InlineRules, Surroundings, plain
from knowledge.markup.tables import Tables
from knowledge.markup.tokens import Note, Token

MAX_MARKS = 2_000
"""Inline marks in one paragraph; beyond it the paragraph is plain text (bounded time)."""

MAX_WORK = 20_000_000
"""Marks times characters, summed over a document's paragraphs: Python-Markdown goes over a
paragraph again for each of its marks. 400,000 characters of ordinary text come to 4,000,000."""

MAX_INLINE_DEPTH = 20

_MARKS = re.compile(r"[\[\]*_~`!<&\\@]|://")
_SPECIAL = re.compile(r"[\[*_~`<&\\@]|://|  \n")
_NAMES = {
    "p": "paragraph",
    "ul": "bullet_list",
    "ol": "ordered_list",
    "li": "list_item",
    **{f"h{level}": "heading" for level in range(1, 7)},
}
_WHOLE = frozenset({"fence", "code_block", "hr"})
_LISTS = frozenset({"ul", "ol"})
_CELLS = frozenset({"th", "td"})
_TEXTS = frozenset({"p", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"})

References = dict[str, tuple[str, str]]


@dataclass(slots=True)
class Budget:
    """What is left of `MAX_WORK` in the document being read."""

    work: int = MAX_WORK

    def allows(self, text: str) -> bool:
        """Whether the text may be read for inline marks; else it is shown as it was typed."""
        marks = len(_MARKS.findall(text))
        if marks > MAX_MARKS or marks * len(text) > self.work:
            return False
        self.work -= marks * len(text)
        return True


@dataclass(slots=True)
class Piece:
    """A run of source lines after the first step. `start` is its first line, counted from 0."""

    start: int
    tokens: list[Token]
    references: References
    notes: dict[str, Note]


class _Parser(local):
    """One Python-Markdown for each thread, because it keeps its state in itself."""

    def __init__(self) -> None:
        self.surroundings = Surroundings()
        self.markdown = Markdown(
            extensions=[Tables(use_align_attribute=True), InlineRules(self.surroundings)]
        )
        self.inline = InlineProcessor(self.markdown)
        self.markdown.treeprocessors.register(self.inline, "inline", 20)


_PARSER = _Parser()


def parse_blocks(source: str, start: int) -> Piece | None:
    """Blocks of one piece, inline text not read yet; None when it is nested too deeply."""
    markdown = _PARSER.markdown
    references: References = {}
    markdown.references = references
    notes: dict[str, Note] = {}
    try:
        tokens = _read(source, notes)
        for note in notes.values():
            note.tokens = _read(note.source, None)
    except TooDeep:
        return None
    return Piece(start, tokens, references, notes)


def _read(source: str, notes: dict[str, Note] | None) -> list[Token]:
    root = Element("div")
    BlockReader(_PARSER.markdown.parser, root, source.split("\n"), 0, notes=notes).read()
    tokens: list[Token] = []
    for element in root:
        _add_block(tokens, element, 0, is_tight=False)
    return tokens


def parse_inline(
    tokens: list[Token],
    references: References,
    notes: Mapping[str, Note],
    known_notes: frozenset[str],
    budget: Budget,
) -> None:
    """Read the inline text of block tokens, with the definitions this piece may use.

    `known_notes` are labels defined anywhere; one that is not in `notes` is left out silently.
    """
    _PARSER.markdown.references = references
    _PARSER.surroundings.notes = notes
    _PARSER.surroundings.known_notes = known_notes
    for token in tokens:
        if token.type == "inline":
            text = token.content
            if _SPECIAL.search(text) is not None and budget.allows(text):
                token.children = _inline(text, notes)
            else:
                token.children = []
                _add_text(token.children, text)


def _inline(text: str, notes: Mapping[str, Note]) -> list[Token]:
    root = Element("div")
    paragraph = SubElement(root, "p")
    paragraph.text = text
    _PARSER.inline.run(root)
    return _inside(paragraph, notes)


def _add_block(tokens: list[Token], element: Element, level: int, *, is_tight: bool) -> None:
    """Append the element's tokens; `is_tight` hides the paragraphs right inside of it."""
    tag = element.tag
    name = _NAMES.get(tag, tag)
    attrs = dict(element.attrib)
    line, end = int(attrs.pop(LINE, 0)), int(attrs.pop(END, 0))
    text = element.text or ""
    if tag in _WHOLE:
        info = attrs.pop(INFO, "")
        tokens.append(Token(name, tag, 0, level, text, info, line=line, end=end))
        return
    is_list = tag in _LISTS
    inside_tight = attrs.pop(LOOSE, None) is None if is_list else is_tight and tag == "li"
    hidden = is_tight and tag == "p"
    tokens.append(Token(f"{name}_open", tag, 1, level, "", "", hidden, line, end, attrs))
    if tag in _TEXTS:
        if tag in _CELLS:
            text = text.replace("\\|", "|")
        tokens.append(Token("inline", "", 0, level + 1, text.strip(), line=line, end=end))
    else:
        for child in element:
            _add_block(tokens, child, level + 1, is_tight=inside_tight)
    tokens.append(Token(f"{name}_close", tag, -1, level, "", "", hidden, line, end))


def _add_text(tokens: list[Token], text: str | None) -> None:
    """Append text with its line breaks."""
    if not text:
        return
    if "\n" not in text:
        tokens.append(Token("text", content=text))
        return
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if number:
            tokens.append(Token("softbreak", "br"))
        shown = line.lstrip(" \t") if number else line
        shown = shown.rstrip(" \t") if number + 1 < len(lines) else shown
        if shown:
            tokens.append(Token("text", content=shown))


def _inside(
    element: Element, notes: Mapping[str, Note], depth: int = 0, *, in_link: bool = False
) -> list[Token]:
    """What stands inside the element; deeper than `MAX_INLINE_DEPTH` only its text."""
    if isinstance(element.text, AtomicString):
        return [Token("text", content=plain(element.text))]
    tokens: list[Token] = []
    if depth > MAX_INLINE_DEPTH:
        _add_text(tokens, plain("".join(element.itertext())))
        return tokens
    _add_text(tokens, element.text)
    for child in element:
        tokens.append(_inline_token(child, notes, depth + 1, in_link=in_link))
        _add_text(tokens, child.tail)
    made: list[Token] = []
    for token in pair_marks(tokens):
        if token.type == "text":
            token.content = plain(token.content)
        if token.type == "link" and token.children is not None:
            made += token.children
        else:
            made.append(token)
    return made


def _inline_token(
    element: Element, notes: Mapping[str, Note], depth: int, *, in_link: bool
) -> Token:
    """The element as one token; a link's own tokens are its children until they are paired."""
    match element.tag:
        case "a":
            children = _inside(element, notes, depth, in_link=True)
            if not in_link:
                opening = Token("link_open", "a", 1, attrs={"href": element.get("href", "")})
                children = [opening, *children, Token("link_close", "a", -1)]
            return Token("link", children=children)
        case "br":
            return Token("hardbreak", "br")
        case "code":
            return Token("code_inline", "code", content=element.text or "")
        case "img":
            children = _inside(element, notes, depth, in_link=True)
            return Token("image", "img", attrs=dict(element.items()), children=children)
        case "note":
            label = element.get("label", "")
            return Token("note", content=label, meta={"note": notes.get(label)})
        case tag:
            return Token(tag, content=element.text or "", meta=dict(element.items()))
