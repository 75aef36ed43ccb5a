"""The query string of the page of failed searches. Nonsense in it is ignored, never an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.insights.periods import DAYS, USUAL_DAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import QueryDict

    from accounts.models import User
    from knowledge.insights.clusters import Cluster

VIEWS: Final[dict[str, Callable[[Cluster], int]]] = {
    "failed": lambda cluster: cluster.counts.failed,
    "empty": lambda cluster: cluster.counts.no_result,
    "unopened": lambda cluster: cluster.counts.unopened,
    "top": lambda cluster: cluster.counts.searches,
}
"""The lists, and the figure by which each is ordered; a cluster without it isn't in the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the address asks for."""

    days: int = USUAL_DAYS
    view: str = "failed"
    area: Area | None = None

    def query(self, **changes: str) -> str:
        """The query string with some of it changed; usual values are left out."""
        given = {
            "days": str(self.days),
            "view": self.view,
            "area": self.area.slug if self.area else "",
        } | changes
        usual = {"days": str(USUAL_DAYS), "view": "failed", "area": ""}
        return urlencode({name: value for name, value in given.items() if value != usual.get(name)})


class ReportForm(forms.Form):
    """The area is chosen in a list; period and view are links that keep it."""

    days = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in DAYS],
        coerce=int,
        required=False,
        widget=forms.HiddenInput,
    )
    view = forms.ChoiceField(
        choices=[(name, name) for name in VIEWS], required=False, widget=forms.HiddenInput
    )
    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All areas"),
    )

    def __init__(self, data: QueryDict, *, person: User) -> None:
        super().__init__(data)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        area.queryset = pickable_areas(person).in_tree_order()

    def chosen(self) -> Chosen:
        """The choice, without whatever made no sense."""
        self.is_valid()
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if value})
