"""Opening a recall, and saying what became of each reply."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.customer_identity import REFUSALS, identities_in
from knowledge.replies.models import RecalledReply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from knowledge.replies.queries.recalls import Wording


class RecallForm(forms.Form):
    """Which wording was wrong (the number of its first revision), and what to tell the customer."""

    wrong = forms.TypedChoiceField(label=_("What was wrong"), coerce=int, widget=forms.RadioSelect)
    word = forms.CharField(
        label=_("What to tell the customer"),
        help_text=_("Those who gave the replies read it first: what is right, and what to do now."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None, *, wordings: Sequence[Wording]) -> None:
        super().__init__(data)
        self.wordings = dict(enumerate(wordings))
        field = self.fields["wrong"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(number, wording.plain) for number, wording in self.wordings.items()]

    def wrong_wording(self) -> Wording:
        """Of a form that is valid."""
        return self.wordings[self.cleaned_data["wrong"]]


class SettleForm(forms.Form):
    """What became of one reply."""

    state = forms.ChoiceField(choices=RecalledReply.State.choices)
    note = forms.CharField(max_length=300, required=False)

    def clean_note(self) -> str:
        """Who the customer is stays out of it."""
        note: str = self.cleaned_data["note"].strip()
        found = identities_in(note)
        if found:
            raise forms.ValidationError(REFUSALS[found[0].kind])
        return note
