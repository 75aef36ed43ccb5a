"""What somebody says of a contribution, cleaned and checked before it is kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.permissions import can_see_area
from accounts.working_time import work_times_of
from knowledge.contributions.errors import TooLong
from knowledge.contributions.models import OUTSIDE, Entry, Kind
from knowledge.markup.clean import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from accounts.availability import WorkTime
    from accounts.models import User
    from knowledge.areas.models import Area

DAY_MINUTES: Final = 24 * 60
MOST_YEARS_BACK: Final = 10


class Keep(Enum):
    """Stands for "as it is" where None says "none"."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


@dataclass(frozen=True, slots=True)
class Facts:
    """One contribution: on which day, how long, on what."""

    day: date
    minutes: int
    kind: str
    area: Area | None = None
    label: str = ""
    url: str = ""
    note: str = ""
    subject_kind: str = ""
    subject_id: int | None = None

    @classmethod
    def of(cls, entry: Entry) -> Facts:
        return cls(
            day=entry.day,
            minutes=entry.minutes,
            kind=entry.kind,
            area=entry.area,
            label=entry.label,
            url=entry.url,
            note=entry.note,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
        )

    def but(
        self,
        *,
        day: date | None = None,
        minutes: int | None = None,
        kind: str | None = None,
        area: Area | Keep | None = KEEP,
        label: str | None = None,
        url: str | None = None,
        note: str | None = None,
    ) -> Facts:
        """The same with what is given in its place."""
        return replace(
            self,
            day=self.day if day is None else day,
            minutes=self.minutes if minutes is None else minutes,
            kind=self.kind if kind is None else kind,
            area=self.area if isinstance(area, Keep) else area,
            label=self.label if label is None else label,
            url=self.url if url is None else url,
            note=self.note if note is None else note,
        )

    def fill(self, entry: Entry) -> None:
        """Set the fields of an entry that is not saved yet, or is about to be."""
        for field in fields(self):
            setattr(entry, field.name, getattr(self, field.name))

    def cleaned(self) -> Facts:
        """Without control characters, and each text in one line."""
        return replace(self, label=_line(self.label), url=_line(self.url), note=_line(self.note))


def check_facts(
    person: User,
    facts: Facts,
    *,
    work_time: WorkTime,
    at: datetime,
    before: Facts | None = None,
) -> None:
    """Raises ValidationError by field; of what `before` said the same nothing is asked again."""
    _check_minutes(facts.minutes)
    if before is None or before.day != facts.day:
        _check_day(facts.day, today=at.astimezone(work_time.zone_on(facts.day)).date())
    if facts.kind not in Kind.values:
        raise ValidationError({"kind": _("Choose one of the kinds of the list.")})
    had_none = before is not None and before.kind == facts.kind and not before.url
    if facts.kind in OUTSIDE and not facts.url and not had_none:
        raise ValidationError(
            {"url": _("Give a link or a reference: nothing in Terroir shows what you did.")}
        )
    area_is_new = before is None or before.area != facts.area
    if facts.area is not None and area_is_new and not can_see_area(person, facts.area):
        raise ValidationError({"area": _("Choose one of the product areas of the list.")})


def check_length(
    person: User,
    facts: Facts,
    *,
    work_time: WorkTime,
    instead_of: int = 0,
    sure: bool = False,
) -> None:
    """Whether the day holds it, beside what counts on it already. Proposals count for nothing.

    `instead_of` are minutes of that day which it replaces. A day that gets shorter is never asked
    about. Raises TooLong unless `sure`, and ValidationError for more than a day has hours.
    """
    before = counted_on(person, facts.day)
    total = before - instead_of + facts.minutes
    if total <= before:
        return
    if total > DAY_MINUTES:
        raise ValidationError({"minutes": _("A day has 24 hours, and this makes more of it.")})
    available = work_time.minutes_on(facts.day)
    if total > available and not sure:
        raise TooLong(facts.day, available, total)


def check_days(person: User, made: Sequence[Facts]) -> None:
    """Whether the days hold all of these, however long they are. Raises ValidationError."""
    days = {facts.day for facts in made}
    rows = Entry.objects.of(person).counted().order_by().filter(day__range=(min(days), max(days)))
    totals = Counter(dict(rows.values_list("day").annotate(total=Sum("minutes"))))
    for facts in made:
        totals[facts.day] += facts.minutes
        if totals[facts.day] > DAY_MINUTES:
            raise ValidationError({"minutes": _("A day has 24 hours, and this makes more of it.")})


def counted_on(person: User, day: date) -> int:
    """Confirmed minutes of a day; one query."""
    rows = Entry.objects.of(person).counted().filter(day=day)
    total: int | None = rows.aggregate(total=Sum("minutes"))["total"]
    return total or 0


def work_time_on(person: User, day: date) -> WorkTime:
    """Where they are on a day, and how long they can work on it: to be asked of this day alone."""
    return work_times_of([person.pk], day, day)[person.pk]


def _line(text: str) -> str:
    return " ".join(normalise(text).split())


def _check_minutes(minutes: int) -> None:
    if minutes < 1:
        raise ValidationError({"minutes": _("Give at least one minute.")})
    if minutes > DAY_MINUTES:
        raise ValidationError({"minutes": _("A day has 24 hours. Give at most 1,440 minutes.")})


def _check_day(day: date, *, today: date) -> None:
    if day > today:
        raise ValidationError(
            {"day": _("This day has not come yet. Choose today or a day before.")}
        )
    if day.year < today.year - MOST_YEARS_BACK:
        raise ValidationError({"day": _("This is more than ten years ago. Check the year.")})
