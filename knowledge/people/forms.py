"""The directory's filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.areas import AreaChoice
from accounts.forms.people import ROLE_LABELS, TeamChoice
from accounts.models import Team, User
from accounts.queries import pickable_areas


class DirectoryForm(forms.Form):
    q = forms.CharField(
        label=_("Name, title or area"),
        required=False,
        max_length=120,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
    area = AreaChoice(label=_("Knows"), required=False, empty_label=_("Any area"))
    team = TeamChoice(
        label=_("Team"), queryset=Team.objects.all(), required=False, empty_label=_("Any team")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        required=False,
        choices=[
            ("", _("Any role")),
            *((role, word) for role, word in ROLE_LABELS.items() if role != "administrator"),
        ],
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(viewer)  # type: ignore[attr-defined]
