"""What a person must do before they speak in public: accept the policy, or hand over to a spokesperson."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.articles.models import Article
from knowledge.replies.models import ChannelProfile
from knowledge.replies.queries.policy import must_accept
from knowledge.replies.queries.spokespersons import spokesperson_needed
from knowledge.threads.models import Answer

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User
    from knowledge.replies.models import PolicyVersion


@dataclass(frozen=True, slots=True)
class Speaking:
    """`policy`: the version to accept first; `speakers`: to whom the draft goes instead."""

    policy: PolicyVersion | None = None
    speakers: tuple[User, ...] = ()

    @property
    def is_free(self) -> bool:
        return self.policy is None and not self.speakers


FREE = Speaking()


def speaking_of(person: User, profile: ChannelProfile, area_ids: Collection[int]) -> Speaking:
    """About these areas on this channel. No query when the channel is not public, else at most five."""
    if not profile.is_public:
        return FREE
    speakers = spokesperson_needed(person, area_ids) if area_ids else []
    return Speaking(must_accept(person, profile), tuple(speakers))


def public_profile(channel: str) -> ChannelProfile | None:
    """The first profile of the channel where everybody can read along, if it has one in use: who names
    the channel alone may mean that one.
    """
    if not channel:
        return None
    rows = ChannelProfile.objects.filter(channel=channel, retired_at=None, is_public=True)
    return rows.first()


def may_speak_on(person: User, channel: str) -> bool:
    """Whether the channel may be the one this person works on: the policy first, where it is public."""
    public = public_profile(channel)
    return public is None or must_accept(person, public) is None


def areas_of(
    article_ids: Collection[int], answer_ids: Collection[int]
) -> dict[tuple[str, int], set[int]]:
    """The areas of articles and of what was answered, by ("article" or "answer", id); two queries."""
    found: dict[tuple[str, int], set[int]] = {}
    if article_ids:
        tagged = Article.areas.through.objects.filter(article_id__in=article_ids)
        for article, area in tagged.values_list("article_id", "area_id"):
            found.setdefault(("article", article), set()).add(area)
    if answer_ids:
        rows = Answer.objects.filter(pk__in=answer_ids).values_list("pk", "thread__area_id")
        for answer, area in rows:
            found.setdefault(("answer", answer), set()).add(area)
    return found
