"""What failed is for leads and managers. Administrators keep the service running: not for them, but
how questions fare, area by area, is for all three.
"""

from datetime import date

from django.urls import reverse

from accounts.models import TeamMembership
from tests.access import SIGN_IN, Cast, expect
from tests.factories import restrict_area

FOR_LEADS_AND_MANAGERS = {"everyone": 403, "lead": 200, "manager": 200, "stranger": SIGN_IN}

FOR_THOSE_WHO_SEE_AREAS = {
    "everyone": 403,
    "lead": 200,
    "manager": 200,
    "administrator": 200,
    "stranger": SIGN_IN,
}


def _filtered(cast: Cast) -> str:
    query = f"days=90&view=empty&area={cast.area.slug}&page=2"
    return f"{reverse('insights:searches')}?{query}"


def _threads_filtered(cast: Cast) -> str:
    return f"{reverse('insights:threads')}?days=90&area={cast.area.slug}"


def _area_threads(cast: Cast) -> str:
    return reverse("insights:area_threads", args=[cast.area.slug])


def _closed_area_threads(cast: Cast) -> str:
    restrict_area(cast.area, cast.team)
    return _area_threads(cast)


FOR_MANAGERS = {"everyone": 403, "manager": 200, "stranger": SIGN_IN}
LED_ELSEWHERE = FOR_MANAGERS | {"expert": 303, "lead": 303, "administrator": 303}


def _areas_file(cast: Cast) -> str:
    return reverse("insights:time_areas_file", args=["xlsx"])


def _company_file(cast: Cast) -> str:
    return reverse("insights:time_company_file", args=["csv"])


def _teams_filtered(cast: Cast) -> str:
    query = f"weeks=26&team={cast.team.slug}&area={cast.area.slug}&compare=1"
    return f"{reverse('insights:time_teams')}?{query}"


def _teams_file(cast: Cast) -> str:
    return reverse("insights:time_teams_file", args=["csv"])


def _time_of_expert(cast: Cast) -> str:
    TeamMembership.objects.filter(person=cast.expert).update(since=date(2020, 1, 6))
    return reverse("insights:time_person", args=[cast.expert.slug])


ROUTES = {
    "insights:time_teams": [
        expect(**LED_ELSEWHERE),
        expect(url=_teams_filtered, **LED_ELSEWHERE),
    ],
    "insights:time_teams_file": expect(url=_teams_file, **FOR_MANAGERS),
    "insights:time_person": expect(
        url=_time_of_expert, everyone=404, manager=200, expert=302, stranger=SIGN_IN
    ),
    "insights:time_company": expect(**FOR_THOSE_WHO_SEE_AREAS),
    "insights:time_company_file": expect(url=_company_file, **FOR_THOSE_WHO_SEE_AREAS),
    "insights:time_areas": expect(**FOR_THOSE_WHO_SEE_AREAS),
    "insights:time_areas_file": expect(url=_areas_file, **FOR_THOSE_WHO_SEE_AREAS),
    "insights:searches": [
        expect(**FOR_LEADS_AND_MANAGERS),
        expect(url=_filtered, **FOR_LEADS_AND_MANAGERS),
    ],
    "insights:searches_file": expect(**FOR_LEADS_AND_MANAGERS),
    "insights:ask": [
        expect(
            "post",
            everyone=403,
            lead=303,
            manager=303,
            stranger=SIGN_IN,
            data={"words": "bill doubled", "area": "broadband"},
        ),
        expect("get", everyone=405, stranger=SIGN_IN),
    ],
    "insights:threads": [
        expect(**FOR_THOSE_WHO_SEE_AREAS),
        expect(url=_threads_filtered, **FOR_THOSE_WHO_SEE_AREAS),
    ],
    "insights:threads_file": expect(**FOR_THOSE_WHO_SEE_AREAS),
    "insights:area_threads": [
        expect(url=_area_threads, **FOR_THOSE_WHO_SEE_AREAS),
        expect(url=_closed_area_threads, **(FOR_THOSE_WHO_SEE_AREAS | {"outsider": 404})),
    ],
}
