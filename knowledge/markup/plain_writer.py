"""Block tokens to plain text, for copying into any field: no marks that only Markdown knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.markup.blocks import BodyBlock
from knowledge.markup.drawing import Drawing
from knowledge.markup.html_writer import Drawings, callout_title
from knowledge.markup.inline import Notes, plain_inline, without_file_names
from knowledge.markup.tokens import Token
from knowledge.markup.words import Words


class PlainWriter:
    """Paragraphs apart by a blank line, lists with "- " and "1. ", table rows by tabs."""

    def __init__(
        self, notes: Notes, drawings: Drawings, words: Words, *, for_reply: bool = True
    ) -> None:
        self.notes = notes
        self.drawings = drawings
        self.words = words
        self.for_reply = for_reply

    def write_blocks(self, blocks: Sequence[BodyBlock]) -> str:
        """The blocks and, below them, the notes they refer to."""
        parts = list(self._texts(blocks))
        for number, note in enumerate(self.notes.found, start=1):
            parts.append(f"[{number}] " + "\n".join(self._blocks(iter(note.tokens), "")))
        return "\n\n".join(part for part in parts if part.strip())

    def _texts(self, blocks: Sequence[BodyBlock]) -> Iterator[str]:
        for block in blocks:
            if block.callout is not None:
                yield callout_title(block.callout, self.words)
                yield from self._texts(block.inner)
            else:
                yield from self._blocks(iter(block.tokens), "")

    def _blocks(self, tokens: Iterator[Token], until: str) -> list[str]:
        """Every block up to the token type `until`, which is taken too."""
        texts: list[str] = []
        for token in tokens:
            if token.type == until:
                break
            if token.type == "inline":
                texts.append(self._inline(token).strip())
            elif token.type in {"fence", "code_block"}:
                texts.append(self._code(token))
            elif token.nesting > 0:
                texts += self._container(token, tokens)
        return texts

    def _inline(self, token: Token) -> str:
        tokens = without_file_names(token.children) if self.for_reply else token.children
        return plain_inline(tokens, self.notes)

    def _container(self, token: Token, tokens: Iterator[Token]) -> list[str]:
        """A list, quotation or table as one text; other openings say nothing themselves."""
        match token.type:
            case "bullet_list_open":
                return [self._list(tokens, "bullet_list_close", None)]
            case "ordered_list_open":
                return [self._list(tokens, "ordered_list_close", int(token.attrs.get("start", 1)))]
            case "blockquote_open":
                quoted = "\n\n".join(self._blocks(tokens, "blockquote_close"))
                return ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))]
            case "table_open":
                return [self._table(tokens)]
        return []

    def _list(self, tokens: Iterator[Token], until: str, number: int | None) -> str:
        items: list[str] = []
        for token in tokens:
            if token.type == until:
                break
            if token.type != "list_item_open":
                continue
            mark = "- " if number is None else f"{number}. "
            if "task" in token.meta:
                mark = "[x] " if token.meta["task"] else "[ ] "
            text = "\n".join(self._blocks(tokens, "list_item_close"))
            items.append(mark + text.replace("\n", "\n" + " " * len(mark)))
            number = None if number is None else number + 1
        return "\n".join(items)

    def _table(self, tokens: Iterator[Token]) -> str:
        rows: list[list[str]] = []
        for token in tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append(" ".join(self._inline(token).split()))
        return "\n".join("\t".join(row) for row in rows)

    def _code(self, token: Token) -> str:
        drawing = self.drawings.of(token) if token.type == "fence" else None
        return drawing.plain if isinstance(drawing, Drawing) else token.content.rstrip("\n")
