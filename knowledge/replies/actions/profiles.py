"""Writes to how channels want their replies, and to the sentences that teams open and close with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from knowledge.replies.models import ChannelProfile, Sentence

if TYPE_CHECKING:
    from accounts.models import Team, User


@transaction.atomic
def keep_profile(*, profile: ChannelProfile | None = None, **fields: Any) -> ChannelProfile:
    """A new channel, or other ways of one; `fields` are those of ChannelProfile. Raises ValidationError."""
    kept = profile or ChannelProfile(position=ChannelProfile.objects.count())
    for name, value in fields.items():
        setattr(kept, name, value)
    kept.full_clean()
    kept.save()
    return kept


@transaction.atomic
def retire_profile(*, profile: ChannelProfile, retired: bool) -> None:
    """No new reply goes there, or again; trays and records keep it."""
    profile.retired_at = timezone.now() if retired else None
    profile.save(update_fields=["retired_at"])


@transaction.atomic
def keep_sentence(
    *, by: User, team: Team | None, language: str, channel: str, place: str, words: str
) -> Sentence | None:
    """What a team says there, none of its own for no words. Raises ValidationError."""
    same = {"team": team, "language": language, "channel": channel, "place": place}
    if not words.strip():
        Sentence.objects.filter(**same).delete()
        return None
    sentence = Sentence.objects.filter(**same).first() or Sentence(**same)
    sentence.words = "\n".join(line.strip() for line in words.strip().splitlines())
    sentence.changed_by, sentence.changed_at = by, timezone.now()
    sentence.full_clean()
    sentence.save()
    return sentence
