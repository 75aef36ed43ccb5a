"""Words that a page holds for its copy keys, and the records of presses that come later."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.passages.models import LintRule
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.actions.variants import approve_variant, write_variant
from knowledge.replies.models import ReplyRecord, SensitiveTopic
from knowledge.replies.views import copying
from knowledge.threads.actions.answering import correct_answer, withdraw_answer
from knowledge.threads.models import Answer
from tests.conftest import ClientOf
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_team,
    make_thread,
    make_topic,
    restrict_area,
    revise,
)

BODY = """Secret of the house.

/// customer
**Unplug** the box.
///

/// partner
For partners.
///
"""
Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


@pytest.fixture
def article(db: None) -> Article:
    return make_article("Orange light", body=BODY)


@pytest.fixture
def answer(expert: User) -> Answer:
    return make_answer(make_thread(), by=expert, body=BODY)


def _name(source: Article | Answer, words: str = "Unplug") -> str:
    if isinstance(source, Article):
        return f"a.{source.slug}.{source.live.text.passages.get(plain__contains=words).key}"
    return f"n.{source.pk}.{source.text.passages.get(plain__contains=words).key}"


def _held(client: Client, *names: str) -> Any:
    return client.get(reverse("replies:texts"), {"of": names}).json()


def _send(client: Client, pin: str, **data: str) -> int:
    fields = {"pin": pin, "key": uuid4().hex} | data
    return client.post(reverse("replies:record"), fields).status_code


def test_a_page_holds_the_words_of_its_copy_keys_and_nothing_is_written(
    article: Article, answer: Answer, contact: User, client_of: ClientOf
) -> None:
    names = [_name(article), _name(answer)]
    held = _held(client_of(contact), *names)
    assert set(held["texts"]) == set(names)
    for name in names:
        assert held["texts"][name]["plain"] == "Unplug the box."
        assert "<strong>Unplug</strong>" in held["texts"][name]["html"]
    assert not ReplyRecord.objects.exists()


@pytest.mark.parametrize("words", ["Secret", "For partners"])
def test_what_stays_in_the_house_is_not_held(
    article: Article, answer: Answer, contact: User, client_of: ClientOf, words: str
) -> None:
    names = [_name(article, words), _name(answer, words)]
    response = client_of(contact).get(reverse("replies:texts"), {"of": names})
    assert words not in response.content.decode()
    assert set(response.json()["stopped"]) == set(names)


def test_archived_delicate_hidden_and_withdrawn_words_are_not_held(
    article: Article, answer: Answer, outsider: User, expert: User, client_of: ClientOf
) -> None:
    client = client_of(outsider)
    delicate = make_article(body=BODY, topics=["price rise"])
    SensitiveTopic.objects.create(
        topic=make_topic("price rise"), set_by=expert, set_at=timezone.now()
    )
    hidden = make_article(body=BODY, areas=[make_area("Quiet")])
    restrict_area(hidden.areas.get(), make_team())
    names = [_name(one) for one in (article, answer, delicate, hidden)]
    archive_article(article=article, by=article.owner)
    withdraw_answer(answer=answer, by=expert)
    held = _held(client, *names)
    assert held["texts"] == {}
    assert set(held["stopped"]) == {names[0], names[2]}


def test_a_delicate_passage_is_not_copied_by_its_key_either(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    delicate = make_article(body=BODY, topics=["price rise"])
    SensitiveTopic.objects.create(
        topic=make_topic("price rise"), set_by=expert, set_at=timezone.now()
    )
    key = _name(delicate).rpartition(".")[2]
    url = f"{reverse('replies:copy')}?article={delicate.slug}&passage={key}"
    response = client_of(contact).post(url, headers={"accept": "application/json"})
    assert response.status_code == 403
    assert "delicate" in response.json()["error"]


@pytest.mark.parametrize("of_article", [True, False], ids=["words of the article", "wording"])
@pytest.mark.parametrize("way", ["copied", "told"])
def test_approved_words_are_copied_in_place_of_a_delicate_passage(
    contact: User, lead: User, client_of: ClientOf, of_article: bool, way: str
) -> None:
    delicate = make_article(body=BODY, topics=["price rise"])
    row = mark_sensitive(topic=make_topic("price rise"), by=lead)
    approve_wording(sensitive=row, by=lead, language="en", words="We write <soon>.\n\nBye.")
    variant = {"channel": "chat", "language": "en", "words": "We call you.", "by": lead}
    version = write_variant(article=delicate, revision=delicate.live, **variant)
    plain, html = "We write <soon>.\n\nBye.", "<p>We write &lt;soon&gt;.</p>\n\n<p>Bye.</p>"
    if of_article:
        approve_variant(variant=version.variant, number=1, by=lead)
        plain, html = "We call you.", "<p>We call you.</p>"
    key = _name(delicate).rpartition(".")[2]
    url = f"{reverse('replies:copy')}?article={delicate.slug}&passage={key}"
    press = {"channel": "chat", "way": way, "key": "0b9c3c1e-6f53-4c46-9d2c-0a6f7f6f2a11"}
    client = client_of(contact)
    said = [client.post(url, press, headers={"accept": "application/json"}) for _twice in "ab"]
    assert [one.status_code for one in said] == [200, 200]
    assert (said[1].json()["plain"], said[1].json()["html"]) == (plain, html)
    used = ReplyRecord.objects.get().passages.get()
    assert (used.variant, used.passage_key) == ((version, "variant") if of_article else (None, key))


def test_what_the_lint_blocks_stays_here_though_it_was_approved(
    contact: User, lead: User, client_of: ClientOf
) -> None:
    delicate = make_article(body=BODY, topics=["price rise"])
    row = mark_sensitive(topic=make_topic("price rise"), by=lead)
    approve_wording(sensitive=row, by=lead, language="en", words="It costs 49,90 € a month.")
    LintRule.objects.create(
        kind="price", policy="block", changed_by=lead, changed_at=timezone.now()
    )
    key = _name(delicate).rpartition(".")[2]
    url = f"{reverse('replies:copy')}?article={delicate.slug}&passage={key}"
    assert client_of(contact).post(url).status_code == 403
    assert not ReplyRecord.objects.exists()


def test_approved_words_are_copied_without_javascript_but_not_for_what_stays_inside(
    contact: User, lead: User, client_of: ClientOf
) -> None:
    delicate = make_article(body=f"{BODY}\n\nFor us alone, all of it.", topics=["price rise"])
    row = mark_sensitive(topic=make_topic("price rise"), by=lead)
    approve_wording(sensitive=row, by=lead, language="en", words="We write to you.")
    url = f"{reverse('replies:copy')}?article={delicate.slug}&passage="
    keys = {one.audience: one.key for one in delicate.live.text.passages.all()}
    client = client_of(contact)
    assert "We write to you." in client.post(f"{url}{keys['customer']}").content.decode()
    assert client.post(f"{url}{keys['internal']}").status_code == 403
    archive_article(article=delicate, by=delicate.owner)
    assert client.post(f"{url}{keys['customer']}").status_code == 403
    assert ReplyRecord.objects.count() == 1


def test_what_the_lint_blocks_is_neither_held_nor_copied(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    priced = make_article(body="/// customer\nIt costs 49,90 € a month.\n///\n")
    name, client = _name(priced, "costs"), client_of(contact)
    assert name in _held(client, name)["texts"]
    LintRule.objects.create(
        kind="price", policy="block", changed_by=expert, changed_at=timezone.now()
    )
    held = _held(client, name)
    assert (held["texts"], set(held["stopped"])) == ({}, {name})
    url = f"{reverse('replies:copy')}?article={priced.slug}&passage={name.rpartition('.')[2]}"
    response = client.post(url, headers={"accept": "application/json"})
    assert response.status_code == 403
    assert "49,90" not in response.content.decode()


@pytest.mark.parametrize(
    "name", ["", "a", "a.", "a..", "n.x.short", "n.0.short", "z.1.short", "a.none.short", "n.9.é"]
)
def test_what_is_written_otherwise_is_left_out(
    name: str, contact: User, client_of: ClientOf
) -> None:
    held = _held(client_of(contact), name)
    assert (held["texts"], held["stopped"]) == ({}, {})


def test_words_cost_the_same_for_many_keys(
    contact: User, expert: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)
    names: list[str] = []

    def grow(count: int) -> None:
        for _ in range(count):
            names.append(_name(make_article(body=BODY)))
            names.append(_name(make_answer(make_thread(), by=expert, body=BODY)))

    assert_same_queries(lambda: _held(client, *names), grow)


def test_a_press_is_recorded_once_however_often_it_is_sent(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client, name = client_of(contact), _name(article)
    pin, key = _held(client, name)["texts"][name]["pin"], uuid4().hex
    at = timezone.now() - timedelta(hours=5)
    data = {"key": key, "channel": "chat", "at": str(int(at.timestamp() * 1000))}
    assert [_send(client, pin, **data) for _ in range(3)] == [200, 200, 200]
    record = ReplyRecord.objects.get()
    assert (record.person, record.channel, record.way) == (contact, "chat", "copied")
    assert record.given_at is not None
    assert abs(record.given_at - at) < timedelta(seconds=1)
    assert record.passages.get().revision == article.live
    assert len(record.fingerprint) == 64


def test_telling_writes_a_record_of_its_own_way_without_words(
    answer: Answer, contact: User, client_of: ClientOf
) -> None:
    client, name = client_of(contact), _name(answer)
    assert _send(client, _held(client, name)["texts"][name]["pin"], way="told") == 200
    record = ReplyRecord.objects.get()
    assert (record.way, record.fingerprint) == ("told", "")
    assert record.passages.get().answer_version == answer.versions.get()


def test_a_late_press_counts_for_what_was_read_then(
    article: Article, answer: Answer, contact: User, expert: User, client_of: ClientOf
) -> None:
    client, names = client_of(contact), [_name(article), _name(answer)]
    before = article.live
    texts = _held(client, *names)["texts"]
    revise(article, body="All for us now.")
    archive_article(article=Article.objects.get(), by=article.owner)
    correct_answer(answer=answer, by=expert, body="All for us now.", is_partial=False)
    assert [_send(client, texts[name]["pin"]) for name in names] == [200, 200]
    old, new = ReplyRecord.objects.order_by("pk")
    assert old.passages.get().revision == before
    version = new.passages.get().answer_version
    assert version is not None
    assert version.number == 1


def test_the_press_of_another_person_waits_for_them(
    article: Article, contact: User, colleague: User, client_of: ClientOf
) -> None:
    name = _name(article)
    pin = _held(client_of(contact), name)["texts"][name]["pin"]
    assert _send(client_of(colleague), pin) == 409
    assert not ReplyRecord.objects.exists()


def test_one_pin_makes_no_more_records_than_hands_could(
    article: Article, contact: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "MOST_A_MINUTE", 3)
    client, name = client_of(contact), _name(article)
    pin = _held(client, name)["texts"][name]["pin"]
    assert [_send(client, pin) for _ in range(5)] == [200, 200, 200, 429, 429]
    url = f"{reverse('replies:copy')}?article={article.slug}&passage={name.rpartition('.')[2]}"
    answer = client.post(url, headers={"accept": "application/json"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert "Wait a minute" in answer.json()["error"]
    assert "Too many tries" in client.post(url).content.decode()
    assert ReplyRecord.objects.count() == 3
    ReplyRecord.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert _send(client, pin) == 200


def test_a_press_that_is_not_ours_is_refused(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client, name = client_of(contact), _name(article)
    pin = _held(client, name)["texts"][name]["pin"]
    forged = signing.dumps([contact.pk, "a", article.pk, article.live.pk, "short"], salt="mine")
    for bad in ("", "x", forged, pin[:-1], signing.dumps([1, 2], salt="knowledge.replies.pins")):
        assert _send(client, bad) == 400
    assert _send(client, pin, key="no key") == 400
    assert _send(client, pin, at="9" * 18) == 200
    assert ReplyRecord.objects.count() == 1


def test_without_javascript_telling_leads_back_with_a_word(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client, key = client_of(contact), _name(article).rpartition(".")[2]
    url = f"{reverse('replies:copy')}?article={article.slug}&passage={key}"
    response = client.post(url, {"way": "told"}, follow=True)
    assert response.redirect_chain == [(article.get_absolute_url(), 303)]
    assert "Noted: you told it to the customer." in response.content.decode()
    assert ReplyRecord.objects.get().way == "told"


def test_the_copy_key_without_held_words_knows_its_press_too(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client, name = client_of(contact), _name(article)
    key, pressed = name.rpartition(".")[2], uuid4().hex
    url = f"{reverse('replies:copy')}?article={article.slug}&passage={key}"
    client.post(url, {"key": pressed}, headers={"accept": "application/json"})
    assert _send(client, _held(client, name)["texts"][name]["pin"], key=pressed) == 200
    assert ReplyRecord.objects.count() == 1
