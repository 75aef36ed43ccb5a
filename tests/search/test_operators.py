"""Filters typed in the box, as a person may use them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.models import Article
from knowledge.search.explaining import _LEAST_SHOWN, STEPS
from knowledge.search.queries import SearchRequest, SearchResults, search
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow

pytestmark = pytest.mark.django_db


def _found(user: User, words: str, **fields: object) -> SearchResults:
    person = User.objects.get(pk=user.pk)
    return search(person, SearchRequest(words=words, **fields))  # type: ignore[arg-type]


def _titles(user: User, words: str, **fields: object) -> list[str]:
    return [result.shown.title for result in _found(user, words, **fields).results]


@pytest.fixture
def library(expert: User, colleague: User) -> None:
    meters, tariffs = make_area("Meters", name_fr="Compteurs"), make_area("Tariffs")
    make_article("Dial of a meter", owner=expert, areas=[meters], topics=["leaks"])
    make_article("Price of a meter", owner=colleague, areas=[tariffs])
    french = make_article(
        "Cadran du meter", owner=expert, areas=[meters], settings={"language": "fr"}
    )
    long_ago = timezone.now() - timedelta(days=500)
    Article.objects.filter(pk=french.pk).update(updated_at=long_ago, published_at=long_ago)
    follow()


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("meter area:meters", {"Dial of a meter", "Cadran du meter"}),
        ("meter domaine:compteurs", {"Dial of a meter", "Cadran du meter"}),
        ("meter AREA:Tariffs", {"Price of a meter"}),
        ("meter topic:leaks", {"Dial of a meter"}),
        ("meter lang:fr", {"Cadran du meter"}),
        ("meter langue:français", {"Cadran du meter"}),
        ("meter since:30d lang:fr", set()),
        ("meter depuis:2s", {"Dial of a meter", "Price of a meter"}),
        ("meter -price", {"Dial of a meter", "Cadran du meter"}),
        ('"price of a meter"', {"Price of a meter"}),
        ("lang:fr", {"Cadran du meter"}),
        ("-price -cadran", {"Dial of a meter"}),
    ],
)
def test_a_filter_in_the_box_narrows_like_one_beside_it(
    typed: str, titles: set[str], library: None, contact: User
) -> None:
    found = _found(contact, typed, with_facets=True)
    assert {result.shown.title for result in found.results} == titles
    assert found.total == len(titles)
    assert found.unread == ()


def test_authors_are_found_by_name_or_by_address(
    library: None, contact: User, expert: User, colleague: User
) -> None:
    assert set(_titles(contact, f"author:{colleague.slug}")) == {"Price of a meter"}
    first_name = expert.display_name.split()[0]
    assert "Dial of a meter" in _titles(contact, f"auteur:{first_name}")


@pytest.mark.parametrize("typed", ["area:nowhere", "kind:nothing", "since:soon", "lang:xx"])
def test_a_value_that_nothing_has_is_read_as_words_and_told(
    typed: str, library: None, contact: User
) -> None:
    found = _found(contact, f"meter {typed}")
    assert [operator.typed for operator in found.unread] == [typed]
    assert len(found.results) == 3


def test_kinds_answer_to_their_name_in_both_languages(
    library: None, contact: User, expert: User
) -> None:
    make_article(
        "A meter how-to", owner=expert, areas=[make_area("Dials")], settings={"kind": "how_to"}
    )
    follow()
    for typed in ("meter kind:how_to", "meter kind:how-to", 'meter type:"mode d’emploi"'):
        assert _titles(contact, typed) == ["A meter how-to"]


def test_a_closed_area_answers_like_one_that_does_not_exist(
    expert: User, team: Team, outsider: User, contact: User
) -> None:
    area = make_area("Fraud desk")
    restrict_area(area, team)
    make_article("Meter seals", owner=expert, areas=[area])
    follow()
    assert _titles(contact, "meter area:fraud-desk") == ["Meter seals"]
    closed = _found(outsider, "meter area:fraud-desk")
    absent = _found(outsider, "meter area:fraud-dusk")
    assert [r.shown.title for r in closed.results] == [r.shown.title for r in absent.results] == []
    assert len(closed.unread) == len(absent.unread) == 1
    assert closed.total == absent.total == 0


def test_a_typed_filter_costs_one_query(library: None, contact: User) -> None:
    person = User.objects.get(pk=contact.pk)

    def queries(words: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            search(person, SearchRequest(words=words))
        return len(caught)

    queries("meter")
    assert queries("meter area:meters") - queries("meter") <= 1


def test_a_word_that_nothing_has_is_told_as_it_was_typed(library: None, contact: User) -> None:
    found = _found(contact, "meter Photovoltaïque price -cadran")
    assert found.unmatched == ("Photovoltaïque",)


def test_what_only_comes_near_says_which_words_it_lacks(expert: User, contact: User) -> None:
    area = make_area("Meters")
    make_article("Dial", owner=expert, areas=[area], body="The dial of the meter shows litres.\n")
    for number in range(8):
        make_article(f"Bill {number}", owner=expert, areas=[area], body="Pay the bill.\n")
    follow()
    found = _found(contact, "dial Hydrogène turbine blade")
    assert found.total == 0
    assert [result.shown.title for result in found.nearest] == ["Dial"]
    assert found.nearest[0].missing == ("Hydrogène", "turbine", "blade")


# Why


def test_an_order_of_nothing_is_explained_without_harm(library: None, contact: User) -> None:
    """The engine panics when asked for no document at all, and the index would be made anew."""
    for request in ({"words": "qwxyzw"}, {"words": "price meter", "offset": 90}):
        found = search(contact, SearchRequest(explain=True, **request))  # type: ignore[arg-type]
        assert found.is_available
        assert found.results == []
    assert _found(contact, "price meter").is_available


def test_the_reasons_of_a_rank_are_said_in_words(library: None, contact: User) -> None:
    told = _found(contact, "price meter", explain=True).results[0].explanation
    assert any("words in the title" in sentence for sentence in told), told
    assert "Holds 2 of the 2 words that count: price, meter." in told
    assert told[-1].startswith("Together ")
    assert _found(contact, "price meter").results[0].explanation == ()


def test_points_and_factors_add_up_to_the_score(library: None, contact: User) -> None:
    result = _found(contact, "price meter", explain=True).results[0]
    points = [float(s.split(" ")[0]) for s in result.explanation if " points: " in s]
    assert result.hit is not None
    untold = _LEAST_SHOWN * (len(STEPS) - len(points))
    rounded = 0.05 * (len(points) + 1) + untold  # each is told with one decimal
    told = sum(points) * result.hit.factors.product
    assert told == pytest.approx(result.score, abs=rounded)


# Repairs


def test_another_ending_is_no_misspelling(expert: User, contact: User) -> None:
    area = make_area("Bills")
    make_article("Facture impayé", owner=expert, areas=[area], settings={"language": "fr"})
    follow()
    assert _found(contact, "facture impayée").repairs == ()
    assert [r.read for r in _found(contact, "factrue impayée").repairs] == ["facture"]


def test_the_page_says_which_filters_were_read_as_words(
    library: None, contact: User, client_of: ClientOf
) -> None:
    page = client_of(contact).get("/search/", {"q": "meter area:nowhere"}).content.decode()
    assert "“area:nowhere”: it is read as words" in page
    assert "it is read as words" not in client_of(contact).get("/search/?q=meter").content.decode()
