"""Figures of replies as one viewer may read them: by area, channel and team, of weeks that are over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import caches
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import pgettext

from accounts.models import Team
from accounts.permissions import can_administer
from accounts.queries import visible_areas
from knowledge.contributions.permissions import managed_teams
from knowledge.insights.periods import WEEK, period_of
from knowledge.insights.replies.crowds import Cell, Key, gathered
from knowledge.insights.replies.figures import Delta, Tally, delta_of
from knowledge.passages.channels import Channel
from knowledge.replies.models import Contact, Outcome, RecalledReply, ReplyRecord
from knowledge.search.retention import day_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.insights.periods import Period

KEPT_SECONDS: Final = 300

Place = tuple[int | None, int | None, str]
"""Team, area and channel of a record."""


@dataclass(slots=True)
class Given:
    """One week and place: its sums, and who gave the replies."""

    tally: Tally = field(default_factory=Tally)
    people: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One area, channel or team. `url` leads to it, "" where there is nothing to lead to."""

    label: str
    url: str = ""
    tally: Tally
    delta: Delta


@dataclass(frozen=True, slots=True)
class Week:
    """One point of the trend: the sum of its cells; None is no data, or replies of too few people."""

    monday: date
    tally: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyReport:
    """The report of a viewer. `untold` weeks of the period had replies of too few people to tell
    anything; `weeks` are those of the trend, whatever the period.
    """

    period: Period
    total: Tally
    delta: Delta
    areas: tuple[Row, ...]
    channels: tuple[Row, ...]
    teams: tuple[Row, ...]
    untold: int
    has_contacts: bool
    weeks: tuple[Week, ...]


def replies_of(viewer: User, days: int) -> ReplyReport:
    """What this viewer may read of so many days, in whole weeks; six queries, fewer while they are kept."""
    period = period_of(days, timezone.now(), whole_weeks=True)
    areas = {area.pk: area for area in visible_areas(viewer).in_tree_order()}
    teams = _teams_for(viewer)
    lineages = {pk: tuple(area.lineage) for pk, area in areas.items()}
    told: list[tuple[Key, Tally]] = []
    weeks: list[Week] = []
    untold = 0
    by_week = _by_week(period.weeks)
    for number, monday in enumerate(period.weeks):
        given = by_week.get(number, {})
        cells = _cells(given, viewer, lineages, teams)
        found = gathered(cells, teams_first=not teams)
        weeks.append(Week(monday, _sum(found.values()) if found else None))
        if monday >= period.first:
            untold += bool(given) and not found
            told += found.items()
    return _report(period, told, areas, teams, untold=untold, weeks=weeks)


def _cells(
    given: Mapping[Place, Given],
    viewer: User,
    lineages: Mapping[int, tuple[int, ...]],
    teams: Mapping[int, Team],
) -> dict[Key, Cell]:
    """One week as the viewer may tell it apart, without the viewer among the people."""
    cells: dict[Key, Cell] = {}
    for (team, area, channel), one in given.items():
        lineage = lineages.get(area or 0, ())
        if not all(pk in lineages for pk in lineage):
            lineage = ()
        key = Key(_line(teams, team), lineage, channel)
        cell = cells.setdefault(key, Cell())
        cell.tally.add(one.tally)
        cell.people |= one.people - {viewer.pk}
    return cells


def _report(
    period: Period,
    told: list[tuple[Key, Tally]],
    areas: Mapping[int, Area],
    teams: Mapping[int, Team],
    *,
    untold: int,
    weeks: Iterable[Week],
) -> ReplyReport:
    other = pgettext("areas", "other")
    labels = {pk: (str(area.label), area.get_absolute_url()) for pk, area in areas.items()}
    names = {team.pk: (team.name, "") for team in teams.values()}
    unsaid = pgettext("channel", "other, or not said")
    channels = {channel.value: (str(channel.label), "") for channel in Channel}
    total = _sum(tally for _key, tally in told)
    return ReplyReport(
        period=period,
        total=total,
        delta=_delta(told),
        areas=_rows(told, lambda key: key.area[-1] if key.area else None, labels, other),
        channels=_rows(told, lambda key: key.channel or None, channels, unsaid),
        teams=_rows(told, lambda key: key.team[-1] if key.team else None, names, other)
        if teams
        else (),
        untold=untold,
        has_contacts=bool(total.contacts),
        weeks=tuple(weeks),
    )


def _rows(
    told: list[tuple[Key, Tally]],
    part_of: Callable[[Key], object],
    labels: Mapping[Any, tuple[str, str]],
    rest: str,
) -> tuple[Row, ...]:
    """In the order of the labels (tree, alphabet), never by a figure; the rest comes last."""
    parts: dict[object, list[tuple[Key, Tally]]] = defaultdict(list)
    for key, tally in told:
        parts[part_of(key)].append((key, tally))
    order = [pk for pk in labels if pk in parts] + ([None] if None in parts else [])
    found = []
    for pk in order:
        label, url = labels[pk] if pk is not None else (rest, "")
        tally = _sum(each for _key, each in parts[pk])
        found.append(Row(label=label, url=url, tally=tally, delta=_delta(parts[pk])))
    return tuple(found)


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.add(tally)
    return total


def _delta(told: Iterable[tuple[Key, Tally]]) -> Delta:
    """Compared inside each area and channel, of all teams and weeks together."""
    strata: dict[tuple[tuple[int, ...], str], Tally] = defaultdict(Tally)
    for key, tally in told:
        strata[key.area, key.channel].add(tally)
    return delta_of(strata.values())


def _teams_for(viewer: User) -> dict[int, Team]:
    """Teams whose sums they read: all for administrators, those of their line for managers; by name."""
    if can_administer(viewer):
        rows = list(Team.objects.order_by("name", "pk"))
    else:
        lines = managed_teams(viewer)
        if not lines:
            return {}
        below = Q()
        for team in lines:
            below |= Q(path__startswith=team.path)
        rows = list(Team.objects.filter(below).order_by("name", "pk"))
    return {team.pk: team for team in rows}


def _line(teams: Mapping[int, Team], team_id: int | None) -> tuple[int, ...]:
    """The team with those above it, as far as the viewer reads of them."""
    team = teams.get(team_id or 0)
    if team is None:
        return ()
    return tuple(pk for part in team.path.split(".") if part and (pk := int(part)) in teams)


def _by_week(weeks: Sequence[date]) -> dict[int, dict[Place, Given]]:
    """What was given by week, the same for every viewer, and kept for some minutes; four queries."""
    key = f"insights.replies:{weeks[0]}:{len(weeks)}"
    kept: dict[int, dict[Place, Given]] | None = caches["local"].get(key)
    if kept is None:
        kept = _read(weeks)
        caches["local"].set(key, kept, KEPT_SECONDS)
    return kept


def _read(weeks: Sequence[date]) -> dict[int, dict[Place, Given]]:
    found: dict[int, dict[Place, Given]] = defaultdict(lambda: defaultdict(Given))
    starts = [day_start(day) for day in (*weeks, weeks[-1] + WEEK)]
    span = {"created_at__gte": starts[0], "created_at__lt": starts[-1]}
    records = ReplyRecord.objects.filter(**span).order_by()
    records = records.annotate(week=_week("created_at", starts[:-1]))
    sums = records.values("week", "team", "area", "channel", "person").annotate(
        n=Count("pk"),
        said=Count("pk", filter=~Q(outcome="")),
        helped=Count("pk", filter=Q(outcome=Outcome.HELPED)),
    )
    columns = ("week", "team", "area", "channel", "person", "n", "said", "helped")
    for week, team, area, channel, person, n, said, helped in sums.values_list(*columns):
        given = found[week][team, area, channel]
        given.tally.add(Tally(replies=n, said=said, helped=helped))
        if person is not None:
            given.people.add(person)
    wrong = records.filter(Exists(RecalledReply.objects.filter(record=OuterRef("pk"))))
    counted = wrong.values("week", "team", "area", "channel").annotate(n=Count("pk"))
    for week, team, area, channel, n in counted.values_list(*columns[:4], "n"):
        found[week][team, area, channel].tally.recalled += n
    _read_contacts(weeks, found)
    return {week: dict(given) for week, given in found.items()}


def _read_contacts(weeks: Sequence[date], found: dict[int, dict[Place, Given]]) -> None:
    """Closed contacts by the week of their end, and whether a reply record names their reference."""
    contacts = Contact.objects.filter(closed_on__gte=weeks[0], closed_on__lt=weeks[-1] + WEEK)
    linked = Exists(ReplyRecord.objects.filter(reference=OuterRef("reference")))
    rows = contacts.order_by().annotate(week=_week("closed_on", weeks), linked=linked)
    sums = rows.values("week", "team", "area", "channel", "linked").annotate(
        n=Count("pk"), scored=Count("score"), total=Sum("score")
    )
    columns = ("week", "team", "area", "channel", "linked", "n", "scored", "total")
    for week, team, area, channel, is_linked, n, scored, total in sums.values_list(*columns):
        score = Decimal(total or 0)
        tally = (
            Tally(contacts=n, linked=n, scored_with=scored, score_with=score)
            if is_linked
            else Tally(contacts=n, scored_without=scored, score_without=score)
        )
        found[week][team, area, channel].tally.add(tally)


def _week(column: str, starts: Iterable[object]) -> Case:
    """The number of the last of these days or moments that the column is not before."""
    whens = [
        When(**{f"{column}__gte": start}, then=Value(number)) for number, start in enumerate(starts)
    ]
    return Case(*reversed(whens), output_field=IntegerField())
