"""What is restricted leaves no trace: results, counts, filters, completions, spelling, snippets."""

import re

import pytest
from django.test import Client

from accounts.actions.tokens import create_token
from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from knowledge.search.models import SearchLog
from knowledge.search.queries import SearchRequest, SearchResults, search, suggest
from knowledge.search.wording import Repair
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow

SECRET = "zirconium"


@pytest.fixture
def fraud(team: Team) -> Area:
    area = make_area("Fraud desk")
    restrict_area(area, team)
    return area


@pytest.fixture
def secret(fraud: Area, expert: User) -> Article:
    return make_article(
        f"Meters opened with {SECRET}",
        owner=expert,
        body=f"The {SECRET} seal of the meter is broken on purpose.",
        areas=[fraud],
        topics=["seals"],
        external_id="fraud-1",
    )


@pytest.fixture
def known(secret: Article, expert: User) -> Article:
    article = make_article(
        "Reading a meter", owner=expert, body="The meter shows the index.", areas=[make_area()]
    )
    follow()
    return article


def _search(user: User, words: str, **fields: object) -> SearchResults:
    return search(
        User.objects.get(pk=user.pk),
        SearchRequest(words=words, with_facets=True, **fields),  # type: ignore[arg-type]
    )


def test_a_member_of_the_team_finds_the_restricted_article(known: Article, contact: User) -> None:
    found = _search(contact, f"meter {SECRET}")
    assert found.results[0].shown.external_id == "fraud-1"


def test_an_outsider_never_gets_it(
    known: Article, secret: Article, outsider: User, fraud: Area
) -> None:
    for words in (SECRET, f"meter {SECRET}", "meter", "seal broken", "zirconnium"):
        found = _search(outsider, words)
        assert secret.pk not in {result.shown.object_id for result in found.results}
        assert found.total <= 1
        assert fraud.pk not in found.facets.get("area", {})
        assert all(sum(counts.values()) <= 3 for counts in found.facets.values())


def test_filtering_by_the_restricted_area_finds_nothing_for_an_outsider(
    known: Article, fraud: Area, outsider: User, contact: User, client_of: ClientOf
) -> None:
    page = client_of(outsider).get("/search/", {"q": "meter", "area": fraud.slug}).content.decode()
    assert "Fraud desk" not in page
    assert "data-href" not in page.replace('data-href="/search/?', "")
    inside = client_of(contact).get("/search/", {"q": "meter", "area": fraud.slug})
    assert "Fraud desk" in inside.content.decode()


def test_a_hidden_word_is_neither_completed_nor_used_to_repair(
    known: Article, outsider: User, contact: User
) -> None:
    assert suggest(contact, "zirco") == [SECRET]
    assert suggest(outsider, "zirco") == []
    assert _search(contact, "zirconum metre").repairs[0] == Repair("zirconum", SECRET)
    assert all(repair.read != SECRET for repair in _search(outsider, "zirconum metre").repairs)


def test_a_restriction_holds_before_the_index_is_told(
    team: Team, contact: User, outsider: User, expert: User
) -> None:
    area = make_area("Open for now")
    make_article("Solar inverter hums", owner=expert, areas=[area])
    follow()
    assert _search(outsider, "inverter").total == 1
    restrict_area(area, team)
    assert _search(outsider, "inverter").total == 0
    assert not _search(outsider, "inverter").results
    assert _search(contact, "inverter").total == 1


def test_a_topic_goes_with_its_article_into_a_closed_area_before_the_index_is_told(
    known: Article, fraud: Area, outsider: User, expert: User, client_of: ClientOf
) -> None:
    moved = make_article(
        "Meter of a roof", owner=expert, areas=[make_area()], topics=["goldfinger"]
    )
    for place in ("cellar", "shed"):
        make_article(f"Meter of a {place}", owner=expert, areas=[make_area()], topics=[f"{place}s"])
    follow()
    browser = client_of(outsider)
    assert "goldfinger" in browser.get("/search/", {"q": "meter"}).content.decode()
    moved.areas.set([fraud])
    page = browser.get("/search/", {"q": "meter"}).content.decode()
    assert "cellars" in page
    assert "goldfinger" not in page


def test_no_page_says_a_word_of_it_to_an_outsider(
    known: Article, outsider: User, client_of: ClientOf
) -> None:
    browser = client_of(outsider)
    for words in (SECRET, "zirco", "zirconum", "meter"):
        for address in ("/search/", "/search/palette/", "/search/suggest/"):
            page = browser.get(address, {"q": words}).content.decode()
            said = re.sub(re.escape(words), "", page)
            assert "onium" not in said
            assert "Fraud" not in said
            assert "seals" not in said


def test_the_api_says_nothing_of_it_to_an_outsiders_token(
    known: Article, outsider: User, contact: User
) -> None:
    for person, count in ((outsider, 0), (contact, 1)):
        _, token = create_token(person=person, purpose="api", name="t", by=None)
        headers = {"Authorization": f"Bearer {token}"}
        answer = Client().get("/api/v1/search", {"q": SECRET}, headers=headers).json()
        assert (answer["total"], len(answer["results"])) == (count, count)


def test_opening_a_hidden_result_is_not_found(
    known: Article, secret: Article, outsider: User, client_of: ClientOf
) -> None:
    url = f"/search/go/0f2b6c1e-0000-4000-8000-000000000000/article/{secret.pk}/"
    assert client_of(outsider).get(url).status_code == 404
    assert not SearchLog.objects.exists()
    beyond = f"/search/go/0f2b6c1e-0000-4000-8000-000000000000/article/{10**30}/"
    assert client_of(outsider).get(beyond).status_code == 404


def test_only_text_for_the_customer_is_searched_and_shown_when_asked_for(
    expert: User, contact: User
) -> None:
    make_article(
        "Light blinks",
        owner=expert,
        body="Internal: lot 24-B has a bad solder.\n\n/// customer\nUnplug the box.\n///\n",
    )
    follow()
    assert _search(contact, "solder").total == 1
    assert _search(contact, "solder", audience="customer").total == 0
    told = _search(contact, "unplug solder", audience="customer").results[0]
    assert told.audience == "customer"
    assert "solder" not in told.text
