"""What people set about themselves."""

import zoneinfo
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.areas import AreaChoice
from accounts.models import ExpertiseLevel, Language, Theme, TokenPurpose, TokenScope, User
from accounts.queries import pickable_areas

SPOKEN = [
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ar", "العربية"),
    ("br", "Brezhoneg"),
    ("ca", "Català"),
    ("eu", "Euskara"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
]
"""Languages a colleague may answer in, each under its own name."""

TIME_ZONES = [*sorted(name for name in zoneinfo.available_timezones() if "/" in name), "UTC"]


class ProfileForm(forms.Form):
    display_name = forms.CharField(
        label=_("Name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    job_title = forms.CharField(
        label=_("Job title"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you answer in"),
        choices=SPOKEN,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(name, name.replace("_", " ")) for name in TIME_ZONES]
    )


class AvatarForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 8 MB; its middle square is shown."),
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class PreferencesForm(forms.Form):
    interface_language = forms.ChoiceField(
        label=_("Interface language"), choices=Language.choices, widget=forms.RadioSelect
    )
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)
    single_keys = forms.BooleanField(
        label=_("Shortcuts of a single letter"),
        help_text=_("Turn them off if you speak to your computer or press keys by accident."),
        required=False,
    )


class ExpertiseForm(forms.Form):
    area = AreaChoice(label=_("Product area"))
    level = forms.TypedChoiceField(
        label=_("Level"), choices=ExpertiseLevel.choices, coerce=int, widget=forms.RadioSelect
    )
    deputy = forms.ModelChoiceField(
        label=_("Deputy"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("Who is asked when you are away."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(person)  # type: ignore[attr-defined]
        others = User.objects.active().exclude(pk=person.pk)
        self.fields["deputy"].queryset = others  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A secret for a feed reader or a program of theirs."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Which program it is for."))
    purpose = forms.ChoiceField(
        label=_("For"),
        choices=[
            (TokenPurpose.FEED.value, TokenPurpose.FEED.label),
            (TokenPurpose.API.value, TokenPurpose.API.label),
        ],
        widget=forms.RadioSelect,
        initial=TokenPurpose.FEED.value,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        required=False,
        initial=[TokenScope.SEARCH.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of a token for the API: only what that program needs."),
    )

    def clean(self) -> dict[str, Any]:
        """A feed reads its feed; a program of the API does what was ticked."""
        cleaned = super().clean() or {}
        if cleaned.get("purpose") != TokenPurpose.API:
            cleaned["scopes"] = []
        elif not cleaned.get("scopes") and "scopes" not in self.errors:
            self.add_error("scopes", _("Choose what the program may do."))
        return cleaned
