"""Beginning a tray, its channel, language, name and reference; what a collect key sends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from knowledge.passages.customer_identity import REFERENCE_LENGTH, check_reference
from knowledge.replies.forms.copying import CopyRequest
from knowledge.replies.models import ChannelProfile
from knowledge.replies.queries.profiles import profile_name, profiles

if TYPE_CHECKING:
    from django.http import HttpRequest


class ProfileChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A channel by its name in the active language."""

    def label_from_instance(self, obj: ChannelProfile) -> str:
        return profile_name(obj)


class TrayForm(forms.Form):
    """A tray for one customer; nothing in it says who that is."""

    profile = ProfileChoice(
        label=_("Channel"), queryset=ChannelProfile.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(label=_("Language of the reply"), choices=settings.LANGUAGES)
    name = forms.CharField(
        label=_("Name of the tray"),
        max_length=80,
        required=False,
        help_text=_(
            "So that you tell it from your others: “the orange light”. Never the customer."
        ),
    )
    reference = forms.CharField(
        label=_("Case reference"),
        max_length=REFERENCE_LENGTH,
        required=False,
        help_text=_("The number of the case in your other tool, if there is one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = profiles()  # type: ignore[attr-defined]

    def clean_reference(self) -> str:
        return check_reference(self.cleaned_data["reference"])


class SwitchForm(forms.Form):
    """Another channel or language; what is left out stays."""

    profile = forms.ModelChoiceField(queryset=ChannelProfile.objects.none(), required=False)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].queryset = profiles()  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectRequest:
    """Which passage of which article, or of which answer (0 for none); from which search, if any."""

    article: str
    answer: int
    passage: str
    search: UUID | None

    @classmethod
    def read(cls, request: HttpRequest) -> CollectRequest:
        """From the address or the form, named as a copy key names them."""
        asked = CopyRequest.read(request)
        first = asked.passages[0] if asked.passages else ""
        return cls(
            article=asked.article, answer=asked.answer, passage=first, search=asked.search_id
        )


def press_key(request: HttpRequest) -> UUID | None:
    """What the browser made for this press; None without one."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None
