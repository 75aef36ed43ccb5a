"""A customer knew first: counted, and told to who leads the area."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import AreaOwner, User
from accounts.permissions import hidden_area_ids
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import identities_in
from knowledge.replies.models import ToldFirst

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from knowledge.areas.models import Area
    from knowledge.articles.models import Article

TOLD_FIRST: Final = "told_first"
SAME_PRESS: Final = timedelta(seconds=5)
CHANGEABLE: Final = timedelta(days=1)
"""How long its words and area can be filled in afterwards."""


@transaction.atomic
def record_told_first(
    *,
    person: User,
    area: Area | None = None,
    article: Article | None = None,
    words: str = "",
    query: str = "",
    channel: str = "",
    key: UUID | None = None,
    at: datetime | None = None,
) -> ToldFirst:
    """One customer knew something that we should have known. The same press is counted once.

    Raises ValidationError for words that say who the customer is, or an area that is closed.
    """
    at = at or timezone.now()
    User.objects.select_for_update().get(pk=person.pk)
    own = ToldFirst.objects.filter(person=person)
    pressed = own.filter(key=key) if key else own.filter(at__gt=at - SAME_PRESS, article=article)
    if (same := pressed.first()) is not None:
        return same
    area = area or _area_of(article, person)
    row = ToldFirst(
        person=person,
        area=_checked(area, person),
        article=article,
        words=_unnamed(words),
        query="" if identities_in(query) else " ".join(query.split())[:400],
        channel=channel if channel in Channel.values else "",
        key=key,
        at=at,
    )
    row.full_clean()
    row.save()
    _tell(row)
    return row


@transaction.atomic
def complete_told_first(*, row: ToldFirst, area: Area | None, words: str) -> ToldFirst:
    """Say afterwards what they knew and where it belongs; the leads of a new area are told.

    Raises ValidationError; after a day it stays as it is.
    """
    if row.at < timezone.now() - CHANGEABLE:
        raise ValidationError(_("This was noted more than a day ago and stays as it is."))
    before = (row.area_id, row.words)
    row.area, row.words = _checked(area, row.person), _unnamed(words)
    row.full_clean()
    row.save(update_fields=["area", "words"])
    if (row.area_id, row.words) != before:
        _tell(row)
    return row


@transaction.atomic
def take_back_told_first(*, row: ToldFirst) -> None:
    """It was a slip of the key. Raises ValidationError after a day."""
    if row.at < timezone.now() - CHANGEABLE:
        raise ValidationError(_("This was noted more than a day ago and stays as it is."))
    row.delete()


def _tell(row: ToldFirst) -> None:
    """The leads of the nearest area upwards that has any; nobody while no area is known. Neither who
    noted it nor what they searched is told, nor an article that lies in another area too.
    """
    if row.area is None:
        return
    owners = AreaOwner.objects.filter(area__in=row.area.lineage, person__is_active=True)
    found: dict[int, list[User]] = {}
    for owner in owners.select_related("person"):
        found.setdefault(owner.area_id, []).append(owner.person)
    nearest = next((found[pk] for pk in reversed(row.area.lineage) if pk in found), [])
    notify(
        people=[person for person in nearest if person.pk != row.person_id],
        actor=None,
        kind=Notification.Kind.TOLD_FIRST,
        subject_kind=TOLD_FIRST,
        subject_id=row.pk,
        title=row.words or row.area.label,
        url=row.get_absolute_url(),
        area_ids=[row.area.pk],
    )


def _area_of(article: Article | None, person: User) -> Area | None:
    """The article's first area that is open to the person."""
    if article is None:
        return None
    hidden = hidden_area_ids(person)
    return next((area for area in article.areas.all() if area.pk not in hidden), None)


def _checked(area: Area | None, person: User | None) -> Area | None:
    if area is None or person is None:
        return area
    if area.archived or area.pk in hidden_area_ids(person):
        raise ValidationError({"area": _("Choose a product area from the list.")})
    return area


def _unnamed(typed: str) -> str:
    words = " ".join(typed.split())
    if found := identities_in(words):
        raise ValidationError(
            {
                "words": _("Take out “%(shown)s”: it says who the customer is.")
                % {"shown": found[0].shown}
            }
        )
    return words
