"""What chart and flow fences have in common: they become a drawing or a sentence saying why not.

A drawing is made of escaped text by our own code and inserted after the sanitiser, so a stored
figure can hold SVG while no author can.
"""

from __future__ import annotations

from dataclasses import dataclass


class DrawingError(ValueError):
    """The fence can't be drawn; the message is for its author, in the text's language."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """`html` for pages, `plain` and `rich` for replies, `words` for counting and searching."""

    html: str
    plain: str
    rich: str
