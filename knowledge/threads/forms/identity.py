"""A warning about what may say who the customer is. It never refuses: sent again, the words go through."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext

from knowledge.passages.customer_identity import identities_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.passages.customer_identity import Found


class WarnsOfIdentities(forms.Form):
    """Warns once of what looks like a customer's identity in the `watched` fields.

    `seen` comes back with the digest of what was warned of: sent again unchanged, it is meant so.
    """

    watched: ClassVar[tuple[str, ...]] = ()
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        found = [one for name in self.watched for one in identities_in(data.get(name) or "")]
        mark = _digest(found)
        if found and data.get("seen") != mark:
            self.carry("seen", mark)
            self.add_error(None, ValidationError(warning_about(found), code="identity"))
        return data

    @property
    def warns(self) -> bool:
        """Whether the last answer was this warning."""
        return self.has_error("__all__", code="identity")

    def carry(self, name: str, value: str) -> None:
        """What the form shows again has this value, so that the same key sends it as it is."""
        data = self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)
        data[self.add_prefix(name)] = value
        self.data = data


def warning_about(found: Iterable[Found]) -> str:
    """One sentence with what was found, as it was typed."""
    shown = " · ".join(dict.fromkeys(one.shown for one in found))
    return gettext(
        "This seems to say who the customer is: %(shown)s. Take it out, or send again if it does not."
        " Nothing you wrote is lost."
    ) % {"shown": shown}


def _digest(found: Iterable[Found]) -> str:
    whole = "\n".join(sorted(f"{one.kind} {one.shown}" for one in found))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
