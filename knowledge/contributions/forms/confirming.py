"""What was proposed, to be confirmed as it is, changed or dropped, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _

from knowledge.contributions.actions.carrying_out import Change, NotDone
from knowledge.contributions.durations import write_minutes
from knowledge.contributions.forms.fields import KindField, MinutesField
from knowledge.contributions.queries.entries import EntryLine

if TYPE_CHECKING:
    from datetime import date

    from django.http import QueryDict

    from knowledge.contributions.models import Activity, Entry
    from knowledge.contributions.queries.entries import ActivityLine, ToConfirm


class ProposalForm(forms.Form):
    """One line. Without a tick it is dropped, and what its fields say does not matter."""

    keep = forms.BooleanField(required=False)
    kind = KindField()
    minutes = MinutesField()

    def __init__(self, data: QueryDict | None, *, line: EntryLine | ActivityLine) -> None:
        self.thing: Entry | Activity = line.entry if isinstance(line, EntryLine) else line.activity
        self.key = f"{'e' if isinstance(line, EntryLine) else 'a'}{self.thing.pk}"
        initial = {
            "keep": True,
            "kind": self.thing.kind,
            "minutes": write_minutes(self.thing.minutes),
        }
        super().__init__(data, prefix=self.key, initial=initial)
        what = self.thing.label or str(self.thing.get_kind_display())
        for name, said in {
            "keep": _("Keep: %(what)s"),
            "kind": _("Kind of %(what)s"),
            "minutes": _("Minutes of %(what)s"),
        }.items():
            self.fields[name].widget.attrs["aria-label"] = said % {"what": what}

    @property
    def is_kept(self) -> bool:
        return bool(self["keep"].value())

    @property
    def complaints(self) -> list[str]:
        return [str(error) for errors in self.errors.values() for error in errors]

    def is_right(self) -> bool:
        return not self.is_kept or self.is_valid()

    def change(self) -> Change:
        if not self.is_kept:
            return Change(self.key, self.thing, keep=False)
        facts = {name: self.cleaned_data[name] for name in ("kind", "minutes")}
        return Change(self.key, self.thing, facts)


class ConfirmForm:
    """All the lines. `gone` are lines decided on meanwhile, `too_long` the days to be asked about."""

    def __init__(self, data: QueryDict | None, proposed: ToConfirm) -> None:
        lines: Sequence[EntryLine | ActivityLine] = sorted(
            [*proposed.proposals, *proposed.activities], key=_day_of
        )
        rows = [ProposalForm(data, line=line) for line in lines]
        shown = None if data is None else set(data.getlist("row"))
        self.rows = [row for row in rows if shown is None or row.key in shown]
        self.gone = len(shown - {row.key for row in rows}) if shown is not None else 0
        self.too_long: list[str] = []

    @property
    def minutes(self) -> int:
        return sum(row.thing.minutes for row in self.rows)

    @property
    def has_errors(self) -> bool:
        return any(row.is_bound and not row.is_right() for row in self.rows)

    def changes(self) -> list[Change] | None:
        """None when something typed is wrong."""
        right = [row.is_right() for row in self.rows]
        return [row.change() for row in self.rows] if all(right) else None

    def keep_refusal(self, refusal: NotDone) -> None:
        """Show what is wrong where it is wrong, and ask about the days that get too long."""
        for row in self.rows:
            if row.key in refusal.errors:
                for message in refusal.errors[row.key].messages:
                    row.add_error(None, message)
        self.too_long = [
            message
            for day in sorted(refusal.too_long)
            for message in refusal.too_long[day].messages
        ]


def _day_of(line: EntryLine | ActivityLine) -> date:
    return line.entry.day if isinstance(line, EntryLine) else line.activity.day


def sure(data: QueryDict) -> bool:
    """Whether they answered yes to the days that get long."""
    return data.get("sure") == "1"
