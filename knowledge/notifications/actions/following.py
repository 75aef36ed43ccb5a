"""Following, and telling followers."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.notifications.actions.telling import notify
from knowledge.notifications.models import Follow, FollowKind, Notification
from knowledge.notifications.queries.following import followers_of, who_see

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def follow(*, person: User, kind: str, object_id: int) -> None:
    """From now on they hear of it; a second time changes nothing. The caller checks that it exists for
    them.
    """
    Follow.objects.get_or_create(
        person=person,
        kind=FollowKind(kind),
        object_id=object_id,
        defaults={"since": timezone.now()},
    )


@transaction.atomic
def unfollow(*, person: User, kind: str, object_id: int) -> None:
    """They hear of it no more."""
    Follow.objects.filter(person=person, kind=kind, object_id=object_id).delete()


@transaction.atomic
def tell_followers(
    *,
    actor: User,
    subject_kind: str,
    subject_id: int,
    title: str,
    url: str,
    area_ids: Collection[int],
    topic_ids: Collection[int] = (),
    word: str = "",
    besides: Collection[int] = (),
    at: datetime | None = None,
) -> list[Notification]:
    """Tell who follows the subject, one of its areas or one above, a topic, or the actor.

    Only those for whom all its areas exist; `besides` are people who were told already. A constant
    number of queries. In the caller's transaction.
    """
    followers = followers_of(
        kind=subject_kind,
        object_id=subject_id,
        area_ids=area_ids,
        topic_ids=topic_ids,
        person_ids=[actor.pk],
    )
    others = [p for p in followers if p.pk != actor.pk and p.pk not in set(besides)]
    return notify(
        people=who_see(others, area_ids),
        actor=actor,
        kind=Notification.Kind.FOLLOWED,
        subject_kind=subject_kind,
        subject_id=subject_id,
        title=title,
        url=url,
        word=word,
        at=at,
        area_ids=area_ids,
    )
