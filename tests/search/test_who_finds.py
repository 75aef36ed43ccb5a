"""Who finds what: the filter in the index is the rule of the database, areas inside areas included."""

from itertools import combinations

import pytest

from accounts.models import Team, User
from knowledge.articles.models import Article
from knowledge.search.queries import SearchRequest, search
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow

pytestmark = pytest.mark.django_db


@pytest.fixture
def library(team: Team, lead: User) -> list[Article]:
    """Articles in every area and pair of areas of a tree: one closed, one inside it led by `lead`."""
    User.objects.filter(pk=lead.pk).update(team=None)
    lead.refresh_from_db()
    closed = make_area("Closed")
    led = make_area("Led", parent=closed, owners=[lead])
    areas = [
        make_area("Open"),
        closed,
        led,
        make_area("Below the led one", parent=led),
        make_area("Beside the led one", parent=closed),
    ]
    restrict_area(closed, team)
    places = [[area] for area in areas] + [list(pair) for pair in combinations(areas, 2)]
    made = [make_article(f"Sprocket {n}", areas=place) for n, place in enumerate(places)]
    follow()
    return made


@pytest.mark.parametrize("who", ["contact", "lead", "outsider"])
def test_the_index_lets_through_what_the_database_does(
    who: str, library: list[Article], request: pytest.FixtureRequest
) -> None:
    person = User.objects.get(pk=request.getfixturevalue(who).pk)
    visible = set(Article.objects.visible_to(person).values_list("pk", flat=True))
    found = search(person, SearchRequest(words="sprocket", limit=100, with_facets=True))
    assert {result.shown.object_id for result in found.results} == visible
    assert found.total == len(visible)
    assert sum(found.facets["kind"].values()) == len(visible)


def test_the_lead_of_an_area_inside_a_closed_one_finds_what_stands_in_it(
    library: list[Article], lead: User, outsider: User
) -> None:
    seen = {
        person: set(Article.objects.visible_to(person).values_list("title", flat=True))
        for person in (lead, outsider)
    }
    assert {"Sprocket 2", "Sprocket 3"} <= seen[lead] - seen[outsider]
    assert len(seen[lead]) < len(library)


def test_a_move_into_a_closed_area_hides_before_the_index_has_followed(
    library: list[Article], outsider: User, team: Team
) -> None:
    was = search(outsider, SearchRequest(words="sprocket")).total
    opened = library[0].areas.get()
    restrict_area(opened, team)
    person = User.objects.get(pk=outsider.pk)
    assert search(person, SearchRequest(words="sprocket")).total == was - 1 == 0
