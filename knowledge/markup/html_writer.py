"""Block tokens to HTML, for our pages and for replies.

Drawings (chart and flow fences) are written as a placeholder made of noncharacters, which no
source can contain, and put in after the sanitiser has passed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from knowledge.markup.blocks import BodyBlock
from knowledge.markup.charts import draw_chart
from knowledge.markup.drawing import Drawing, DrawingError
from knowledge.markup.flow import draw_flow
from knowledge.markup.highlight import code_html
from knowledge.markup.inline import PageInline, attachment_key, inline_text
from knowledge.markup.structure import CALLOUTS, Block
from knowledge.markup.tokens import Token
from knowledge.markup.words import Words

_PLACEHOLDER = re.compile("\ufdd0(\\d+)\ufdd1")
_LANGUAGE = re.compile(r"[\w#+.-]{1,30}")
_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_CODE = frozenset({"fence", "code_block"})
_DRAWN = frozenset({"chart", "flow"})


@dataclass(slots=True)
class Drawings:
    """The figures of one document, drawn once and used for page, reply and plain text."""

    words: Words
    made: list[Drawing] = field(default_factory=list)
    _index: dict[int, int | str] = field(default_factory=dict)

    def of(self, token: Token) -> Drawing | str | None:
        """The fence's drawing, a sentence why there is none, or None for any other fence."""
        kind = fence_language(token)
        if kind not in _DRAWN:
            return None
        if id(token) not in self._index:
            self._index[id(token)] = self._draw(kind, token.content)
        found = self._index[id(token)]
        return self.made[found] if isinstance(found, int) else found

    def _draw(self, kind: str, source: str) -> int | str:
        try:
            if kind == "chart":
                drawing = draw_chart(source, f"chart-{len(self.made) + 1}", self.words)
            else:
                drawing = draw_flow(source, self.words)
        except DrawingError as error:
            broken = self.words.chart_broken if kind == "chart" else self.words.flow_broken
            return broken % error
        self.made.append(drawing)
        return len(self.made) - 1

    def placeholder(self, drawing: Drawing) -> str:
        return f"\ufdd0{self.made.index(drawing)}\ufdd1"

    def put_in(self, html: str, side: Callable[[Drawing], str]) -> str:
        """Replace placeholders by `side` (page or reply) of each drawing."""
        if "\ufdd0" not in html:
            return html
        return _PLACEHOLDER.sub(lambda match: side(self.made[int(match[1])]), html)


def fence_language(token: Token) -> str:
    """The first word after the fence's marks, lower-case, or ""."""
    match = _LANGUAGE.match(token.info.strip())
    return match[0].lower() if match else ""


class PageWriter:
    """HTML for our own pages. One writer serves one passage."""

    def __init__(self, inline: PageInline, drawings: Drawings, labels: dict[str, int]) -> None:
        self.inline = inline
        self.drawings = drawings
        self.words = inline.setting.words
        self.labels = labels
        self.is_head = False
        self.column = 0

    def write_blocks(self, blocks: Sequence[BodyBlock]) -> str:
        return "\n".join(self.write_block(block) for block in blocks)

    def write_block(self, block: BodyBlock) -> str:
        if block.callout is not None:
            return self.callout(block.callout, self.write_blocks(block.inner))
        if block.level:
            tag = block.tokens[0].tag
            text = self.inline.write(block.tokens[1].children)
            return self.heading(tag, text, block.anchor)
        return self.write(block.tokens)

    def write(self, tokens: Sequence[Token]) -> str:
        parts: list[str] = []
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                parts.append(self._inline(tokens, index))
            elif kind == "paragraph_open":
                parts.append("" if token.hidden else self.paragraph_open(tokens, index))
            elif kind == "paragraph_close":
                parts.append("\n" if token.hidden else self.paragraph_close(tokens, index))
            else:
                parts.append(self._other(kind, token, tokens, index))
        return "".join(parts)

    def _inline(self, tokens: Sequence[Token], index: int) -> str:
        text = self.inline.write(tokens[index].children)
        item = tokens[max(index - 2, 0)]
        if item.type == "list_item_open" and "task" in item.meta:
            return self.task(text, is_done=bool(item.meta["task"]))
        return text

    def _other(self, kind: str, token: Token, tokens: Sequence[Token], index: int) -> str:
        if kind in _LISTS:
            return self.list_open(token, tokens, index)
        if kind == "list_item_open":
            return self.item_open(token)
        if kind in _CODE:
            return self.code(token)
        return self._table_part(kind, token, tokens, index)

    def _table_part(self, kind: str, token: Token, tokens: Sequence[Token], index: int) -> str:
        if token.tag == "table":
            return self.table_close() if token.nesting < 0 else self.table_open(tokens, index)
        if kind in {"th_open", "td_open"}:
            self.column += 1
            return self.cell_open(token)
        if token.tag == "thead":
            self.is_head = kind == "thead_open"
        elif kind == "tr_open":
            self.column = 0
        tag = self.cell_tag() if kind == "td_close" else token.tag
        return f"</{tag}>\n" if token.nesting < 0 else f"<{tag}>"

    def heading(self, tag: str, text: str, anchor: str) -> str:
        identifier = f' id="{escape(anchor)}"' if anchor else ""
        return f"<{tag}{identifier}>{text}</{tag}>\n"

    def paragraph_open(self, tokens: Sequence[Token], index: int) -> str:
        return '<figure class="figure">' if _only_picture(tokens, index) else "<p>"

    def paragraph_close(self, tokens: Sequence[Token], index: int) -> str:
        picture = _only_picture(tokens, index - 2)
        if picture is None:
            return "</p>\n"
        title = escape(self.inline.setting.spaced(str(picture.attrs.get("title", ""))))
        caption = f'<figcaption class="small quiet">{title}</figcaption>' if title else ""
        return f"{caption}</figure>\n"

    def list_open(self, token: Token, tokens: Sequence[Token], index: int) -> str:
        start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
        has_tasks = "task" in tokens[index + 1].meta
        return f"<{token.tag}{start}" + (' class="tasks">\n' if has_tasks else ">\n")

    def item_open(self, token: Token) -> str:
        return '<li class="task">' if "task" in token.meta else "<li>"

    def task(self, text: str, *, is_done: bool) -> str:
        checked = " checked" if is_done else ""
        return f'<label><input type="checkbox" disabled{checked}> {text}</label>'

    def code(self, token: Token) -> str:
        drawing = self.drawings.of(token) if token.type == "fence" else None
        if isinstance(drawing, Drawing):
            return self.drawings.placeholder(drawing)
        message = f'<p class="problem">{escape(drawing)}</p>\n' if drawing else ""
        language = fence_language(token) if token.type == "fence" else ""
        body = code_html(token.content, "" if drawing else language)
        return f'{message}<pre class="code" tabindex="0"><code>{body}</code></pre>\n'

    def table_open(self, tokens: Sequence[Token], index: int) -> str:
        label = escape(self._table_label(tokens, index))
        return (
            f'<div class="scroll" role="region" tabindex="0" aria-label="{label}">'
            '<table class="data">\n'
        )

    def table_close(self) -> str:
        return "</table></div>\n"

    def _table_label(self, tokens: Sequence[Token], index: int) -> str:
        """Named after its own head, never after a heading that others may not see."""
        names = []
        for token in tokens[index:]:
            if token.type == "thead_close":
                break
            if token.type == "inline" and token.content:
                names.append(inline_text(token.children))
        said = ", ".join(name for name in names if name)[:120]
        label = self.words.table_short % said if said else self.words.table
        self.labels[label] = self.labels.get(label, 0) + 1
        return label if self.labels[label] == 1 else f"{label} ({self.labels[label]})"

    def cell_tag(self) -> str:
        return "th" if self.is_head or self.column == 1 else "td"

    def cell_open(self, token: Token) -> str:
        side = token.attrs.get("align", "")
        css = f' class="align-{side}"' if side in {"right", "center"} else ""
        tag = self.cell_tag()
        scope = "" if tag == "td" else ' scope="col"' if self.is_head else ' scope="row"'
        return f"<{tag}{scope}{css}>"

    def callout(self, block: Block, content: str) -> str:
        title = escape(self.inline.setting.spaced(callout_title(block, self.words)))
        if block.kind not in CALLOUTS:
            return f'<details class="more"><summary>{title}</summary>\n{content}</details>\n'
        return (
            f'<div class="callout" data-tone="{block.kind}"><p class="callout__title">'
            f'<strong>{title}</strong></p><div class="callout__body">{content}</div></div>\n'
        )

    def notes(self) -> str:
        """The notes this passage refers to, under it."""
        found = self.inline.notes
        if not found.found:
            return ""
        items = []
        for number, note in enumerate(found.found, start=1):
            base = f"{found.anchor}-{number}"
            back = escape(self.words.back)
            items.append(
                f'<li id="fn-{base}">{self.write(note.tokens)}'
                f'<a class="note-back" href="#fnref-{base}" aria-label="{back}">↩</a></li>'
            )
        return f'<div class="notes"><ol>{"".join(items)}</ol></div>\n'


class ReplyWriter(PageWriter):
    """Bare HTML to paste into a message."""

    def heading(self, tag: str, text: str, anchor: str) -> str:
        return f"<p><strong>{text}</strong></p>\n"

    def paragraph_open(self, tokens: Sequence[Token], index: int) -> str:
        return "<p>"

    def paragraph_close(self, tokens: Sequence[Token], index: int) -> str:
        return "</p>\n"

    def list_open(self, token: Token, tokens: Sequence[Token], index: int) -> str:
        start = f' start="{int(token.attrs["start"])}"' if "start" in token.attrs else ""
        return f"<{token.tag}{start}>\n"

    def item_open(self, token: Token) -> str:
        return "<li>"

    def task(self, text: str, *, is_done: bool) -> str:
        return f"{'☑' if is_done else '☐'} {text}"

    def code(self, token: Token) -> str:
        drawing = self.drawings.of(token) if token.type == "fence" else None
        if isinstance(drawing, Drawing):
            return self.drawings.placeholder(drawing)
        return f"<pre><code>{escape(token.content, quote=False)}</code></pre>\n"

    def table_open(self, tokens: Sequence[Token], index: int) -> str:
        return "<table>\n"

    def table_close(self) -> str:
        return "</table>\n"

    def cell_open(self, token: Token) -> str:
        return f"<{self.cell_tag()}>"

    def callout(self, block: Block, content: str) -> str:
        title = escape(self.inline.setting.spaced(callout_title(block, self.words)))
        return f"<p><strong>{title}</strong></p>\n{content}"

    def notes(self) -> str:
        found = self.inline.notes.found
        if not found:
            return ""
        return f"<ol>{''.join(f'<li>{self.write(note.tokens)}</li>' for note in found)}</ol>\n"


def callout_title(block: Block, words: Words) -> str:
    """What its author wrote after the bar, else the usual name of such a block."""
    return block.title or str(getattr(words, block.kind))


def _only_picture(tokens: Sequence[Token], index: int) -> Token | None:
    """The picture, if the paragraph opened at `index` holds one uploaded picture and no more."""
    children = tokens[index + 1].children
    if children and len(children) == 1 and children[0].type == "image":
        return children[0] if attachment_key(children[0].attrs.get("src")) else None
    return None
