"""The figures of the teams right below those that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.expert_days import Spans, in_both
from accounts.memberships import Membership, spans_of
from accounts.models import Team
from knowledge.contributions.bands import Share, Standing, together
from knowledge.contributions.periods import Weeks
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
    headlines = {each.line.person_id: each.headline for each in figures}
    for place, share in _shares(lines, _places(teams, tops), weeks, headlines):
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


def _places(teams: Sequence[Team], tops: Sequence[Team]) -> dict[int, int]:
    """The number of the group that each team is in; one query."""
    below = reduce(or_, (Q(path__startswith=team.path) for team in teams))
    numbers = {top.pk: place for place, top in enumerate(tops)}
    found = {}
    for pk, path in Team.objects.order_by().filter(below).values_list("pk", "path"):
        above = [
            numbers[team_id]
            for part in path.split(".")
            if part and (team_id := int(part)) in numbers
        ]
        if above:
            found[pk] = above[-1]
    return found


def _shares(
    lines: Sequence[Line],
    places: Mapping[int, int],
    weeks: Weeks,
    headlines: Mapping[int, Share],
) -> Iterator[tuple[int, Share]]:
    """Each person's share in each group; of who moved between two, added up day by day."""
    moved: list[tuple[Line, Mapping[int, Spans]]] = []
    for line, hers in zip(lines, _inside(lines, places, weeks), strict=True):
        days = line.spans_in(weeks)
        if any(spans != days for spans in hers.values()):
            moved.append((line, hers))
        else:
            for place in hers:
                yield place, headlines[line.person_id]
    given = minutes_by_day({line.person_id for line, _hers in moved}, weeks)
    for line, hers in moved:
        for place, spans in hers.items():
            yield place, line.share_on(spans, weeks, given.get(line.person_id, ()))


def _inside(
    lines: Sequence[Line], places: Mapping[int, int], weeks: Weeks
) -> Iterator[Mapping[int, Spans]]:
    """Each person's days in each group; worked out once for all who joined the same team together."""
    known: dict[tuple[object, ...], Mapping[int, Spans]] = {}
    for line in lines:
        key = tuple([(each.team_id, each.since, each.until) for each in line.memberships])
        hers = known.get(key)
        if hers is None:
            hers = known[key] = _spans_by_place(line.memberships, places, weeks)
        yield hers if line.is_always else _days_in_line(hers, line, weeks)


def _days_in_line(hers: Mapping[int, Spans], line: Line, weeks: Weeks) -> Mapping[int, Spans]:
    """Those on which they were an expert."""
    days = line.spans_in(weeks)
    spans = {place: in_both(each, days) for place, each in hers.items()}
    return {place: each for place, each in spans.items() if each}


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
