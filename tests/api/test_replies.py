"""The contract of /api/v1/snippets and /api/v1/replies, on which ticket tools rely."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions.tokens import create_token
from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.policy import accept_policy, publish_policy
from knowledge.replies.actions.spokespersons import name_spokesperson
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import ReplyRecord
from tests.factories import make_area, make_article, restrict_area
from tests.search.indexing import follow

BODY = "/// customer\nUnplug the box for **thirty seconds**.\n///\n\nWrite lot 24-B on the form.\n"
SCOPES = ["snippets:read", "replies:write"]


@pytest.fixture
def article(expert: User) -> Article:
    made = make_article("Secret orange light", owner=expert, body=BODY, areas=[make_area()])
    follow()
    return made


@pytest.fixture
def token(contact: User) -> str:
    return _token(contact)


def _token(person: User, *scopes: str) -> str:
    named = {"purpose": "api", "name": "desk", "by": None}
    return create_token(person=person, scopes=scopes or SCOPES, **named)[1]  # type: ignore[arg-type]


def _find(token: str, **query: Any) -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return Client().get("/api/v1/snippets", query, headers=headers)


def _send(token: str, given: Any) -> Any:
    body = given if isinstance(given, str | bytes) else json.dumps(given)
    return Client(enforce_csrf_checks=True).post(
        "/api/v1/replies",
        body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def _reply(token: str, **fields: Any) -> dict[str, Any]:
    found = _find(token, q="orange light box").json()
    return {
        "key": str(uuid4()),
        "snippets": [found["snippets"][0]["id"]],
        "channel": "email",
        "language": "en",
        "text": "Hello, unplug the box.",
    } | fields


def test_a_snippet_is_what_customers_may_be_told_and_nothing_else(
    article: Article, token: str
) -> None:
    answer = _find(token, q="orange light box lot form")
    (snippet,) = answer.json()["snippets"]
    assert set(snippet) == {
        "id", "title", "plain", "html", "language", "channel", "to_be_confirmed", "url",
    }  # fmt: skip
    assert snippet["plain"] == "Unplug the box for thirty seconds."
    assert "<strong>thirty seconds</strong>" in snippet["html"]
    assert snippet["url"].endswith(f"/a/{article.pk}/")
    said = answer.content.decode()
    for word in ("24-B", "Secret", "secret"):
        assert word not in said


def test_a_closed_area_has_no_snippets(article: Article, outsider: User, contact: User) -> None:
    restrict_area(article.areas.get(), contact.team)  # type: ignore[arg-type]
    assert _find(_token(outsider), q="orange light box").json()["snippets"] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "q is missing"),
        ({"q": "x", "channel": "pigeon"}, "channel"),
        ({"q": "x", "lang": "zz"}, "lang"),
        ({"q": "x", "limit": "99"}, "limit"),
        ({"q": "x", "limit": "none"}, "limit"),
    ],
)
def test_wrong_questions_are_refused_by_the_field(
    query: dict[str, str], said: str, token: str
) -> None:
    answer = _find(token, **query)
    assert answer.status_code == 400
    assert said in answer.json()["error"]


def test_a_reply_is_written_down_once_however_often_it_is_sent(
    article: Article, token: str, contact: User
) -> None:
    given = _reply(token, reference="HAL-3", edited=True)
    first, again = _send(token, given), _send(token, given | {"text": "Another."})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    record = ReplyRecord.objects.get()
    assert (record.person, record.way, record.channel) == (contact, "api", "email")
    assert (record.reference, record.is_edited) == ("HAL-3", True)
    assert record.passages.get().revision == article.live


def test_what_was_given_before_a_change_is_recorded_as_it_was_given(
    article: Article, token: str
) -> None:
    given = _reply(token)
    Article.objects.filter(pk=article.pk).update(archived_at=timezone.now())
    assert _send(token, given).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "x"},
        {"key": None},
        {"snippets": []},
        {"snippets": "x"},
        {"snippets": [1]},
        {"snippets": ["x"] * 21},
        {"channel": "pigeon"},
        {"channel": []},
        {"language": "zz"},
        {"text": 5},
        {"text": "x" * 20_001},
        {"text": "\0"},
        {"text": "\ud800"},
        {"reference": "\0"},
        {"reference": "\ud800"},
        {"search": "x"},
        {"given_at": "yesterday"},
        {"given_at": "2026-11-23T09:30:00"},
        {"given_at": "2026-99-99T09:30:00Z"},
        {"given_at": "0001-01-01T00:00:00+14:00"},
        {"given_at": "1999-12-31T23:59:59Z"},
        {"customer": "Jane"},
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], article: Article, token: str) -> None:
    answer = _send(token, _reply(token, **fields))
    assert answer.status_code == 400
    assert next(iter(fields)) in answer.json()["error"]
    assert not ReplyRecord.objects.exists()


@pytest.mark.parametrize("body", ["", "{", "[]", "null", "1", b"\xff\xfe", "[" * 50_000])
def test_what_is_no_object_is_refused(body: str | bytes, token: str) -> None:
    assert _send(token, body).status_code == 400


def test_forged_and_foreign_snippets_are_refused(
    article: Article, token: str, expert: User
) -> None:
    given = _reply(token)
    assert _send(token, given | {"snippets": ["forged"]}).status_code == 422
    assert _send(_token(expert), given).status_code == 422
    assert not ReplyRecord.objects.exists()


def test_who_the_customer_is_is_refused_with_a_hint(article: Article, token: str) -> None:
    answer = _send(token, _reply(token, reference="jane@example.org"))
    assert answer.status_code == 422
    assert "e-mail address" in answer.json()["error"]


def test_in_public_a_program_passes_neither_the_policy_nor_the_spokesperson(
    article: Article, token: str, contact: User, expert: User, administrator: User
) -> None:
    given = _reply(token, channel="social")
    publish_policy(by=administrator, source="Be kind.", source_fr="", after=0)
    for refused in (_send(token, given), _find(token, q="orange light box", channel="social")):
        assert refused.status_code == 422
        assert "policy" in refused.json()["error"]
    assert _find(token, q="orange light box", channel="chat").json()["snippets"]
    accept_policy(person=contact, number=1)
    assert _find(token, q="orange light box", channel="social").json()["snippets"]
    write_variant(
        article=article, revision=article.live, by=expert, channel="social", language="en",
        words="Unplug the box for a moment.",
    )  # fmt: skip
    name_spokesperson(area=article.areas.get(), person=expert, by=administrator)
    for query in ({}, {"lang": "en"}):
        found = _find(token, q="orange light box", channel="social", **query)
        assert found.json()["snippets"] == []
    spoken = _send(token, given)
    assert spoken.status_code == 422
    assert "spokesperson" in spoken.json()["error"]
    assert not ReplyRecord.objects.exists()
    assert _find(_token(expert), q="orange light box", channel="social").status_code == 422
    accept_policy(person=expert, number=1)
    theirs = _find(_token(expert), q="orange light box", channel="social", lang="en").json()
    assert theirs["snippets"][0]["plain"] == "Unplug the box for a moment."


def test_sizes_and_rates_have_limits(
    article: Article, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _send(token, '{"text": "' + "x" * 100_001 + '"}').status_code == 413
    given = _reply(token)
    monkeypatch.setattr("knowledge.api.reply_views.MOST_A_MINUTE", 2)
    codes = [_send(token, given).status_code for _time in range(4)]
    assert codes.count(429) >= 1
    assert codes[0] == 201


def test_each_address_wants_its_own_scope(contact: User) -> None:
    reading, writing = _token(contact, "snippets:read"), _token(contact, "replies:write")
    assert _find(writing, q="x").status_code == 403
    assert _send(reading, {}).status_code == 403
    assert _find(_token(contact, "search:read"), q="x").status_code == 403
