"""A manager's page: who is below, in and above the band, and what there is to talk about; its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.contributions.actions.looking import look_at_team
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import company_day, complete_weeks
from knowledge.contributions.permissions import (
    can_see_company,
    can_see_teams,
    managed_teams,
    sees_people,
)
from knowledge.contributions.queries.absences import away_until
from knowledge.contributions.queries.company import team_sums
from knowledge.contributions.team_picture import away_ids, team_picture
from knowledge.insights.time.cells import (
    ADJUSTED,
    draw_cells,
    draw_group,
    draw_person,
    not_there,
    too_few,
)
from knowledge.insights.time.forecast import forecast_from
from knowledge.insights.time.forms import Chosen, PeriodForm, TeamForm
from knowledge.insights.time.picture import (
    slices_by_area,
    slices_by_kind,
    slices_of_lost,
    trend_of,
)
from knowledge.insights.time.sheets import FORMS, file_of
from knowledge.insights.time.tables import team_sheets, team_sums_sheet
from knowledge.insights.time.views.pages import TEAMS, pages_for, periods_for
from knowledge.insights.time.wording import (
    compared_words,
    own_of,
    said_of,
    said_of_sum,
    sums_rows,
    talks_of,
    week_heads,
    weeks_said,
)
from knowledge.ui.page import page, paginate, redirect_see_other

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from accounts.models import Team, User
    from accounts.requests import SignedInRequest
    from knowledge.contributions.queries.teams import TeamFigures

PER_PAGE: Final = 60


@never_cache
@require_safe
def teams(request: SignedInRequest) -> HttpResponse:
    """One picture and one sentence of all their people; tables follow.

    Who manages nobody is led to the figures that there are for them.
    """
    if not request.user.is_manager and not can_see_teams(request.user):
        return _elsewhere(request.user)
    context: dict[str, Any] = {"pages": pages_for(request.user, TEAMS)}
    if not sees_people(request.user):
        return _without_people(request, context)
    form = TeamForm(request.GET, person=request.user)
    chosen, line = form.chosen(), form.teams(request.user)
    figures = _look(request, chosen, line, FigureView.Place.TEAM)
    context |= _tables(figures) | _words(figures, chosen) | _links(chosen)
    context |= _picture(request, figures)
    context |= {
        "form": form,
        "chosen": chosen,
        "figures": figures,
        "periods": periods_for(chosen),
    }
    return page(request, "insights/time_teams.html", context)


def _elsewhere(user: User) -> HttpResponse:
    """To the company's sums, an expert to their own. Raises PermissionDenied for who has neither."""
    if can_see_company(user):
        return redirect_see_other("insights:time_company")
    if user.is_expert:
        return redirect_see_other("time:own")
    raise PermissionDenied


@never_cache
@require_safe
def teams_file(request: SignedInRequest, form: str) -> HttpResponse:
    """What the page shows, whole."""
    if form not in FORMS:
        raise Http404
    filters = TeamForm(request.GET, person=request.user)
    chosen = filters.chosen()
    if not sees_people(request.user):
        return _sums_file(request, form, chosen.weeks)
    line = filters.teams(request.user)
    figures = _look(request, chosen, line, FigureView.Place.FILE)
    return file_of(form, "teams", figures.weeks.last, team_sheets(figures))


def _look(
    request: SignedInRequest, chosen: Chosen, line: Sequence[Team], place: FigureView.Place
) -> TeamFigures:
    """Raises PermissionDenied."""
    return look_at_team(
        viewer=request.user,
        teams=line,
        place=place,
        weeks=chosen.weeks,
        area=chosen.area,
        compare=chosen.compare,
    )


def _picture(request: SignedInRequest, figures: TeamFigures) -> dict[str, Any]:
    today = company_day(timezone.now())
    paging = paginate(request, figures.expected, per_page=PER_PAGE)
    away = away_until(away_ids(figures), today)
    adjusted = figures.adjusted(paging.items)
    picture = team_picture(figures, away_until=away, shown=paging.items, adjusted=adjusted)
    in_all, nothing = figures.area is None, not_there()
    return {
        "paging": paging,
        "talks": talks_of(paging.items),
        "picture": picture,
        "adjusted_sign": ADJUSTED,
        "rows": [
            draw_person(
                row, draw_cells(row.cells, nothing=nothing, counts_band=in_all), viewer=request.user
            )
            for row in picture.rows
        ],
        "forecast": forecast_from({pk: figures.measures[pk] for pk in _there(figures)}, today),
    }


def _without_people(request: SignedInRequest, context: dict[str, Any]) -> HttpResponse:
    """Sums of teams where FIGURES_SHOWN gives those; else where figures are, and for whom."""
    if not can_see_teams(request.user):
        context["nobody"] = not managed_teams(request.user)
        return page(request, "insights/time_kept.html", context)
    today, chosen = company_day(timezone.now()), PeriodForm(request.GET).chosen()
    sums = team_sums(request.user, today=today, weeks=chosen.weeks)
    weeks = complete_weeks(today, chosen.weeks)
    context |= {
        "chosen": chosen,
        "rows": [(row, draw_cells(row.cells, nothing=too_few())) for row in sums_rows(sums)],
        "said": said_of_sum(sums[0].headline, complete_weeks(today)),
        "first": sums[0].team,
        "trend": trend_of(weeks.mondays, sums[0].trend.weeks),
        "week_heads": week_heads(weeks),
        "periods": periods_for(chosen),
        **_links(chosen),
    }
    return page(request, "insights/time_sums.html", context)


def _sums_file(request: SignedInRequest, form: str, weeks: int) -> HttpResponse:
    today = company_day(timezone.now())
    sums = team_sums(request.user, today=today, weeks=weeks)
    shown = complete_weeks(today, weeks)
    return file_of(form, "teams", shown.last, [team_sums_sheet(sums, shown)])


def _tables(figures: TeamFigures) -> dict[str, Any]:
    return {
        "trend": trend_of(figures.weeks.mondays, figures.trend, counts_band=figures.area is None),
        "kinds": slices_by_kind(figures.kinds),
        "areas": slices_by_area(figures.areas),
        "lost": slices_of_lost(figures.plan),
    }


def _words(figures: TeamFigures, chosen: Chosen) -> dict[str, Any]:
    weeks = figures.weeks
    return {
        "said": said_of(figures),
        "own": own_of(figures),
        "weeks_said": weeks_said(figures.headline_weeks, weeks),
        "week_heads": week_heads(weeks),
        "groups": [
            draw_group(group, chosen.query(team=group.team.slug)) for group in figures.groups
        ],
        "compared": compared_words(figures.period, figures.period_before, weeks.count),
    }


def _links(chosen: Chosen) -> dict[str, str]:
    query = chosen.query()
    files = {form: reverse("insights:time_teams_file", args=[form]) for form in FORMS}
    return {f"{form}_url": f"{url}?{query}" for form, url in files.items()}


def _there(figures: TeamFigures) -> list[int]:
    """The experts who are in these teams today: whom a forecast can be about."""
    return [
        each.line.person_id
        for each in figures.expected
        if each.line.person_id in figures.here and each.line.is_active
    ]
