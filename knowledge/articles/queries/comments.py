"""The comments under an article, replies under the comment they answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.passages.models import Comment

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.articles.permissions import Rights


@dataclass(frozen=True, slots=True)
class ShownComment:
    """`may_change` leads to the page where its author edits it, or who manages the article removes it."""

    comment: Comment
    replies: tuple[ShownComment, ...]
    may_change: bool


def comments_on(article: Article, reader: User, rights: Rights) -> tuple[ShownComment, ...]:
    """Oldest first, in one query. A removed comment stays while somebody answered it."""
    rows = Comment.objects.on("article", article.pk).select_related("author", "removed_by")
    below: dict[int | None, list[Comment]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    shown = []
    for row in below[None]:
        replies = [reply for reply in below[row.pk] if reply.removed_at is None]
        if row.removed_at is None or replies:
            shown.append(
                ShownComment(
                    row,
                    tuple(ShownComment(r, (), _may_change(r, reader, rights)) for r in replies),
                    _may_change(row, reader, rights),
                )
            )
    return tuple(shown)


def _may_change(comment: Comment, reader: User, rights: Rights) -> bool:
    return comment.removed_at is None and (comment.author_id == reader.pk or rights.manage)
