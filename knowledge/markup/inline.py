"""Inline tokens to text: for a page, for a pasted reply, and plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import ClassVar
from urllib.parse import quote

from knowledge.markup.french import french_spaces
from knowledge.markup.links import AttachmentRef, LinkResolver, is_external, safe_address
from knowledge.markup.text import slug
from knowledge.markup.tokens import Note, Token
from knowledge.markup.words import Words

ANCHOR_PREFIX = "p-"
"""Before every heading's slug, so that an author can't take an id the page itself needs."""

_ATTACHMENT = "attachment:"
_FILE_NAME = re.compile(
    r".+\.(?:csv|docx|gif|jpe?g|odp|ods|odt|pdf|png|pptx|txt|webp|xlsx)", re.IGNORECASE | re.DOTALL
)
_SIMPLE = {
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "s_open": "<del>",
    "s_close": "</del>",
    "hardbreak": "<br>\n",
    "softbreak": "\n",
}

_PLAIN_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


@dataclass(slots=True)
class Notes:
    """The footnotes one passage uses, in the order it first refers to them."""

    anchor: str
    found: list[Note] = field(default_factory=list)
    _numbers: dict[int, int] = field(default_factory=dict)

    def knows(self, note: Note) -> bool:
        return id(note) in self._numbers

    def number(self, note: Note) -> int:
        """The note's number in this passage, from 1."""
        if not self.knows(note):
            self.found.append(note)
            self._numbers[id(note)] = len(self.found)
        return self._numbers[id(note)]


@dataclass(frozen=True, slots=True)
class Setting:
    """What writing needs to know besides the tokens."""

    links: LinkResolver
    words: Words
    is_french: bool

    def spaced(self, text: str) -> str:
        return french_spaces(text) if self.is_french else text


def inline_text(tokens: Sequence[Token] | None) -> str:
    """What the tokens say, without any mark: for headings, alternative texts and labels."""
    parts = []
    for token in tokens or ():
        if token.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
        elif token.type == "image":
            parts.append(inline_text(token.children))
        elif token.type == "mention":
            parts.append(f"@{token.content}")
        elif token.type != "note":
            parts.append(token.content)
    return " ".join("".join(parts).split())


def attachment_key(address: object) -> str:
    """The key of an `attachment:` address, or ""."""
    text = str(address)
    return text[len(_ATTACHMENT) :] if text[: len(_ATTACHMENT)].lower() == _ATTACHMENT else ""


def without_file_names(tokens: Sequence[Token] | None) -> list[Token]:
    """The tokens for a reply: an uploaded file or picture whose words are a file name, as they are
    when it was just dropped into the text, is left out. File names stay in the house.
    """
    kept: list[Token] = []
    start = 0
    for token in tokens or ():
        if token.type == "image" and _is_named([token], token.attrs.get("src")):
            continue
        kept.append(token)
        if token.type == "link_open":
            start = len(kept) - 1
        elif token.type == "link_close" and _is_named(kept[start:], kept[start].attrs.get("href")):
            del kept[start:]
    return kept


def _is_named(tokens: Sequence[Token], address: object) -> bool:
    return bool(attachment_key(address)) and _FILE_NAME.fullmatch(inline_text(tokens)) is not None


def fragment_of(typed: str) -> str:
    """The id that `[[article#typed]]` points at."""
    if typed.startswith(ANCHOR_PREFIX):
        typed = typed[len(ANCHOR_PREFIX) :]
    return ANCHOR_PREFIX + slug(typed)


class PageInline:
    """Inline HTML for our own pages."""

    def __init__(self, setting: Setting, notes: Notes) -> None:
        self.setting = setting
        self.notes = notes
        self.closers: list[str] = []

    def write(self, tokens: Sequence[Token] | None) -> str:
        parts = []
        for token in tokens or ():
            kind = token.type
            if kind == "text":
                parts.append(escape(self.setting.spaced(token.content), quote=False))
            elif kind in _SIMPLE:
                parts.append(_SIMPLE[kind])
            else:
                parts.append(self._special(kind, token))
        return "".join(parts)

    def _special(self, kind: str, token: Token) -> str:
        write = self.SPECIAL.get(kind)
        return write(self, token) if write else escape(token.content, quote=False)

    def code(self, token: Token) -> str:
        return f"<code>{escape(token.content, quote=False)}</code>"

    def link_close(self, token: Token) -> str:
        return self.closers.pop() if self.closers else ""

    def link_open(self, token: Token) -> str:
        address = str(token.attrs.get("href", ""))
        key = attachment_key(address)
        if not key:
            self.closers.append("</a>")
            return _anchor(address)
        found = self.setting.links.attachment(key)
        url = safe_address(found.url) if found else ""
        if not url:
            self.closers.append("</span>")
            return _missing_open(self.setting.words.missing_file)
        self.closers.append("</a>")
        return f'<a class="attachment" href="{escape(url)}">'

    def image(self, token: Token) -> str:
        """An uploaded picture; pictures from elsewhere are links, so that reading stays private."""
        alt = escape(self.setting.spaced(inline_text(token.children)))
        address = str(token.attrs.get("src", ""))
        key = attachment_key(address)
        if not key:
            return f"{_anchor(address)}{alt or escape(address)}</a>" if not self.closers else alt
        found = self.setting.links.attachment(key)
        url = safe_address(found.url) if found else ""
        if found is None or not url:
            return f"{_missing_open(self.setting.words.missing_file)}{alt or escape(key)}</span>"
        return (
            f'<img src="{escape(url)}" alt="{alt}"{_size(found)} loading="lazy" decoding="async">'
        )

    def wikilink(self, token: Token) -> str:
        text = escape(self.setting.spaced(token.content), quote=False)
        if self.closers:
            return text
        url = safe_address(self.setting.links.article(str(token.meta["target"])))
        if not url:
            return f"{_missing_open(self.setting.words.missing_article)}{text}</span>"
        fragment = str(token.meta["fragment"])
        if fragment:
            url = f"{url.split('#', 1)[0]}#{quote(fragment_of(fragment))}"
        return f'<a class="article-link" href="{escape(url)}">{text}</a>'

    def mention(self, token: Token) -> str:
        name = token.content
        found = None if self.closers else self.setting.links.person(name)
        url = safe_address(found[1]) if found else ""
        if found is None or not url:
            return f"@{escape(name)}"
        return f'<a class="mention" href="{escape(url)}">@{escape(found[0])}</a>'

    def note(self, token: Token) -> str:
        note = token.meta["note"]
        if not isinstance(note, Note):
            return ""
        is_first = not self.notes.knows(note)
        number = self.notes.number(note)
        if self.closers:
            return f"<sup>{number}</sup>"
        base = f"{self.notes.anchor}-{number}"
        identifier = f' id="fnref-{base}"' if is_first else ""
        label = escape(self.setting.words.note_number % number)
        return (
            f'<sup{identifier} class="note-mark"><a href="#fn-{base}" aria-label="{label}">'
            f"{number}</a></sup>"
        )

    SPECIAL: ClassVar[dict[str, Callable[[PageInline, Token], str]]] = {
        "code_inline": lambda self, token: self.code(token),
        "link_open": lambda self, token: self.link_open(token),
        "link_close": lambda self, token: self.link_close(token),
        "image": lambda self, token: self.image(token),
        "wikilink": lambda self, token: self.wikilink(token),
        "mention": lambda self, token: self.mention(token),
        "note": lambda self, token: self.note(token),
    }


class ReplyInline(PageInline):
    """Inline HTML to paste into a message: absolute links only, pictures as their text."""

    def write(self, tokens: Sequence[Token] | None) -> str:
        return super().write(without_file_names(tokens))

    def link_open(self, token: Token) -> str:
        address = str(token.attrs.get("href", ""))
        if attachment_key(address) or address.startswith(("/", "#")):
            self.closers.append("")
            return ""
        self.closers.append("</a>")
        return f'<a href="{escape(address)}">'

    def image(self, token: Token) -> str:
        return escape(self.setting.spaced(inline_text(token.children)), quote=False)

    def wikilink(self, token: Token) -> str:
        return escape(self.setting.spaced(token.content), quote=False)

    def mention(self, token: Token) -> str:
        return f"@{escape(token.content)}"

    def note(self, token: Token) -> str:
        note = token.meta["note"]
        return f"<sup>{self.notes.number(note)}</sup>" if isinstance(note, Note) else ""


def plain_inline(tokens: Sequence[Token] | None, notes: Notes) -> str:
    """Inline text as typed, for plain-text copying; external addresses in brackets."""
    parts: list[str] = []
    opened: list[tuple[str, int]] = []
    for token in tokens or ():
        if token.type == "link_open":
            opened.append((str(token.attrs.get("href", "")), len(parts)))
        elif token.type == "link_close" and opened:
            address, start = opened.pop()
            if is_external(address) and "".join(parts[start:]).strip() != address:
                parts.append(f" ({address})")
        else:
            parts.append(_plain_token(token, notes))
    return "".join(parts)


def _plain_token(token: Token, notes: Notes) -> str:
    if token.type == "note":
        note = token.meta["note"]
        return f" [{notes.number(note)}]" if isinstance(note, Note) else ""
    if token.type == "image":
        return inline_text(token.children)
    if token.type == "mention":
        return f"@{token.content}"
    return _PLAIN_BREAKS.get(token.type, token.content)


def _anchor(address: str) -> str:
    if is_external(address):
        return f'<a class="external" href="{escape(address)}" rel="noopener noreferrer">'
    return f'<a href="{escape(address)}">'


def _missing_open(reason: str) -> str:
    return f'<span class="missing" title="{escape(reason)}">'


def _size(found: AttachmentRef) -> str:
    if found.width is None or found.height is None:
        return ""
    return f' width="{int(found.width)}" height="{int(found.height)}"'
