"""How somebody's time is recorded, and when they are reminded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.week_words import say_time
from knowledge.contributions.models import Recording

HOUR = 60
HOURS = [(hour * HOUR, lazy(say_time, str)(hour * HOUR)) for hour in range(24)]
DAYS = [(number, lazy(lambda name: capfirst(str(name)), str)(n)) for number, n in WEEKDAYS.items()]


class RecordingForm(forms.Form):
    counts_activity = forms.BooleanField(
        label=_("Propose entries from what I do here"),
        required=False,
        help_text=_(
            "While you write an article or an answer, your browser counts the minutes in which you "
            "type or move, and sends the sum by day. Pauses of more than a minute are left out, two "
            "windows never count twice, no key is kept."
        ),
    )
    reminds = forms.BooleanField(
        label=_("Remind me of my week"),
        required=False,
        help_text=_(
            "Once a week, if something waits for your word or nothing was recorded. Never while you "
            "are away: then on the day you are back."
        ),
    )
    remind_weekday = forms.TypedChoiceField(label=_("On"), choices=DAYS, coerce=int)
    remind_minute = forms.TypedChoiceField(label=_("At"), choices=HOURS, coerce=int)
    monthly_mail = forms.BooleanField(
        label=_("Write to me once a month about my teams"),
        required=False,
        help_text=_("Shares by person as you see them here, for those who manage a team."),
    )

    def __init__(
        self, *args: Any, recording: Recording, shares: bool, manages: bool, **kwargs: Any
    ) -> None:
        names = ("counts_activity", "reminds", "remind_weekday", "remind_minute", "monthly_mail")
        self._kept = {name: getattr(recording, name) for name in names}
        initial = self._kept | {"remind_minute": recording.remind_minute // HOUR * HOUR}
        super().__init__(*args, **kwargs | {"initial": initial})
        if not manages:
            del self.fields["monthly_mail"]
        if not shares:
            for name in ("counts_activity", "reminds", "remind_weekday", "remind_minute"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """With what the person is not asked about as it was."""
        facts: dict[str, Any] = super().clean() or self.cleaned_data
        return self._kept | facts
