"""What people type into their plan: a weekday, a beginning, a length, a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.hours import DAY_MINUTES, WrongHours, read_day, write_time
from knowledge.contributions.durations import WrongDuration, read_minutes
from knowledge.contributions.models import Block
from knowledge.ui.numbers import minutes as say_minutes

LEAST = 5
LONGEST_TYPED = 20


class StartField(forms.CharField):
    """A time of day, typed as 14:00, 14h30, 2 pm; cleaned to minutes after midnight."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "input--short", "autocomplete": "off"})
        super().__init__(max_length=LONGEST_TYPED, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return write_time(value, language=(get_language() or "en")[:2])
        return value

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        try:
            [(start, _end)] = read_day(f"{typed}-24:00")
        except (WrongHours, ValueError) as error:
            said = _("“%(typed)s” is not understood. Write a time such as 14:00 or 14h30.")
            raise ValidationError(said, params={"typed": typed}) from error
        return start


class LengthField(forms.CharField):
    """How long, typed as 2 h, 1h30, 90; cleaned to minutes."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"class": "input--short", "autocomplete": "off"})
        super().__init__(max_length=LONGEST_TYPED, widget=widget, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return say_minutes(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int:
        typed = super().clean(value)
        try:
            minutes = read_minutes(typed)
        except WrongDuration as error:
            said = _("“%(typed)s” is not understood. Write a length such as 2 h, 1h30 or 90.")
            raise ValidationError(said, params={"typed": typed}) from error
        if not LEAST <= minutes <= DAY_MINUTES:
            raise ValidationError(
                _(
                    "Between 5 minutes and a day. A number alone is minutes: write 2 h for two hours."
                )
            )
        return minutes


def _day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date", "class": "input--short"}, format="%Y-%m-%d")


class WhenForm(forms.Form):
    """The time of a block on a day of its own; for moving one it is filled in."""

    day = forms.DateField(label=_("Day"), widget=_day_input())
    start = StartField(label=_("Begins at"), help_text=_("As 14:00, 14h30 or 2 pm."))
    minutes = LengthField(label=_("Length"), help_text=_("As 2 h, 1h30 or 90 minutes."))


class SlotForm(forms.Form):
    """A block every week from a day on."""

    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        coerce=int,
        widget=forms.Select({"class": "input--short"}),
    )
    start = StartField(label=_("Begins at"), help_text=_("As 14:00, 14h30 or 2 pm."))
    minutes = LengthField(label=_("Length"), help_text=_("As 2 h, 1h30 or 90 minutes."))
    since = forms.DateField(label=_("From"), widget=_day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weekday = self.fields["weekday"]
        assert isinstance(weekday, forms.TypedChoiceField)
        weekday.choices = [(number, capfirst(name)) for number, name in WEEKDAYS.items()]


class EndForm(forms.Form):
    """The first day without it."""

    until = forms.DateField(
        label=_("From this day on it is gone"),
        widget=_day_input(),
        help_text=_("What was planned until then stays, with what became of it."),
    )


class SayForm(forms.Form):
    """What became of a block, in one press; for a lost one the reason and a word, if they like."""

    KEPT, LOST, AWAY, OPEN, GONE = "kept", "lost", "away", "open", "gone"
    SAYINGS = (KEPT, LOST, AWAY, OPEN, GONE)

    said = forms.ChoiceField(choices=[(value, value) for value in SAYINGS])
    reason = forms.ChoiceField(label=_("Lost to"), choices=Block.Reason.choices, required=False)
    word = forms.CharField(
        label=_("A word for yourself"),
        max_length=200,
        required=False,
        help_text=_("Nobody else ever reads it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].initial = Block.Reason.NONE
