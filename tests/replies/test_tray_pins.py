"""What a page holds of a tray, so that its reply leaves without the server and is written down later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.policy import publish_policy
from knowledge.replies.models import ChannelProfile, PassageEdit, ReplyRecord, Tray
from knowledge.replies.wording import fingerprint
from tests.factories import make_answer, make_article, make_thread, revise

ClientOf = Callable[[User], Client]
YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}
NO = {"short_answer": "For us alone.", "short_answer_audience": "internal"}


@pytest.fixture
def tray(contact: User, expert: User) -> Tray:
    answer = make_answer(make_thread(), by=expert, body="/// customer\nWrite to us first.\n///")
    key = answer.text.passages.get().key
    actions.collect(person=contact, article=make_article("Fixed", **YES), passage_key="short")
    return actions.collect(person=contact, answer=answer, passage_key=key)


def held(client: Client, tray: Tray) -> Any:
    """What the server hands to a page for this tray; None where it hands out nothing."""
    name = f"t.{tray.state}"
    return client.get(reverse("replies:texts"), {"of": name}).json()["texts"].get(name)


def send(client: Client, pin: str, **fields: str) -> Any:
    press = {"pin": pin, "key": str(uuid4()), "way": "copied", "at": "1790000000000"} | fields
    return client.post(reverse("replies:record"), press)


def test_a_late_record_is_of_what_was_handed_out_and_finishes_the_tray_once(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    client, article = client_of(contact), Article.objects.get(title="Fixed")
    words = held(client, tray)
    assert words["plain"].startswith("Hello,\n\nYes, you may keep it.\n\nWrite to us first.")
    assert not ReplyRecord.objects.exists()
    was = article.live
    revise(article, **NO)
    key = str(uuid4())
    answers = [
        send(client, words["pin"], key=key, text=words["plain"], channel="phone") for _press in "ab"
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    record = ReplyRecord.objects.get()
    assert (record.tray, record.channel, record.is_edited) == (tray, tray.profile.channel, False)
    assert record.given_at < record.created_at
    assert record.fingerprint == fingerprint(words["plain"])
    first, second = record.passages.order_by("id")
    assert (first.revision, second.answer_version is not None) == (was, True)
    tray.refresh_from_db()
    assert tray.done_at is not None
    assert not tray.is_current


def test_words_changed_without_network_are_an_edit(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    client = client_of(contact)
    words = held(client, tray)
    typed = words["plain"].replace("Yes, you may keep it.", "Yes, you may keep it. Restart it.")
    assert send(client, words["pin"], text=typed.replace("\n", "\r\n")).status_code == 200
    assert ReplyRecord.objects.get().is_edited
    assert PassageEdit.objects.get().after == "Restart it."
    tray.refresh_from_db()
    assert tray.draft == typed


def test_what_was_collected_meanwhile_stays_open_and_a_tray_that_is_gone_is_no_hindrance(
    contact: User, client_of: ClientOf, tray: Tray
) -> None:
    client = client_of(contact)
    pin = held(client, tray)["pin"]
    actions.collect(person=contact, article=make_article("More", **YES), passage_key="short")
    assert send(client, pin, way="told", text="no words are kept").status_code == 200
    tray.refresh_from_db()
    assert tray.done_at is None
    actions.delete_tray(tray=tray)
    assert send(client, pin).status_code == 200
    told = ReplyRecord.objects.get(way="told")
    assert (told.tray, told.fingerprint) == (None, "")
    assert ReplyRecord.objects.count() == 2


def test_nobody_elses_tray_is_handed_out_and_nobody_elses_pin_is_taken(
    contact: User, colleague: User, client_of: ClientOf, tray: Tray
) -> None:
    pin = held(client_of(contact), tray)["pin"]
    other = client_of(colleague)
    assert held(other, tray) is None
    assert send(other, pin).status_code == 409
    assert send(other, pin[:-1]).status_code == 400
    assert not ReplyRecord.objects.exists()


def _close(_admin: User, tray: Tray) -> None:
    revise(Article.objects.get(title="Fixed"), **NO)
    tray.passages.exclude(answer=None).delete()


def _leak(_admin: User, tray: Tray) -> None:
    actions.edit_tray(tray=tray, draft="Yes, you may keep it. Always.")
    revise(Article.objects.get(title="Fixed"), **NO)


def _in_public(admin: User, tray: Tray) -> None:
    publish_policy(by=admin, source="Be kind.", source_fr="", note="", after=0)
    actions.change_tray(tray=tray, profile=ChannelProfile.objects.get(channel="social"))


@pytest.mark.parametrize("stop", [_close, _leak, _in_public])
def test_what_may_not_leave_is_held_by_no_page(
    stop: Callable[[User, Tray], None],
    contact: User,
    administrator: User,
    client_of: ClientOf,
    tray: Tray,
) -> None:
    stop(administrator, tray)
    assert held(client_of(contact), tray) is None


@pytest.mark.parametrize(
    "name", ["t", "t.", "t.x.1", "t.0.1", "t.99999999999999999999.1", "t.\0.1"]
)
def test_nonsense_is_handed_nothing(name: str, contact: User, client_of: ClientOf) -> None:
    answer = client_of(contact).get(reverse("replies:texts"), {"of": [name] * 9})
    assert answer.json()["texts"] == {}
    assert send(client_of(contact), name).status_code == 400
