"""What an area promises, for each urgency: typed as working time, empty for what the area above does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from knowledge.threads.models import Urgency
from knowledge.threads.routing.durations import parse, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.forms import BoundField
    from django.http import QueryDict

    from knowledge.threads.queries.promises import ShownPromise

MOST_DAYS: Final = 250
"""Longer than about a year nobody means: a slip of the key."""

_MOST_WITHOUT_DAYS: Final = MOST_DAYS * 24 * 60
FIRST, SOLUTION = "first_answer", "solution"


class DurationField(forms.CharField):
    """Minutes of working time, or None when nothing was typed; `day` has so many minutes."""

    def __init__(self, *, day: int, **options: Any) -> None:
        super().__init__(required=False, max_length=40, **options)
        self.day = day

    def clean(self, value: Any) -> int | None:
        """Raises ValidationError for what is no duration, for none at all and for more than a year."""
        typed = super().clean(value)
        if not typed:
            return None
        minutes = parse(typed, day=self.day)
        if minutes is None:
            raise ValidationError(_("Write a time such as “15 min”, “4 h” or “2 d”."))
        if minutes < 1:
            raise ValidationError(_("Promise a minute at least."))
        if minutes > (MOST_DAYS * self.day or _MOST_WITHOUT_DAYS):
            raise ValidationError(_("That is more than a year of work: promise less."))
        return minutes


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A line of the page: what holds now, what the area above promises, both in words, and the fields."""

    shown: ShownPromise
    first: str
    solution: str
    above_first: str
    above_solution: str
    first_field: BoundField
    solution_field: BoundField


class PromisesForm(forms.Form):
    """Two fields for each urgency, filled where the area has its own.

    The button `drop` empties those of one urgency before they are read: the rest is kept as typed.
    """

    def __init__(self, data: QueryDict | None, *, shown: Sequence[ShownPromise], day: int) -> None:
        if data is not None and (dropped := data.get("drop")) in Urgency.values:
            data = data.copy()
            data[f"{dropped}-{FIRST}"] = data[f"{dropped}-{SOLUTION}"] = ""
        super().__init__(data)
        self._shown, self._day = shown, day
        for line in shown:
            self._add(line, FIRST, gettext_lazy("First answer within"), line.promise.first_answer)
            self._add(line, SOLUTION, gettext_lazy("Solution within"), line.promise.solution)

    def _add(self, line: ShownPromise, name: str, label: Any, minutes: int) -> None:
        above = line.above.first_answer if name == FIRST else line.above.solution
        placeholder = written(above, day=self._day)
        widget = forms.TextInput(attrs={"autocomplete": "off", "placeholder": placeholder})
        own = written(minutes, day=self._day) if line.is_own else ""
        field = DurationField(day=self._day, label=label, widget=widget, initial=own)
        self.fields[f"{line.urgency}-{name}"] = field

    def clean(self) -> dict[str, Any]:
        """Both or neither, and no solution before the first answer."""
        for urgency in Urgency:
            first_name, solution_name = f"{urgency}-{FIRST}", f"{urgency}-{SOLUTION}"
            if {first_name, solution_name} & self.errors.keys():
                continue
            first = self.cleaned_data.get(first_name)
            solution = self.cleaned_data.get(solution_name)
            if (first is None) != (solution is None):
                missing = first_name if first is None else solution_name
                self.add_error(missing, _("Fill in both, or neither to promise as above."))
            elif first is not None and solution is not None and solution < first:
                said = _("A solution cannot be promised before the first answer.")
                self.add_error(solution_name, said)
        return self.cleaned_data

    def minutes(self) -> dict[str, tuple[int, int] | None]:
        """Of a valid form, what `keep_promises` takes."""
        found = {}
        for urgency in Urgency:
            first, solution = (self.cleaned_data[f"{urgency}-{name}"] for name in (FIRST, SOLUTION))
            found[str(urgency)] = None if first is None else (first, solution)
        return found

    def lines(self) -> list[PromiseLine]:
        """The page's lines, in the order of urgency."""
        return [
            PromiseLine(
                line,
                written(line.promise.first_answer, day=self._day),
                written(line.promise.solution, day=self._day),
                written(line.above.first_answer, day=self._day),
                written(line.above.solution, day=self._day),
                self[f"{line.urgency}-{FIRST}"],
                self[f"{line.urgency}-{SOLUTION}"],
            )
            for line in self._shown
        ]
