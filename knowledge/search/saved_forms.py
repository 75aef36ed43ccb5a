"""Keeping a search: its name, and whether to be told."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 120


class SaveForm(forms.Form):
    """A search to keep. Without a name it is called by its words."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tells = forms.BooleanField(
        label=_("Tell me about new results"),
        help_text=_("In your inbox, at most once an hour."),
        required=False,
    )


class RenameForm(forms.Form):
    """Another name for a saved search."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
