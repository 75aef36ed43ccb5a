"""The API knows tokens only: a session, whoever's it is, opens nothing."""

from django.urls import reverse

from tests.access import Cast, expect


def _team(cast: Cast) -> str:
    return reverse("api:time_team", args=[cast.team.slug])


ROUTES = {
    "api:search": expect(everyone=401),
    "api:time_me": expect(everyone=401),
    "api:time_team": expect(url=_team, everyone=401),
    "api:snippets": expect(everyone=401),
    "api:replies": expect("post", everyone=401),
    "api:unknown": expect(everyone=401),
}
