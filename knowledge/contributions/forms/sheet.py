"""A week as a table: what is recorded, what is proposed, and empty lines for more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from knowledge.contributions.actions.carrying_out import Change, NotDone
from knowledge.contributions.durations import write_minutes
from knowledge.contributions.facts import KEEP
from knowledge.contributions.forms.fields import (
    AS_IS,
    AreaField,
    AreaList,
    KindField,
    MinutesField,
    PlainSelect,
)
from knowledge.contributions.models import Activity, Entry, State
from knowledge.contributions.models.entries import LONGEST_LABEL, LONGEST_URL
from knowledge.contributions.queries.entries import EntryLine

if TYPE_CHECKING:
    from django.http import QueryDict

    from knowledge.contributions.queries.entries import ActivityLine, Week

EMPTY_LINES = 3
MOST_LINES = 60
"""New lines in one form: more than anybody types, fewer than would keep the server."""
LATER, YES, NO = "", "confirm", "drop"
NEW = "n"
COLUMNS = ("day", "label", "kind", "area", "url", "minutes", "decision")


class LineForm(forms.Form):
    """One line. `thing` is None for a new one; a new line without words and minutes is empty."""

    day = forms.ChoiceField(label=_("Day"), widget=PlainSelect())
    label = forms.CharField(label=_("What"), max_length=LONGEST_LABEL, required=False)
    kind = KindField(empty=True)
    area = AreaField()
    url = forms.CharField(label=_("Link or reference"), max_length=LONGEST_URL, required=False)
    minutes = MinutesField()
    decision = forms.ChoiceField(
        label=_("Your word"),
        choices=[(LATER, _("later")), (YES, _("confirm")), (NO, _("drop"))],
        required=False,
        widget=PlainSelect(),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        key: str,
        monday: date,
        areas: AreaList,
        thing: Entry | Activity | None = None,
        area_name: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, prefix=key, initial=initial or _initial(thing))
        self.key, self.thing = key, thing
        days = [monday + timedelta(days=number) for number in range(7)]
        self._choices("day", [(day.isoformat(), date_format(day, "D j")) for day in days])
        field = self.fields["area"]
        assert isinstance(field, AreaField)
        area = thing.area if thing is not None else None
        field.offer(areas, area, area_name)
        if area is not None and str(area.pk) not in areas.areas:
            self.initial["area"] = AS_IS
        if not self.is_proposal:
            del self.fields["decision"]
        if isinstance(thing, Activity):
            self.fields["day"].disabled = True
        if thing is None:
            self.empty_permitted = self.use_required_attribute = False
        self._name_controls()

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _name_controls(self) -> None:
        """A table's controls are named by column and line."""
        what = self.initial.get("label") or (gettext("new line") if self.thing is None else "")
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}, {what}".rstrip(", ")

    @property
    def is_proposal(self) -> bool:
        if isinstance(self.thing, Entry):
            return self.thing.state == State.PROPOSED
        return self.thing is not None

    @property
    def is_empty(self) -> bool:
        """Also a new line in which nothing but a day or a kind is chosen."""
        if self.thing is not None:
            return False
        return not any(
            str(self[name].value() or "").strip() for name in ("label", "url", "minutes")
        )

    @property
    def asks_for_something(self) -> bool:
        if self.thing is None:
            return not self.is_empty
        if self.is_proposal:
            return bool(self["decision"].value())
        return self.has_changed()

    @property
    def is_dropped(self) -> bool:
        return self.is_proposal and self["decision"].value() == NO

    @property
    def complaints(self) -> list[str]:
        if not self.is_bound or not self.asks_for_something or self.is_dropped:
            return []
        return [str(error) for errors in self.errors.values() for error in errors]

    @property
    def said(self) -> str:
        """What was typed, for a line that cannot be shown any more."""
        typed = [str(self[name].value() or "") for name in ("minutes", "label", "url")]
        return ", ".join(filter(None, typed))

    def is_right(self) -> bool:
        return not self.asks_for_something or self.is_dropped or self.is_valid()

    def change(self) -> Change:
        if self.is_dropped:
            return Change(self.key, self.thing, keep=False)
        facts = {name: self.cleaned_data[name] for name in ("label", "kind", "url", "minutes")}
        facts["day"] = date.fromisoformat(self.cleaned_data["day"])
        area = self.cleaned_data["area"]
        facts["area"] = KEEP if area == AS_IS else area
        if self.thing is not None and not self.is_proposal and not facts["minutes"]:
            return Change(self.key, self.thing, keep=False)
        return Change(self.key, self.thing, facts)


class SheetForm:
    """All lines of a week. `fixed` are adjustments and what they adjust, corrected one by one."""

    def __init__(
        self,
        data: QueryDict | None,
        *,
        week: Week,
        areas: AreaList,
        today: date,
        repeated: Week | None = None,
    ) -> None:
        self.week, self._areas = week, areas
        self._today = min(max(today, week.monday), week.sunday)
        shown = None if data is None else set(data.getlist("row"))
        lines = [line for line in _lines(week) if is_editable(line)]
        self.rows = [self._line(data, line) for line in lines]
        if shown is not None:
            self.rows = [row for row in self.rows if row.key in shown]
        self.fixed = [line for line in week.entries if not is_editable(line)]
        self.lost = self._lost(data, shown or set())
        self.new = self._new(data, shown, repeated, today)
        self.too_long: list[str] = []

    @property
    def all_rows(self) -> list[LineForm]:
        return [*self.rows, *self.new]

    @property
    def template_row(self) -> LineForm:
        """An empty line, for the script that adds one."""
        return self._empty("NEW")

    @property
    def has_errors(self) -> bool:
        return any(row.complaints for row in self.all_rows)

    def changes(self) -> list[Change] | None:
        """None when something typed is wrong."""
        right = [row.is_right() for row in self.all_rows]
        if not all(right):
            return None
        return [row.change() for row in self.all_rows if row.asks_for_something]

    def keep_refusal(self, refusal: NotDone) -> None:
        """Show what is wrong where it is wrong, and ask about the days that get too long."""
        for row in self.all_rows:
            if row.key in refusal.errors:
                for message in refusal.errors[row.key].messages:
                    row.add_error(None, message)
        self.too_long = [
            message
            for day in sorted(refusal.too_long)
            for message in refusal.too_long[day].messages
        ]

    def _line(self, data: QueryDict | None, line: EntryLine | ActivityLine) -> LineForm:
        thing = line.entry if isinstance(line, EntryLine) else line.activity
        return LineForm(
            data,
            key=key_of(thing),
            monday=self.week.monday,
            areas=self._areas,
            thing=thing,
            area_name=line.area_name,
        )

    def _empty(
        self, key: str, data: QueryDict | None = None, initial: dict[str, Any] | None = None
    ) -> LineForm:
        usual = {"day": self._today.isoformat()}
        monday, areas = self.week.monday, self._areas
        return LineForm(data, key=key, monday=monday, areas=areas, initial=initial or usual)

    def _new(
        self, data: QueryDict | None, shown: set[str] | None, repeated: Week | None, today: date
    ) -> list[LineForm]:
        if shown is not None:
            keys = sorted((key for key in shown if _is_new(key)), key=lambda key: int(key[1:]))
            return [self._empty(key, data) for key in keys[:MOST_LINES]]
        initials = _repeated(repeated, today) if repeated is not None else []
        found = [self._empty(f"{NEW}{n}", None, each) for n, each in enumerate(initials)]
        count = len(found)
        return found + [self._empty(f"{NEW}{count + n}") for n in range(EMPTY_LINES)]

    def _lost(self, data: QueryDict | None, shown: set[str]) -> list[str]:
        """What was typed into lines that were decided on or corrected in another window."""
        there = {row.key for row in self.rows}
        gone = [key for key in shown - there if not _is_new(key)]
        return [said for key in sorted(gone) if (said := self._empty(key, data).said)]


def is_editable(line: EntryLine | ActivityLine) -> bool:
    """Adjustments and what they adjust are differences: the page of the entry says the sum."""
    if not isinstance(line, EntryLine):
        return True
    return line.is_latest and not line.entry.is_adjustment


def key_of(thing: Entry | Activity) -> str:
    return f"{'e' if isinstance(thing, Entry) else 'a'}{thing.pk}"


def _is_new(key: str) -> bool:
    return key[:1] == NEW and key[1:].isascii() and key[1:].isdigit() and len(key) <= 6  # noqa: PLR2004


def _lines(week: Week) -> list[EntryLine | ActivityLine]:
    lines: list[EntryLine | ActivityLine] = []
    for day in week.days:
        lines += day.entries
        lines += day.proposals
        lines += day.activities
    return lines


def _initial(thing: Entry | Activity | None) -> dict[str, Any]:
    if thing is None:
        return {}
    return {
        "day": thing.day.isoformat(),
        "label": thing.label,
        "kind": thing.kind,
        "area": "" if thing.area_id is None else str(thing.area_id),
        "url": thing.url,
        "minutes": write_minutes(thing.minutes),
        "decision": LATER,
    }


def _repeated(week: Week, today: date) -> list[dict[str, Any]]:
    """What counted in the week before, a week later; not what lies ahead."""
    return [
        _initial(line.entry) | {"day": day.isoformat()}
        for line in week.entries
        if is_editable(line) and (day := line.entry.day + timedelta(days=7)) <= today
    ]
