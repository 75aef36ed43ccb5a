"""How and when to be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.areas import AreaChoice
from accounts.models import User
from accounts.queries import pickable_areas
from accounts.week_words import say_time
from knowledge.notifications.models import (
    DEFAULTS,
    Delivery,
    Group,
    MailSettings,
    Preference,
    Quiet,
)

HOURS = [(hour, lazy(say_time, str)(hour * 60)) for hour in range(24)]
WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """How one group is told, and whether devices are told too; None where there is no device."""

    delivery: forms.BoundField
    on_devices: forms.BoundField | None


class DeliveriesForm(forms.Form):
    """One select a group, a box each for who has devices, and when mail may arrive; saved together."""

    digest_hour = forms.TypedChoiceField(label=_("Digests at"), choices=HOURS, coerce=int)
    digest_weekday = forms.TypedChoiceField(
        label=_("Weekly digest on"), choices=WEEKDAYS, coerce=int
    )
    quiet = forms.ChoiceField(
        label=_("Mail at once waits"), choices=Quiet.choices, widget=forms.RadioSelect
    )
    quiet_from = forms.TimeField(
        label=pgettext_lazy("hour", "From"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )
    quiet_until = forms.TimeField(
        label=pgettext_lazy("hour", "Until"), widget=forms.TimeInput({"type": "time"}, "%H:%M")
    )

    def __init__(self, *args: Any, has_devices: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_devices = has_devices
        for group in Group:
            self.fields[group.value] = forms.ChoiceField(
                label=group.label, choices=Delivery.choices
            )
            if has_devices:
                self.fields[_box(group)] = forms.BooleanField(
                    label=_("Also on my devices"), required=False
                )

    @property
    def group_rows(self) -> list[GroupRow]:
        return [
            GroupRow(self[group.value], self[_box(group)] if self._has_devices else None)
            for group in Group
        ]

    @property
    def chosen(self) -> dict[Group, Delivery]:
        return {group: Delivery(self.cleaned_data[group.value]) for group in Group}

    @property
    def on_devices(self) -> dict[Group, bool] | None:
        """None for who has no device: what they once ticked stays."""
        if not self._has_devices:
            return None
        return {group: self.cleaned_data[_box(group)] for group in Group}

    @property
    def hours(self) -> dict[str, Any]:
        names = ("digest_hour", "digest_weekday", "quiet", "quiet_from", "quiet_until")
        return {name: self.cleaned_data[name] for name in names}


def _box(group: Group) -> str:
    return f"{group.value}_on_devices"


def initial_of(settings: MailSettings, chosen: dict[Group, Preference]) -> dict[str, Any]:
    """What the form shows first."""
    groups: dict[str, Any] = {group.value: DEFAULTS[group].value for group in Group}
    for group, row in chosen.items():
        groups |= {group.value: row.delivery, _box(group): bool(row.on_devices)}
    names = ("digest_hour", "digest_weekday", "quiet", "quiet_from", "quiet_until")
    return groups | {name: getattr(settings, name) for name in names}


class AreaDeliveryForm(forms.Form):
    """Otherwise for one area."""

    area = AreaChoice(label=_("Product area"))
    group = forms.ChoiceField(label=_("What"), choices=Group.choices)
    delivery = forms.ChoiceField(label=_("How"), choices=Delivery.choices)

    def __init__(self, *args: Any, person: User, has_devices: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(person)  # type: ignore[attr-defined]
        if has_devices:
            self.fields["on_devices"] = forms.BooleanField(
                label=_("Also on my devices"), required=False
            )
