"""What administrators and managers settle: the allowance, and months that are closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonAdded, TeamChoice
from accounts.models import Team
from knowledge.contributions.models import AllowancePolicy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.contributions.queries.allowances import Scope

HUNDREDTHS = 100
COMPANY, TEAM, PERSON = "company", "team", "person"
SCOPES = {COMPANY: _("the whole company"), TEAM: _("a team"), PERSON: _("one person")}


class AllowanceForm(forms.Form):
    """Cleaned, `facts` are what the action takes: ends in hundredths, for one of the three."""

    scope = forms.ChoiceField(label=_("For"), widget=forms.RadioSelect)
    team = TeamChoice(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("None")
    )
    person = PersonAdded(label=_("Person"))
    unit = forms.ChoiceField(
        label=_("In"), choices=AllowancePolicy.Unit.choices, widget=forms.RadioSelect
    )
    lowest = forms.DecimalField(
        label=_("At least"), min_value=Decimal(0), max_digits=7, decimal_places=2, localize=True
    )
    highest = forms.DecimalField(
        label=_("At most"), min_value=Decimal(0), max_digits=7, decimal_places=2, localize=True
    )
    since = forms.DateField(
        label=_("From"),
        widget=forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, offered: Scope, today: date, **kwargs: Any) -> None:
        initial = {"unit": "share", "lowest": 5, "highest": 10, "since": today}
        names = (COMPANY, TEAM, PERSON) if offered.whole_company else (TEAM, PERSON)
        super().__init__(*args, **kwargs | {"initial": initial | {"scope": names[0]}})
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [(name, SCOPES[name]) for name in names]
        self.fields["team"].queryset = offered.teams  # type: ignore[attr-defined]
        self.fields["person"].queryset = offered.people  # type: ignore[attr-defined]
        for name in ("lowest", "highest"):
            self.fields[name].widget.attrs |= {"class": "input--short", "inputmode": "decimal"}

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        scope = facts.get("scope")
        for name in (TEAM, PERSON):
            if scope == name and not facts.get(name) and name not in self.errors:
                self.add_error(name, _("Choose whom it is for."))
        return facts

    @property
    def facts(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "since": said["since"],
            "unit": said["unit"],
            "lowest": int(said["lowest"] * HUNDREDTHS),
            "highest": int(said["highest"] * HUNDREDTHS),
            "team": said["team"] if said["scope"] == TEAM else None,
            "person": said["person"] if said["scope"] == PERSON else None,
        }


class MonthForm(forms.Form):
    """A month that is over, and the word that closing it is meant.

    Chosen is the one that follows the last closed, else the latest: closing is for good.
    """

    month = forms.TypedChoiceField(label=_("Month"), coerce=date.fromisoformat)
    sure = forms.BooleanField(
        label=_("Close it for everybody"),
        help_text=_("It is never opened again. Later changes count as visible adjustments."),
    )

    def __init__(
        self, *args: Any, months: Sequence[date], closed: Sequence[date], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["month"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        follows = (month for month in months if month > max(closed, default=date.max))
        field.initial = next(follows, months[-1] if months else None)

    def keep_refusal(self, error: ValidationError) -> None:
        for message in error.messages:
            self.add_error("month", message)
