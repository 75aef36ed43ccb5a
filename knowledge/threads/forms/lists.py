"""The filters of the list, parsed from the query string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import visible_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.threads.models import State
from knowledge.threads.queries.lists import SCOPES, VIEWS, ThreadFilter

if TYPE_CHECKING:
    from django.http import QueryDict


class ThreadFilterForm(forms.Form):
    """Nonsense in the query string filters nothing, rather than failing."""

    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All areas"),
    )
    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("Any state")), *State.choices], required=False
    )
    days = forms.TypedChoiceField(
        label=_("Asked"),
        choices=[
            ("", _("At any time")),
            ("7", _("7 days")),
            ("28", _("28 days")),
            ("90", _("90 days")),
        ],
        coerce=int,
        required=False,
    )
    scope = forms.ChoiceField(
        choices=[(name, name) for name in SCOPES], required=False, widget=forms.HiddenInput
    )
    by = forms.ModelChoiceField(
        queryset=User.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    view = forms.ChoiceField(
        choices=[(name, name) for name in VIEWS], required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, person: User) -> None:
        super().__init__(data)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = visible_areas(person).in_tree_order()

    def chosen(self) -> ThreadFilter:
        """The filter, without whatever made no sense. A person's list has everything of theirs."""
        self.is_valid()
        given: dict[str, Any] = {n: value for n, value in self.cleaned_data.items() if value}
        if "view" not in given and ("by" in given or "state" in given):
            given["view"] = "all"
        return ThreadFilter(**given)
