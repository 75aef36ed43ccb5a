"""Words in files that a spreadsheet opens."""

from __future__ import annotations

from typing import Final

RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def safe(words: str) -> str:
    """Words that no spreadsheet calculates: those that it might get an apostrophe in front."""
    return f"'{words}" if words.startswith(RISKY) else words
