"""Delicate topics and what may be said of them, as leads type them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.queries import visible_topics
from knowledge.areas.topics import find_topic
from knowledge.passages.channels import Channel
from knowledge.replies.actions.sensitive import MOST_CHARACTERS

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Topic


class DelicateForm(forms.Form):
    """A topic that articles carry, by any of its names."""

    topic = forms.CharField(
        label=_("Topic"),
        max_length=100,
        help_text=_("One that articles carry: its name, or another word for it."),
        widget=forms.TextInput({"autocomplete": "off", "list": "topics"}),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("For colleagues who find that they can’t copy."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_topic(self) -> Topic:
        typed = self.cleaned_data["topic"].replace("\0", "")
        found = find_topic(typed)
        if found is None or not visible_topics(self.person).filter(pk=found.pk).exists():
            raise ValidationError(
                _("There is no topic “%(typed)s”. Give it to an article first."),
                params={"typed": typed},
            )
        return found


class WordingForm(forms.Form):
    """What may be said, in one language, on one channel or on all."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    channel = forms.ChoiceField(
        label=_("Channel"),
        choices=[("", _("Every channel without words of its own")), *Channel.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("What may be said"),
        help_text=_("Exactly this, and nothing else, is said of articles with this topic."),
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Write what may be said.")},
    )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not words.strip("\0 \t\r\n"):
            raise ValidationError(_("Write what may be said."))
        return words
