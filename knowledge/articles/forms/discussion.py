"""Comments and flags: what readers say about an article."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.models import Flag

COMMENT_LENGTH = 10_000
WORD_LENGTH = 2_000


class CommentForm(forms.Form):
    """A comment, or a reply to one."""

    source = forms.CharField(
        label=_("Your comment"),
        help_text=_("@name tells that person. Colleagues read it, customers never do."),
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    parent = forms.IntegerField(required=False, widget=forms.HiddenInput)


class FlagForm(forms.Form):
    """Say what is the matter with a passage, or with the whole article."""

    reason = forms.ChoiceField(
        label=_("What is the matter"), choices=Flag.Reason, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("In a few words"),
        help_text=_("What did you see, or what did the customer say?"),
        max_length=WORD_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FlagDecisionForm(forms.Form):
    """The outcome of a flag, with a word to whoever raised it."""

    outcome = forms.ChoiceField(choices=[("accepted", _("Accept")), ("declined", _("Decline"))])
    word = forms.CharField(
        label=_("A word to the reader who flagged it"),
        max_length=WORD_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_word(self) -> str:
        """Declining needs a reason: nobody flags twice after silence."""
        word: str = self.cleaned_data["word"].strip()
        if self.cleaned_data.get("outcome") == "declined" and not word:
            raise forms.ValidationError(_("Say why, in a word: the reader took the trouble."))
        return word
