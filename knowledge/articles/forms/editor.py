"""The editor's form, and the forms of the pages around it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.conf import settings as site
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import visible_areas
from knowledge.areas.models import Area
from knowledge.articles.links import find_articles
from knowledge.articles.models import (
    Article,
    Confidence,
    EditingRights,
    Kind,
    Significance,
)
from knowledge.articles.models.article import TITLE_LENGTH
from knowledge.articles.permissions import can_manage
from knowledge.articles.words import Settings, Words, normal, settings_of
from knowledge.markup.clean import MAX_CHARS, is_too_large, normalise
from knowledge.markup.merge import has_conflict_marks
from knowledge.passages.models import AudienceChoices

if TYPE_CHECKING:
    from collections.abc import Mapping

EM_SPACE = "\u2003"
MAX_QUESTIONS = 20
MAX_TOPICS = 20
SHORT_ANSWER_LENGTH = 800
SETTINGS_FIELDS = (
    "kind",
    "language",
    "areas",
    "topics",
    "co_authors",
    "confidence",
    "editing_rights",
    "verification_interval_days",
    "expires_on",
    "translation_of",
)


class AreaField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Visible areas, indented as the tree is."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Area) -> str:
        return f"{EM_SPACE * obj.depth}{obj.label}"


class WordsForm(forms.Form):
    """What a suggestion may change: the words alone."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    title_audience = forms.ChoiceField(
        label=_("Who may be told the title"),
        choices=AudienceChoices,
        initial=AudienceChoices.INTERNAL,
    )
    questions = forms.CharField(
        label=_("Questions as customers ask them"),
        help_text=_("One a line, in their words: search finds the article by them."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    short_answer = forms.CharField(
        label=_("Short answer"),
        help_text=_("Two or three sentences that answer at once."),
        max_length=SHORT_ANSWER_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    short_answer_audience = forms.ChoiceField(
        label=_("Who may be told the short answer"),
        choices=AudienceChoices,
        initial=AudienceChoices.INTERNAL,
    )
    body = forms.CharField(
        label=_("Text"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
    )
    note = forms.CharField(
        label=_("What changed, in a few words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_title(self) -> str:
        title = " ".join(normalise(self.cleaned_data["title"]).split())
        if not title:
            raise ValidationError(_("Give the article a title."))
        return title

    def clean_questions(self) -> tuple[str, ...]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["questions"].splitlines()]
        questions = tuple(dict.fromkeys(line for line in lines if line))
        if len(questions) > MAX_QUESTIONS:
            raise ValidationError(
                ngettext(
                    "Keep to the %(count)d phrasing that customers use most.",
                    "Keep to the %(count)d phrasings that customers use most.",
                    MAX_QUESTIONS,
                ),
                params={"count": MAX_QUESTIONS},
            )
        return questions

    def clean_body(self) -> str:
        body = normal(self.cleaned_data["body"])
        if not body.strip():
            raise ValidationError(_("Write the text first; the draft is kept meanwhile."))
        if is_too_large(body):
            raise ValidationError(
                _(
                    "The text has %(length)d characters; %(most)d at most. Split it into several"
                    " articles that link to each other. The draft is kept."
                ),
                params={"length": len(body), "most": MAX_CHARS},
            )
        if has_conflict_marks(body):
            raise ValidationError(
                _(
                    "The text still holds both sides of a conflict (<<<<<<< … >>>>>>>). Keep one of them."
                )
            )
        return body

    def words(self) -> Words:
        """The checked words."""
        data = self.cleaned_data
        return Words(
            title=data["title"],
            title_audience=data["title_audience"],
            questions=data["questions"],
            short_answer=normal(data["short_answer"]).strip(),
            short_answer_audience=data["short_answer_audience"],
            body=data["body"],
        )


class ArticleForm(WordsForm):
    """Words and settings: what its writer may publish."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind)
    language = forms.ChoiceField(label=_("Language"), choices=site.LANGUAGES)
    areas = AreaField(label=_("Product areas"), queryset=Area.objects.none())
    topics = forms.CharField(
        label=_("Topics"),
        required=False,
        help_text=_("Free words, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    co_authors = forms.CharField(
        label=_("Co-authors"),
        required=False,
        help_text=_("@names, with commas between them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    translation_of = forms.CharField(
        label=_("Translation of"),
        required=False,
        help_text=_("Title or address of the same article in the other language."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    confidence = forms.ChoiceField(
        label=_("Confidence"),
        choices=[c for c in Confidence.choices if c[0] != Confidence.ARCHIVED.value],
        initial=Confidence.NOT_VALIDATED,
    )
    editing_rights = forms.ChoiceField(label=_("Who may edit"), choices=EditingRights)
    verification_interval_days = forms.IntegerField(
        label=_("Verify every (days)"), min_value=1, max_value=3650, initial=180
    )
    expires_on = forms.DateField(
        label=_("No longer true after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    significance = forms.ChoiceField(
        label=_("How much changes"),
        choices=Significance,
        initial=Significance.MEDIUM,
        required=False,
    )

    def __init__(self, *args: Any, person: User, article: Article | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.person, self.article = person, article
        areas = cast(AreaField, self.fields["areas"])
        areas.queryset = visible_areas(person).current().in_tree_order()
        if article is not None and not can_manage(person, article):
            del self.fields["editing_rights"]

    def clean_topics(self) -> tuple[str, ...]:
        names = [" ".join(name.split()) for name in self.cleaned_data["topics"].split(",")]
        topics = tuple(dict.fromkeys(name for name in names if name))
        if len(topics) > MAX_TOPICS:
            raise ValidationError(
                _("Keep to %(count)d topics: the ones people would look for."),
                params={"count": MAX_TOPICS},
            )
        return topics

    def clean_co_authors(self) -> tuple[User, ...]:
        return find_people(self.cleaned_data["co_authors"])

    def clean_translation_of(self) -> Article | None:
        typed = self.cleaned_data["translation_of"].strip()
        if not typed:
            return None
        found = find_articles(self.person, [typed]).get(typed)
        if found is None:
            raise ValidationError(
                _("There is no article “%(typed)s”. Write its exact title."),
                params={"typed": typed},
            )
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        other, language = data.get("translation_of"), data.get("language")
        if other is not None and language:
            self._check_translation(other, language)
        return data

    def _check_translation(self, other: Article, language: str) -> None:
        taken = Article.objects.all()
        if self.article is not None:
            taken = taken.exclude(pk=self.article.pk)
        if other.language == language:
            self.add_error(
                "translation_of", gettext("That article is in the same language as this one.")
            )
        elif (
            other.translation_group
            and taken.filter(translation_group=other.translation_group, language=language).exists()
        ):
            self.add_error(
                "translation_of",
                gettext("That article has a translation into this language already."),
            )

    def settings(self, started_with: Mapping[str, Any] | None = None) -> Settings:
        """The checked settings. One that still reads as the draft began keeps the article's present
        value, which somebody else may have changed since.
        """
        data = self.cleaned_data | {"areas": tuple(self.cleaned_data["areas"])}
        values = {name: data[name] for name in SETTINGS_FIELDS if name in data}
        if self.article is not None:
            posted = posted_fields(ArticleForm, self.data)
            present = settings_of(self.article)
            began = started_with or {}
            untouched = [
                name
                for name in SETTINGS_FIELDS
                if name not in data or (began and same(posted.get(name), began.get(name)))
            ]
            values |= {name: getattr(present, name) for name in untouched}
        return Settings(**values)


class PreviewForm(forms.Form):
    """What the live preview needs."""

    body = forms.CharField(required=False, strip=False, max_length=2 * MAX_CHARS)
    short_answer = forms.CharField(required=False, max_length=SHORT_ANSWER_LENGTH * 2)
    short_answer_audience = forms.ChoiceField(required=False, choices=AudienceChoices)
    language = forms.ChoiceField(required=False, choices=site.LANGUAGES)
    audience = forms.ChoiceField(required=False, choices=AudienceChoices)


def same(posted: object, before: object) -> bool:
    """Whether a posted field still reads as it did; absent and empty are alike, lists have no order."""
    if isinstance(posted, list) and isinstance(before, list):
        return sorted(map(str, posted)) == sorted(map(str, before))
    return str(posted or "").strip() == str(before or "").strip()


def find_people(typed: str) -> tuple[User, ...]:
    """Active people by @slug or e-mail. Raises ValidationError that names whoever wasn't found."""
    names = [name.strip().lstrip("@").lower() for name in typed.split(",") if name.strip()]
    people = User.objects.active()
    found = {p.slug: p for p in people.filter(slug__in=names)}
    found |= {p.email: p for p in people.filter(email__in=names)}
    missing = [name for name in names if name not in found]
    if missing:
        raise ValidationError(
            _("Nobody is called %(names)s. Choose from the list that opens after @."),
            params={"names": ", ".join(missing)},
        )
    return tuple(dict.fromkeys(found[name] for name in names))


def initial_fields(words: Words, settings: Settings | None = None) -> dict[str, Any]:
    """A form's initial values, JSON-ready: what a fresh draft holds."""
    fields = words.as_fields() | {"questions": "\n".join(words.questions)}
    if settings is None:
        return fields
    return fields | {
        "kind": settings.kind,
        "language": settings.language,
        "areas": [str(area.pk) for area in settings.areas],
        "topics": ", ".join(settings.topics),
        "co_authors": ", ".join(f"@{person.slug}" for person in settings.co_authors),
        "confidence": settings.confidence,
        "editing_rights": settings.editing_rights,
        "verification_interval_days": settings.verification_interval_days,
        "expires_on": settings.expires_on.isoformat() if settings.expires_on else "",
        "translation_of": settings.translation_of.title if settings.translation_of else "",
    }


def posted_fields(form: type[forms.Form], data: Mapping[str, Any]) -> dict[str, Any]:
    """The editor's fields as posted, valid or not; a QueryDict's lists stay lists."""
    fields: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if name not in data:
            if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
                fields[name] = []
            continue
        is_list = isinstance(field, forms.ModelMultipleChoiceField)
        fields[name] = data.getlist(name) if is_list and hasattr(data, "getlist") else data[name]
    return fields
