"""Contribution time for programs: one's own, and that of a team as its manager's page shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import JsonResponse
from django.utils import timezone

from accounts.models import Team, TokenScope
from knowledge.api.views import error, token_required
from knowledge.contributions.actions.looking import look_at_team
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import TEAM_WEEKS, company_day, complete_weeks
from knowledge.contributions.permissions import can_see_team, sees_people
from knowledge.contributions.queries.company import team_sums
from knowledge.contributions.queries.figures import own_figures, today_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest

    from accounts.models import User
    from knowledge.contributions.bands import Share
    from knowledge.contributions.periods import Weeks
    from knowledge.contributions.queries.minutes import AreaSum, KindSum
    from knowledge.contributions.queries.person_figures import PersonFigures

Answer = dict[str, Any]


@token_required(TokenScope.TIME)
def me(request: HttpRequest, person: User) -> JsonResponse:
    """The figures of whose token it is: this week, the headline, 26 weeks, kinds and areas."""
    figures = own_figures(person, today_of(person))
    return as_json(
        {
            "week": _week(figures.week.monday, figures.week.share)
            | {"committed": figures.committed, "left": figures.left},
            "headline": _period(figures.headline_weeks, figures.headline),
            "to_confirm": {
                "minutes": figures.to_confirm.minutes,
                "count": figures.to_confirm.count,
            },
            "weeks": [_week(week.monday, week.share) for week in figures.weeks],
            "kinds": _kinds(figures.kinds),
            "areas": _areas(figures.areas),
        }
    )


@token_required(TokenScope.TIME)
def team(request: HttpRequest, person: User, slug: str) -> JsonResponse:
    """A team of their line with all below it: its people, or sums alone, as FIGURES_SHOWN says.

    404 for any other team. Whoever is in it reads that a program looked.
    """
    found = Team.objects.filter(slug=slug).first()
    if found is None or not can_see_team(person, found):
        return error(404, "There is no such team among yours.")
    if not sees_people(person):
        return as_json(_sums(person, found))
    figures = look_at_team(viewer=person, teams=[found], place=FigureView.Place.API)
    return as_json(
        {
            "team": found.slug,
            "headline": _period(figures.headline_weeks, figures.headline),
            "to_confirm": {"minutes": figures.to_confirm},
            "weeks": _weeks(figures.weeks, figures.trend),
            "kinds": _kinds(figures.kinds),
            "areas": _areas(figures.areas),
            "people": [_person(each, figures.weeks) for each in figures.expected],
        }
    )


def as_json(answer: Answer) -> JsonResponse:
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _sums(viewer: User, team: Team) -> Answer:
    """Weeks of too few people are null."""
    today = company_day(timezone.now())
    (told,) = (each for each in team_sums(viewer, today=today) if each.team == team)
    total, weeks = told.headline.total, complete_weeks(today, TEAM_WEEKS)
    return {
        "team": team.slug,
        "headline": None if total is None else _period(complete_weeks(today), total),
        "weeks": _weeks(weeks, told.trend.weeks),
    }


def _person(each: PersonFigures, weeks: Weeks) -> Answer:
    return {
        "name": each.person.display_name,
        "url": f"{settings.BASE_URL}{each.person.get_absolute_url()}",
        "headline": _share(each.headline),
        "weeks": _weeks(weeks, each.weeks),
    }


def _weeks(weeks: Weeks, shares: Iterable[Share | None]) -> list[Answer]:
    return [
        {"monday": monday.isoformat()} | ({"confirmed": None} if share is None else _share(share))
        for monday, share in zip(weeks.mondays, shares, strict=True)
    ]


def _week(monday: date, share: Share) -> Answer:
    return {"monday": monday.isoformat()} | _share(share)


def _period(weeks: Weeks, share: Share) -> Answer:
    return {"first": weeks.first.isoformat(), "last": weeks.last.isoformat()} | _share(share)


def _share(share: Share) -> Answer:
    """Minutes, numerator and denominator apart; `lowest` and `highest` are those that lie in the band."""
    return {
        "confirmed": share.confirmed,
        "available": share.available,
        "lowest": -(-share.band.lowest // 1),
        "highest": share.band.whole_minutes,
        "standing": str(share.standing),
    }


def _kinds(sums: Iterable[KindSum]) -> list[Answer]:
    return [{"kind": str(each.kind), "minutes": each.minutes} for each in sums]


def _areas(sums: Iterable[AreaSum]) -> list[Answer]:
    """null: no area, or one that is closed to whose token it is."""
    return [
        {"area": each.area.slug if each.area else None, "minutes": each.minutes} for each in sums
    ]
