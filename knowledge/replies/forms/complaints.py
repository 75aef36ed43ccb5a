"""A complaint, its end, and the procedure that it follows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.queries import pickable_areas
from knowledge.areas.models import Area
from knowledge.articles.forms.lists import AreaChoice
from knowledge.passages.customer_identity import REFERENCE_LENGTH
from knowledge.replies.actions.complaints import MOST_HOURS, Step

if TYPE_CHECKING:
    from knowledge.replies.models import Procedure

_STEP = re.compile(r"\s*(\d{1,4})\s*h(?:ours?|eures?)?\s*[:：]\s*(.+)", re.IGNORECASE)


class ComplaintForm(forms.Form):
    """A customer complains."""

    area = AreaChoice(
        label=gettext_lazy("Product area"),
        queryset=Area.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("No area in particular"),
    )
    about = forms.CharField(
        label=gettext_lazy("What it is about"),
        max_length=300,
        help_text=gettext_lazy("No name, no number that says who it is."),
    )
    reference = forms.CharField(
        label=gettext_lazy("Case reference"),
        max_length=REFERENCE_LENGTH * 2,
        required=False,
        help_text=gettext_lazy("The number of the case in your own tool, if there is one."),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = pickable_areas(person)  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """How it ended."""

    outcome = forms.CharField(
        label=gettext_lazy("How it ended"),
        max_length=500,
        help_text=gettext_lazy("Who raised it reads this. No name of the customer."),
    )


class StepsField(forms.CharField):
    """One step a line: “24 h: Call the customer back”, with its French after a bar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 6}), max_length=8_000, **options)

    def clean(self, value: Any) -> list[Step]:
        """Raises ValidationError, naming the line."""
        steps = []
        for number, line in enumerate(str(super().clean(value)).splitlines(), start=1):
            if not line.strip():
                continue
            found = _STEP.fullmatch(line)
            if found is None:
                raise ValidationError(
                    _("Line %(line)d: write the hours first, as in “24 h: Call back”."),
                    params={"line": number},
                )
            english, _bar, french = (part.strip() for part in found[2].partition("|"))
            if not 0 < int(found[1]) <= MOST_HOURS:
                raise ValidationError(
                    _("Line %(line)d: from 1 to 1,000 hours of working time."),
                    params={"line": number},
                )
            steps.append(Step(english[:300], french[:300], int(found[1])))
        return steps


class ProcedureForm(forms.Form):
    """Who sees to complaints, what they do, and what may be said."""

    owner = forms.ModelChoiceField(
        label=gettext_lazy("Who sees to it"),
        queryset=User.objects.active(),
        empty_label=gettext_lazy("Choose somebody"),
    )
    steps = StepsField(
        label=gettext_lazy("Steps"),
        help_text=gettext_lazy(
            "One a line, with its hours of working time: “24 h: Call the customer back | Rappeler le client”."
            " The French follows the bar."
        ),
    )
    words = forms.CharField(
        label=gettext_lazy("What may be said to the customer, in English"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea({"rows": 3}),
    )
    words_fr = forms.CharField(
        label=gettext_lazy("What may be said to the customer, in French"),
        required=False,
        max_length=3_000,
        widget=forms.Textarea({"rows": 3}),
    )


def written(procedure: Procedure) -> dict[str, Any]:
    """A procedure as the form shows it."""
    lines = [
        f"{step['hours']} h: {step['label']}"
        + (f" | {step['label_fr']}" if step["label_fr"] else "")
        for step in procedure.steps
    ]
    return {
        "owner": procedure.owner_id,
        "steps": "\n".join(lines),
        "words": procedure.words,
        "words_fr": procedure.words_fr,
    }
