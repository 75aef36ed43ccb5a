"""What the worker does for credit, recalls and reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from knowledge.passages import subjects
from knowledge.replies.actions.complaints import COMPLAINT
from knowledge.replies.actions.credits import CREDIT_SECONDS, follow_credit
from knowledge.replies.actions.notes import NOTE_SECONDS, send_notes
from knowledge.replies.actions.notes import SUBJECT as REACH
from knowledge.replies.actions.recalls import (
    FOLLOW_SECONDS,
    OPEN_SECONDS,
    SUBJECT,
    follow_recalls,
    open_for_flags,
)
from knowledge.replies.actions.told_first import TOLD_FIRST
from knowledge.replies.queries.complaints import readable_complaints
from knowledge.replies.queries.recalls import readable_recalls
from knowledge.replies.queries.told_first import readable_told_first
from knowledge.search.worker import register_job

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User

JOBS: Final = (
    ("credit for words", CREDIT_SECONDS, follow_credit),
    ("flags that recall", OPEN_SECONDS, open_for_flags),
    ("recalls", FOLLOW_SECONDS, follow_recalls),
    ("weekly notes on reach", NOTE_SECONDS, send_notes),
)


def own_reach(person: User, ids: Collection[int]) -> set[int]:
    """Lines about somebody's reach are theirs alone."""
    return {person.pk} & set(ids)


def register_jobs() -> None:
    """Called when the application starts; lines are read by who may see what they are about."""
    for job in JOBS:
        register_job(*job)
    subjects.register(subjects.SubjectKind(name=SUBJECT, readable_ids=readable_recalls))
    subjects.register(subjects.SubjectKind(name=REACH, readable_ids=own_reach))
    subjects.register(subjects.SubjectKind(name=COMPLAINT, readable_ids=readable_complaints))
    subjects.register(subjects.SubjectKind(name=TOLD_FIRST, readable_ids=readable_told_first))
