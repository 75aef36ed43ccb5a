"""What Python-Markdown is told about inline text: its own rules where they fit, ours for the rest.

Raw HTML is no rule here, so `<b>` is text. Ours are `[[links]]`, `@mentions`, `[^notes]`, bare web
addresses, `<!-- comments -->` (dropped), and links and pictures whose address must be allowed.
Every search looks at a bounded stretch of text, because hostile text opens thousands of marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import punctuation
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import (
    BACKTICK_RE,
    ESCAPE_RE,
    IMAGE_LINK_RE,
    LINK_RE,
    EscapeInlineProcessor,
    InlineProcessor,
    Pattern,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import UnescapeTreeprocessor
from markdown.util import ETX, STX, AtomicString, Registry

from knowledge.markup.clean import ENTITY, normalise, read_entities
from knowledge.markup.links import is_allowed, normal_address
from knowledge.markup.tokens import Note

MAX_BRACKETS = 200
"""Brackets inside a link's text, counted to find its end."""

_BRACKET = re.compile(r"[\[\]]")
_DESTINATION = re.compile(
    r"""\(\s*+(?:<([^<>\n]{0,2000}+)>|((?:[^\s()]|\((?:[^\s()]|\([^\s()]{0,500}+\)){0,500}+\)){0,2000}+))
    (?:\s++("[^"]{0,500}+"|'[^']{0,500}+'|\([^()]{0,500}+\)))?+\s*+\)""",
    re.VERBOSE,
)
_LABEL = re.compile(r"\[([^\[\]]{0,999}+)\]")
WIKI = r"\[\[([^\[\]\n|#]{1,200})(?:#([^\[\]\n|]{1,120}))?(?:\|([^\[\]\n]{1,300}))?\]\]"
_MENTION = r"(?<![\w\-./@:])@([A-Za-z0-9]+(?:-[A-Za-z0-9]+)*+)(?![\w@]|\.\w|-)"
_MENTION_LENGTH = 80
_NOTE_USE = r"\[\^([^\s\[\]]{1,60})\](?!:)"
_ADDRESS = r"(?<![^\W_])https?://[^\s<>\x00-\x20\"`\[\]|\\^{}]{1,2000}"
_AUTOLINK = (
    r"<((?:[A-Za-z][A-Za-z0-9+.-]{1,31}+:[^\s<>\x00-\x20]{0,2000}+)"
    r"|[^\s<>@:\\]{1,64}+@[^\s<>@\\]{1,250}+)>"
)
_BREAK = r"(?:(?<! ) {2,}+|\\)\n"
_COMMENT = r"<!--(?:.*?)-->"
_BACKSLASH = f"{STX}92{ETX}"
_ESCAPED = UnescapeTreeprocessor.RE

Found = tuple[Element | str | None, int | None, int | None]
_NOTHING: Found = (None, None, None)


@dataclass(slots=True)
class Surroundings:
    """What a piece may refer to: notes it may show, and the labels of all there are."""

    notes: Mapping[str, Note] = field(default_factory=dict)
    known_notes: frozenset[str] = frozenset()


def plain(text: str) -> str:
    """The text with Python-Markdown's stand-ins for escaped characters put back."""
    return _ESCAPED.sub(lambda match: chr(int(match[1])), text) if STX in text else text


class _Rule(InlineProcessor):
    """One of our rules: `found` says what a match becomes and which stretch it takes."""

    md: Markdown

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]  # noqa: N802
        return self.found(m, data)

    def found(self, m: re.Match[str], data: str) -> Found:
        """What a match becomes; each rule says it. Nothing by default: the text stays as typed."""
        return _NOTHING

    def typed(self, text: str) -> str:
        """The text as its author sees it: code and escaped characters instead of stand-ins."""
        return plain(self.unescape(text)) if STX in text else text


class Code(_Rule):
    """Code between equally long runs of backticks; Python-Markdown would also pair others."""

    def found(self, m: re.Match[str], data: str) -> Found:
        if m[1]:
            return m[1].replace("\\\\", _BACKSLASH), m.start(), m.end()
        start = m.start()
        while data.startswith("`", start):
            start += 1
        close = _ticks(start - m.start()).search(data, start)
        if close is None:
            return None, m.start(), start
        code = Element("code")
        text = data[start : close.start()].replace("\n", " ")
        if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
            text = text[1:-1]
        code.text = AtomicString(text)
        return code, m.start(), close.end()


@lru_cache(maxsize=100)
def _ticks(length: int) -> re.Pattern[str]:
    return re.compile(f"(?<!`)`{{{length}}}(?!`)")


class WikiLink(_Rule):
    def found(self, m: re.Match[str], data: str) -> Found:
        if not m[1].strip():
            return _NOTHING
        target = " ".join(self.typed(m[1]).split())
        link = Element("wikilink", target=target, fragment=self.typed(m[2] or "").strip())
        link.text = AtomicString(self.typed(m[3] or m[1]).strip() or target)
        return link, m.start(), m.end()


class NoteUse(_Rule):
    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__(_NOTE_USE)
        self.surroundings = surroundings

    def found(self, m: re.Match[str], data: str) -> Found:
        if m[1] not in self.surroundings.known_notes:
            return _NOTHING
        return Element("note", label=m[1]), m.start(), m.end()


class Comment(_Rule):
    def found(self, m: re.Match[str], data: str) -> Found:
        return "", m.start(), m.end()


class Link(_Rule):
    """`[text](address)`, `[text][label]` and `[label]`; one that is not allowed stays text."""

    def found(self, m: re.Match[str], data: str) -> Found:
        close = _closing_bracket(data, m.end())
        if close < 0:
            return _NOTHING
        text = data[m.end() : close]
        address, title, end = self._target(text, data, close + 1)
        if end < 0 or not is_allowed(address):
            return _NOTHING
        return self.element(text, address, title), m.start(), end

    def _target(self, text: str, data: str, at: int) -> tuple[str, str, int]:
        """Address, title and the position after it; -1 when there is none."""
        match = _DESTINATION.match(data, at)
        if match is not None:
            typed = self.typed(match[1] if match[1] is not None else match[2] or "")
            address = normal_address(read_entities(typed).strip())
            if typed and not address:
                return "", "", -1
            return address, self.typed(match[3] or "")[1:-1], match.end()
        match = _LABEL.match(data, at)
        label = match[1] if match is not None and match[1].strip() else text
        found = self.md.references.get(" ".join(self.typed(label).split()).lower())
        if found is None:
            return "", "", -1
        return found[0], found[1], match.end() if match else at

    def element(self, text: str, address: str, title: str) -> Element:
        link = Element("a", href=address)
        link.text = text
        return link


class Picture(Link):
    def element(self, text: str, address: str, title: str) -> Element:
        picture = Element("img", src=address, title=read_entities(title))
        picture.text = text
        return picture


class AutoLink(_Rule):
    """`<https://…>`, `<mailto:…>` and `<a@b.org>`."""

    def found(self, m: re.Match[str], data: str) -> Found:
        typed = self.typed(m[1])
        address = normal_address(typed if ":" in typed else f"mailto:{typed}")
        if not is_allowed(address):
            return _NOTHING
        link = Element("a", href=address)
        link.text = AtomicString(typed)
        return link, m.start(), m.end()


class BareAddress(_Rule):
    def found(self, m: re.Match[str], data: str) -> Found:
        typed = _without_trailing_marks(m[0])
        address = normal_address(typed)
        if not typed.split("://", 1)[-1].strip("/") or not is_allowed(address):
            return _NOTHING
        link = Element("a", href=address)
        link.text = AtomicString(typed)
        return link, m.start(), m.start() + len(typed)


class Mention(_Rule):
    def found(self, m: re.Match[str], data: str) -> Found:
        if len(m[1]) > _MENTION_LENGTH:
            return _NOTHING
        mention = Element("mention")
        mention.text = AtomicString(m[1])
        return mention, m.start(), m.end()


class Entity(_Rule):
    """`&amp;` and its kin as the character they mean, without what `normalise` takes out."""

    def found(self, m: re.Match[str], data: str) -> Found:
        text = normalise(read_entities(m[0]))
        return "".join(f"{STX}{ord(char)}{ETX}" for char in text), m.start(), m.end()


class InlineRules(Extension):
    """Puts our rules in the place of Python-Markdown's links, autolinks and raw HTML."""

    def __init__(self, surroundings: Surroundings) -> None:
        super().__init__()
        self.surroundings = surroundings

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS = list(punctuation)
        rules: Registry[Pattern] = Registry()
        rules.register(Code(BACKTICK_RE), "backtick", 190)
        rules.register(EscapeInlineProcessor(ESCAPE_RE, md), "escape", 180)
        rules.register(Comment(_COMMENT, md), "comment", 178)
        rules.register(WikiLink(WIKI, md), "wikilink", 176)
        rules.register(NoteUse(self.surroundings), "note", 174)
        rules.register(Link(LINK_RE, md), "link", 160)
        rules.register(Picture(IMAGE_LINK_RE, md), "image_link", 150)
        rules.register(AutoLink(_AUTOLINK, md), "autolink", 120)
        rules.register(BareAddress(_ADDRESS, md), "address", 115)
        rules.register(Mention(_MENTION, md), "mention", 110)
        rules.register(SubstituteTagInlineProcessor(_BREAK, "br"), "linebreak", 100)
        rules.register(Entity(ENTITY.pattern, md), "entity", 80)
        md.inlinePatterns = rules


def _closing_bracket(data: str, start: int) -> int:
    """Where the bracket that was opened before `start` closes, or -1."""
    if data.find("]", start) < 0:
        return -1
    depth = 1
    for count, match in enumerate(_BRACKET.finditer(data, start)):
        depth += 1 if match[0] == "[" else -1
        if not depth:
            return match.start()
        if count >= MAX_BRACKETS:
            break
    return -1


def _without_trailing_marks(address: str) -> str:
    while address:
        last = address[-1]
        if last in ".,:;!?'*_~»’”" or (last == ")" and address.count("(") < address.count(")")):
            address = address[:-1]
        else:
            break
    return address
