"""What a person chose about being told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import hidden_area_ids
from knowledge.notifications.models import (
    Group,
    MailSettings,
    Preference,
    RefusedAddress,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def mail_settings_of_person(person: User) -> MailSettings:
    """Theirs, or the defaults."""
    return MailSettings.objects.filter(person=person).first() or MailSettings(person=person)


def chosen_everywhere(person: User) -> dict[Group, Preference]:
    """What they chose for all areas, where it differs from the default."""
    return {Group(row.group): row for row in Preference.objects.filter(person=person, area=None)}


def chosen_by_area(person: User) -> QuerySet[Preference]:
    """Their choices for areas that exist for them."""
    rows = Preference.objects.filter(person=person).exclude(area=None).select_related("area")
    return rows.exclude(area_id__in=hidden_area_ids(person))


def refused_address_of(person: User) -> RefusedAddress | None:
    """Their present address, if it refuses mail."""
    return RefusedAddress.objects.filter(person=person, address=person.email).first()
