"""A tray collects passages for one reply, and lets out only what may be told when it leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.passages.replying import Obstacle
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy
from knowledge.replies.models import ChannelProfile, PassageEdit, ReplyRecord, Tray
from knowledge.replies.queries.trays import items_of, reply_of, trays_of
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_team,
    make_thread,
    restrict_area,
    revise,
)
from tests.replies.changing import change

YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}

NO = {"short_answer": "No.", "short_answer_audience": "customer"}


def profile(channel: str) -> ChannelProfile:
    return ChannelProfile.objects.get(channel=channel, reader="customer")


def collected(person: User, *articles: Article) -> Tray:
    tray = None
    for article in articles:
        tray = actions.collect(person=person, article=article, passage_key="short")
    assert tray is not None
    return Tray.objects.get(pk=tray.pk)


def test_collecting_makes_a_tray_in_the_words_language_and_fills_it_once(contact: User) -> None:
    article = make_article(**YES)
    tray = collected(contact, article, article)
    assert (tray.person, tray.language, tray.is_current) == (contact, "en", True)
    assert tray.profile == profile("email")
    assert [row.passage_key for row in tray.passages.all()] == ["short"]


def test_collecting_from_an_answer(contact: User, expert: User) -> None:
    answer = make_answer(make_thread(asker=contact), by=expert, body="/// customer\nYes.\n///")
    key = answer.text.passages.get().key
    tray = actions.collect(person=contact, answer=answer, passage_key=key, channel="chat")
    assert tray.profile == profile("chat")
    assert reply_of(tray, contact).shown.plain == "Yes."


@pytest.mark.parametrize("audience", ["internal", "partner"])
def test_nothing_that_stays_in_the_house_enters_a_tray(contact: User, audience: str) -> None:
    article = make_article(short_answer="For us.", short_answer_audience=audience)
    with pytest.raises(NotForCustomers):
        collected(contact, article)
    assert not Tray.objects.exists()


def test_a_passage_that_is_not_there_enters_no_tray(contact: User) -> None:
    with pytest.raises(NothingToCopy):
        actions.collect(person=contact, article=make_article(), passage_key="nowhere")


def test_a_partners_channel_takes_what_partners_may_be_told(contact: User) -> None:
    article = make_article(short_answer="For partners.", short_answer_audience="partner")
    partner = ChannelProfile.objects.create(channel="email", style="mail", reader="partner")
    tray = actions.open_tray(person=contact, profile=partner, language="en")
    actions.collect(person=contact, article=article, passage_key="short")
    assert "For partners." in reply_of(tray, contact).shown.plain
    actions.change_tray(tray=tray, profile=profile("email"))
    reply = reply_of(tray, contact)
    assert "For partners." not in reply.shown.plain
    assert [item.why for item in reply.items] == [Obstacle.PARTNER]


def test_several_trays_are_kept_and_one_is_filled(contact: User) -> None:
    first = collected(contact, make_article(**YES))
    second = actions.open_tray(person=contact, profile=profile("chat"), language="fr", name="Box")
    actions.collect(person=contact, article=make_article(**YES), passage_key="short")
    assert {(one.pk, one.is_current) for one in trays_of(contact)} == {
        (first.pk, False),
        (second.pk, True),
    }
    actions.switch_tray(tray=first)
    assert Tray.objects.get(is_current=True) == first


def test_passages_change_places_and_leave(contact: User) -> None:
    tray = collected(contact, make_article("A", **YES), make_article("B", **YES))
    first, second = tray.passages.all()
    actions.move(tray=tray, row=second, by=-1)
    assert [item.title for item in items_of(tray, contact)] == ["B", "A"]
    actions.move(tray=tray, row=second, by=-1)
    actions.take_out(tray=tray, row=first)
    assert [item.title for item in items_of(tray, contact)] == ["B"]


def test_what_is_copied_is_a_record_of_the_passages_as_they_stand(contact: User) -> None:
    article = make_article(**YES)
    tray = collected(contact, article)
    article = revise(article, short_answer="Yes, for ever.")
    key = uuid4()
    record, reply = actions.finish_tray(tray=tray, key=key)
    used = record.passages.get()
    assert (used.revision, used.passage_key) == (article.live, "short")
    assert "Yes, for ever." in reply.shown.plain
    assert (record.tray, record.channel, record.is_edited) == (tray, "email", False)
    assert actions.finish_tray(tray=tray, key=key)[0] == record
    assert ReplyRecord.objects.count() == 1
    tray.refresh_from_db()
    assert tray.done_at is not None
    assert not tray.is_current


def test_a_press_that_arrives_twice_is_one_reply_whatever_came_between(contact: User) -> None:
    article, key = make_article(**YES), uuid4()
    tray = collected(contact, article)
    record, _reply = actions.finish_tray(tray=tray, key=key)
    archive_article(article=article, by=article.owner)
    assert actions.finish_tray(tray=tray, key=key)[0] == record
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=tray, key=uuid4())


def test_told_needs_no_words(contact: User) -> None:
    tray = collected(contact, make_article(**YES))
    record, _reply = actions.finish_tray(tray=tray, key=uuid4(), told=True)
    assert (record.way, record.fingerprint) == ("told", "")


def _archive(article: Article) -> None:
    archive_article(article=article, by=article.owner)


def _lower(article: Article) -> None:
    revise(article, short_answer_audience="internal")


def _take_away(article: Article) -> None:
    revise(article, short_answer="")


@pytest.mark.parametrize(
    ("change", "why"),
    [(_archive, Obstacle.ARCHIVED), (_lower, Obstacle.INTERNAL), (_take_away, Obstacle.GONE)],
)
def test_what_may_not_be_told_any_more_does_not_leave(
    contact: User, change: Any, why: Obstacle
) -> None:
    article, other = make_article(**YES), make_article(**NO)
    tray = collected(contact, article, other)
    change(article)
    reply = reply_of(tray, contact)
    assert [item.why for item in reply.items] == [why, None]
    assert "keep it" not in reply.shown.plain + reply.shown.html
    record, _reply = actions.finish_tray(tray=tray, key=None)
    assert [use.article for use in record.passages.all()] == [other]


def test_an_area_closed_since_closes_its_words(contact: User) -> None:
    area = make_area()
    tray = collected(contact, make_article(areas=[area], **YES))
    restrict_area(area, make_team())
    reply = reply_of(Tray.objects.get(pk=tray.pk), User.objects.get(pk=contact.pk))
    assert [item.why for item in reply.items] == [Obstacle.GONE]
    assert reply.items[0].title == ""
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=Tray.objects.get(pk=tray.pk), key=None)


def test_words_edited_by_hand_do_not_carry_out_what_was_closed_since(contact: User) -> None:
    article, other = make_article(**YES), make_article(**NO)
    tray = collected(contact, article, other)
    actions.edit_tray(tray=tray, draft="Hello,\n\nYes, you may keep it. Really.\n\nNo.")
    _lower(article)
    assert reply_of(tray, contact).leaked is Obstacle.INTERNAL
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=tray, key=None)
    actions.take_out(tray=tray, row=tray.passages.first())
    assert tray.draft == "Hello,\n\nReally.\n\nNo."
    record, _reply = actions.finish_tray(tray=tray, key=None)
    assert record.is_edited


def test_the_screen_of_yesterday_carries_nothing_out_either(contact: User) -> None:
    article, other = make_article(**YES), make_article(**NO)
    tray = collected(contact, article, other)
    seen = reply_of(tray, contact).shown.plain
    _archive(article)
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=tray, key=None, text=seen)
    assert not ReplyRecord.objects.exists()


def test_an_edit_is_kept_until_it_says_the_same_again(contact: User) -> None:
    tray = collected(contact, make_article(**YES))
    composed = reply_of(tray, contact).composed.plain
    actions.edit_tray(tray=tray, draft=f"{composed} Bye.")
    assert (tray.draft, tray.composed) == (f"{composed} Bye.", composed)
    actions.edit_tray(tray=tray, draft=composed.replace("\n", "\r\n"))
    assert (tray.draft, tray.composed) == ("", "")


def test_an_edit_that_the_article_has_outrun_says_so(contact: User) -> None:
    article = make_article(**YES)
    tray = collected(contact, article)
    actions.edit_tray(tray=tray, draft="Hello, yes you may!")
    assert not reply_of(tray, contact).is_outrun
    revise(article, short_answer="No.")
    assert reply_of(tray, contact).is_outrun
    actions.keep_edit(tray=tray)
    assert not reply_of(tray, contact).is_outrun
    assert [item.is_changed for item in items_of(tray, contact)] == [True]
    actions.take_new_words(tray=tray)
    assert [item.is_changed for item in items_of(tray, contact)] == [False]


def test_what_was_changed_by_hand_is_kept_for_the_author_without_the_customer(
    contact: User,
) -> None:
    tray = collected(contact, make_article(**YES))
    words = "Hello Mrs Martin,\n\nYes, you may keep it. Restart the box. Call 06 12 34 56 78.\nDear Ann."
    record, _reply = actions.finish_tray(tray=tray, key=None, text=words)
    edit = PassageEdit.objects.get()
    assert (edit.before, edit.after, edit.passage_key) == ("", "Restart the box.", "short")
    assert record.is_edited


@pytest.mark.parametrize("name", ["06 12 34 56 78", "anna@mail.example"])
def test_a_tray_is_not_named_after_a_customer(contact: User, name: str) -> None:
    with pytest.raises(ValidationError):
        actions.open_tray(person=contact, profile=profile("chat"), language="fr", name=name)
    with pytest.raises(ValidationError):
        actions.open_tray(person=contact, profile=profile("chat"), language="fr", reference=name)


def test_old_trays_go_with_their_words(contact: User, settings: Any) -> None:
    settings.TRAY_DAYS = 3
    old, new = collected(contact, make_article(**YES)), None
    Tray.objects.update(changed_at=timezone.now() - timedelta(days=4), is_current=False)
    new = collected(contact, make_article(**YES))
    assert actions.forget_old_trays() is False
    assert [tray.pk for tray in Tray.objects.all()] == [new.pk]
    assert old.pk != new.pk


def test_a_tray_holds_fifty_passages(contact: User) -> None:
    tray = collected(contact, make_article(**YES))
    body = "\n\n".join(f"/// customer\nPassage number {n} says this.\n///" for n in range(51))
    article = make_article(body=body)
    keys = [one.key for one in article.live.text.passages.all()]
    for key in keys[:49]:
        actions.collect(person=contact, article=article, passage_key=key)
    with pytest.raises(actions.TrayFull):
        actions.collect(person=contact, article=article, passage_key=keys[49])
    assert tray.passages.count() == 50


@pytest.mark.parametrize("how", ["minor", "medium", "major"])
def test_words_edited_by_hand_do_not_carry_out_what_was_corrected_since(
    contact: User, how: str
) -> None:
    article = make_article(body="/// customer\nHold it for five seconds. Never. Then wait.\n///")
    key = article.live.text.passages.get(audience="customer").key
    tray = actions.collect(person=contact, article=article, passage_key=key)
    actions.edit_tray(tray=tray, draft="Hello, hold it for five\nseconds. Then wait. Never. Bye!")
    change(article, how, "/// customer\nHold it for ten seconds. Yes. Then wait.\n///")
    actions.keep_edit(tray=tray)
    assert reply_of(tray, contact).leaked is Obstacle.CORRECTED
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=tray, key=None)
    assert reply_of(tray, contact, text="Well. Never. Bye!").leaked is Obstacle.CORRECTED
    actions.take_new_words(tray=tray)
    tray.refresh_from_db()
    assert " ".join(tray.draft.split()) == "Hello, Then wait. Bye!"
    assert actions.finish_tray(tray=tray, key=None)[0].is_edited


def test_what_is_taken_out_leaves_the_words_edited_by_hand_before_it_is_closed(
    contact: User,
) -> None:
    article, other = make_article(**YES), make_article(**NO)
    tray = collected(contact, article, other)
    actions.edit_tray(tray=tray, draft="Hello, yes, you may keep it.\n\nNo.")
    actions.take_out(tray=tray, row=tray.passages.first())
    tray.refresh_from_db()
    assert tray.draft == "Hello,\n\nNo."
