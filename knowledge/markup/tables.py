"""Tables of Python-Markdown, in which a bar within a comment or a `[[link|with words]]` parts no cells.

CommonMark's tables would part them, and then half of a comment, or the name of an article, stands in a
cell as text: told to whoever reads the table.
"""

from __future__ import annotations

import re
from typing import Final

from markdown import Markdown
from markdown.extensions.tables import TableExtension, TableProcessor

from knowledge.markup.inline_rules import WIKI

_BAR: Final = "\x1f"
"""Stands for a bar that parts nothing; no source holds it (`clean`)."""

_WITH_WORDS: Final = re.compile(WIKI)
_OPENING: Final = "<!--"
_END: Final = "-->"


class Cells(TableProcessor):
    """Python-Markdown's own, which asks `_split` alone where the cells of a row are parted."""

    def _split(self, row: str) -> list[str]:
        cells: list[str] = super()._split(_hide(row))  # type: ignore[misc]
        return [cell.replace(_BAR, "|") for cell in cells]


class Tables(TableExtension):
    """Puts `Cells` in the place of Python-Markdown's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        super().extendMarkdown(md)
        md.parser.blockprocessors.register(Cells(md.parser, self.getConfigs()), "table", 75)


def _hide(row: str) -> str:
    """The row with `_BAR` for the bars of comments and links."""
    start = row.find(_OPENING)
    while start >= 0:
        end = row.find(_END, start + len(_OPENING))
        if end < 0:
            break
        row = row[:start] + row[start:end].replace("|", _BAR) + row[end:]
        start = row.find(_OPENING, end)
    return _WITH_WORDS.sub(_hidden, row) if "[[" in row else row


def _hidden(match: re.Match[str]) -> str:
    return match[0].replace("|", _BAR)
