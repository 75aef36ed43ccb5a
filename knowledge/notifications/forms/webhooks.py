"""A webhook of an area."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from knowledge.notifications.addresses import AddressRefused, split_address
from knowledge.notifications.models import Format


class WebhookForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("The channel it leads to: “#broadband”.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "Whoever knows it can write there: it is shown to nobody but those who manage."
        ),
    )
    format = forms.ChoiceField(
        label=_("Format"), choices=Format.choices, widget=forms.RadioSelect, initial=Format.TERROIR
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            split_address(url)
        except AddressRefused as error:
            raise ValidationError(str(error)) from error
        return url


class WebhookChangeForm(WebhookForm):
    is_active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Nothing is sent while it is off.")
    )
