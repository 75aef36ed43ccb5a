"""The contract of GET /api/v1/search, on which benchmarks and other tools rely."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions import deactivate_person
from accounts.actions.tokens import create_token, revoke_token
from accounts.models import User
from knowledge.search import searchlog
from knowledge.search.models import SearchLog
from tests.factories import make_article
from tests.search.indexing import follow

URL = "/api/v1/search"


@pytest.fixture
def token(contact: User) -> str:
    return create_token(person=contact, purpose="api", name="bench", by=None)[1]


@pytest.fixture
def indexed(expert: User) -> None:
    for number in range(12):
        make_article(
            f"Meter {number}",
            owner=expert,
            body="/// customer\nRead the meter at noon.\n///\n",
            external_id=f"m-{number}",
        )
    follow()


def _ask(token: str, **query: str) -> Any:
    return Client().get(URL, query, headers={"Authorization": f"Bearer {token}"})


def test_results_have_the_promised_fields(indexed: None, token: str, settings: Any) -> None:
    answer = _ask(token, q="meter noon", limit="3")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["query"], body["total"], len(body["results"])) == ("meter noon", 12, 3)
    first = body["results"][0]
    assert set(first) == {
        "kind", "title", "url", "external_id", "passage", "audience", "score",
    }  # fmt: skip
    assert first["kind"] == "article"
    assert first["url"].startswith(f"{settings.BASE_URL}/articles/")
    assert first["external_id"].startswith("m-")
    assert first["passage"] == "Read the meter at noon."
    assert first["audience"] == "customer"
    assert first["score"] > 0


def test_scores_fall_and_ten_results_are_the_default(indexed: None, token: str) -> None:
    results = _ask(token, q="meter noon").json()["results"]
    scores = [result["score"] for result in results]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("limit", ["0", "-1", "101", "ten", "1e3", "٣", "9" * 50, ""])
def test_a_wrong_limit_is_refused_in_json(limit: str, token: str) -> None:
    answer = _ask(token, q="meter", limit=limit)
    assert answer.status_code == 400
    assert "limit" in answer.json()["error"]


def test_a_missing_query_is_refused_in_json(token: str) -> None:
    answer = _ask(token)
    assert answer.status_code == 400
    assert "q is missing" in answer.json()["error"]


@pytest.mark.parametrize("query", ["", "  ", "\0"])
def test_blank_words_find_nothing(query: str, indexed: None, token: str) -> None:
    answer = _ask(token, q=query)
    assert answer.status_code == 200
    assert (answer.json()["total"], answer.json()["results"]) == (0, [])


def test_of_endless_words_the_beginning_is_searched(indexed: None, token: str) -> None:
    assert _ask(token, q="meter noon " + "x" * 5_000).json()["results"]


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic YTpi", "terroir_x"])
def test_without_a_valid_token_the_answer_is_401_in_json(header: str, db: None) -> None:
    answer = Client().get(URL, {"q": "meter"}, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["error"]


def test_a_session_opens_nothing_here(contact: User) -> None:
    browser = Client()
    browser.force_login(contact)
    assert browser.get(URL, {"q": "meter"}).status_code == 401


def test_a_revoked_token_and_one_of_a_person_who_left_are_dead(
    indexed: None, contact: User, administrator: User
) -> None:
    row, secret = create_token(person=contact, purpose="api", name="a", by=None)
    _other, second = create_token(person=contact, purpose="api", name="b", by=None)
    _feed, feed = create_token(person=contact, purpose="feed", name="c", by=None)
    revoke_token(row, by=contact)
    assert _ask(secret, q="meter").status_code == 401
    assert _ask(feed, q="meter").status_code == 401
    assert _ask(second, q="meter").status_code == 200
    deactivate_person(contact, by=administrator)
    assert _ask(second, q="meter").status_code == 401


def test_other_addresses_are_404_in_json(token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().get("/api/v1/nothing", headers=headers)
    assert answer.status_code == 404
    assert answer.json()["error"]


def test_posting_needs_no_csrf_token_and_is_refused(token: str) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(URL, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"


def test_an_index_that_is_not_there_is_503_in_json(token: str) -> None:
    answer = _ask(token, q="meter")
    assert answer.status_code == 503
    assert answer.json()["error"]


def test_searches_are_logged_with_their_source(indexed: None, token: str, contact: User) -> None:
    _ask(token, q="meter noon")
    searchlog.flush()
    row = SearchLog.objects.get()
    assert (row.person, row.words, row.total, row.source) == (contact, "meter noon", 12, "api")
