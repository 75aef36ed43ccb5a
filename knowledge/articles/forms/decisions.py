"""Decisions about an article: suggestions, archive, hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from knowledge.articles.forms.discussion import WORD_LENGTH
from knowledge.articles.links import find_articles
from knowledge.articles.models import Article

SUCCESSORS = 30


def article_named(reader: User, typed: str) -> Article | None:
    """The readable article of this title or address; None if there is none."""
    typed = typed.strip().rstrip("/")
    name = typed.rsplit("/", 1)[-1] if "://" in typed or typed.startswith("/") else typed
    return find_articles(reader, [name]).get(name)


class WordForm(forms.Form):
    """Accept a suggestion; a word is welcome."""

    word = forms.CharField(
        label=_("A word to the suggester"),
        max_length=WORD_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DeclineForm(WordForm):
    """Declining needs a word."""

    def clean_word(self) -> str:
        word: str = self.cleaned_data["word"].strip()
        if not word:
            raise ValidationError(_("Say why, in a word: your colleague took the trouble."))
        return word


class ArchiveForm(forms.Form):
    """Take an article out of use, and say which one replaces it."""

    replaced_by = forms.CharField(
        label=_("Replaced by"),
        help_text=_("Title or address of the article to read instead. Leave it empty for none."),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "successors"}),
    )

    def __init__(self, *args: Any, person: User, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.article = person, article

    def successors(self) -> list[str]:
        """Titles to offer: current articles of the same areas, the newest first."""
        areas = [area.pk for area in self.article.areas.all()]
        found = Article.objects.visible_to(self.person).current().in_areas(areas)
        found = found.exclude(pk=self.article.pk).order_by("-updated_at")
        return list(found.values_list("title", flat=True)[:SUCCESSORS])

    def clean_replaced_by(self) -> Article | None:
        typed = self.cleaned_data["replaced_by"].strip()
        if not typed:
            return None
        found = article_named(self.person, typed)
        if found is None or found.pk == self.article.pk:
            raise ValidationError(
                _("There is no other article “%(typed)s”. Write its exact title."),
                params={"typed": typed},
            )
        return found


class HandOverForm(forms.Form):
    """Give the article another owner."""

    owner = forms.ModelChoiceField(
        label=_("New owner"),
        help_text=_("They are told, and answer for the article from then on."),
        queryset=User.objects.none(),
    )

    def __init__(self, *args: Any, article: Article, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.article = article
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.active().exclude(pk=article.owner_id)

    def clean_owner(self) -> User:
        owner: User = self.cleaned_data["owner"]
        if not Article.objects.visible_to(owner).filter(pk=self.article.pk).exists():
            raise ValidationError(
                _("%(name)s can’t read this article: one of its areas is closed to them."),
                params={"name": owner.display_name},
            )
        return owner
