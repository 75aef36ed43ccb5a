"""The policy, spokespersons, and a draft handed to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonAdded
from accounts.models import User
from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.markup.clean import MAX_CHARS
from knowledge.replies.forms.copying import LONGEST_NUMBER
from knowledge.threads.forms.identity import WarnsOfIdentities


def whole_number(typed: str) -> int:
    """0 for what is no number of ours."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER else 0


class PolicyForm(forms.Form):
    """The next version; `after` is the number that its writer had before them."""

    source = forms.CharField(
        label=_("English text"),
        required=False,
        strip=False,
        max_length=MAX_CHARS,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Markdown: headings with ##, lists with -."),
    )
    source_fr = forms.CharField(
        label=_("French text"),
        required=False,
        strip=False,
        max_length=MAX_CHARS,
        widget=forms.Textarea({"rows": 14}),
    )
    note = forms.CharField(label=_("What changed, in a few words"), required=False, max_length=300)
    needs_acceptance = forms.BooleanField(
        label=_("Everybody accepts it again"),
        required=False,
        initial=True,
        help_text=_("Leave it out for a comma: who accepted the last version may go on."),
    )
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SpokespersonForm(forms.Form):
    """One more who may speak for the area."""

    person = PersonAdded(
        label=_("Who"),
        required=True,
        empty_label=_("Choose somebody"),
    )

    def __init__(self, *args: Any, named: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = User.objects.active().exclude(pk__in=named)
        self.fields["person"].queryset = others  # type: ignore[attr-defined]


class HandOverForm(WarnsOfIdentities):
    """A draft for a spokesperson: it becomes a question that colleagues read, so it warns as one does."""

    watched = ("about", "draft")

    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an area"),
    )
    about = forms.CharField(
        label=_("What it is about"),
        max_length=120,
        help_text=_("No name of the customer, no number that says who it is."),
    )
    draft = forms.CharField(
        label=_("The reply that you would give"),
        max_length=MAX_CHARS,
        widget=forms.Textarea({"rows": 8}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(person)  # type: ignore[attr-defined]

    @property
    def handed(self) -> dict[str, Any]:
        """What the action takes, of a form that was found valid."""
        return {name: self.cleaned_data[name] for name in ("area", "about", "draft")}
