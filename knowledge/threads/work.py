"""Which pages of threads stand for work, for whom: what time is recorded on, and where writing counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.contributions.models import Kind
from knowledge.contributions.recordables import Recordable, register
from knowledge.threads.models import Answer, State, Thread
from knowledge.threads.permissions import can_change_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

THREAD = "thread"


def on_thread(user: User, args: Mapping[str, Any]) -> Recordable | None:
    """A question; who may answer it writes there."""
    thread = Thread.objects.visible_to(user).filter(pk=args["pk"]).first()
    if thread is None:
        return None
    takes_answers = thread.state not in {State.CLOSED, State.DUPLICATE}
    return work_on_thread(thread, Kind.ANSWER, writes=takes_answers)


def on_correction(user: User, args: Mapping[str, Any]) -> Recordable | None:
    """An answer that is corrected: one's own, or somebody else's, which is a review."""
    thread = Thread.objects.visible_to(user).filter(pk=args["pk"]).first()
    answer = Answer.objects.filter(pk=args["answer_pk"], thread=thread).first() if thread else None
    if thread is None or answer is None:
        return None
    answer.thread = thread
    kind = Kind.ANSWER if answer.author_id == user.pk else Kind.REVIEW
    return work_on_thread(thread, kind, writes=can_change_answer(user, answer))


def work_on_thread(thread: Thread, kind: Kind, *, writes: bool = False) -> Recordable:
    return Recordable(
        kind=kind,
        subject_kind=THREAD,
        subject_id=thread.pk,
        label=thread.title,
        url=thread.get_absolute_url(),
        area_id=thread.area_id,
        writes=writes,
    )


def register_pages() -> None:
    register("threads:detail", on_thread)
    register("threads:correct", on_correction)
