"""One's own replies: found again, corrected, their outcome said in bulk, and forgotten in time."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import Used, record_reply
from knowledge.replies.actions.retention import first_known, forget_old_repliers
from knowledge.replies.models import DeskPreference, Outcome, PassageEdit, ReplyRecord
from knowledge.replies.queries.copied import recent_uses
from knowledge.replies.queries.mine import to_ask
from tests.conftest import ClientOf
from tests.factories import make_area, make_article

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
Reply = Callable[..., ReplyRecord]
MINE, OUTCOMES, SETTINGS = "/replies/", "/replies/outcomes/", "/replies/settings/"


@pytest.fixture
def article(db: None) -> Article:
    return make_article(
        "Orange light",
        short_answer="Wait.",
        short_answer_audience="customer",
        areas=[make_area("Boxes")],
    )


@pytest.fixture
def reply(article: Article, contact: User) -> Reply:
    def give(**fields: Any) -> ReplyRecord:
        used = [Used(article=article, revision=article.live, passage_key="short")]
        said: dict[str, Any] = {
            "person": contact, "used": used, "channel": "email", "language": "en", "key": uuid4(),
        }  # fmt: skip
        return record_reply(**(said | fields))

    return give


def _page(client_of: ClientOf, person: User, url: str = MINE, **query: str) -> str:
    return client_of(person).get(url, query).content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, {"C-1", "C-2", "C-3"}),
        ({"channel": "phone"}, {"C-2"}),
        ({"way": "told"}, {"C-2"}),
        ({"outcome": "helped"}, {"C-3"}),
        ({"outcome": "unsaid"}, {"C-1", "C-2"}),
        ({"reference": "c-1"}, {"C-1"}),
        ({"channel": "pigeon", "reference": "x" * 200}, {"C-1", "C-2", "C-3"}),
        ({"reference": "none such"}, set()),
    ],
)
def test_my_replies_are_found_by_what_i_know_of_them(
    reply: Reply, contact: User, client_of: ClientOf, query: dict[str, str], shown: set[str]
) -> None:
    reply(reference="C-1")
    reply(reference="C-2", channel="phone", way="told")
    ReplyRecord.objects.filter(pk=reply(reference="C-3").pk).update(
        outcome="helped", outcome_at=timezone.now()
    )
    page = _page(client_of, contact, **query)
    assert {name for name in ("C-1", "C-2", "C-3") if f"<span>{name}</span>" in page} == shown


def test_a_reply_is_corrected_by_whoever_gave_it(
    reply: Reply, contact: User, client_of: ClientOf
) -> None:
    record = reply()
    url = reverse("replies:change", args=[record.pk])
    said = {"channel": "chat", "reference": " C-7 ", "outcome": "partly"}
    assert client_of(contact).post(url, said).status_code == 303
    record.refresh_from_db()
    assert (record.channel, record.reference, record.outcome) == ("chat", "C-7", "partly")
    assert record.outcome_at is not None
    client_of(contact).post(url, {"channel": "phone"})
    record.refresh_from_db()
    assert (record.channel, record.reference, record.outcome) == ("phone", "C-7", "partly")


def test_a_reference_that_says_who_the_customer_is_comes_back_with_a_hint(
    reply: Reply, contact: User, client_of: ClientOf
) -> None:
    record = reply()
    url = reverse("replies:change", args=[record.pk])
    response = client_of(contact).post(url, {"reference": "06 12 34 56 78", "outcome": "helped"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "This is a telephone number." in page
    assert "06 12 34 56 78" in page
    record.refresh_from_db()
    assert (record.reference, record.outcome) == ("", "")


def test_one_press_says_how_a_reply_went_and_a_second_one_takes_it_back(
    reply: Reply, contact: User, client_of: ClientOf
) -> None:
    record, client = reply(), client_of(contact)
    client.post(OUTCOMES, {"reply": str(record.pk), "outcome": "wrong"})
    record.refresh_from_db()
    assert record.outcome == Outcome.WRONG
    assert "/flag/?passage=short" in client.get(OUTCOMES).content.decode()
    client.post(OUTCOMES, {"reply": str(record.pk), "outcome": ""})
    record.refresh_from_db()
    assert (record.outcome, record.outcome_at) == ("", None)


def test_all_that_are_left_are_said_at_once_and_those_of_others_stay(
    reply: Reply, contact: User, colleague: User, client_of: ClientOf
) -> None:
    reply(), reply()
    said, others = reply(), reply(person=colleague)
    old = reply(at=timezone.now() - timedelta(days=2))
    client = client_of(contact)
    client.post(OUTCOMES, {"reply": str(said.pk), "outcome": "partly"})
    page = client.post(OUTCOMES, {"rest": "1", "outcome": "helped"}, follow=True)
    assert "Noted for 2 replies." in page.content.decode()
    client.post(OUTCOMES, {"reply": str(others.pk), "outcome": "wrong"})
    by_outcome = dict(ReplyRecord.objects.values_list("pk", "outcome"))
    assert by_outcome[said.pk] == "partly"
    assert by_outcome[others.pk] == by_outcome[old.pk] == ""
    assert sorted(by_outcome.values()) == ["", "", "helped", "helped", "partly"]


@pytest.mark.parametrize("outcome", ["splendid", "HELPED"])
def test_an_outcome_that_is_none_changes_nothing(
    reply: Reply, contact: User, client_of: ClientOf, outcome: str
) -> None:
    record = reply()
    data = {"reply": [str(record.pk), "x", "9" * 30], "outcome": outcome}
    page = client_of(contact).post(OUTCOMES, data, follow=True).content.decode()
    assert "Choose one of the outcomes." in page
    assert not ReplyRecord.objects.exclude(outcome="").exists()


def test_nobody_is_asked_while_replies_still_go_out(reply: Reply, contact: User) -> None:
    now = timezone.localtime().replace(hour=15, minute=0)
    reply(at=now - timedelta(hours=3))
    reply(at=now - timedelta(minutes=5))
    assert to_ask(contact, now) == 0
    assert to_ask(contact, now + timedelta(hours=1)) == 2


def test_the_home_page_asks_once_for_all_and_never_who_does_not_want_it(
    reply: Reply, contact: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply(), reply()
    monkeypatch.setattr("knowledge.replies.queries.mine.ASKED_AFTER", timedelta(0))
    home = _page(client_of, contact, "/")
    assert home.count("How did 2 replies of today go?") == 1
    client_of(contact).post(SETTINGS, {"shows_name": "on"})
    assert "replies of today" not in _page(client_of, contact, "/")
    kept = DeskPreference.objects.get()
    assert (kept.asks_outcomes, kept.shows_name, kept.weekly_note) == (False, True, False)


def test_the_settings_begin_quiet(contact: User, client_of: ClientOf) -> None:
    page = _page(client_of, contact, SETTINGS)
    assert page.count(" checked") == 1
    assert not DeskPreference.objects.exists()


@pytest.mark.parametrize("url", [MINE, OUTCOMES])
def test_my_lists_cost_the_same_with_more_rows(
    reply: Reply, contact: User, client_of: ClientOf, assert_same_queries: Growth, url: str
) -> None:
    client = client_of(contact)
    assert_same_queries(lambda: client.get(url), lambda n: [reply() for _number in range(n)])


def test_old_records_only_count(
    reply: Reply, article: Article, contact: User, settings: Any
) -> None:
    settings.REPLY_MONTHS = 3
    settings.KEEP_REPLY_TEXTS = True
    now = timezone.now()
    old = reply(at=first_known(now) - timedelta(seconds=1), reference="C-1")
    kept = reply(at=first_known(now), reference="C-2")
    for at in (old.created_at, kept.created_at):
        PassageEdit.objects.create(
            person=contact, article=article, passage_key="short", before="a", after="b", at=at
        )
    before = recent_uses("article", [article.pk])
    assert forget_old_repliers(now) is False
    old.refresh_from_db()
    assert (old.person, old.reference, old.text, old.key, old.given_at) == (
        None,
        "",
        "",
        None,
        None,
    )
    assert (old.channel, old.area, old.passages.count()) == ("email", article.areas.get(), 1)
    assert recent_uses("article", [article.pk]) == before
    kept.refresh_from_db()
    assert (kept.person, kept.reference, kept.text) == (contact, "C-2", "Wait.")
    assert PassageEdit.objects.get().at == kept.created_at
    assert forget_old_repliers(now) is False
