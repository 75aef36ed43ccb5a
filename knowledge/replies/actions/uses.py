"""Uses in replies move what was used up in search."""

from __future__ import annotations

from django.utils import timezone

from knowledge.replies.models import ReplyPassage
from knowledge.search import actions as search


class NoteUses:
    """A job of the worker: articles and threads that replies used since its last look take their new
    place.

    It begins with the process; older uses are in the index since its last rebuild, or come with the
    next change of what was used.
    """

    def __init__(self) -> None:
        self._looked_at = timezone.now()

    def __call__(self) -> None:
        now = timezone.now()
        used = ReplyPassage.objects.filter(record__created_at__gte=self._looked_at)
        rows = set(used.values_list("article_id", "answer__thread_id"))
        self._looked_at = now
        articles = sorted(article for article, _thread in rows if article is not None)
        threads = sorted(thread for _article, thread in rows if thread is not None)
        search.note_changes(kind="article", object_ids=articles)
        search.note_changes(kind="thread", object_ids=threads)
