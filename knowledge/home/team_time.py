"""A manager's first picture: who is below, in and above the band, with nothing to click."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowledge.contributions.actions.looking import look_at_team
from knowledge.contributions.bands import Standing
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import HEADLINE_WEEKS, company_day, complete_weeks
from knowledge.contributions.permissions import can_see_teams, managed_teams, sees_people
from knowledge.contributions.queries.absences import away_until
from knowledge.contributions.queries.company import team_sums
from knowledge.contributions.team_picture import TeamPicture, away_ids, team_picture
from knowledge.contributions.team_words import (
    left_out_words,
    others_of,
    sentence_of,
    sentence_of_sum,
    sums_of,
    to_confirm_words,
)

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.contributions.queries.teams import TeamFigures

MOST_ROWS: Final = 16


@dataclass(frozen=True, slots=True)
class TeamTime:
    """What the figures say, and the strips of the people; `is_part` says that only those outside
    the band stand in it, of more than MOST_ROWS. Without a picture there are sums alone.
    """

    sentence: str
    lines: tuple[str, ...]
    picture: TeamPicture | None = None
    is_part: bool = False


def team_time(person: User) -> TeamTime | None:
    """Of all the teams that they manage; None for who sees no figures of teams."""
    if not can_see_teams(person):
        return None
    if not sees_people(person):
        return _sums(person)
    figures = look_at_team(
        viewer=person,
        teams=managed_teams(person),
        place=FigureView.Place.HOME,
        weeks=HEADLINE_WEEKS,
    )
    lines = [
        others_of(figures.standings),
        sums_of(figures.headline, figures.headline_weeks) if figures.expected else "",
        to_confirm_words(figures.to_confirm),
    ]
    return TeamTime(
        sentence_of(figures.standings),
        tuple(line for line in lines if line),
        _picture(figures) if figures.expected else None,
        len(figures.expected) > MOST_ROWS,
    )


def _picture(figures: TeamFigures) -> TeamPicture:
    people = figures.expected
    if len(people) > MOST_ROWS:
        outside = (Standing.BELOW, Standing.ABOVE)
        people = tuple(each for each in people if each.standing in outside)[:MOST_ROWS]
    away = away_until(away_ids(figures), company_day(timezone.now()))
    return team_picture(figures, away_until=away, shown=people, cells=False)


def _sums(person: User) -> TeamTime:
    today = company_day(timezone.now())
    told = team_sums(person, today=today, weeks=HEADLINE_WEEKS)[0].headline
    total = told.total
    lines = (
        sums_of(total, complete_weeks(today)) if total is not None and not told.left_out else "",
        left_out_words(told.left_out) if total is not None else "",
    )
    return TeamTime(sentence_of_sum(total), tuple(line for line in lines if line))
