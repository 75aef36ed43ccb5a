"""The watch list and the policies, as leads type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.passages.models import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterable


class NameForm(forms.Form):
    """One name to watch for."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("As it is written; capitals, accents and hyphens make no difference."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Why, or what to say instead"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class PoliciesForm(forms.Form):
    """One choice for each kind of finding."""

    def __init__(self, *args: Any, rules: Iterable[LintRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule in rules:
            self.fields[rule.kind] = forms.ChoiceField(
                label=rule.get_kind_display(),
                choices=LintRule.Policy.choices,
                initial=rule.policy,
                widget=forms.RadioSelect,
            )

    def changed(self) -> dict[str, str]:
        """The kinds whose policy is another one now."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


class TryForm(forms.Form):
    """Words to try the list and the policies on; they are not kept."""

    text = forms.CharField(
        label=_("Try it"),
        help_text=_("Paste what a customer would read. Nothing of it is kept."),
        max_length=10_000,
        widget=forms.Textarea({"rows": 4}),
    )
