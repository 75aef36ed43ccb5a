"""What a browser sends to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.outgoing import AddressRefused, split_address
from knowledge.notifications.browser_names import Browser, name_of
from knowledge.notifications.models.push import ENDPOINT_LENGTH
from knowledge.notifications.webpush import WrongKey, read_point, read_secret


class BrowserForm(forms.Form):
    """A subscription as the Push API gives it. A wrong one is a program's mistake, never a person's."""

    endpoint = forms.CharField(max_length=ENDPOINT_LENGTH)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=30)

    def clean_endpoint(self) -> str:
        """A public address, wherever webhooks may lead: anybody who signs in adds devices, and webhooks
        are added by leads.
        """
        endpoint: str = self.cleaned_data["endpoint"]
        try:
            split_address(endpoint, private=settings.PUSHES_TO_PRIVATE_ADDRESSES)
        except AddressRefused as error:
            raise ValidationError(str(error)) from error
        return endpoint

    def clean(self) -> dict[str, Any] | None:
        facts = super().clean() or {}
        try:
            read_point(facts.get("p256dh", ""))
            read_secret(facts.get("auth", ""))
        except WrongKey as error:
            raise ValidationError(str(error)) from error
        return facts

    def browser(self, user_agent: str) -> Browser:
        """Once it is valid."""
        return Browser(**self.cleaned_data, name=name_of(user_agent))
