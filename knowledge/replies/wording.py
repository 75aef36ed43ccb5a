"""Passages as they go into a reply: plain text, and rich text without images or files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.passages.models import Passage


def reply_text(passages: Iterable[Passage]) -> str:
    """Passages one under the other, as plain text."""
    return "\n\n".join(passage.plain.strip() for passage in passages)


def reply_html(passages: Iterable[Passage]) -> str:
    """The same as rich text. `Passage.rich` was cleaned for replies when the text was rendered."""
    return "\n".join(passage.rich for passage in passages)
