"""Where passages begin, what they are called, and what each is as HTML and as plain text.

A new passage begins
- at every h2 or h3 heading (the highest heading of a text is its h2),
- at every edge of an audience block, and wherever the audience changes,
- before a top-level block that would take a passage over `MAX_WORDS`, unless the passage holds
  fewer than `MIN_WORDS` yet or ends with a colon, which announces what follows.

A heading belongs to the passage below it. When an audience block begins right under a heading,
the heading stays outside: it makes a passage of its own with its own audience. A passage carries
the name of the heading above it only if that heading may be told to the passage's readers, so a
customer passage under an internal heading has no heading, and its anchor is made of its own words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.markup.audience import Audience
from knowledge.markup.blocks import BodyBlock
from knowledge.markup.html_writer import Drawings, PageWriter, ReplyWriter
from knowledge.markup.inline import (
    ANCHOR_PREFIX,
    Notes,
    PageInline,
    ReplyInline,
    Setting,
    inline_text,
)
from knowledge.markup.plain_writer import PlainWriter
from knowledge.markup.results import RenderedPassage
from knowledge.markup.sanitise import clean_page, clean_reply
from knowledge.markup.text import count_words, slug

MAX_WORDS = 180
MIN_WORDS = 40
SPLIT_LEVELS = frozenset({2, 3})
_ANCHOR_WORDS = 6


@dataclass(slots=True)
class Group:
    """The blocks of one passage before they are written."""

    audience: Audience
    blocks: list[BodyBlock] = field(default_factory=list)
    heading: str = ""
    level: int = 0
    anchor: str = ""
    words: int = 0

    @property
    def content(self) -> Sequence[BodyBlock]:
        """The blocks without the heading that opens the passage."""
        return self.blocks[1:] if self.level else self.blocks


def group_blocks(blocks: Sequence[BodyBlock]) -> list[Group]:
    """Cut the body into passages and name them; anchors are unique."""
    groups: list[Group] = []
    above: BodyBlock | None = None
    for block in blocks:
        words = block.count_words()
        if block.level in SPLIT_LEVELS:
            above = block
        if not groups or _begins(groups[-1], block, words):
            group = Group(block.audience)
            group.level = block.level if block.level in SPLIT_LEVELS else 0
            if above is not None and above.audience.may_be_told_to(block.audience):
                group.heading = above.heading
            groups.append(group)
        groups[-1].blocks.append(block)
        groups[-1].words += words
    _name(groups)
    return groups


def _begins(current: Group, block: BodyBlock, words: int) -> bool:
    if block.opens or block.level in SPLIT_LEVELS or block.audience is not current.audience:
        return True
    if current.words + words <= MAX_WORDS or current.words < MIN_WORDS:
        return False
    last = current.blocks[-1]
    return not last.level and not last.last_text().endswith(":")


def _name(groups: list[Group]) -> None:
    """Give anchors: headings by their slug, other passages by their own first words."""
    taken: dict[str, int] = {}
    for group in groups:
        for block in group.blocks:
            if block.level:
                block.anchor = _unique(slug(block.heading) or "section", taken)
        group.anchor = group.blocks[0].anchor
        if not group.level:
            group.anchor = group.anchor or _unique(_first_words(group), taken)


def _first_words(group: Group) -> str:
    for block in group.blocks:
        for token in block.all_tokens():
            if token.type == "inline":
                said = inline_text(token.children).split()[:_ANCHOR_WORDS]
                if said:
                    return slug(" ".join(said)) or "passage"
    return "passage"


def _unique(name: str, taken: dict[str, int]) -> str:
    """The anchor, with the first free number behind it; `taken` remembers the last one tried."""
    anchor = ANCHOR_PREFIX + name
    if anchor in taken:
        number = max(taken[anchor], 1) + 1
        while f"{anchor}-{number}" in taken:
            number += 1
        taken[anchor] = number
        anchor = f"{anchor}-{number}"
    taken[anchor] = 1
    return anchor


@dataclass(slots=True)
class Press:
    """Writes the passages of one document."""

    setting: Setting
    drawings: Drawings
    lines: Sequence[str]
    labels: dict[str, int] = field(default_factory=dict)

    def write(self, group: Group) -> RenderedPassage:
        is_open = group.audience.is_open
        notes = Notes(group.anchor)
        plain = PlainWriter(notes, self.drawings, self.setting.words, for_reply=is_open)
        text = plain.write_blocks(group.content)
        return RenderedPassage(
            heading=group.heading,
            anchor=group.anchor,
            level=group.level,
            audience=group.audience,
            html=self._page(group),
            plain=text,
            rich_html=self._reply(group) if is_open else "",
            words=count_words(text),
            source=self._source(group),
        )

    def _page(self, group: Group) -> str:
        inline = PageInline(self.setting, Notes(group.anchor))
        writer = PageWriter(inline, self.drawings, self.labels)
        html = clean_page(writer.write_blocks(group.blocks) + writer.notes())
        return self.drawings.put_in(html, lambda drawing: drawing.html).strip()

    def _reply(self, group: Group) -> str:
        inline = ReplyInline(self.setting, Notes(group.anchor))
        writer = ReplyWriter(inline, self.drawings, {})
        html = clean_reply(writer.write_blocks(group.content) + writer.notes())
        return self.drawings.put_in(html, lambda drawing: drawing.rich).strip()

    def _source(self, group: Group) -> str:
        start = min(block.start for block in group.blocks)
        end = max(block.end for block in group.blocks)
        return "\n".join(self.lines[start:end]).strip("\n")
