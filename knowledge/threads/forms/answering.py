"""Answers and comments."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.threads.forms.asking import checked_source
from knowledge.threads.forms.identity import WarnsOfIdentities


class AnswerForm(WarnsOfIdentities):
    """Markdown with audience blocks, as in articles; closed by default."""

    watched = ("body",)

    body = forms.CharField(
        label=_("Your answer"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write the answer first.")},
    )
    for_customer = forms.BooleanField(
        label=_("May be told to the customer"),
        help_text=_("All of it. For a part, mark it in the text."),
        required=False,
    )
    is_partial = forms.BooleanField(
        label=_("This does not answer all of it yet"),
        help_text=_("The question stays in the queue."),
        required=False,
    )

    def clean_body(self) -> str:
        body = checked_source(self.cleaned_data["body"])
        if not body.strip():
            raise ValidationError(_("Write the answer first."))
        return body

    def source(self) -> str:
        """The body, as one block for customers where that was ticked and nothing is marked in it."""
        body: str = self.cleaned_data["body"]
        if self.cleaned_data.get("for_customer") and "\n///" not in f"\n{body}":
            return f"/// customer\n{body}\n///"
        return body


class CorrectionForm(WarnsOfIdentities):
    """Other words for an answer; what it said before stays readable."""

    watched = ("body",)

    body = forms.CharField(
        label=_("The answer"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Write the answer first, or withdraw it.")},
    )
    is_partial = forms.BooleanField(
        label=_("This does not answer all of it yet"),
        help_text=_("The question stays in the queue."),
        required=False,
    )
    note = forms.CharField(
        label=_("What changed, in a few words"),
        help_text=_(
            "With a note, those concerned are told; without one, it is a small correction."
        ),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_body(self) -> str:
        return checked_source(self.cleaned_data["body"])
