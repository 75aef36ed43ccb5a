"""`render`: Markdown source to safe HTML, passages, contents and what the text refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from knowledge.markup.audience import Audience
from knowledge.markup.blocks import Body, read_body
from knowledge.markup.clean import is_too_large, normalise
from knowledge.markup.html_writer import Drawings
from knowledge.markup.inline import Setting, attachment_key, fragment_of
from knowledge.markup.links import NO_LINKS, LinkResolver
from knowledge.markup.passages import Group, Press, group_blocks
from knowledge.markup.results import (
    AttachmentUse,
    LinkTarget,
    Problem,
    Rendered,
    RenderedPassage,
    TocEntry,
)
from knowledge.markup.structure import Fault, read_structure
from knowledge.markup.text import count_words
from knowledge.markup.tokens import Token
from knowledge.markup.words import Words, words_in

RENDERER_VERSION = 4
"""Raise it when the same source gives other HTML, so that stored texts are rendered anew."""


@dataclass(slots=True)
class _References:
    """What a text points at, in the order of the text, each once."""

    links: dict[LinkTarget, None] = field(default_factory=dict)
    mentions: dict[str, None] = field(default_factory=dict)
    attachments: dict[AttachmentUse, None] = field(default_factory=dict)

    def read(self, tokens: Sequence[Token] | None, audience: Audience) -> None:
        for token in tokens or ():
            if token.type == "wikilink":
                typed = str(token.meta["fragment"])
                fragment = fragment_of(typed) if typed else ""
                self.links[LinkTarget(str(token.meta["target"]), fragment, audience)] = None
            elif token.type == "mention":
                self.mentions[token.content] = None
            elif token.type in {"image", "link_open"}:
                key = attachment_key(token.attrs.get("src") or token.attrs.get("href") or "")
                if key:
                    self.attachments[AttachmentUse(key, audience)] = None
            if token.children:
                self.read(token.children, audience)


def render(
    source: str,
    *,
    links: LinkResolver = NO_LINKS,
    default_audience: Audience = Audience.INTERNAL,
    language: str = "en",
) -> Rendered:
    """Render a source. Never raises, whatever the text is (a resolver's errors pass through).

    `default_audience` holds for everything outside of audience blocks. `language` is the text's
    own: it sets the words our markup adds and, for "fr", the spaces before double punctuation.
    A source over the limits of `clean` comes back as escaped text for staff, with a problem.
    """
    words = words_in(language)
    if is_too_large(source):
        return _as_typed(normalise(source), words)
    text = normalise(source)
    structure = read_structure(text, default_audience)
    body = read_body(structure)
    references = _prepare(body, links)
    groups = group_blocks(body.blocks)
    setting = Setting(links, words, is_french=language.lower().startswith("fr"))
    press = Press(setting, Drawings(words), text.split("\n"))
    passages = tuple(press.write(group) for group in groups)
    toc = tuple(_toc(groups))
    return Rendered(
        html="\n".join(passage.html for passage in passages),
        passages=passages,
        toc=toc,
        words=sum(passage.words for passage in passages)
        + sum(count_words(passage.heading) for passage in passages if passage.level),
        links=tuple(references.links),
        mentions=tuple(references.mentions),
        attachments=tuple(references.attachments),
        problems=tuple(_problem(fault, words) for fault in body.faults),
    )


def _prepare(body: Body, links: LinkResolver) -> _References:
    """Collect what the text points at and let the resolver look all of it up at once."""
    references = _References()
    for block in body.blocks:
        for token in block.all_tokens():
            if token.children:
                references.read(token.children, block.audience)
                for child in token.children:
                    note = child.meta.get("note") if child.type == "note" else None
                    if note is not None:
                        for inner in note.tokens:
                            references.read(inner.children, block.audience)
    if references.links or references.mentions or references.attachments:
        links.prepare(
            {link.target for link in references.links},
            set(references.mentions),
            {use.key for use in references.attachments},
        )
    return references


def _toc(groups: Sequence[Group]) -> Iterator[TocEntry]:
    for group in groups:
        for block in group.blocks:
            if block.level and block.heading:
                yield TocEntry(block.level, block.heading, block.anchor, block.audience)


def _problem(fault: Fault, words: Words) -> Problem:
    text = str(getattr(words, fault.code))
    return Problem(fault.line + 1, fault.code, text % fault.detail if fault.detail else text)


def _as_typed(text: str, words: Words) -> Rendered:
    html = (
        f'<p class="problem">{escape(words.too_large)}</p>\n'
        f'<pre class="code" tabindex="0">{escape(text, quote=False)}</pre>'
    )
    counted = count_words(text)
    passage = RenderedPassage(
        heading="",
        anchor="p-passage",
        level=0,
        audience=Audience.INTERNAL,
        html=html,
        plain=text,
        rich_html="",
        words=counted,
        source=text,
    )
    problem = Problem(1, "too_large", words.too_large)
    return Rendered(html, (passage,), (), counted, (), (), (), (problem,))
