"""Looking at other people's figures: the only way to them, and written down for those people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import TEAM_WEEKS, company_day
from knowledge.contributions.queries.teams import (
    PersonDetail,
    TeamFigures,
    person_detail,
    team_figures,
)

if TYPE_CHECKING:
    from accounts.models import Team, User
    from knowledge.areas.models import Area

AT_ONCE = 5_000
"""Rows a statement names at most."""

NOTE = """
INSERT INTO contributions_figureview (person_id, viewer_id, place, day, last_at, seen)
SELECT id, %s, %s, %s, %s, 1 FROM accounts_user WHERE id IN ({ids}) ORDER BY id
ON CONFLICT (person_id, viewer_id, place, day)
DO UPDATE SET seen = contributions_figureview.seen + 1, last_at = excluded.last_at
"""
"""Both databases know it; the ORM can't add to what is there. The people are numbers written into it:
to bind five values for each takes longer than all the rest."""


def look_at_team(
    *,
    viewer: User,
    teams: Sequence[Team],
    place: FigureView.Place = FigureView.Place.TEAM,
    weeks: int = TEAM_WEEKS,
    area: Area | None = None,
    compare: bool = False,
    at: datetime | None = None,
) -> TeamFigures:
    """`queries.teams.team_figures` of the day, noted for everybody in it but the viewer.

    Raises PermissionDenied.
    """
    now = at or timezone.now()
    figures = team_figures(
        viewer, teams, today=company_day(now), weeks=weeks, area=area, compare=compare
    )
    note_views(viewer=viewer, person_ids=figures.person_ids, place=place, at=now)
    return figures


def look_at_person(
    *,
    viewer: User,
    person: User,
    place: FigureView.Place = FigureView.Place.PERSON,
    weeks: int = TEAM_WEEKS,
    at: datetime | None = None,
) -> PersonDetail:
    """`queries.teams.person_detail` of the day, noted for that person. Raises PermissionDenied."""
    now = at or timezone.now()
    found = person_detail(viewer, person, today=company_day(now), weeks=weeks)
    note_views(viewer=viewer, person_ids=[person.pk], place=place, at=now)
    return found


@transaction.atomic
def note_views(
    *,
    viewer: User,
    person_ids: Collection[int],
    place: FigureView.Place | str,
    at: datetime | None = None,
) -> None:
    """One row a person, viewer, place and day of the company; looking at one's own is not noted.

    One statement for thousands of people, so that looks at the same moment are all counted.
    """
    now = at or timezone.now()
    looked_at = sorted(set(person_ids) - {viewer.pk})
    day = connection.ops.adapt_datefield_value(company_day(now))
    last_at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        for start in range(0, len(looked_at), AT_ONCE):
            ids = looked_at[start : start + AT_ONCE]
            statement = NOTE.format(ids=",".join(map(int.__repr__, ids)))
            cursor.execute(statement, [viewer.pk, str(place), day, last_at])
