"""What can go wrong with an article, in words of the domain; views turn them into pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.articles.merging import MergedWords
    from knowledge.articles.models import Draft, Revision


class ArticleError(Exception):
    """Base of them all."""


class EditConflict(ArticleError):
    """Somebody published in between and the changes touch the same paragraphs.

    `merged` shows every chunk of both sides; `current` is the revision that got there first.
    """

    def __init__(self, merged: MergedWords, current: Revision) -> None:
        super().__init__("The same paragraphs were changed by two people")
        self.merged = merged
        self.current = current


class StaleDraft(ArticleError):
    """Another device saved a later version of this draft; `stored` holds it untouched."""

    def __init__(self, stored: Draft) -> None:
        super().__init__("The draft was saved from another window or device")
        self.stored = stored


class DraftGone(ArticleError):
    """The draft was published or thrown away a moment ago: its key was pressed twice."""


class NothingChanged(ArticleError):
    """The words are those of the current revision."""


class AlreadyDecided(ArticleError):
    """The suggestion, flag or writing request has an outcome already."""


class AlreadyClaimed(ArticleError):
    """Somebody else writes what was asked for."""
