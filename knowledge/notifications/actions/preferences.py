"""What people choose about being told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from knowledge.notifications.models import (
    DEFAULTS,
    Delivery,
    Group,
    MailSettings,
    Preference,
    Purpose,
)

if TYPE_CHECKING:
    from knowledge.areas.models import Area


@transaction.atomic
def choose_deliveries(*, person: User, chosen: Mapping[Group, Delivery]) -> None:
    """How each group reaches them everywhere; a default leaves no row."""
    _alone(person)
    for group, delivery in chosen.items():
        rows = Preference.objects.filter(person=person, group=group, area=None)
        if delivery == DEFAULTS[group]:
            rows.delete()
        elif not rows.update(delivery=delivery):
            _save(Preference(person=person, group=group, delivery=delivery))


@transaction.atomic
def choose_for_area(*, person: User, area: Area, group: Group, delivery: Delivery) -> Preference:
    """Otherwise for one area and those inside it; a second choice replaces the first."""
    _alone(person)
    row = Preference.objects.filter(person=person, area=area, group=group).first()
    row = row or Preference(person=person, area=area, group=group)
    row.delivery = delivery
    return _save(row)


@transaction.atomic
def forget_for_area(preference: Preference) -> None:
    """The area is told like everything else again."""
    preference.delete()


@transaction.atomic
def keep_mail_settings(*, person: User, **fields: Any) -> MailSettings:
    """Hours of digests and of quiet. Raises ValidationError."""
    _alone(person)
    row = MailSettings.objects.filter(person=person).first() or MailSettings(person=person)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean()
    row.save()
    return row


@transaction.atomic
def unsubscribe(*, person: User, scope: str) -> list[Group]:
    """No more mail of this scope: a group's name, or “daily” or “weekly” for that digest.

    The lines go on standing in the inbox. Returns the groups that changed.
    """
    rows = Preference.objects.filter(person=person)
    if scope in {Purpose.DAILY, Purpose.WEEKLY}:
        everywhere = dict(rows.filter(area=None).values_list("group", "delivery"))
        chosen = {
            group: Delivery.INBOX
            for group in Group
            if everywhere.get(group, DEFAULTS[group]) == scope
        }
        rows.filter(delivery=scope).exclude(area=None).update(delivery=Delivery.INBOX)
    elif scope in Group.values:
        chosen = {Group(scope): Delivery.INBOX}
        loud = Q(delivery__in=[Delivery.NOW, Delivery.DAILY, Delivery.WEEKLY])
        rows.filter(loud, group=scope).exclude(area=None).update(delivery=Delivery.INBOX)
    else:
        return []
    choose_deliveries(person=person, chosen=chosen)
    return list(chosen)


def _save(row: Preference) -> Preference:
    row.full_clean()
    row.save()
    return row


def _alone(person: User) -> None:
    """What two windows of one person save comes one after the other."""
    User.objects.select_for_update().get(pk=person.pk)
