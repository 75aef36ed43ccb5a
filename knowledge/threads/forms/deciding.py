"""Short forms beside a thread: a word, an area, another thread."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.queries import pickable_areas
from knowledge.areas.folding import fold
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.threads.forms.asking import AreasField
from knowledge.threads.models import TITLE_LENGTH, CloseReason, CustomerLine, Thread, Urgency

if TYPE_CHECKING:
    from accounts.models import User

WORD_LENGTH = 500
INFO_LENGTH = 2_000
LINE_LENGTH = 500
_NUMBER = re.compile(r"(?:^|/threads/)(\d{1,18})/?(?:#.*)?$")


class PassForm(forms.Form):
    """Pass on, with a word to the next in line."""

    word = forms.CharField(
        label=_("A word to whoever is next"),
        max_length=WORD_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in a word why you pass it on.")},
    )


class RenewForm(forms.Form):
    """Keep it for longer, once, with a word to the asker."""

    word = forms.CharField(
        label=_("Why it takes longer"),
        max_length=WORD_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say why, in a word: somebody waits.")},
    )


class AskInfoForm(forms.Form):
    """What is missing to answer."""

    word = forms.CharField(
        label=_("What do you need to know?"),
        help_text=_("The asker is told at once, and the clock stands until they answer."),
        max_length=INFO_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what is missing, so that the asker can give it.")},
    )


class GiveInfoForm(forms.Form):
    """What was missing."""

    word = forms.CharField(
        label=_("Your answer"),
        max_length=INFO_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was missing.")},
    )


class CloseForm(forms.Form):
    """End it without an answer that was retained."""

    reason = forms.ChoiceField(
        label=_("Why"),
        choices=CloseReason,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it is closed.")},
    )
    word = forms.CharField(
        label=_("A word to those who wait"),
        max_length=WORD_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReopenForm(forms.Form):
    """Ask again."""

    word = forms.CharField(
        label=_("What is still open?"),
        max_length=INFO_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say what is still open.")},
    )


class MoveForm(forms.Form):
    """Another area than it was asked in."""

    area = AreaChoice(
        label=_("Product area"),
        help_text=_("Its experts are asked from now on, and who holds it is told."),
        queryset=Area.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an area"),
    )
    word = forms.CharField(
        label=_("Why"),
        max_length=WORD_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "area", person)


class JoinForm(forms.Form):
    """Other areas whose experts should look too."""

    areas = AreasField(
        label=_("Other areas asked to join"),
        help_text=_("Whoever may not see one of them can’t see the question any more."),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "areas", person)


class UrgencyForm(forms.Form):
    """Who is waiting now."""

    urgency = forms.ChoiceField(
        label=_("Who is waiting"), choices=Urgency, widget=forms.RadioSelect
    )


class LineForm(forms.Form):
    """What the customer may be told."""

    kind = forms.ChoiceField(choices=CustomerLine.Kind, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("In words a customer may hear"),
        max_length=LINE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the sentence first.")},
    )


class OtherThreadForm(forms.Form):
    """Another thread: its number, its address, or its exact words."""

    of = forms.CharField(
        label=_("The other question"),
        help_text=_("Some of its words; or its number, or its address."),
        max_length=TITLE_LENGTH * 2,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say which question it is.")},
    )

    def __init__(self, *args: Any, person: User, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.thread = person, thread

    def clean_of(self) -> Thread:
        typed = self.cleaned_data["of"]
        found = thread_named(self.person, typed)
        if found is None:
            raise ValidationError(
                _(
                    "No question is called “%(typed)s”. Choose one from the list, or write its number."
                ),
                params={"typed": typed},
            )
        if found.pk == self.thread.pk:
            raise ValidationError(_("That is this question: choose another."))
        return found


class SplitForm(forms.Form):
    """A second question inside this one."""

    title = forms.CharField(
        label=_("The question that is split off"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Say in one sentence what is asked there.")},
    )
    answers = forms.MultipleChoiceField(
        label=_("Answers that go with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, answers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answers"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = answers


def thread_named(person: User, typed: str) -> Thread | None:
    """By number, address or exact words, as far as the person may see."""
    visible = Thread.objects.visible_to(person)
    if number := _NUMBER.search(typed.strip()):
        return visible.filter(pk=int(number[1])).first()
    return visible.filter(folded_title=fold(" ".join(typed.split()))).first()


def _offer(form: forms.Form, name: str, person: User) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = pickable_areas(person)
