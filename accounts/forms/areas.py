"""Areas, their leads and restrictions, and topics."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PeopleKept, PersonAdded, kept_and_added
from accounts.models import Team, User
from accounts.queries import pickable_areas, visible_topics
from knowledge.areas.models import Area, Tone, Topic
from knowledge.areas.topics import find_topic


class AreaChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Areas in tree order, indented. The form gives it those that exist for the person."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Area.objects.none())
        kwargs.setdefault("empty_label", _("Choose an area"))
        super().__init__(**kwargs)

    def label_from_instance(self, obj: Area) -> str:
        return "\u2003" * obj.depth + obj.label


class AreaForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    name_fr = forms.CharField(label=_("French name"), max_length=120, required=False)
    parent = AreaChoice(label=_("Inside"), required=False, empty_label=_("Nothing: a root"))
    description = forms.CharField(
        label=_("Description"), max_length=1000, required=False, widget=forms.Textarea({"rows": 3})
    )
    description_fr = forms.CharField(
        label=_("French description"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    colour = forms.ChoiceField(label=_("Colour"), choices=Tone.choices)
    position = forms.IntegerField(
        label=_("Position"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=_("Lower comes first among its neighbours; the same number sorts by name."),
    )
    owners = PeopleKept(label=_("Knowledge leads"))
    add_owner = PersonAdded(label=_("Add a knowledge lead"))

    def __init__(self, *args: Any, person: User, area: Area | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = pickable_areas(person)
        if area is not None:
            below = Area.objects.descendants_of(area, include_self=True)
            places = places.exclude(pk__in=below.values("pk"))
            current = User.objects.filter(owned_areas__area=area)
            self.fields["owners"].queryset = current  # type: ignore[attr-defined]
            self.fields["owners"].initial = [person.pk for person in current]
        self.fields["parent"].queryset = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        added = cleaned.pop("add_owner", None)
        cleaned["owners"] = kept_and_added(cleaned.get("owners") or (), added)
        return cleaned


class TeamsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Team) -> str:
        return "\u2003" * obj.depth + obj.name


class RestrictionForm(forms.Form):
    teams = TeamsChoice(
        label=_("Only for these teams, and the teams inside them"),
        queryset=Team.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class TopicForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)


class SynonymForm(forms.Form):
    name = forms.CharField(
        label=_("Synonym"), max_length=100, help_text=_("Whoever types it finds this topic.")
    )


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Merge into"),
        max_length=100,
        help_text=_("The topic that stays: its name or a synonym."),
    )

    def __init__(self, *args: Any, topic: Topic, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topic, self.person = topic, person

    def clean_into(self) -> Topic:
        found = find_topic(self.cleaned_data["into"])
        others = visible_topics(self.person).exclude(pk=self.topic.pk)
        if found is None or not others.filter(pk=found.pk).exists():
            raise forms.ValidationError(_("No other topic has this name."))
        return found
