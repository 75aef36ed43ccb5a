"""Passages as they go into a reply: plain text, and rich text without images or files."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.passages.models import Passage


def reply_text(passages: Iterable[Passage]) -> str:
    """Passages one under the other, as plain text."""
    return "\n\n".join(passage.plain.strip() for passage in passages)


def reply_html(passages: Iterable[Passage]) -> str:
    """The same as rich text. `Passage.rich` was cleaned for replies when the text was rendered."""
    return "\n".join(passage.rich for passage in passages)


def fingerprint(text: str) -> str:
    """64 hexadecimal digits that tell the same words again and say nothing of them without SECRET_KEY.

    HMAC-SHA-256 of the text in Unicode's form C (UAX 15), with the line ends of every system alike.
    """
    lines = unicodedata.normalize("NFC", text).splitlines()
    words = "\n".join(line.rstrip() for line in lines).strip()
    return salted_hmac("knowledge.replies.fingerprint", words, algorithm="sha256").hexdigest()
