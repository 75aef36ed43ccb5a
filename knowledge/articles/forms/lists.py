"""The filters of the article list, parsed from the query string."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings as site
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import visible_areas, visible_topics
from knowledge.areas.models import Area, Topic
from knowledge.articles.models import Confidence, Kind
from knowledge.articles.queries.lists import ArticleFilter
from knowledge.markup.french import NO_BREAK

if TYPE_CHECKING:
    from django.http import QueryDict

STATES = [
    ("", _("In use")),
    ("due", _("To verify")),
    ("archived", _("Archived")),
    ("all", _("All")),
]
SORTS = [
    ("changed", _("Last changed")),
    ("newest", _("Newest")),
    ("due", _("To verify first")),
    ("title", _("Title")),
]


class AreaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Visible areas by slug, indented as the tree is."""

    def label_from_instance(self, obj: Area) -> str:
        return f"{NO_BREAK * 3 * obj.depth}{obj.label}"


class ArticleFilterForm(forms.Form):
    """Nonsense in the query string filters nothing, rather than failing."""

    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All areas"),
    )
    topic = forms.ModelChoiceField(
        queryset=Topic.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.HiddenInput,
    )
    author = forms.ModelChoiceField(
        queryset=User.objects.all(), to_field_name="slug", required=False, widget=forms.HiddenInput
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *Kind.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All languages")), *site.LANGUAGES], required=False
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        choices=[
            ("", _("All")),
            *(c for c in Confidence.choices if c[0] != Confidence.ARCHIVED.value),
        ],
        required=False,
    )
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS, required=False)

    def __init__(self, data: QueryDict, *, person: User) -> None:
        super().__init__(data)
        area, topic = self.fields["area"], self.fields["topic"]
        assert isinstance(area, forms.ModelChoiceField)
        assert isinstance(topic, forms.ModelChoiceField)
        area.queryset = visible_areas(person).in_tree_order()
        topic.queryset = visible_topics(person).current()

    def chosen(self) -> ArticleFilter:
        """The filter, without whatever made no sense."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        return ArticleFilter(**given)
