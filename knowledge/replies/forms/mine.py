"""What people say of their own replies, and what they want of the reply desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import REFERENCE_LENGTH, check_reference
from knowledge.replies.models import DeskPreference, Outcome, ReplyRecord, Way
from knowledge.replies.queries.mine import UNSAID, Wanted

if TYPE_CHECKING:
    from django.http import QueryDict

LONGEST_NUMBER = 19


class FilterForm(forms.Form):
    """Which of one's replies are listed."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("Any channel")), *Channel.choices], required=False
    )
    way = forms.ChoiceField(
        label=_("How"), choices=[("", _("Copied or told")), *Way.choices], required=False
    )
    outcome = forms.ChoiceField(
        label=_("How it went"),
        choices=[("", _("Any outcome")), (UNSAID, _("Not said yet")), *Outcome.choices],
        required=False,
    )
    reference = forms.CharField(
        label=_("Case reference"), max_length=REFERENCE_LENGTH, required=False
    )

    @property
    def wanted(self) -> Wanted:
        """What is no choice of ours counts as not asked for."""
        self.full_clean()
        return Wanted(**{name: self.cleaned_data.get(name, "") for name in self.fields})


class ReplyForm(forms.Form):
    """How one reply travelled, of which case it was, how it went."""

    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("Not said")), *Channel.choices], required=False
    )
    reference = forms.CharField(
        label=_("Case reference"),
        max_length=200,
        required=False,
        help_text=_("The number of the case or ticket. Never who the customer is."),
    )
    outcome = forms.ChoiceField(
        label=_("How it went"),
        choices=[("", _("Not said")), *Outcome.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    @classmethod
    def of(cls, record: ReplyRecord, data: QueryDict | None = None) -> ReplyForm:
        """Filled with what the record says; a form that names some fields alone leaves the others."""
        said: dict[str, Any] = {
            name: getattr(record, name) for name in ("channel", "reference", "outcome")
        }
        if data is None:
            return cls(initial=said)
        given = {name: data.get(name, said[name]) for name in said}
        return cls(given, initial=said)

    def clean_reference(self) -> str:
        """Raises ValidationError for what may say who the customer is."""
        return check_reference(self.cleaned_data["reference"])


class PreferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What one person agrees to, and wants."""

    class Meta:
        model = DeskPreference
        fields = ("asks_outcomes", "shows_name", "weekly_note")
        help_texts = {
            "asks_outcomes": _(
                "One quiet line on your home page, for all replies of the day at once."
            ),
            "shows_name": _(
                "Otherwise they read how many replies their words went into, never whose. Nobody "
                "else ever sees your replies."
            ),
            "weekly_note": _("Mondays, in your inbox, for whoever writes articles or answers."),
        }


def chosen(data: QueryDict) -> list[int]:
    """The replies that a button of the list is about; what is no number is left out."""
    return [
        int(typed)
        for typed in data.getlist("reply")
        if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER
    ]
