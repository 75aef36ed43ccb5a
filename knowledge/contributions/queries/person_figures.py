"""The figures of single people in the line of whoever looks at them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.many import named
from accounts.models import User
from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.coaching import Prompt, prompt_of
from knowledge.contributions.models import Entry, State
from knowledge.contributions.periods import (
    TEAM_WEEKS,
    Weeks,
    complete_weeks,
)
from knowledge.contributions.planning import PlanFigures, figures_of
from knowledge.contributions.queries.minutes import MOST_NAMED, Given, by_person_and_week
from knowledge.contributions.queries.people import Line, People, in_line
from knowledge.contributions.queries.plans import Minutes, minutes_planned


@dataclass(slots=True, kw_only=True)
class PersonFigures:
    """One person on their days in the line.

    `headline` are the last four complete weeks, `before` the four before them; `weeks` those of the
    page, None where they were elsewhere, and `period` all of these. With an area chosen `weeks` and
    `period` are minutes in it, of all that was available.
    `to_confirm` are proposed minutes of the headline's weeks.

    What few pages ask of all their people is worked out when it is asked. A value, never changed:
    see `Share` for why it is not frozen.
    """

    headline: Share
    to_confirm: int
    line: Line = field(repr=False)
    minutes: Given = field(repr=False)
    """Of all weeks that were read, in the area chosen."""
    blocks: Sequence[Minutes] = field(repr=False)
    """Of the headline's weeks."""
    places: Places = field(repr=False)

    @property
    def person(self) -> User:
        return self.line.person

    @property
    def is_expected(self) -> bool:
        return self.line.is_expert

    @property
    def before(self) -> Share:
        return self.line.total(self.places.before, self.line.confirmed)

    @property
    def weeks(self) -> tuple[Share | None, ...]:
        return self.line.week_shares(self.places.weeks, self.minutes)

    @property
    def period(self) -> Share:
        return self.line.total(self.places.weeks, self.minutes)

    @property
    def plan(self) -> PlanFigures:
        return figures_of(self.blocks)

    @property
    def was_there(self) -> bool:
        """On any day of the headline: who left before, or became an expert after, stands nowhere."""
        return self.line.was_there(self.places.headline)

    @property
    def standing(self) -> Standing | None:
        """Of the headline; None for who is not expected to share, or was not there."""
        return self.headline.standing if self.is_expected and self.was_there else None

    @property
    def prompt(self) -> Prompt | None:
        """What there is to talk about; it looks back on weeks in all areas."""
        if not self.is_expected:
            return None
        recent = self.line.week_shares(self.places.recent, self.line.confirmed)
        return prompt_of(recent, self.headline, self.plan, to_confirm=self.to_confirm)

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


class Places(NamedTuple):
    """Where the periods of a frame lie among the weeks that were read, the same for everybody."""

    headline: slice
    before: slice
    weeks: slice
    recent: slice

    @classmethod
    def of(cls, read: Weeks, frame: Frame) -> Places:
        periods = frame.headline, frame.headline.before, frame.weeks, frame.recent
        return cls(*map(read.places_of, periods))


def figures_of_people(people: People, frame: Frame) -> tuple[PersonFigures, ...]:
    """In the order of their names; three queries, four with areas."""
    lines, headline, places = people.lines, frame.headline, Places.of(people.weeks, frame)
    work_times = {line.person_id: line.measure.work for line in lines}
    ids = work_times.keys()
    planned = minutes_planned(ids, headline.first, headline.last, work_times) if ids else {}
    waiting = _to_confirm(lines, headline)
    narrowed = _narrowed(people, frame)
    return tuple(
        [
            PersonFigures(
                headline=line.total(places.headline, line.confirmed),
                to_confirm=waiting.get(pk, 0),
                line=line,
                minutes=line.confirmed if narrowed is None else narrowed[pk],
                blocks=planned.get(pk, ()),
                places=places,
            )
            for pk, line in zip(ids, lines, strict=True)
        ]
    )


def _narrowed(people: People, frame: Frame) -> Mapping[int, Given] | None:
    """Minutes in the areas of the frame by person and week, on days in the line; None for all."""
    if frame.area_ids is None:
        return None
    spans = {line.person_id: line.spans for line in people.lines}
    found = by_person_and_week(spans.keys(), people.weeks, area_ids=frame.area_ids)
    days = [cell for cell in people.partial if cell.area_id in frame.area_ids]
    return in_line(found, spans, people.weeks, days)


def _to_confirm(lines: Collection[Line], weeks: Weeks) -> dict[int, int]:
    """Proposed minutes by person, on days in the line; one query. Activity is theirs alone."""
    spans = {line.person_id: line.spans for line in lines}
    rows = Entry.objects.filter(state=State.PROPOSED, day__range=(weeks.first, weeks.last))
    if len(spans) <= MOST_NAMED:
        rows = rows.filter(person__in=named(spans))
    found: dict[int, int] = defaultdict(int)
    for person_id, day, minutes in rows.order_by().values_list("person", "day", "minutes"):
        if any(first <= day <= last for first, last in spans.get(person_id, ())):
            found[person_id] += minutes
    return found
