"""Blocks by lines, as CommonMark finds them, built by Python-Markdown's processors.

Python-Markdown cuts a text at blank lines before it looks at anything, so that code in a list, a
list under a line of text or items indented by two spaces come out otherwise than every other
editor shows them. This reader finds out which lines belong together, as CommonMark does, and lets
Python-Markdown's own processors build tables and paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import ReferenceProcessor

from knowledge.markup.clean import read_entities
from knowledge.markup.lines import (
    CODE_INDENT,
    FENCE,
    HEADING,
    NOTE,
    RULE,
    TABLE_LINE,
    UNDERLINE,
    Marker,
    Openness,
    dedent,
    ends_fence,
    interrupts,
    is_blank,
    read_marker,
    split_indent,
)
from knowledge.markup.links import is_allowed, normal_address
from knowledge.markup.tokens import Note

MAX_NESTING = 38
"""Levels of lists (two each) and quotes; a piece which is deeper is shown as it was typed."""

MAX_COLUMNS = 60
MAX_BARS = 600
"""Bars and backticks in one line of a table; Python-Markdown compares each with each."""

LINE, END, LOOSE, INFO = "line", "end", "loose", "info"
"""Attributes of the elements made here, none of which reaches any HTML."""

_LAZY = "\ufdd2"
"""Before a line that only its paragraph keeps in a container. No source can hold it."""

_HEAD = 2
"""Lines a table has at least: the names of its columns and the line under them."""

_COMMENT_END = "-->"
_CLOSING_MARKS = re.compile(r"(?<![#\\])(?<=[ \t])#+[ \t]*\Z")


class TooDeep(Exception):
    """The text is nested more deeply than `MAX_NESTING`."""


class BlockReader:
    """Reads the lines of one container into `parent`. `start` is its first line in the piece."""

    def __init__(
        self,
        parser: BlockParser,
        parent: Element,
        lines: list[str],
        start: int,
        *,
        level: int = 0,
        notes: MutableMapping[str, Note] | None = None,
    ) -> None:
        if level >= MAX_NESTING:
            raise TooDeep
        self.parser = parser
        self.parent = parent
        self.lines = lines
        self.start = start
        self.level = level
        self.notes = notes
        self.at = 0
        self.paragraph: list[str] = []
        self.is_after_blank = False
        self.is_loose = False
        self.has_open_comment = False

    def read(self) -> bool:
        """Read everything; the answer says whether blank lines stand between the blocks."""
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if is_blank(line):
                self._end_paragraph()
                self.is_after_blank = len(self.parent) > 0
                self.at += 1
                continue
            if self.is_after_blank:
                self.is_loose, self.is_after_blank = True, False
            self._read_line(line)
        self._end_paragraph()
        return self.is_loose

    def _read_line(self, line: str) -> None:
        indent, text = split_indent(line)
        if text[0] == _LAZY:
            self.paragraph.append(text.lstrip(_LAZY))
            self.at += 1
        elif self.paragraph:
            if indent < CODE_INDENT and self._goes_on(text, indent):
                return
            self.paragraph.append(text)
            self.at += 1
        elif indent >= CODE_INDENT:
            self._code()
        elif not self._block(text, indent) and not self._table(text):
            self.paragraph.append(text)
            self.at += 1

    def _goes_on(self, text: str, indent: int) -> bool:
        """Whether the line is not one more of the open paragraph; what it begins is read."""
        if text[0] in "=-" and UNDERLINE.match(text):
            self._underlined(text)
            return True
        if interrupts(text):
            return self._block(text, indent)
        return self._table(text)

    def _block(self, text: str, indent: int) -> bool:
        match text[0]:
            case "#" if HEADING.match(text):
                self._heading(text)
            case "`" | "~":
                return self._fence(text, indent)
            case ">":
                self._quote()
            case "<":
                return self._comment(text)
            case "[":
                return self._note(text)
            case "-" | "*" | "_" if RULE.match(text):
                self._end_paragraph()
                self._finish(SubElement(self.parent, "hr"), 1)
            case _:
                marker = read_marker(text, indent)
                if marker is None:
                    return False
                self._list(marker)
        return True

    def _heading(self, text: str) -> None:
        self._end_paragraph()
        title = text.lstrip("#")
        heading = SubElement(self.parent, f"h{len(text) - len(title)}")
        heading.text = _CLOSING_MARKS.sub("", title).strip(" \t")
        self._finish(heading, 1)

    def _finish(self, element: Element, lines: int) -> None:
        """Note where the element stands, and go on after so many lines."""
        element.set(LINE, str(self.start + self.at))
        self.at += lines
        element.set(END, str(self.start + self.at))

    def _leaf(self, processor: str, text: str, lines: int) -> None:
        """Let Python-Markdown build a block out of text that is known to be one."""
        before = len(self.parent)
        self.parser.blockprocessors[processor].run(self.parent, [text])
        if len(self.parent) > before:
            self._finish(self.parent[-1], lines)
        else:
            self.at += lines

    def _end_paragraph(self) -> None:
        """Build the open paragraph, after the link definitions it may start with."""
        if not self.paragraph:
            return
        lines, self.paragraph = self.paragraph, []
        if lines[0][0] == "[":
            lines = self._references(lines)
        if lines:
            self.at -= len(lines)
            self._leaf("paragraph", "\n".join(lines).rstrip(" \t"), len(lines))

    def _references(self, lines: list[str]) -> list[str]:
        """Take the definitions at the paragraph's start; the rest comes back."""
        text = "\n".join(lines)
        references = self.parser.md.references
        while (match := ReferenceProcessor.RE.match(text)) and match[1].strip():
            address = normal_address(read_entities(match[2].removeprefix("<").removesuffix(">")))
            if not is_allowed(address):
                break
            label = " ".join(match[1].split()).lower()
            references.setdefault(label, (address, match[5] or match[6] or ""))
            text = text[match.end() :].lstrip("\n")
            if not text:
                return []
        return lines[len(lines) - text.count("\n") - 1 :]

    def _underlined(self, text: str) -> None:
        lines, self.paragraph = self.paragraph, []
        if lines[0][0] == "[":
            self.paragraph = self._references(lines)
            if not self.paragraph:
                self.paragraph = [text]
                self.at += 1
                return
            lines, self.paragraph = self.paragraph, []
        self.at -= len(lines)
        heading = SubElement(self.parent, "h1" if text[0] == "=" else "h2")
        heading.text = "\n".join(lines)
        self._finish(heading, len(lines) + 1)

    def _code(self) -> None:
        first = self.at
        end = first + 1
        for at in range(first, len(self.lines)):
            if is_blank(self.lines[at]):
                continue
            if split_indent(self.lines[at])[0] < CODE_INDENT:
                break
            end = at + 1
        code = SubElement(self.parent, "code_block")
        code.text = "".join(f"{dedent(line, CODE_INDENT)}\n" for line in self.lines[first:end])
        self._finish(code, end - first)

    def _fence(self, text: str, indent: int) -> bool:
        match = FENCE.match(text)
        if match is None:
            return False
        self._end_paragraph()
        end = self.at + 1
        while end < len(self.lines) and not ends_fence(match[1], self.lines[end]):
            end += 1
        inside = self.lines[self.at + 1 : end]
        if indent:
            inside = [dedent(line, indent) for line in inside]
        fence = SubElement(self.parent, "fence")
        fence.text = "".join(f"{line}\n" for line in inside)
        fence.set(INFO, match[2].strip())
        self._finish(fence, min(end + 1, len(self.lines)) - self.at)
        return True

    def _quote(self) -> None:
        self._end_paragraph()
        lines: list[str] = []
        state = Openness("")
        for at in range(self.at, len(self.lines)):
            indent, text = split_indent(self.lines[at])
            if indent < CODE_INDENT and text[:1] == ">":
                inner = text[1:]
                inner = inner[1:] if inner[:1] == " " else inner.replace("\t", "  ", 1)
                lines.append(inner)
                state.add(inner)
            elif text and state.takes(indent, text):
                lines.append(_LAZY + text)
            else:
                break
        quote = SubElement(self.parent, "blockquote")
        self._inside(quote, lines, self.level + 1)
        self._finish(quote, len(lines))

    def _inside(self, parent: Element, lines: list[str], level: int) -> bool:
        return BlockReader(self.parser, parent, lines, self.start + self.at, level=level).read()

    def _list(self, marker: Marker) -> None:
        self._end_paragraph()
        made = SubElement(self.parent, marker.tag)
        if marker.number not in {None, 1}:
            made.set("start", str(marker.number))
        first = self.at
        is_loose = False
        following: Marker | None = marker
        while following is not None and following.kind == marker.kind:
            lines = self._item_lines(following)
            item = SubElement(made, "li")
            is_loose |= self._inside(item, lines, self.level + 2)
            self._finish(item, len(lines))
            at = self.at
            while at < len(self.lines) and is_blank(self.lines[at]):
                at += 1
            following = self._next_item(at)
            if following is not None and following.kind == marker.kind:
                is_loose |= at > self.at
                self.at = at
        length, self.at = self.at - first, first
        self._finish(made, length)
        if is_loose:
            made.set(LOOSE, "yes")

    def _next_item(self, at: int) -> Marker | None:
        if at >= len(self.lines):
            return None
        indent, text = split_indent(self.lines[at])
        if indent >= CODE_INDENT or RULE.match(text):
            return None
        return read_marker(text, indent)

    def _item_lines(self, marker: Marker) -> list[str]:
        """The item's lines without their indent, blank ones at its end left out."""
        lines = [marker.text]
        used = 1
        state = Openness(marker.text)
        for at in range(self.at + 1, len(self.lines)):
            line = self.lines[at]
            if is_blank(line):
                if used == 1 and not marker.text:
                    break
                lines.append("")
                state.is_paragraph = False
                continue
            indent, text = split_indent(line)
            if indent >= marker.column:
                lines.append(" " * (indent - marker.column) + text)
                state.add(lines[-1])
            elif state.takes(indent, text):
                lines.append(_LAZY + text)
            else:
                break
            used = len(lines)
        return lines[:used]

    def _table(self, text: str) -> bool:
        """A table, whose second line says so; absurdly wide ones are left as text."""
        if "|" not in text or self.at + 1 >= len(self.lines):
            return False
        second = self.lines[self.at + 1]
        if "|" not in second or second.count("|") > MAX_COLUMNS or not TABLE_LINE.match(second):
            return False
        end = self.at + _HEAD
        while end < len(self.lines) and self._is_row(self.lines[end]):
            end += 1
        rows = [line.replace("\t", " ").strip(" ") for line in self.lines[self.at : end]]
        if any(row.count("|") + row.count("`") > MAX_BARS for row in rows):
            return False
        block = "\n".join(rows)
        if not self.parser.blockprocessors["table"].test(self.parent, block):
            return False
        self._end_paragraph()
        self._leaf("table", block, len(rows))
        if len(rows) == _HEAD:
            self.parent[-1].remove(self.parent[-1][1])
        return True

    def _is_row(self, line: str) -> bool:
        indent, text = split_indent(line)
        return indent < CODE_INDENT and bool(text) and not interrupts(text)

    def _comment(self, text: str) -> bool:
        """A comment for authors that stands on lines of its own, left out."""
        if self.has_open_comment or not text.startswith("<!--"):
            return False
        close = text.find(_COMMENT_END, 4)
        end = self.at
        while close < 0:
            end += 1
            if end >= len(self.lines):
                self.has_open_comment = True
                return False
            close = self.lines[end].find(_COMMENT_END)
        last = text if end == self.at else self.lines[end]
        if not is_blank(last[close + len(_COMMENT_END) :]):
            return False
        self._end_paragraph()
        self.at = end + 1
        return True

    def _note(self, text: str) -> bool:
        match = NOTE.match(text) if self.notes is not None else None
        if match is None or self.notes is None:
            return False
        self._end_paragraph()
        first = self.at
        lines = [text[match.end() :]]
        self.at += 1
        while self.at < len(self.lines) and not self._ends_note(lines[-1]):
            lines.append(dedent(self.lines[self.at], CODE_INDENT))
            self.at += 1
        source = "\n".join(lines).strip()
        note = Note(match[1], source, self.start + first, self.start + self.at)
        self.notes.setdefault(note.label, note)
        return True

    def _ends_note(self, previous: str) -> bool:
        """Whether the next line is no longer part of a note: after a blank only indented text."""
        line = self.lines[self.at]
        if is_blank(line):
            follows = self.at + 1
            while follows < len(self.lines) and is_blank(self.lines[follows]):
                follows += 1
            if follows >= len(self.lines):
                return True
            return split_indent(self.lines[follows])[0] < CODE_INDENT
        indent, text = split_indent(line)
        if is_blank(previous):
            return indent < CODE_INDENT
        return indent < CODE_INDENT and NOTE.match(text) is not None
