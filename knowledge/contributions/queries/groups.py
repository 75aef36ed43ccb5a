"""The figures of the teams right below those that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.memberships import Membership, spans_of
from accounts.models import Team
from knowledge.contributions.bands import Share, Standing, together
from knowledge.contributions.periods import Weeks
from knowledge.contributions.queries.measures import Spans
from knowledge.contributions.queries.minutes import minutes_by_day
from knowledge.contributions.queries.people import Line
from knowledge.contributions.queries.person_figures import PersonFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFigures:
    """A team right below the one that is shown, with all below it; the headline's weeks."""

    team: Team
    people: int
    headline: Share
    standings: Mapping[Standing, int]


def groups_of(
    teams: Sequence[Team],
    lines: Sequence[Line],
    figures: Sequence[PersonFigures],
    weeks: Weeks,
) -> tuple[GroupFigures, ...]:
    """The teams right below, or these themselves when they are several; at most three queries."""
    tops = list(teams) if len(teams) > 1 else list(teams[0].children.order_by("tree_order"))
    if not tops:
        return ()
    shares: list[list[Share]] = [[] for _ in tops]
    headlines = {each.person.pk: each.headline for each in figures}
    for place, share in _shares(lines, _places(tops), weeks, headlines):
        shares[place].append(share)
    return tuple(
        GroupFigures(
            team=team, people=len(hers), headline=together(hers), standings=count_standings(hers)
        )
        for team, hers in zip(tops, shares, strict=True)
    )


def count_standings(shares: Iterable[Share]) -> Mapping[Standing, int]:
    """How many stand where; every standing is there."""
    found = dict.fromkeys(Standing, 0)
    for share in shares:
        found[share.standing] += 1
    return found


def _places(tops: Sequence[Team]) -> dict[int, int]:
    """The number of the group that each team is in; one query."""
    below = reduce(or_, (Q(path__startswith=top.path) for top in tops))
    return {
        pk: place
        for pk, path in Team.objects.order_by().filter(below).values_list("pk", "path")
        for place, top in enumerate(tops)
        if path.startswith(top.path)
    }


def _shares(
    lines: Sequence[Line],
    places: Mapping[int, int],
    weeks: Weeks,
    headlines: Mapping[int, Share],
) -> Iterator[tuple[int, Share]]:
    """Each person's share in each group; of who moved between two, added up day by day."""
    inside = {line.person.pk: _spans_by_place(line.memberships, places, weeks) for line in lines}
    moved = [
        line
        for line in lines
        if any(spans != line.spans_in(weeks) for spans in inside[line.person.pk].values())
    ]
    days = minutes_by_day([line.person.pk for line in moved], weeks)
    apart = {line.person.pk for line in moved}
    for line in lines:
        person_id = line.person.pk
        for place, spans in inside[person_id].items():
            if person_id in apart:
                yield place, line.share_on(spans, weeks, days.get(person_id, ()))
            else:
                yield place, headlines[person_id]


def _spans_by_place(
    memberships: Collection[Membership], places: Mapping[int, int], weeks: Weeks
) -> dict[int, Spans]:
    """Groups that somebody was in on none of these days are left out."""
    found: dict[int, list[Membership]] = defaultdict(list)
    for each in memberships:
        if each.team_id in places:
            found[places[each.team_id]].append(each)
    spans = {
        place: spans_of(hers, weeks.first, weeks.last) for place, hers in sorted(found.items())
    }
    return {place: days for place, days in spans.items() if days}
