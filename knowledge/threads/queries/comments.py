"""Comments on threads and answers, replies under the comment they answer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from knowledge.areas.prepared import PreparedObjects
from knowledge.articles.queries.comments import ShownComment
from knowledge.passages.models import Comment

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from accounts.models import User


def comments_of(
    kind: str, ids: Collection[int], reader: User, *, may_remove: bool
) -> dict[int, tuple[ShownComment, ...]]:
    """Of each subject that has some, oldest first; one query. A removed comment stays while somebody
    answered it. `may_remove`: the reader may take away others' comments too.
    """
    below: dict[int | None, list[Comment]] = defaultdict(list)
    for row in _COMMENTS.rows([kind], ids):
        below[row.parent_id].append(row)

    def shown(row: Comment) -> ShownComment:
        replies = tuple(shown(reply) for reply in below[row.pk] if reply.removed_at is None)
        mine = row.author_id == reader.pk
        return ShownComment(row, replies, row.removed_at is None and (mine or may_remove))

    found: dict[int, list[ShownComment]] = defaultdict(list)
    for row in below[None]:
        comment = shown(row)
        if row.removed_at is None or comment.replies:
            found[row.subject_id].append(comment)
    return {pk: tuple(comments) for pk, comments in found.items()}


def _on(kinds: Collection[str], ids: Collection[int]) -> QuerySet[Comment]:
    return Comment.objects.on(max(kinds), ids).select_related("author", "removed_by")


_COMMENTS: PreparedObjects[Comment] = PreparedObjects(_on)
