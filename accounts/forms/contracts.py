"""What people are employed for, days of the company, matrix lines: what administrators set."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.actions import Employment
from accounts.forms.people import TeamChoice
from accounts.forms.settings import TIME_ZONES
from accounts.forms.working_time import DAY_NAMES
from accounts.holiday_calendars import countries, regions
from accounts.hours import WrongHours, minutes_of_day, minutes_of_week, read_length, write_length
from accounts.models import WHOLE, Contract, Team, TeamMembership
from accounts.models.contracts import OFFICE_DAYS, part_of_week, read_share, spread, write_share

FARTHEST = timedelta(days=20 * 366)
"""How far from today a contract, a day or a matrix line may be dated."""
NO_SHARE = _("“%(typed)s” is no share. Write a number up to 100, as 80 or 66.67.")
NO_LENGTH = _("“%(typed)s” is not understood. Write hours and minutes as 7:30.")


def written(minutes: int) -> str:
    """Hours and minutes; a day without any is left empty."""
    return write_length(minutes) if minutes else ""


class LengthField(forms.CharField):
    """Hours and minutes, cleaned to minutes; None when nothing was written."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "input--short", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        typed: str = super().clean(value)
        if not typed:
            return None
        try:
            return read_length(typed)
        except WrongHours as error:
            raise ValidationError(NO_LENGTH, params={"typed": error.part}) from error


class ShareField(forms.CharField):
    """Per cent with two decimals at most, cleaned to hundredths of one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "input--short", "inputmode": "decimal"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return write_share(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        typed: str = super().clean(value)
        try:
            return read_share(typed)
        except ValueError as error:
            raise ValidationError(NO_SHARE, params={"typed": typed}) from error


class DayField(forms.DateField):
    """A day not absurdly far away."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and abs(day - date.today()) > FARTHEST:  # noqa: DTZ011
            raise ValidationError(_("Choose a day at most twenty years from today."))
        return day


class ContractForm(forms.Form):
    """Cleaned, `since` is a day and `employment` what holds from it on."""

    since = DayField(
        label=_("From"), help_text=_("The first day; what was declared before holds until then.")
    )
    full_time_minutes = LengthField(
        label=_("A full-time week"), help_text=_("Hours and minutes, as 35:00 or 37:30.")
    )
    share = ShareField(
        label=_("Contract share in %"), help_text=_("Of the full-time week, as 80 or 66.67.")
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=[
            ("", _("As in their profile")),
            *((name, name.replace("_", " ")) for name in TIME_ZONES),
        ],
    )
    country = forms.ChoiceField(label=_("Public holidays of"), required=False)
    subdivision = forms.ChoiceField(label=_("Region"), required=False)

    def __init__(self, *args: Any, country: str | None = None, **kwargs: Any) -> None:
        """`country`, when given, is the one just chosen: its regions are offered."""
        super().__init__(*args, **kwargs)
        if country is not None:
            self.initial = {**self.initial, "country": country, "subdivision": ""}
        for number, name in enumerate(DAY_NAMES):
            self.fields[name] = LengthField(label=capfirst(WEEKDAYS[number]), required=False)
        self._offer_places()

    @classmethod
    def initial_of(cls, contract: Contract | None) -> dict[str, Any]:
        """What is in force, else a full-time contract by the company's hours."""
        if contract is not None:
            names = ("full_time_minutes", "share", "time_zone", "country", "subdivision")
            known = {name: getattr(contract, name) for name in names}
            return known | dict(zip(DAY_NAMES, contract.weekday_minutes, strict=True))
        country, region = settings.PUBLIC_HOLIDAYS
        week = [minutes_of_day(day) for day in settings.WORKING_HOURS]
        full_time = minutes_of_week(settings.WORKING_HOURS)
        facts: dict[str, Any] = {"full_time_minutes": full_time, "share": WHOLE}
        facts |= {"country": country, "subdivision": region}
        return facts | dict(zip(DAY_NAMES, week, strict=True))

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAY_NAMES]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return facts
        total = part_of_week(facts["full_time_minutes"], facts["share"])
        days = [facts.pop(name) for name in DAY_NAMES]
        if all(day is None for day in days):
            days = list(spread(total))
        since = facts.pop("since")
        week = tuple(day or 0 for day in days)
        return {"since": since, "employment": Employment(weekday_minutes=week, **facts)}

    def spread_days(self) -> dict[str, str]:
        """The days with hours, else Monday to Friday, made even; to be shown, not yet kept."""
        employment: Employment = self.cleaned_data["employment"]
        worked = [day for day, minutes in enumerate(employment.weekday_minutes) if minutes]
        total = part_of_week(employment.full_time_minutes, employment.share)
        week = spread(total, worked or OFFICE_DAYS)
        return {name: written(week[number]) for number, name in enumerate(DAY_NAMES)}

    def _offer_places(self) -> None:
        language = (get_language() or "en")[:2]
        chosen = self.data.get("country") if self.is_bound else self.initial.get("country")
        offered = [("", _("Nowhere: no public holidays")), *countries(language)]
        self.fields["country"].choices = offered  # type: ignore[attr-defined]
        places = regions(chosen or "")
        self.fields["subdivision"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole country")),
            *places,
        ]
        self.fields["subdivision"].error_messages["invalid_choice"] = _(
            "This is no region of the country above. Its regions are listed now."
        )
        self.has_regions = bool(places)
        self.fields["country"].widget.attrs |= {
            "hx-get": "",
            "hx-trigger": "change",
            "hx-target": "#region",
            "hx-select": "#region",
            "hx-swap": "outerHTML",
        }


class CompanyDayForm(forms.Form):
    day = DayField(label=_("Day"))
    name = forms.CharField(label=_("Name"), max_length=120)
    is_off = forms.TypedChoiceField(
        label=_("On this day"),
        choices=[("yes", _("nobody works")), ("no", _("people work, though it is a holiday"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    country = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = countries((get_language() or "en")[:2])
        self.fields["country"].choices = [("", _("Everybody")), *named]  # type: ignore[attr-defined]


class MatrixLineForm(forms.Form):
    team = TeamChoice(label=_("Team"), queryset=Team.objects.all(), empty_label=_("Choose a team"))
    since = DayField(label=_("From"))
    last_day = DayField(
        label=_("Last day"), required=False, help_text=_("Leave it empty while it lasts.")
    )


class LastDayForm(forms.Form):
    """Ends a matrix line: `until`, cleaned, is the first day on which it is over."""

    last_day = DayField(label=_("Last day"))

    def __init__(self, *args: Any, line: TeamMembership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        last_day = facts.get("last_day")
        if last_day is not None and last_day < self.line.since:
            self.add_error("last_day", _("This is before its first day. To undo it, take it back."))
        return facts
