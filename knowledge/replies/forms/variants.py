"""Words of an article for a channel, as an expert types them."""

from __future__ import annotations

from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from knowledge.passages.models import AudienceChoices
from knowledge.replies.actions.variants import MOST_CHARACTERS, tidy

READERS: Final = [
    (choice.value, choice.label) for choice in (AudienceChoices.CUSTOMER, AudienceChoices.PARTNER)
]


class VariantForm(forms.Form):
    """`revision` is the number of the one before the writer's eyes, `started_from` that of the wording."""

    words = forms.CharField(
        label=_("Words"),
        help_text=_(
            "Plain text, as the customer gets it. The greeting and the closing of the channel come by"
            " themselves."
        ),
        strip=False,
        widget=forms.Textarea({"rows": 9, "spellcheck": "true"}),
        error_messages={"required": _("Write the words first.")},
    )
    audience = forms.ChoiceField(
        label=_("Who may be told it"),
        choices=READERS,
        initial="customer",
        widget=forms.RadioSelect,
    )
    revision = forms.IntegerField(min_value=1, max_value=2**31, widget=forms.HiddenInput)
    started_from = forms.IntegerField(min_value=0, max_value=2**31, widget=forms.HiddenInput)

    def clean_words(self) -> str:
        words = tidy(self.cleaned_data["words"], most=len(self.cleaned_data["words"]))
        if not words:
            raise ValidationError(_("Write the words first."))
        if len(words) > MOST_CHARACTERS:
            raise ValidationError(
                _("That is too long: at most %(n)d characters."), params={"n": MOST_CHARACTERS}
            )
        return words

    def carry(self, name: str, value: str) -> None:
        """What the form shows again has this value, so that the same key sends it as it is."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data[self.add_prefix(name)] = value
        self.data = data


class NumberForm(forms.Form):
    """The wording, and the revision, that a key on the page is about."""

    number = forms.IntegerField(min_value=1, max_value=2**31)
    revision = forms.IntegerField(min_value=1, max_value=2**31, required=False)
