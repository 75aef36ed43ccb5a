"""Markup: Markdown to safe HTML cut into passages with an audience. Pure functions, no models.

Owns the syntax of articles, the split into passages, their keys, diffs and merges. Its words are
Audience and Passage. Neighbours: everything above imports it, it imports nothing of ours.

- `render` (rendering): source → `Rendered`; who may be told a line is decided in `structure`.
- `match_passages` (keys): passage keys from revision to revision.
- `diff` and `merge`: comparing two sources or two rendered texts, and three-way merging.
- `guide`: the syntax for the help page. `text`: word counts, reading time, excerpts, slugs.
"""

from knowledge.markup.audience import Audience
from knowledge.markup.clean import MarkupTooLarge, check_size
from knowledge.markup.french import french_spaces
from knowledge.markup.links import NO_LINKS, AttachmentRef, LinkResolver
from knowledge.markup.rendering import RENDERER_VERSION, render
from knowledge.markup.results import (
    AttachmentUse,
    LinkTarget,
    Problem,
    Rendered,
    RenderedPassage,
    TocEntry,
)
from knowledge.markup.text import count_words, plain_excerpt, reading_minutes

__all__ = [
    "NO_LINKS",
    "RENDERER_VERSION",
    "AttachmentRef",
    "AttachmentUse",
    "Audience",
    "LinkResolver",
    "LinkTarget",
    "MarkupTooLarge",
    "Problem",
    "Rendered",
    "RenderedPassage",
    "TocEntry",
    "check_size",
    "count_words",
    "french_spaces",
    "plain_excerpt",
    "reading_minutes",
    "render",
]
