"""The figures of single people in the line of whoever looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.many import named
from accounts.models import User
from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.coaching import Prompt, prompt_of
from knowledge.contributions.models import Entry, State
from knowledge.contributions.periods import (
    HEADLINE_WEEKS,
    TEAM_WEEKS,
    Weeks,
    complete_weeks,
)
from knowledge.contributions.planning import PlanFigures
from knowledge.contributions.queries.minutes import MOST_NAMED, by_person_and_week
from knowledge.contributions.queries.people import Line, People
from knowledge.contributions.queries.plans import plan_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFigures:
    """One person on their days in the line.

    `headline` are the last four complete weeks, `before` the four before them; `weeks` those of the
    page, None where they were elsewhere, and `period` all of these. With an area chosen `weeks` and
    `period` are minutes in it, of all that was available.
    `to_confirm` are proposed minutes of the headline's weeks.
    """

    person: User
    is_expected: bool
    headline: Share
    before: Share
    weeks: tuple[Share | None, ...]
    period: Share
    to_confirm: int
    plan: PlanFigures
    recent: tuple[Share | None, ...] = field(repr=False)
    """Of the weeks that coaching looks back on, in all areas."""

    @property
    def was_there(self) -> bool:
        """On any day of the headline: who left before, or became an expert after, stands nowhere."""
        return any(week is not None for week in self.recent[-HEADLINE_WEEKS:])

    @property
    def standing(self) -> Standing | None:
        """Of the headline; None for who is not expected to share, or was not there."""
        return self.headline.standing if self.is_expected and self.was_there else None

    @property
    def prompt(self) -> Prompt | None:
        """What there is to talk about; worked out when it is asked, which of many is of few."""
        if not self.is_expected:
            return None
        return prompt_of(self.recent, self.headline, self.plan, to_confirm=self.to_confirm)

    @property
    def is_at_risk(self) -> bool:
        prompt = self.prompt
        return prompt is not None and prompt.is_risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What of the weeks that were read is shown: those of the page, of the headline, of coaching.

    With `area_ids` the weeks of the page are minutes in these areas.
    """

    today: date
    weeks: Weeks
    headline: Weeks
    recent: Weeks
    area_ids: frozenset[int] | None = None

    @classmethod
    def of(cls, today: date, weeks: int, area_ids: frozenset[int] | None = None) -> Frame:
        return cls(
            today=today,
            weeks=complete_weeks(today, weeks),
            headline=complete_weeks(today),
            recent=complete_weeks(today, TEAM_WEEKS),
            area_ids=area_ids,
        )

    def to_read(self, *, compare: bool) -> Weeks:
        """From the first week that anything here needs."""
        mondays = (self.weeks.monday, self.recent.monday, self.headline.before.monday)
        first = min(*mondays, self.weeks.before.monday if compare else self.weeks.monday)
        return complete_weeks(self.today, (self.headline.last - first).days // 7 + 1)


def figures_of_people(people: People, frame: Frame) -> tuple[PersonFigures, ...]:
    """In the order of their names; four queries, five with areas."""
    return _figures(people.lines, people, frame)


def figures_of_viewer(people: People, frame: Frame) -> PersonFigures | None:
    """None for who neither is an expert nor gave anything."""
    found = _figures([people.own] if people.own else [], people, frame)
    return found[0] if found else None


def _figures(lines: Iterable[Line], people: People, frame: Frame) -> tuple[PersonFigures, ...]:
    lines = tuple(lines)
    headline, ids = frame.headline, [line.person.id for line in lines]
    work_times = {line.person.id: line.measure.work for line in lines}
    plans = plan_figures(ids, headline.first, headline.last, work_times=work_times)
    waiting = _to_confirm(lines, headline)
    narrowed = narrowed_to(lines, people, frame)
    places = _Places.of(people.weeks, frame)
    return tuple(
        _figure(line, places, plans[line.person.id], waiting.get(line.person.id, 0), narrowed)
        for line in lines
    )


class _Places(NamedTuple):
    """Where the periods of a frame lie among the weeks that were read, the same for everybody."""

    headline: slice
    before: slice
    weeks: slice
    recent: slice

    @classmethod
    def of(cls, read: Weeks, frame: Frame) -> _Places:
        periods = frame.headline, frame.headline.before, frame.weeks, frame.recent
        return cls(*map(read.places_of, periods))


def narrowed_to(
    lines: Collection[Line], people: People, frame: Frame
) -> Mapping[int, Mapping[date, int]] | None:
    """Minutes in the areas of the frame by person and Monday, on days in the line; None for all."""
    if frame.area_ids is None:
        return None
    ids = [line.person.pk for line in lines]
    found = by_person_and_week(ids, people.weeks, area_ids=frame.area_ids)
    days: dict[int, dict[date, int]] = defaultdict(dict)
    for cell in people.partial:
        if cell.area_id in frame.area_ids:
            hers = days[cell.person_id]
            hers[cell.monday] = hers.get(cell.monday, 0) + cell.minutes
    return {
        line.person.pk: {
            monday: minutes
            for monday, minutes in found.get(line.person.pk, {}).items()
            if line.is_whole(monday)
        }
        | days.get(line.person.pk, {})
        for line in lines
    }


def _figure(
    line: Line,
    places: _Places,
    plan: PlanFigures,
    to_confirm: int,
    narrowed: Mapping[int, Mapping[date, int]] | None,
) -> PersonFigures:
    all_of_it = line.confirmed
    minutes = all_of_it if narrowed is None else narrowed.get(line.person.id, {})
    headline, before, period = line.totals(places[:3], all_of_it)
    if narrowed is not None:
        (period,) = line.totals([places.weeks], minutes)
    weeks = line.week_shares(places.weeks, minutes)
    is_same = narrowed is None and places.recent == places.weeks
    return PersonFigures(
        person=line.person,
        is_expected=line.is_expert,
        headline=headline,
        before=before,
        weeks=weeks,
        period=period,
        to_confirm=to_confirm,
        plan=plan,
        recent=weeks if is_same else line.week_shares(places.recent, all_of_it),
    )


def _to_confirm(lines: Collection[Line], weeks: Weeks) -> dict[int, int]:
    """Proposed minutes by person, on days in the line; one query. Activity is theirs alone."""
    spans = {line.person.id: line.spans for line in lines}
    rows = Entry.objects.filter(state=State.PROPOSED, day__range=(weeks.first, weeks.last))
    if len(spans) <= MOST_NAMED:
        rows = rows.filter(person__in=named(spans))
    found: dict[int, int] = defaultdict(int)
    for person_id, day, minutes in rows.order_by().values_list("person", "day", "minutes"):
        if any(first <= day <= last for first, last in spans.get(person_id, ())):
            found[person_id] += minutes
    return found
