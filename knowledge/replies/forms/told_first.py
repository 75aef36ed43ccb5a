"""What a customer knew first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice


class ToldFirstForm(forms.Form):
    """What they knew and where it belongs, filled in after the press."""

    words = forms.CharField(
        label=_("What did they know?"),
        max_length=300,
        required=False,
        help_text=_("No name, no number that says who it is."),
    )
    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("I cannot say"),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(person)  # type: ignore[attr-defined]


def key_of(typed: str) -> UUID | None:
    """What the browser made for this press; None for nonsense."""
    try:
        return UUID(typed)
    except ValueError:
        return None
