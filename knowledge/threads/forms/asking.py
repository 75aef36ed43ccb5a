"""Asking a question, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.markup.clean import MAX_CHARS, is_too_large, normalise
from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import check_reference
from knowledge.search.analysis import words as words_of
from knowledge.threads.forms.identity import WarnsOfIdentities
from knowledge.threads.models import REFERENCE_LENGTH, TITLE_LENGTH, Urgency

if TYPE_CHECKING:
    from accounts.models import User

CUSTOMER_WORDS_LENGTH = 5_000
QUERY_LENGTH = 500
MORE_FIELDS = (
    "customer_words",
    "tried",
    "channel",
    "case_reference",
    "joined",
    "language",
)


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Several visible areas by slug, indented as the tree is."""

    def label_from_instance(self, obj: Area) -> str:
        return AreaChoice.label_from_instance(self, obj)  # type: ignore[arg-type]


class QuestionFields(WarnsOfIdentities):
    """The words of a question: what asking and editing have in common."""

    watched = ("title", "customer_words", "tried")

    title = forms.CharField(
        label=_("Your question"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "input--title"}),
        error_messages={
            "max_length": _(
                "Keep the question to %(limit_value)d characters (it has %(show_value)d), and move the"
                " rest to what the customer asked."
            )
        },
    )
    customer_words = forms.CharField(
        label=_("What the customer asked, in their words"),
        help_text=_("No name, no number that says who it is."),
        max_length=CUSTOMER_WORDS_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "max_length": _(
                "Keep to the %(limit_value)d characters that matter (there are %(show_value)d)."
                " Nothing is lost: shorten it here."
            )
        },
    )
    tried = forms.CharField(
        label=_("What you know and tried already"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_title(self) -> str:
        title = " ".join(normalise(self.cleaned_data["title"]).split())
        if not words_of(title):
            raise ValidationError(_("Say in one sentence what you need to know."))
        return title

    def clean_tried(self) -> str:
        return checked_source(self.cleaned_data["tried"])


def checked_source(source: str) -> str:
    """Markdown that is not larger than what the renderer reads. Raises ValidationError."""
    if is_too_large(source):
        raise ValidationError(
            _("The text has %(length)d characters; %(most)d at most. Attach it as a file instead."),
            params={"length": len(source), "most": MAX_CHARS},
        )
    return normalise(source).strip("\n")


class AskForm(QuestionFields):
    """A question: its title, its area and who is waiting; the rest is folded away."""

    area = AreaChoice(
        label=_("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose an area"),
        error_messages={
            "required": _("Choose the area whose expert should answer."),
            "invalid_choice": _(
                "Nothing can be asked in that area any more. Choose another: your words are kept."
            ),
        },
    )
    urgency = forms.ChoiceField(
        label=_("Who is waiting"),
        choices=Urgency,
        initial=Urgency.TODAY,
        widget=forms.RadioSelect,
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("", _("Not said")), *Channel.choices], required=False
    )
    case_reference = forms.CharField(
        label=_("Case reference"),
        help_text=_("Of your own files, never what would name the customer."),
        max_length=REFERENCE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=site.LANGUAGES, required=False)
    joined = AreasField(
        label=_("Other areas asked to join"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    failed_query = forms.CharField(
        max_length=QUERY_LENGTH, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        for name in ("area", "joined"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = pickable_areas(person)

    @property
    def more_is_open(self) -> bool:
        """Whether the folded fields hold something, or something wrong."""
        if any(name in self.errors for name in MORE_FIELDS):
            return True
        return any(self[name].value() for name in ("customer_words", "tried", "joined"))

    def clean_case_reference(self) -> str:
        return check_reference(self.cleaned_data["case_reference"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        area = data.get("area")
        if area is not None and "joined" in data:
            data["joined"] = [other for other in data["joined"] if other != area]
        return data


class EditQuestionForm(QuestionFields):
    """Other words for a question; what it said before stays readable."""

    note = forms.CharField(
        label=_("What changed, in a few words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
