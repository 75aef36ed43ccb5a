"""What people change by hand before they copy, kept as a hint to the author of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.replies.models import PassageEdit
from knowledge.replies.queries.profiles import sentences_for
from knowledge.replies.tidying import changes

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.replies.queries.trays import TrayReply


def keep_edits(*, person: User, reply: TrayReply, at: datetime) -> list[PassageEdit]:
    """One row for each passage that was changed; in the caller's transaction.

    Sentences alone, and none that may say who a customer is (`tidying.changes`). An expert's own words
    for a channel count as the passage that they stand for.
    """
    tray = reply.tray
    around = sentences_for(person, tray.profile, tray.language)
    found = changes(
        [item.shown for item in reply.used],
        reply.shown.plain,
        [around.opening, around.closing, around.privately],
    )
    rows = [
        PassageEdit(
            person=person,
            article=item.row.article,
            answer=item.row.answer,
            passage_key=item.row.passage_key,
            channel=tray.profile.channel,
            before="\n".join(change.before),
            after="\n".join(change.after),
            at=at,
        )
        for item, change in zip(reply.used, found, strict=True)
        if change.before != change.after
    ]
    return PassageEdit.objects.bulk_create(rows)
