"""Asking for an article that is missing, and giving the request an outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.queries import pickable_areas, visible_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.decisions import article_named
from knowledge.articles.forms.lists import AreaChoice
from knowledge.articles.queries.requests import (
    NOTE_LENGTH,
    STATES,
    WORDS_LENGTH,
    RequestFilter,
)
from knowledge.search.analysis import words as words_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import User
    from knowledge.articles.models import Article


class RequestForm(forms.Form):
    """What a lead is told is missing."""

    words = forms.CharField(
        label=_("What was searched"),
        help_text=_("In the customer’s words: the article will be found by them."),
        max_length=WORDS_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    area = AreaChoice(
        label=_("Product area"),
        help_text=_("Its lead is told. Without an area, every lead is."),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("I can’t tell"),
    )
    note = forms.CharField(
        label=_("What is missing"),
        help_text=_(
            "What the customer wants to know, and why what is there does not help. Colleagues read it:"
            " no customer’s name, no contract number."
        ),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self, pickable_areas(person))

    def clean_words(self) -> str:
        words = " ".join(self.cleaned_data["words"].split())
        if not words_of(words):
            raise ValidationError(_("Say what was searched, in the customer’s words."))
        return words


class DeclineRequestForm(forms.Form):
    """Say no to those who wait, with a word."""

    word = forms.CharField(
        label=_("A word to those who wait"),
        help_text=_("Why there will be no article, and what to do instead."),
        max_length=NOTE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in a word: somebody waits for an answer.")},
    )


class AnsweredForm(forms.Form):
    """An article says it already."""

    article = forms.CharField(
        label=_("Article that answers"),
        help_text=_("Its exact title, or its address."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_article(self) -> Article:
        typed = self.cleaned_data["article"]
        found = article_named(self.person, typed)
        if found is None:
            raise ValidationError(
                _("There is no article “%(typed)s”. Write its exact title."),
                params={"typed": typed},
            )
        if found.is_archived:
            raise ValidationError(_("That article is archived: it answers nobody any more."))
        return found


class MoveForm(forms.Form):
    """Another area than was guessed."""

    area = AreaChoice(
        label=_("Product area"),
        help_text=_("Its lead is told."),
        queryset=Area.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an area"),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_areas(self, pickable_areas(person))


class RequestFilterForm(forms.Form):
    """The query string of the list. Nonsense in it filters nothing, rather than failing."""

    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("All areas"),
    )
    state = forms.ChoiceField(
        choices=[(name, name) for name in STATES], required=False, widget=forms.HiddenInput
    )

    def __init__(self, data: QueryDict, *, person: User) -> None:
        super().__init__(data)
        _offer_areas(self, visible_areas(person).in_tree_order())

    def chosen(self) -> RequestFilter:
        """The filter, without whatever made no sense."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return RequestFilter(**given)


def _offer_areas(form: forms.Form, areas: Any) -> None:
    field = form.fields["area"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = areas
