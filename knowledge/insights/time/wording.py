"""Figures in plain words, and what a page says of them beside its tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from knowledge.contributions.bands import Standing
from knowledge.contributions.team_picture import WeekCell
from knowledge.contributions.team_words import (
    left_out_words,
    others_of,
    prompt_words,
    sentence_of,
    sentence_of_sum,
    share_words,
    standing_words,
    sums_of,
    sums_of_one,
    to_confirm_words,
    week_words,
)
from knowledge.insights.time.demand import Bottleneck
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from accounts.models import Team, User
    from knowledge.contributions.bands import Share
    from knowledge.contributions.periods import Weeks
    from knowledge.contributions.queries.company import TeamSum, Told
    from knowledge.contributions.queries.person_figures import PersonFigures
    from knowledge.contributions.queries.teams import TeamFigures


@dataclass(frozen=True, slots=True)
class Said:
    """The one sentence of a page, and the line under it."""

    sentence: str
    lead: str


@dataclass(frozen=True, slots=True)
class Own:
    """Where the viewer stands."""

    share: str
    standing: str


@dataclass(frozen=True, slots=True)
class SumRow:
    """A team that is told as one sum; `share` "" where too few people are in it."""

    team: Team
    share: str
    standing: str
    cells: tuple[WeekCell, ...]


@dataclass(frozen=True, slots=True)
class WeekHead:
    """The head of a column of weeks."""

    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Talk:
    """Something to talk about with somebody."""

    person: User
    words: str
    is_risk: bool


def said_of(figures: TeamFigures) -> Said:
    """Of the last four complete weeks, whatever period the page shows."""
    lines = [
        others_of(figures.standings),
        sums_of(figures.headline, figures.headline_weeks) if figures.expected else "",
        to_confirm_words(figures.to_confirm),
    ]
    return Said(sentence_of(figures.standings), " ".join(line for line in lines if line))


def said_of_sum(told: Told, weeks: Weeks) -> Said:
    """Of a group that is told as one sum, in these weeks."""
    total = told.total
    lines = [
        sums_of(total, weeks) if total is not None and told.left_out == 0 else "",
        left_out_words(told.left_out) if total is not None else "",
    ]
    return Said(sentence_of_sum(total), " ".join(line for line in lines if line))


def sums_rows(sums: Iterable[TeamSum]) -> list[SumRow]:
    """Teams as the tree is; a week that is not told is an empty cell."""
    rows = []
    for each in sums:
        total = each.headline.total
        share = "" if total is None else share_words(total)
        standing = "" if total is None else standing_words(total.standing)
        cells = tuple(map(WeekCell, each.trend.weeks))
        rows.append(SumRow(each.team, share, standing, cells))
    return rows


def own_of(figures: TeamFigures) -> Own | None:
    """None for who is no expert: nothing is expected of them."""
    own = figures.own
    if own is None or own.standing is None:
        return None
    return Own(share_words(own.headline), standing_words(own.standing))


def said_of_person(figures: PersonFigures) -> Said:
    """Of one person; who is expected to give nothing stands nowhere to the band."""
    name, share = figures.person.display_name, figures.headline
    facts = {"name": name, "share": share_words(share)}
    if not figures.is_expected:
        sentence = _("%(name)s shares, and nothing is expected.") % facts
    elif figures.standing is None:
        sentence = _("%(name)s was not in your teams over the last four weeks.") % facts
    else:
        sentence = _STANDING[figures.standing]() % facts
    sums = sums_of_one(share) if figures.was_there else ""
    lines = [sums, to_confirm_words(figures.to_confirm)]
    return Said(sentence, " ".join(line for line in lines if line))


_STANDING: Mapping[Standing, Callable[[], str]] = {
    Standing.BELOW: lambda: _("%(name)s is below the band: %(share)s."),
    Standing.IN: lambda: _("%(name)s is in the band: %(share)s."),
    Standing.ABOVE: lambda: _("%(name)s is above the band: %(share)s."),
    Standing.AWAY: lambda: _("%(name)s is away."),
}


def talks_of(people: Iterable[PersonFigures]) -> list[Talk]:
    """In the order of names."""
    return [
        Talk(each.person, prompt_words(prompt), prompt.is_risk)
        for each in people
        if (prompt := each.prompt) is not None
    ]


def week_heads(weeks: Weeks) -> list[WeekHead]:
    """The first column says what the figures are; the others are the numbers of weeks."""
    return [
        WeekHead(
            week_words(monday),
            pgettext("week", "W %(n)d") % {"n": monday.isocalendar().week}
            if place == 0
            else str(monday.isocalendar().week),
        )
        for place, monday in enumerate(weeks.mondays)
    ]


def weeks_said(headline: Weeks, shown: Weeks) -> str:
    """Which weeks stand where in the table."""
    first, last = headline.monday.isocalendar().week, headline.last.isocalendar().week
    words = ngettext(
        "weeks %(first)d to %(last)d on the left, %(n)d week on the right",
        "weeks %(first)d to %(last)d on the left, %(n)d weeks on the right",
        shown.count,
    )
    return words % {"first": first, "last": last, "n": shown.count}


def compared_words(now: Share, before: Share | None, weeks: int) -> str:
    """The weeks of the page beside as many before them; empty when nothing is compared."""
    if before is None:
        return ""
    words = ngettext(
        "This week: %(share)s, %(given)s of %(all)s minutes. "
        "The week before: %(old)s, %(old_given)s of %(old_all)s.",
        "These %(weeks)d weeks: %(share)s, %(given)s of %(all)s minutes. "
        "The %(weeks)d weeks before: %(old)s, %(old_given)s of %(old_all)s.",
        weeks,
    )
    return words % {
        "weeks": weeks,
        "share": share_words(now),
        "given": number(now.confirmed),
        "all": number(now.available),
        "old": share_words(before),
        "old_given": number(before.confirmed),
        "old_all": number(before.available),
    }


def bottleneck_words(bottleneck: Bottleneck) -> str:
    """What keeps demand from being answered; nothing where nothing does."""
    words: Mapping[Bottleneck, str] = {
        Bottleneck.NO_EXPERT: _("No expert"),
        Bottleneck.NO_TIME: _("No expert has time"),
        Bottleneck.NO_ARTICLE: _("No article"),
        Bottleneck.NOT_FOUND: _("Hard to find"),
        Bottleneck.NOTHING: "",
    }
    return words[bottleneck]
