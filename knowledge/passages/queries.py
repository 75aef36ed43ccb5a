"""Which attachments a person may read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from knowledge.passages.models import Attachment
from knowledge.passages.subjects import readable_ids

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User


def readable_attachments(user: User, keys: Iterable[str]) -> dict[str, Attachment]:
    """Of these keys, the files the user uploaded or can read through a subject that shows them."""
    found = {
        a.key: a for a in Attachment.objects.filter(key__in=list(keys)).prefetch_related("uses")
    }
    subjects: dict[str, set[int]] = defaultdict(set)
    for attachment in found.values():
        for use in attachment.uses.all():
            subjects[use.subject_kind].add(use.subject_id)
    open_ids = {kind: readable_ids(user, kind, ids) for kind, ids in subjects.items()}
    return {
        key: attachment
        for key, attachment in found.items()
        if attachment.uploaded_by_id == user.pk
        or any(use.subject_id in open_ids[use.subject_kind] for use in attachment.uses.all())
    }
