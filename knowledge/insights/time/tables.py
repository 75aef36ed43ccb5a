"""What the pages show, as tables for files: the same rows, in the same order, to the same viewer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowledge.contributions.team_picture import standing_of
from knowledge.contributions.team_words import prompt_words, reason_words
from knowledge.insights.time.picture import week_title
from knowledge.insights.time.sheets import Cell, Sheet
from knowledge.insights.time.wording import bottleneck_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date
    from fractions import Fraction

    from knowledge.contributions.bands import Share
    from knowledge.contributions.periods import Weeks
    from knowledge.contributions.planning import PlanFigures
    from knowledge.contributions.queries.company import CompanyFigures, TeamSum
    from knowledge.contributions.queries.minutes import AreaSum, KindSum
    from knowledge.contributions.queries.person_figures import PersonFigures
    from knowledge.contributions.queries.teams import TeamFigures
    from knowledge.insights.time.demand import AreaNeed, Demand


def team_sheets(figures: TeamFigures) -> list[Sheet]:
    """People first: that is the table of the text file."""
    return [
        people_sheet(figures),
        trend_sheet(figures.weeks, figures.trend),
        *sums_sheets(figures.kinds, figures.areas),
        lost_sheet(figures.plan),
        others_sheet(figures),
    ]


def people_sheet(figures: TeamFigures) -> Sheet:
    """A row an expert, in the order of their names."""
    heading = [
        _("Person"),
        _("Last 4 complete weeks"),
        _("Standing"),
        *map(week_title, figures.weeks.mondays),
        _("Changed after their month was closed"),
        _("To talk about"),
    ]
    adjusted = figures.adjusted(figures.expected)
    rows = [_person(each, adjusted.get(each.line.person_id, ())) for each in figures.expected]
    return Sheet(_("People"), heading, rows)


def _person(each: PersonFigures, adjusted: Collection[date]) -> list[Cell]:
    weeks = [None if share is None else share.rate for share in each.weeks]
    prompt = each.prompt
    return [
        each.person.display_name,
        each.headline.rate,
        standing_of(each),
        *weeks,
        ", ".join(map(week_title, sorted(adjusted))),
        prompt_words(prompt) if prompt else "",
    ]


def team_sums_sheet(sums: Sequence[TeamSum], weeks: Weeks) -> Sheet:
    """A row a team, as the tree is. Empty cells are of too few people."""
    heading = [_("Team"), _("Last 4 complete weeks"), *map(week_title, weeks.mondays)]
    rows = [
        [each.team.name, _rate(each.headline.total), *map(_rate, each.trend.weeks)] for each in sums
    ]
    return Sheet(_("Teams"), heading, rows)


def company_sheets(figures: CompanyFigures) -> list[Sheet]:
    """The weeks first: that is the table of the text file."""
    weeks = trend_sheet(figures.weeks, figures.trend.weeks)
    return [weeks] if figures.areas is None else [weeks, area_sheet(figures.areas)]


def _rate(share: Share | None) -> Fraction | None:
    return None if share is None else share.rate


def others_sheet(figures: TeamFigures) -> Sheet:
    """Who is no expert and gave minutes in the last four weeks."""
    rows = [(each.person.display_name, each.headline.confirmed) for each in figures.others]
    return Sheet(_("Others who shared"), [_("Person"), _("Minutes")], rows)


def trend_sheet(weeks: Weeks, shares: Iterable[Share | None]) -> Sheet:
    """A row a week, numerator and denominator apart."""
    heading = [
        _("Week"),
        _("Week from"),
        _("Confirmed (minutes)"),
        _("Available (minutes)"),
        _("Share"),
        _("Lower end (minutes)"),
        _("Upper end (minutes)"),
    ]
    rows = [
        [week_title(monday), monday, *_minutes(share)]
        for monday, share in zip(weeks.mondays, shares, strict=True)
    ]
    return Sheet(_("Weeks"), heading, rows)


def _minutes(share: Share | None) -> Iterator[Cell]:
    if share is None:
        yield from [None] * 5
        return
    yield share.confirmed
    yield share.available
    yield share.rate
    yield -(-share.band.lowest // 1)
    yield share.band.whole_minutes


def sums_sheets(kinds: Iterable[KindSum], areas: Iterable[AreaSum]) -> Iterator[Sheet]:
    """Minutes by kind, and by area."""
    minutes = _("Minutes")
    yield Sheet(
        _("Kinds"),
        [pgettext("contribution", "Kind"), minutes],
        [[str(each.kind.label), each.minutes] for each in kinds],
    )
    yield area_sheet(areas)


def area_sheet(areas: Iterable[AreaSum]) -> Sheet:
    """Minutes by area; what has none, is closed to the viewer or of too few people is “other”."""
    other = pgettext("areas", "other")
    rows: list[list[Cell]] = [
        [each.area.label if each.area else other, each.minutes] for each in areas
    ]
    return Sheet(_("Product areas"), [_("Product area"), _("Minutes")], rows)


def lost_sheet(plan: PlanFigures) -> Sheet:
    """Protected time of the last four weeks: lost by reason, then what was planned and kept."""
    ranked = sorted(plan.by_reason.items(), key=lambda pair: (-pair[1], pair[0]))
    rows: list[list[Cell]] = [[reason_words(reason), minutes] for reason, minutes in ranked]
    rows += [[_("Lost in all"), plan.lost], [_("Kept"), plan.kept], [_("Planned"), plan.planned]]
    return Sheet(_("Protected time"), [_("What became of it"), _("Minutes")], rows)


def areas_sheet(demand: Demand) -> Sheet:
    """A row an area, the most wanted first. Empty cells are not told."""
    heading = [
        _("Product area"),
        _("Questions waiting"),
        _("Failed searches, 4 weeks"),
        _("Experts"),
        _("Has time this week"),
        _("Minutes left this week"),
        _("Upper end of the next 4 weeks (minutes)"),
        _("Planned in the next 4 weeks (minutes)"),
        _("Articles"),
        _("What keeps it"),
    ]
    return Sheet(_("Product areas"), heading, [_area(row) for row in demand.rows])


def _area(row: AreaNeed) -> list[Cell]:
    capacity = row.capacity
    return [
        row.area.label,
        row.waiting,
        row.failed,
        capacity.experts,
        _("yes") if capacity.has_time else _("no"),
        capacity.minutes,
        capacity.ahead,
        capacity.planned,
        row.articles,
        bottleneck_words(row.bottleneck),
    ]
