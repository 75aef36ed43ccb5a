"""Taking minutes of somebody's time for sharing, and giving back what is not needed any more."""

from datetime import datetime

from accounts.models import User
from knowledge.contributions.models import Commitment

LONGEST_LABEL = 300


def commit_minutes(
    *,
    person: User,
    minutes: int,
    subject_kind: str,
    subject_id: int,
    label: str,
    url: str,
    at: datetime,
    overrun: int = 0,
) -> Commitment:
    """Open work of a person is expected to take so long; in the caller's transaction.

    A second time for the same open work says anew how long it takes, and since when stays.
    """
    same = {"person": person, "subject_kind": subject_kind, "subject_id": subject_id}
    commitment = Commitment.objects.filter(**same, ended_at=None).first()
    if commitment is None:
        commitment = Commitment(**same, since=at)
    commitment.minutes, commitment.overrun = minutes, overrun
    commitment.label, commitment.url = label[:LONGEST_LABEL], url
    commitment.full_clean()
    commitment.save()
    return commitment


def end_commitment(
    *, person: User, subject_kind: str, subject_id: int, at: datetime
) -> Commitment | None:
    """The work is done or given up; in the caller's transaction. None when none was open.

    What it really took are the minutes that the person confirms for it.
    """
    commitment = Commitment.objects.filter(
        person=person, subject_kind=subject_kind, subject_id=subject_id, ended_at=None
    ).first()
    if commitment is None:
        return None
    commitment.ended_at = max(at, commitment.since)
    commitment.save(update_fields=["ended_at"])
    return commitment
