"""The Markdown that articles are written in: Python-Markdown, told to agree with CommonMark.

Parsing is in two steps, blocks first (`block_reader`), then inline text (`inline_rules`), so that
link and note definitions of other pieces of the document can be lent to a piece whose readers may
see them. Both steps make an element tree, which leaves here as the tokens that the writers use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from threading import local
from typing import cast
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import DelimiterProcessor
from markdown.treeprocessors import InlineProcessor

from knowledge.markup.block_reader import END, INFO, LINE, LOOSE, BlockReader, TooDeep
from knowledge.markup.inline_rules import InlineRules, Surroundings, plain
from knowledge.markup.tokens import Note, Token

MAX_MARKS = 2_000
"""Inline marks in one paragraph; beyond it the paragraph is plain text (bounded time)."""

MAX_WORK = 20_000_000
"""Marks times characters, summed over a document's paragraphs: Python-Markdown goes over a
paragraph again for each of its marks. 400,000 characters of ordinary text come to 4,000,000."""

MAX_INLINE_DEPTH = 20

_MARKS = re.compile(r"[\[\]*_~`!<&\\@]|://")
_SPECIAL = re.compile(r"[\[*_~`<&\\@]|://|  \n")
_SPACED_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_NAMES = {
    "p": "paragraph",
    "ul": "bullet_list",
    "ol": "ordered_list",
    "li": "list_item",
    **{f"h{level}": "heading" for level in range(1, 7)},
}
_WHOLE = frozenset({"fence", "code_block", "hr"})
_TEXTS = frozenset({"p", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"})
_MARKED = {"strong": "strong", "em": "em", "del": "s"}

References = dict[str, tuple[str, str | None]]


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
            extensions=[TableExtension(use_align_attribute=True), InlineRules(self.surroundings)]
        )
        self.inline = InlineProcessor(self.markdown)
        self.markdown.treeprocessors.register(self.inline, "inline", 20)
        self.marks = cast("DelimiterProcessor", self.markdown.inlinePatterns["em_strong"])


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
    return [token for element in root for token in _block_tokens(element, 0, is_tight=False)]


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
            if _SPECIAL.search(text) is None or not budget.allows(text):
                token.children = list(_lines_of(text))
            else:
                token.children = _inline(text, notes)


def _inline(text: str, notes: Mapping[str, Note]) -> list[Token]:
    root = Element("div")
    paragraph = SubElement(root, "p")
    paragraph.text = text
    _PARSER.marks.reset()
    _PARSER.inline.run(root)
    return list(_inline_tokens(paragraph, notes, 0, in_link=False))


def _block_tokens(element: Element, level: int, *, is_tight: bool) -> Iterator[Token]:
    tag = element.tag
    line, end = int(element.get(LINE, 0)), int(element.get(END, 0))
    name = _NAMES.get(tag, tag)
    if tag in _WHOLE:
        content = element.text or ""
        info = element.get(INFO, "")
        yield Token(name, tag, 0, level, content, info, line=line, end=end)
        return
    attrs = {key: element.get(key, "") for key in ("start", "align") if key in element.attrib}
    hidden = is_tight and tag == "p"
    opening = Token(f"{name}_open", tag, 1, level, hidden=hidden, line=line, end=end, attrs=attrs)
    yield opening
    if tag in _TEXTS:
        text = (element.text or "").replace("\\|", "|") if tag in {"th", "td"} else element.text
        yield Token("inline", "", 0, level + 1, (text or "").strip(), line=line, end=end)
    tight = LOOSE not in element.attrib if tag in {"ul", "ol"} else is_tight and tag == "li"
    for child in element:
        yield from _block_tokens(child, level + 1, is_tight=tight)
    yield Token(f"{name}_close", tag, -1, level, hidden=hidden, line=line, end=end)


def _lines_of(text: str | None) -> Iterator[Token]:
    """Plain text with its line breaks."""
    if not text:
        return
    text = plain(text)
    if "\n" not in text:
        yield Token("text", content=text)
        return
    for number, line in enumerate(_SPACED_BREAK.split(text)):
        if number:
            yield Token("softbreak", "br")
        if line:
            yield Token("text", content=line)


def _inline_tokens(
    element: Element, notes: Mapping[str, Note], depth: int, *, in_link: bool
) -> Iterator[Token]:
    """What stands inside the element; deeper than `MAX_INLINE_DEPTH` only its text."""
    if depth > MAX_INLINE_DEPTH:
        yield from _lines_of("".join(element.itertext()))
        return
    yield from _lines_of(element.text)
    for child in element:
        yield from _element_tokens(child, notes, depth, in_link=in_link)
        yield from _lines_of(child.tail)


def _element_tokens(
    element: Element, notes: Mapping[str, Note], depth: int, *, in_link: bool
) -> Iterator[Token]:
    tag = element.tag
    if tag in _MARKED:
        yield Token(f"{_MARKED[tag]}_open", tag, 1)
        yield from _inline_tokens(element, notes, depth + 1, in_link=in_link)
        yield Token(f"{_MARKED[tag]}_close", tag, -1)
    elif tag == "a":
        if not in_link:
            yield Token("link_open", "a", 1, attrs={"href": element.get("href", "")})
        yield from _inline_tokens(element, notes, depth + 1, in_link=True)
        if not in_link:
            yield Token("link_close", "a", -1)
    else:
        yield _whole(element, notes, depth)


def _whole(element: Element, notes: Mapping[str, Note], depth: int) -> Token:
    """An inline element that holds no other."""
    text = "".join(element.itertext())
    match element.tag:
        case "br":
            return Token("hardbreak", "br")
        case "code":
            return Token("code_inline", "code", content=_code(text))
        case "img":
            attrs = {key: plain(value) for key, value in element.items()}
            children = list(_inline_tokens(element, notes, depth + 1, in_link=True))
            return Token("image", "img", attrs=attrs, children=children)
        case "note":
            label = element.get("label", "")
            return Token("note", content=label, meta={"note": notes.get(label)})
        case tag:
            return Token(tag, content=plain(text), meta=dict(element.items()))


def _code(text: str) -> str:
    """Code as it was typed: Python-Markdown escapes it for HTML, and so do our writers."""
    code = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return code.replace("\n", " ")
