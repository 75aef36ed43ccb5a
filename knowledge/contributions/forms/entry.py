"""One contribution in full: logged, or corrected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from knowledge.contributions.durations import write_minutes
from knowledge.contributions.facts import KEEP
from knowledge.contributions.forms.fields import (
    AS_IS,
    AreaField,
    AreaList,
    KindField,
    MinutesField,
)
from knowledge.contributions.models import Kind
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL
from knowledge.contributions.quick_add import LONGEST_LINE, AreaNames, Understood, understand

if TYPE_CHECKING:
    from datetime import date

    from django.core.exceptions import ValidationError

    from accounts.models import User
    from knowledge.contributions.facts import Facts

LONGEST_NOTE = 500


class EntryForm(forms.Form):
    """Cleaned, `facts` are what the actions take."""

    minutes = MinutesField(
        label=_("How long"), help_text=_("In minutes, or as 1h30, 1:30 or 1.5 h.")
    )
    kind = KindField(empty=True)
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )
    label = forms.CharField(label=_("What"), max_length=LONGEST_LABEL, required=False)
    url = forms.CharField(
        label=_("Link or reference"),
        max_length=LONGEST_URL,
        required=False,
        help_text=_("Needed for what was done outside. Nobody follows the link but you."),
    )
    area = AreaField()
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("For you alone, in your file and in the history."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer(AreaList(person))

    def _offer(self, areas: AreaList) -> None:
        field = self.fields["area"]
        assert isinstance(field, AreaField)
        field.offer(areas)

    @property
    def facts(self) -> dict[str, Any]:
        facts = dict(self.cleaned_data)
        if facts["area"] == AS_IS:
            facts["area"] = KEEP
        return facts

    def keep_refusal(self, error: ValidationError) -> None:
        """Put the messages where they belong; what is about no field of ours stands on top."""
        for name, messages in _by_field(error).items():
            for message in messages:
                self.add_error(name if name in self.fields else None, message)


class CorrectionForm(EntryForm):
    """What is right instead; 0 minutes take it back."""

    def __init__(
        self, *args: Any, person: User, facts: Facts, area_name: str, **kwargs: Any
    ) -> None:
        self._facts, self._area_name = facts, area_name
        names = ("kind", "day", "label", "url", "note")
        initial = {name: getattr(facts, name) for name in names}
        initial["minutes"] = write_minutes(facts.minutes)
        super().__init__(*args, person=person, **kwargs | {"initial": initial})
        self.fields["minutes"].help_text = _(
            "The right number, not the difference; 0 takes it back."
        )
        self.fields["note"].label = _("Why, or another note")

    def _offer(self, areas: AreaList) -> None:
        field = self.fields["area"]
        assert isinstance(field, AreaField)
        area = self._facts.area
        field.offer(areas, area, self._area_name)
        if area is not None:
            known = str(area.pk) in areas.areas
            self.initial["area"] = str(area.pk) if known else AS_IS


def read_line(line: str, *, person: User, today: date) -> Understood:
    """With the areas that exist for them, and the kinds as their screen names them."""
    areas = [
        AreaNames(area.pk, area.slug, tuple(filter(None, (area.name, area.name_fr))))
        for area in AreaList(person).areas.values()
    ]
    return understand(
        line[:LONGEST_LINE],
        today=today,
        language=(get_language() or "en")[:2],
        areas=areas,
        labels={str(kind.label): kind for kind in Kind},
    )


def data_of(found: Understood) -> dict[str, str]:
    """What the fields hold when a line was understood so; what it does not say stays empty."""
    return {
        "minutes": "" if found.minutes is None else write_minutes(found.minutes),
        "kind": found.kind or "",
        "day": found.day.isoformat(),
        "label": found.label[:LONGEST_LABEL],
        "url": found.url,
        "area": str(found.area_id or ""),
        "note": "",
    }


def _by_field(error: ValidationError) -> Mapping[str, list[str]]:
    if hasattr(error, "error_dict"):
        return error.message_dict
    return {"": error.messages}
