"""What became of replies, and what else their giver says afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.passages.customer_identity import check_reference
from knowledge.replies.models import DeskPreference, Outcome, ReplyRecord

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User


@transaction.atomic
def say_outcome(
    *, person: User, records: Collection[int], outcome: str, at: datetime | None = None
) -> int:
    """The same outcome for these replies of the person, however it was before; answers of how many.

    "" takes back what was said. Replies of others are left alone. Raises ValidationError for an
    outcome that is none.
    """
    if outcome and outcome not in Outcome.values:
        raise ValidationError(_("Choose one of the outcomes."))
    own = ReplyRecord.objects.filter(person=person, pk__in=list(records))
    return own.update(outcome=outcome, outcome_at=(at or timezone.now()) if outcome else None)


@transaction.atomic
def correct_reply(
    *,
    record: ReplyRecord,
    channel: str | None = None,
    reference: str | None = None,
    outcome: str | None = None,
    at: datetime | None = None,
) -> ReplyRecord:
    """Say afterwards how a reply travelled, of which case it was, what became of it; None leaves it.

    Raises ValidationError, with what to write instead.
    """
    if channel is not None:
        record.channel = channel
    if reference is not None:
        record.reference = check_reference(reference)
    if outcome is not None and outcome != record.outcome:
        record.outcome = outcome
        record.outcome_at = (at or timezone.now()) if outcome else None
    record.full_clean()
    record.save(update_fields=["channel", "reference", "outcome", "outcome_at"])
    return record


@transaction.atomic
def keep_preference(*, preference: DeskPreference) -> DeskPreference:
    """What one person agrees to, and wants."""
    preference.full_clean()
    preference.save()
    return preference
