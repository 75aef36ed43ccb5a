"""What threads tell the packages below when the site starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.contributions import jobs
from knowledge.notifications import followables
from knowledge.passages import subjects
from knowledge.search import failures, registry, worker
from knowledge.threads import leases
from knowledge.threads.actions.filling import FILL_SECONDS, LINK_SECONDS, FillGaps, link_published
from knowledge.threads.brought import show_what_it_brought
from knowledge.threads.documents import THREADS
from knowledge.threads.entrances import open_ways_in
from knowledge.threads.models import Answer, Thread
from knowledge.threads.work import register_pages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from accounts.models import User


def readable_threads(user: User, ids: Collection[int]) -> set[int]:
    """Of these threads, those that the user may read."""
    found = Thread.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def described_threads(user: User, ids: Collection[int]) -> dict[int, followables.Described]:
    """Of these threads, what those ask that the user may read, for who follows them."""
    found = Thread.objects.visible_to(user).filter(pk__in=list(ids))
    return {
        thread.pk: followables.Described(thread.title, thread.get_absolute_url())
        for thread in found
    }


def readable_answers(user: User, ids: Collection[int]) -> set[int]:
    """Of these answers, those in threads that the user may read, and not withdrawn."""
    visible = Thread.objects.visible_to(user).order_by().values("pk")
    found = Answer.objects.filter(pk__in=list(ids), withdrawn_at=None, thread__in=visible)
    return set(found.values_list("pk", flat=True))


def asked_between(since: datetime, until: datetime) -> Iterable[tuple[int, datetime]]:
    """Who asked a thread, and when, from `since` to before `until`."""
    rows = Thread.objects.filter(
        asked_at__gte=since, asked_at__lt=until, split_from=None
    ).order_by()
    return rows.values_list("asker_id", "asked_at")


def register() -> None:
    """Files and comments hang on threads and on answers; search finds threads, and asking one gives a
    search up.
    """
    subjects.register(subjects.SubjectKind(name="thread", readable_ids=readable_threads))
    subjects.register(subjects.SubjectKind(name="answer", readable_ids=readable_answers))
    followables.register("thread", described_threads)
    registry.register(THREADS)
    failures.register_follow_up("thread", asked_between)
    worker.register_job("articles of threads", LINK_SECONDS, link_published)
    worker.register_job("filled gaps", FILL_SECONDS, FillGaps())
    worker.register_job("threads to hand over", leases.EVERY_SECONDS, leases.hand_over)
    worker.register_job("absent experts", leases.ABSENT_EVERY_SECONDS, leases.notice_absent)
    register_pages()
    for job in jobs.JOBS:
        worker.register_job(*job)
    show_what_it_brought()
    open_ways_in()
