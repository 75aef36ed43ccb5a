"""Writing a reply down: once a press, pinned, without the words and without the customer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import (
    NotForCustomers,
    NothingToCopy,
    Used,
    record_copy,
    record_reply,
)
from knowledge.replies.models import ChannelProfile, ReplyRecord, Tray, Way
from knowledge.replies.wording import fingerprint
from knowledge.search.models import SearchLog
from tests.factories import make_answer, make_area, make_article, make_thread, revise
from tests.search.logged import log_search

BODY = """Secret of the house.

/// customer
Unplug the box.
///

/// partner
For partners.
///
"""
Give = Callable[..., ReplyRecord]


@pytest.fixture
def article(db: None) -> Article:
    return make_article("Orange light", body=BODY, areas=[make_area("Boxes")])


@pytest.fixture
def give(article: Article, contact: User) -> Give:
    def write(*words: str, **fields: Any) -> ReplyRecord:
        used = [_used(article, one) for one in words or ["Unplug"]]
        return record_reply(
            **{"person": contact, "used": used, "channel": "email", "language": "en"} | fields
        )

    return write


def _used(article: Article, words: str) -> Used:
    key = article.live.text.passages.get(plain__contains=words).key
    return Used(article=article, revision=article.live, passage_key=key)


def test_a_record_says_who_when_how_where_and_what(
    give: Give, article: Article, contact: User
) -> None:
    given_at = timezone.now() - timedelta(minutes=4)
    record = give(way=Way.TOLD, reference="C-1042", is_edited=True, given_at=given_at)
    record.refresh_from_db()
    assert (record.person, record.team_id, record.channel) == (contact, contact.team_id, "email")
    assert (record.way, record.reference, record.is_edited) == ("told", "C-1042", True)
    assert record.area == article.areas.get()
    assert record.given_at == given_at
    [used] = record.passages.all()
    assert (used.article, used.revision, used.at) == (article, article.live, record.created_at)


def test_the_same_key_is_the_same_reply_for_ever(give: Give, contact: User) -> None:
    key = uuid4()
    first = give(key=key, text="Unplug.")
    later = give(key=key, text="Other words.", at=timezone.now() + timedelta(days=3))
    assert first == later
    assert ReplyRecord.objects.count() == 1
    assert give(key=uuid4()) != first


def test_keys_belong_to_a_person(give: Give, colleague: User) -> None:
    key = uuid4()
    assert give(key=key) != give(key=key, person=colleague)


def test_two_presses_with_keys_are_two_replies_however_quick(give: Give) -> None:
    at = timezone.now()
    assert give(key=uuid4(), at=at) != give(key=uuid4(), at=at)
    assert give(at=at) == give(at=at + timedelta(seconds=2))


def test_telling_is_another_reply_than_copying(give: Give) -> None:
    at = timezone.now()
    assert give(at=at) != give(at=at, way=Way.TOLD)


def test_the_words_are_not_kept_but_told_again(give: Give) -> None:
    record = give(text="D’e\N{COMBINING ACUTE ACCENT}te\r\nUnplug.  \n")
    assert record.text == ""
    assert record.fingerprint == fingerprint("D’\N{LATIN SMALL LETTER E WITH ACUTE}te\nUnplug.")
    assert record.fingerprint != fingerprint("D’\N{LATIN SMALL LETTER E WITH ACUTE}te Unplug.")
    assert give(key=uuid4()).fingerprint == fingerprint("Unplug the box.")
    assert give(way=Way.TOLD).fingerprint == ""


def test_the_words_are_kept_where_the_site_says_so(give: Give, settings: Any) -> None:
    settings.KEEP_REPLY_TEXTS = True
    assert give(text="Unplug.").text == "Unplug."


def test_words_that_are_kept_never_say_who_the_customer_is(give: Give, settings: Any) -> None:
    settings.KEEP_REPLY_TEXTS = True
    record = give(text="Unplug. We call 06 12 34 56 78 and write to jean@example.com.")
    assert "Unplug. We call" in record.text
    assert "06 12" not in record.text
    assert "jean@" not in record.text


def test_fingerprints_of_another_site_are_others(settings: Any) -> None:
    before = fingerprint("Unplug.")
    settings.SECRET_KEY = "another key of another site"
    assert fingerprint("Unplug.") != before


@pytest.mark.parametrize(
    "reference",
    ["06 12 34 56 78", "jean@example.com", "FR76 3000 6000 0112 3456 7890 189", "x" * 61],
)
def test_a_reference_never_says_who_the_customer_is(give: Give, reference: str) -> None:
    with pytest.raises(ValidationError):
        give(reference=reference)
    assert not ReplyRecord.objects.exists()


@pytest.mark.parametrize("words", ["Secret", "For partners"])
def test_what_was_never_for_customers_is_no_reply_to_one(give: Give, words: str) -> None:
    with pytest.raises(NotForCustomers):
        give("Unplug", words)
    assert not ReplyRecord.objects.exists()


def test_a_tray_for_partners_may_hold_what_partners_may_be_told(give: Give, contact: User) -> None:
    profile = ChannelProfile.objects.create(channel="email", style="mail", reader="partner")
    now = timezone.now()
    tray = Tray.objects.create(
        person=contact, profile=profile, language="en", created_at=now, changed_at=now
    )
    assert give("For partners", tray=tray).tray == tray
    with pytest.raises(NotForCustomers):
        give("Secret", tray=tray)


def test_a_reply_uses_something_that_is_there(give: Give, article: Article) -> None:
    with pytest.raises(NothingToCopy):
        give(used=[])
    gone = Used(article=article, revision=article.live, passage_key="zzzz")
    with pytest.raises(NothingToCopy):
        give(used=[gone])


def test_a_press_made_before_a_change_still_counts(
    give: Give, article: Article, contact: User
) -> None:
    used = _used(article, "Unplug")
    revise(article, body="All for us.")
    assert give(used=[used]).passages.get().revision == used.revision


def test_a_clock_that_is_fast_does_not_reach_the_future(give: Give) -> None:
    record = give(given_at=timezone.now() + timedelta(days=1))
    assert record.given_at == record.created_at


def test_articles_and_answers_go_into_one_reply_and_teach_the_search(
    give: Give, article: Article, contact: User, expert: User
) -> None:
    answer = make_answer(make_thread(), by=expert, body=BODY)
    key = answer.text.passages.get(plain__contains="Unplug").key
    of_answer = Used(answer=answer, answer_version=answer.versions.get(), passage_key=key)
    searched = log_search(contact, "orange")
    record = give(used=[_used(article, "Unplug"), of_answer], search=searched.key)
    assert record.passages.count() == 2
    searched.refresh_from_db()
    assert searched.outcome == SearchLog.Outcome.COPIED
    assert (searched.outcome_kind, searched.outcome_id) == ("article", article.pk)


def test_a_press_that_is_sent_again_teaches_the_search_nothing(
    give: Give, article: Article, contact: User
) -> None:
    key, later = uuid4(), log_search(contact, "another thing")
    give(key=key)
    give(key=key, search=later.key)
    later.refresh_from_db()
    assert later.outcome != SearchLog.Outcome.COPIED


def test_a_record_costs_few_questions_however_many_passages(
    article: Article, contact: User
) -> None:
    def count(words: list[str]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            record_reply(
                person=contact, used=[_pinned[one] for one in words], channel="", language="en",
                key=uuid4(),
            )  # fmt: skip
        return len(asked)

    many = "".join(f"/// customer\nStep number {n}.\n///\n\n" for n in range(8))
    revised = revise(article, body=many)
    _pinned = {f"number {n}": _used(revised, f"number {n}") for n in range(8)}
    assert count(["number 0"]) == count(list(_pinned)) <= 10


def test_a_copy_with_a_key_is_one_reply_too(article: Article, contact: User) -> None:
    key, used = uuid4(), _used(article, "Unplug")
    for days in (0, 1):
        record_copy(
            person=contact, article=article, revision=article.live, key=key,
            passage_keys=[used.passage_key], at=timezone.now() + timedelta(days=days),
        )  # fmt: skip
    record = ReplyRecord.objects.get()
    assert record.fingerprint == fingerprint("Unplug the box.")
