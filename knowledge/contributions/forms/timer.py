"""What a timer is for, and until when somebody worked who forgot it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from knowledge.contributions.models import Kind
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL

if TYPE_CHECKING:
    from knowledge.contributions.models import Timer


class TimerForm(forms.Form):
    """A thing of Terroir keeps its name and its address; only its kind can be chosen."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices)
    label = forms.CharField(label=_("What"), max_length=LONGEST_LABEL, required=False)
    url = forms.CharField(
        label=_("Link or reference"),
        max_length=LONGEST_URL,
        required=False,
        help_text=_("Needed for what you do outside Terroir."),
    )

    def __init__(self, *args: Any, timer: Timer | None, **kwargs: Any) -> None:
        names = ("kind", "label", "url")
        initial = {name: getattr(timer, name) for name in names} if timer else {}
        super().__init__(*args, **kwargs | {"initial": initial})
        if timer and timer.subject_kind:
            del self.fields["label"], self.fields["url"]

    def facts(self) -> dict[str, str]:
        """For `describe_timer` and `start_timer`."""
        return {"label": "", "url": ""} | self.cleaned_data


class UntilForm(forms.Form):
    """An instant, typed on the clock where the person is, or offered with its offset."""

    until = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput({"type": "datetime-local", "class": "input--short"}),
        error_messages={"required": _("Say until when you worked.")},
    )
