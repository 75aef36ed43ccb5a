"""Delicate topics and the words that alone may be said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.replies.actions.gates import record_of_topic
from knowledge.replies.actions.variants import tidy
from knowledge.replies.models import ApprovedWording, SensitiveTopic

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.areas.models import Topic


MOST_CHARACTERS: Final = 5_000


@transaction.atomic
def mark_sensitive(*, topic: Topic, by: User, reason: str = "") -> SensitiveTopic:
    """From now on only approved words are said of articles with this topic; a second time changes the
    reason alone; one that was delicate before is so again. Raises ValidationError for a topic that was
    merged into another.
    """
    if topic.merged_into_id is not None:
        raise ValidationError({"topic": _("This topic was merged into another: choose that one.")})
    found = SensitiveTopic.objects.select_for_update().filter(topic=topic).first()
    row = found or SensitiveTopic(topic=topic)
    if found is None or found.ended_at is not None:
        row.set_by, row.set_at, row.ended_at = by, timezone.now(), None
    row.reason = " ".join(reason.replace("\0", "").split())
    row.full_clean()
    row.save()
    record_of_topic("topic_delicate", by=by, topic=topic, reason=row.reason)
    return row


@transaction.atomic
def unmark_sensitive(*, sensitive: SensitiveTopic, by: User, at: datetime | None = None) -> None:
    """Its articles are told again as their passages are marked; its wordings end and stay on the record."""
    at = at or timezone.now()
    if SensitiveTopic.objects.filter(pk=sensitive.pk, ended_at=None).update(ended_at=at):
        sensitive.wordings.filter(replaced_at=None).update(replaced_at=at)
        record_of_topic("topic_not_delicate", by=by, topic=sensitive.topic)


@transaction.atomic
def approve_wording(
    *,
    sensitive: SensitiveTopic,
    by: User,
    language: str,
    words: str,
    channel: str = "",
    at: datetime | None = None,
) -> ApprovedWording:
    """What may be said from now on, on one channel or (blank) on all without words of their own. The one
    before it is dated and kept; the same words again change nothing. Raises ValidationError.
    """
    at = at or timezone.now()
    locked = SensitiveTopic.objects.select_for_update().get(pk=sensitive.pk)
    if locked.ended_at is not None:
        raise ValidationError(_("This topic is no longer delicate. Mark it again first."))
    said = tidy(words, most=MOST_CHARACTERS)
    before = sensitive.wordings.filter(language=language, channel=channel, replaced_at=None)
    now = before.first()
    if now is not None and now.words == said:
        return now
    wording = ApprovedWording(
        sensitive=sensitive,
        language=language,
        channel=channel,
        words=said,
        approved_by=by,
        approved_at=at,
    )
    before.update(replaced_at=at)
    wording.full_clean()
    wording.save()
    _record("wording_approved", wording, by)
    return wording


@transaction.atomic
def withdraw_wording(*, wording: ApprovedWording, by: User, at: datetime | None = None) -> None:
    """It may not be said any more; it stays on the record with its dates."""
    rows = ApprovedWording.objects.filter(pk=wording.pk, replaced_at=None)
    if rows.update(replaced_at=at or timezone.now()):
        _record("wording_withdrawn", wording, by)


def _record(kind: str, wording: ApprovedWording, by: User) -> None:
    record_of_topic(
        kind,
        by=by,
        topic=wording.sensitive.topic,
        channel=wording.channel,
        language=wording.language,
    )
