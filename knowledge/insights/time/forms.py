"""The query strings of the pages of contribution time. Nonsense in them is ignored, never an error."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final

from django import forms
from django.db.models import Q
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.contributions.periods import PERIODS, TEAM_WEEKS
from knowledge.contributions.permissions import managed_teams
from knowledge.markup.french import NO_BREAK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from accounts.models import User
    from knowledge.areas.tree import TreeQuerySet

_USUAL: Final = {"team": "", "area": "", "weeks": str(TEAM_WEEKS), "compare": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What the address asks for."""

    team: Team | None = None
    area: Area | None = None
    weeks: int = TEAM_WEEKS
    compare: bool = False

    @property
    def narrows(self) -> bool:
        return self.team is not None or self.area is not None or self.compare

    def query(self, **changes: str) -> str:
        """The query string with some of it changed; usual values are left out."""
        given = {
            "team": self.team.slug if self.team else "",
            "area": self.area.slug if self.area else "",
            "weeks": str(self.weeks),
            "compare": "1" if self.compare else "",
        } | changes
        return urlencode({name: value for name, value in given.items() if value != _USUAL[name]})


class TeamChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Teams of a line by slug, indented as the tree is."""

    def label_from_instance(self, obj: Team) -> str:
        return f"{NO_BREAK * 3 * obj.depth}{obj.name}"


class PeriodForm(forms.Form):
    """Of how many weeks; the links of a page keep it."""

    weeks = forms.TypedChoiceField(
        choices=[(str(weeks), str(weeks)) for weeks in PERIODS],
        coerce=int,
        required=False,
        widget=forms.HiddenInput,
    )

    def chosen(self) -> Chosen:
        """The choice, without whatever made no sense."""
        self.is_valid()
        return Chosen(**{name: value for name, value in self.cleaned_data.items() if value})


class CompanyForm(PeriodForm):
    """With as many weeks before them, if wanted."""

    compare = forms.BooleanField(label=_("Compare with the weeks before"), required=False)


class TeamForm(CompanyForm):
    """The team is one of the viewer's line, the area one that exists for them."""

    team = TeamChoice(
        label=_("Team"),
        queryset=Team.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All my teams"),
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
        team, area = self.fields["team"], self.fields["area"]
        assert isinstance(team, forms.ModelChoiceField)
        assert isinstance(area, forms.ModelChoiceField)
        team.queryset = line_of(person)
        area.queryset = pickable_areas(person).in_tree_order()

    def teams(self, person: User) -> Sequence[Team]:
        """The chosen team, else all that the person manages."""
        chosen = self.chosen().team
        return managed_teams(person) if chosen is None else [chosen]


def line_of(person: User) -> TreeQuerySet[Team]:
    """The teams that somebody manages and all below them, in tree order."""
    inside = [Q(path__startswith=team.path) for team in managed_teams(person)]
    rows: TreeQuerySet[Team] = Team.objects.filter(reduce(or_, inside, Q(pk=None))).in_tree_order()
    return rows
