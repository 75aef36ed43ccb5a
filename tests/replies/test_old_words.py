"""Words for a channel that were replaced, removed, withdrawn or closed do not leave in a draft of before."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.passages.replying import Obstacle
from knowledge.replies.actions import trays as actions
from knowledge.replies.actions.recording import NotForCustomers
from knowledge.replies.actions.sensitive import approve_wording, mark_sensitive
from knowledge.replies.actions.variants import (
    approve_variant,
    confirm_variant,
    remove_variant,
    write_variant,
)
from knowledge.replies.models import ChannelProfile, SensitiveTopic, Tray, Variant
from knowledge.replies.queries.trays import items_of, reply_of, trays_of
from tests.conftest import ClientOf
from tests.factories import make_article
from tests.replies.changing import change

BODY = "/// customer\nUnplug the box for ten seconds.\n///\n\nFor us alone: the fuse is weak.\n"
OLD, NEW = "Please hold it for five seconds.", "Please hold it for ten seconds."
TYPED = f"Hello Ann. {OLD} Bye!"


@pytest.fixture
def article(expert: User) -> Article:
    made = make_article("Orange light", owner=expert, body=BODY, topics=["Fire"])
    _write(made, OLD)
    return made


def _write(article: Article, words: str, **fields: Any) -> Variant:
    values = {"channel": "chat", "language": "en", "revision": article.live, "by": article.owner}
    return write_variant(article=article, words=words, **(values | fields)).variant


def _collect(person: User, article: Article) -> Tray:
    key = article.live.text.passages.get(audience="customer").key
    return actions.collect(person=person, article=article, passage_key=key, channel="chat")


def _rewrite(article: Article, lead: User) -> None:
    _write(article, NEW, started_from=1)


def _rewrite_twice(article: Article, lead: User) -> None:
    _write(article, f"Well. {OLD}", started_from=1)
    _write(article, NEW, started_from=2)


def _remove(article: Article, lead: User) -> None:
    remove_variant(variant=article.variants.get())


def _outrun(article: Article, lead: User) -> None:
    change(article, "major", f"{BODY}\n\nMore.")


def _narrow(article: Article, lead: User) -> None:
    change(article, "minor", f"{BODY.replace('customer', 'partner')}\n\nMore.")


def _make_delicate(article: Article, lead: User) -> None:
    delicate = mark_sensitive(topic=article.topics.get(), by=lead)
    approve_wording(sensitive=delicate, by=lead, language="en", words="We look into it.")


def _archive(article: Article, lead: User) -> None:
    archive_article(article=article, by=article.owner)


def _confirm(article: Article, lead: User) -> None:
    now = change(article, "medium", f"{BODY}\n\nMore.")
    confirm_variant(variant=article.variants.get(), number=1, revision=now.live, by=article.owner)


def _say_it_elsewhere(article: Article, lead: User) -> None:
    _write(article, f"Welcome. {OLD}", channel="email")
    _write(article, NEW, started_from=1)


def _nothing(article: Article, lead: User) -> None:
    pass


@pytest.mark.parametrize(
    "case",
    [
        (_rewrite, Obstacle.CORRECTED),
        (_rewrite_twice, Obstacle.CORRECTED),
        (_remove, Obstacle.WITHDRAWN),
        (_outrun, Obstacle.WITHDRAWN),
        (_narrow, Obstacle.PARTNER),
        (_make_delicate, Obstacle.SENSITIVE),
        (_archive, Obstacle.ARCHIVED),
        (_confirm, None),
        (_say_it_elsewhere, None),
        (_nothing, None),
    ],
)
@pytest.mark.parametrize("kept", [True, False], ids=["kept draft", "screen of before"])
def test_a_draft_does_not_carry_out_words_that_stand_no_more(
    article: Article, contact: User, lead: User, case: tuple[Any, Obstacle | None], kept: bool
) -> None:
    happens, why = case
    tray = _collect(contact, article)
    if kept:
        actions.edit_tray(tray=tray, draft=TYPED)
    happens(article, lead)
    tray, text = Tray.objects.get(pk=tray.pk), None if kept else TYPED
    assert reply_of(tray, contact, text=text).leaked is why
    if why is None:
        assert actions.finish_tray(tray=tray, key=None, text=text)[0].is_edited
        return
    with pytest.raises(NotForCustomers):
        actions.finish_tray(tray=tray, key=None, text=text)
    actions.edit_tray(tray=tray, draft=TYPED)
    actions.take_new_words(tray=tray)
    assert Tray.objects.get(pk=tray.pk).draft == "Hello Ann. Bye!"
    assert reply_of(tray, contact).leaked is None


def test_words_of_the_channel_before_are_noticed_after_it_was_switched(
    article: Article, contact: User, lead: User
) -> None:
    tray = _collect(contact, article)
    actions.edit_tray(tray=tray, draft=TYPED)
    actions.change_tray(tray=tray, profile=ChannelProfile.objects.get(channel="letter"))
    assert reply_of(tray, contact).leaked is None
    _rewrite(article, lead)
    assert reply_of(tray, contact).leaked is Obstacle.CORRECTED


def test_words_replaced_before_it_was_collected_may_be_typed_by_whoever_likes_them(
    article: Article, contact: User, lead: User
) -> None:
    _rewrite(article, lead)
    tray = _collect(contact, article)
    assert reply_of(tray, contact, text=TYPED).leaked is None
    assert items_of(tray, contact)[0].before == ""


def test_of_a_delicate_matter_nothing_but_the_approved_words_of_now_leaves(
    article: Article, contact: User, lead: User
) -> None:
    approve_variant(variant=article.variants.get(), number=1, by=lead)
    _make_delicate(article, lead)
    tray = _collect(contact, article)
    assert reply_of(tray, contact, text=TYPED).leaked is None
    passage = "Hello Ann. Unplug the box for ten seconds."
    assert reply_of(tray, contact, text=passage).leaked is Obstacle.SENSITIVE
    _remove(article, lead)
    assert reply_of(tray, contact, text="Hello. We look into it.").leaked is None
    wording = {"language": "en", "words": "A colleague calls you."}
    approve_wording(sensitive=SensitiveTopic.objects.get(), by=lead, **wording)
    assert reply_of(tray, contact, text="Hello. We look into it.").leaked is Obstacle.CORRECTED
    assert items_of(tray, contact)[0].before == f"{OLD}\n\nWe look into it."


@pytest.mark.parametrize(
    "case",
    [(_rewrite, "the reply has the new words"), (_remove, "words for this channel were withdrawn")],
)
def test_the_tray_shows_what_it_said_before(
    article: Article, contact: User, lead: User, client_of: ClientOf, case: tuple[Any, str]
) -> None:
    happens, said = case
    tray = _collect(contact, article)
    happens(article, lead)
    client = client_of(contact)
    shown = client.get(tray.get_absolute_url()).content.decode()
    assert said in shown
    assert f"<del>{OLD}</del>" in shown
    client.post(f"{tray.get_absolute_url()}do/", {"act": "new_words"})
    assert said not in client.get(tray.get_absolute_url()).content.decode()


def test_nothing_more_is_asked_of_words_that_stand(
    article: Article, contact: User, lead: User, django_assert_max_num_queries: Any
) -> None:
    tray = trays_of(contact).get(pk=_collect(contact, article).pk)
    with django_assert_max_num_queries(9):
        items_of(tray, contact)
