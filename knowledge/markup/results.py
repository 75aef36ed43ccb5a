"""What rendering hands back. Everything is frozen, and every HTML string is safe to insert."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.markup.audience import Audience


@dataclass(frozen=True, slots=True)
class RenderedPassage:
    """One addressable block of a text.

    `heading` is the heading the passage stands under, or "" when that heading may not be told to
    this passage's audience. `level` is 2 or 3 if the passage opens with that heading itself (then
    `html` holds it and `anchor` is its id), else 0. `plain` and `rich_html` never repeat the
    opening heading: they are what goes into a reply. `rich_html` is "" for internal passages,
    which can't be copied. `source` is the Markdown the passage came from; it
    may hold comments, so it is for editors and never for readers.
    """

    heading: str
    anchor: str
    level: int
    audience: Audience
    html: str
    plain: str
    rich_html: str
    words: int
    source: str


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading for the table of contents; show it only to whom its audience allows."""

    level: int
    text: str
    anchor: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """The target of a `[[link]]` as its author typed it, without `#passage` and `|text`."""

    target: str
    fragment: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class AttachmentUse:
    """An attachment key and the audience of the passage that uses it."""

    key: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class Problem:
    """Something its author should repair; `line` counts from 1, `text` is in their language."""

    line: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A whole text: `html` is for readers who may see every passage of it."""

    html: str
    passages: tuple[RenderedPassage, ...]
    toc: tuple[TocEntry, ...]
    words: int
    links: tuple[LinkTarget, ...]
    mentions: tuple[str, ...]
    attachments: tuple[AttachmentUse, ...]
    problems: tuple[Problem, ...] = ()
