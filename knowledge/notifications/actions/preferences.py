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
def choose_deliveries(
    *,
    person: User,
    chosen: Mapping[Group, Delivery],
    on_devices: Mapping[Group, bool] | None = None,
) -> None:
    """How each group reaches them everywhere, and whether their devices are told too; without `on_devices`
    that stays as it is. A default leaves no row.
    """
    _alone(person)
    rows = {row.group: row for row in Preference.objects.filter(person=person, area=None)}
    for group, delivery in chosen.items():
        row = rows.get(group) or Preference(person=person, group=group)
        row.delivery = delivery
        if on_devices is not None:
            row.on_devices = on_devices[group] or None
        if delivery != DEFAULTS[group] or row.on_devices:
            _save(row)
        elif row.pk:
            row.delete()


@transaction.atomic
def choose_for_area(
    *,
    person: User,
    area: Area,
    group: Group,
    delivery: Delivery,
    on_devices: bool | None = None,
) -> Preference:
    """Otherwise for one area and those inside it; a second choice replaces the first. Without `on_devices`,
    devices are told as they were.
    """
    _alone(person)
    row = Preference.objects.filter(person=person, area=area, group=group).first()
    row = row or Preference(person=person, area=area, group=group)
    row.delivery = delivery
    if on_devices is not None:
        row.on_devices = on_devices
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
