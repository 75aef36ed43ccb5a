"""The hours of one's week, and the days one is away."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.calendars import Pattern
from accounts.hours import Day, Trouble, WrongHours, read_day, write_day

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FARTHEST = timedelta(days=2 * 366)
"""How far back and ahead a change of hours may be dated."""

TROUBLES = {
    Trouble.UNREADABLE: _("“%(part)s” is not understood. Write hours as 9:00-12:30, 14:00-17:30."),
    Trouble.BACKWARDS: _(
        "“%(part)s” ends before it begins. For a night, write 22:00-24:00 here and 0:00-6:00 on "
        "the next day."
    ),
    Trouble.OVERLAP: _("“%(part)s”: two of these times overlap. Let one end before the other."),
}


class HoursField(forms.CharField):
    """The hours of a day, typed in English or French; cleaned to its spans."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return write_day(value, language=(get_language() or "en")[:2])
        return value

    def clean(self, value: Any) -> Day:
        typed: str = super().clean(value)
        try:
            return read_day(typed)
        except WrongHours as error:
            raise ValidationError(TROUBLES[error.trouble], params={"part": error.part}) from error


def _date_input() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d")


class WeekForm(forms.Form):
    """Cleaned, `week` is the seven days.

    Minutes for sharing are not asked: they follow from the allowance in force.
    """

    since = forms.DateField(
        label=_("From"),
        widget=_date_input(),
        help_text=_("The first day of these hours; what you declared before stays until then."),
    )

    def __init__(self, *args: Any, pattern: Pattern, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["since"].initial = today
        for number, name in enumerate(DAY_NAMES):
            self.fields[name] = HoursField(
                label=capfirst(WEEKDAYS[number]), initial=pattern.week[number]
            )

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[name] for name in DAY_NAMES]

    def clean_since(self) -> date:
        since: date = self.cleaned_data["since"]
        if abs(since - self.today) > FARTHEST:
            raise ValidationError(_("Choose a day at most two years from today."))
        return since

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return facts
        week = tuple(facts[name] for name in DAY_NAMES)
        return {"since": facts["since"], "week": week}


class AwayForm(forms.Form):
    first_day = forms.DateField(
        label=_("First day"), widget=_date_input(), help_text=_("Enough for a single day.")
    )
    last_day = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=_date_input(),
        help_text=_("The last one on which you are away."),
    )
    from_noon = forms.BooleanField(label=_("From noon on the first day"), required=False)
    to_noon = forms.BooleanField(label=_("Until noon on the last day"), required=False)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("For you and whoever manages you. Colleagues see the days alone."),
    )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        return facts | {"last_day": facts.get("last_day") or facts.get("first_day")}
