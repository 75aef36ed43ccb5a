"""How a channel wants its replies, and the sentences of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from knowledge.passages.channels import Channel
from knowledge.replies.models import ChannelProfile, Sentence

if TYPE_CHECKING:
    from django.db.models import QuerySet

LONGEST: Final = 100_000


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """One channel as the company uses it."""

    class Meta:
        model = ChannelProfile
        fields = [
            "channel", "name", "name_fr", "style", "reader", "limit", "counting",
            "has_links", "has_attachments", "is_public",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["limit"].required = False
        self.fields["limit"].help_text = _(
            "0 for none. Of a text message: 160, or 153 for each more."
        )
        self.fields["name"].help_text = _("Where a channel has several: “Forum”, “Text message”.")
        self.fields["is_public"].help_text = _(
            "The policy must be accepted, and spokespersons speak."
        )

    def clean_limit(self) -> int:
        limit = self.cleaned_data["limit"] or 0
        if limit > LONGEST:
            raise forms.ValidationError(_("Write a smaller number, or 0 for no limit."))
        return int(limit)


class SentencesForm(forms.Form):
    """What one team says in one language and channel: an empty field takes the one from above."""

    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=None
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    channel = forms.ChoiceField(
        label=_("Channel"), required=False, choices=[("", _("Every written one")), *Channel.choices]
    )
    opening = forms.CharField(
        label=Sentence.Place.OPENING.label,
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )
    closing = forms.CharField(
        label=Sentence.Place.CLOSING.label,
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("{name} becomes the name of whoever replies, {team} that of their team."),
    )
    private = forms.CharField(
        label=Sentence.Place.PRIVATELY.label,
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Ends what is said in public."),
    )

    def __init__(self, *args: Any, teams: QuerySet[Team], for_all: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        field.queryset = teams  # type: ignore[attr-defined]
        field.required = not for_all
        if for_all:
            field.empty_label = _("Every team")  # type: ignore[attr-defined]
