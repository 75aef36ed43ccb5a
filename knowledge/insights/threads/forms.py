"""The query string of the page of threads. Nonsense in it is ignored, never an error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.insights.periods import DAYS, USUAL_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the address asks for."""

    days: int = USUAL_DAYS
    area: Area | None = None

    def query(self, **changes: str) -> str:
        """The query string with some of it changed; usual values are left out."""
        given = {"days": str(self.days), "area": self.area.slug if self.area else ""} | changes
        usual = {"days": str(USUAL_DAYS), "area": ""}
        return urlencode({name: value for name, value in given.items() if value != usual[name]})


class ThreadReportForm(forms.Form):
    """The area is chosen in a list of those in the viewer's reach; the period is a link."""

    days = forms.TypedChoiceField(
        choices=[(str(days), str(days)) for days in DAYS],
        coerce=int,
        required=False,
        widget=forms.HiddenInput,
    )
    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All areas"),
    )

    def __init__(self, data: QueryDict, *, reach: Iterable[Area]) -> None:
        super().__init__(data)
        area = self.fields["area"]
        assert isinstance(area, forms.ModelChoiceField)
        ids = [found.pk for found in reach]
        area.queryset = Area.objects.filter(pk__in=ids).in_tree_order()

    def chosen(self) -> Chosen:
        """The choice, without whatever made no sense."""
        self.is_valid()
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if value})
