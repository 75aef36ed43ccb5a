"""A passage was wrong: whoever used it is told, and what became of each customer is followed to its end."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import User
from knowledge.articles.actions import archive_article
from knowledge.articles.actions.discussion import decide_article_flag, flag_article
from knowledge.articles.models import Article
from knowledge.notifications.models import Notification
from knowledge.replies.actions.recalls import (
    follow_recalls,
    gather,
    open_for_flags,
    open_recall,
    remind_givers,
    settle_reply,
)
from knowledge.replies.actions.recording import (
    Used,
    record_answer_copy,
    record_copy,
    record_reply,
)
from knowledge.replies.actions.variants import write_variant
from knowledge.replies.models import Recall, RecalledReply, ReplyRecord
from knowledge.replies.queries.recall_lists import overseen_by
from knowledge.replies.queries.recalls import readable_recalls, wordings_of
from tests.conftest import ClientOf
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_person,
    make_thread,
    restrict_area,
    revise,
)

pytestmark = pytest.mark.django_db
State = RecalledReply.State


def _article(owner: User, short: str = "Hold it for 5 seconds.", **more: Any) -> Article:
    return make_article(
        "Reset", owner=owner, short_answer=short, short_answer_audience="customer", **more
    )


def _copy(person: User, article: Article, days_ago: int = 0) -> ReplyRecord:
    article = Article.objects.select_related("current__text").get(pk=article.pk)
    record, _passages = record_copy(
        person=person,
        article=article,
        revision=article.live,
        passage_keys=["short"],
        at=timezone.now() - timedelta(days=days_ago),
    )
    return record


def _recall(article: Article, by: User, wrong: str = "Hold it for 5 seconds.") -> Recall:
    return open_recall(source=article, passage_key="short", wrong=wrong, by=by, word="It is 10.")


def _told(person: User) -> int:
    return Notification.objects.filter(person=person, kind=Notification.Kind.RECALL).count()


def test_a_recall_lists_the_replies_of_its_days_and_tells_who_gave_them(
    expert: User, contact: User, colleague: User, settings: Any
) -> None:
    article = _article(expert)
    recent = _copy(contact, article, days_ago=settings.RECALL_DAYS - 1)
    _copy(colleague, article, days_ago=settings.RECALL_DAYS + 1)
    recall = _recall(article, expert)
    assert [row.record for row in recall.replies.all()] == [recent]
    assert (_told(contact), _told(colleague)) == (1, 0)


def test_replies_that_used_the_corrected_words_are_left_alone(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert)
    _copy(contact, article)
    revise(article, short_answer="Hold it for 10 seconds.")
    _copy(colleague, article)
    recall = _recall(article, expert)
    assert [row.record.person for row in recall.replies.all()] == [contact]
    assert recall.after == "Hold it for 10 seconds."


def test_wordings_before_the_wrong_one_are_recalled_with_it(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert, "Hold it for 5 secnds.")
    _copy(contact, article)
    revise(article, short_answer="Hold it for 5 seconds.")
    _copy(colleague, article)
    recall = _recall(article, expert)
    assert {row.record.person for row in recall.replies.all()} == {contact, colleague}


def test_every_wording_is_offered_with_its_uses_the_latest_first(
    expert: User, contact: User
) -> None:
    article = _article(expert)
    _copy(contact, article)
    revise(article, body="The depth changes, the short answer does not.")
    _copy(contact, article)
    revise(article, short_answer="Hold it for 10 seconds.")
    found = wordings_of(article, "short", timezone.now() - timedelta(days=9))
    assert [(row.plain, row.first, row.last, row.uses) for row in found] == [
        ("Hold it for 10 seconds.", 3, None, 0),
        ("Hold it for 5 seconds.", 1, 2, 2),
    ]


def test_copies_made_before_the_words_are_corrected_join_the_recall(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert)
    recall = _recall(article, expert)
    assert recall.closed_at is None, "it still reads so"
    _copy(contact, article)
    follow_recalls()
    assert [row.record.person for row in recall.replies.all()] == [contact]
    assert _told(contact) == 1
    assert gather(recall=recall) == 0, "each reply once"
    assert _told(contact) == 1


def test_a_recall_closes_when_all_is_settled_and_the_words_are_corrected(
    expert: User, contact: User
) -> None:
    article = _article(expert)
    _copy(contact, article)
    recall = _recall(article, expert)
    reply = recall.replies.get()
    settle_reply(reply=reply, by=contact, state=State.CORRECTED)
    assert Recall.objects.get().closed_at is None
    revise(article, short_answer="Hold it for 10 seconds.")
    follow_recalls()
    assert Recall.objects.get().closed_at is not None
    settle_reply(reply=reply, by=contact, state=State.OPEN)
    assert Recall.objects.get().closed_at is None, "taken back"


def test_an_archived_article_needs_no_correction(expert: User, contact: User) -> None:
    article = _article(expert)
    _copy(contact, article)
    recall = _recall(article, expert)
    settle_reply(reply=recall.replies.get(), by=contact, state=State.UNREACHABLE)
    archive_article(article=article, by=expert)
    follow_recalls()
    assert Recall.objects.get().closed_at is not None


def test_who_has_something_to_correct_is_reminded_after_two_days_and_not_before(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert)
    _copy(contact, article)
    _copy(colleague, article)
    recall = _recall(article, expert)
    done = recall.replies.get(record__person=colleague)
    settle_reply(reply=done, by=colleague, state=State.NEEDLESS)
    assert remind_givers(recall=recall) == 0
    later = timezone.now() + timedelta(days=2, minutes=1)
    assert remind_givers(recall=recall, at=later) == 1
    assert (_told(contact), _told(colleague)) == (2, 1)


def _flag(article: Article, by: User, reason: str = "wrong", *, accepted: bool = True) -> None:
    article = Article.objects.select_related("current__text", "owner").get(pk=article.pk)
    flag = flag_article(article=article, by=by, reason=reason, passage_key="short")
    decide_article_flag(
        article=article, flag=flag, by=article.owner, accepted=accepted, word="Right."
    )


def test_a_flag_accepted_as_wrong_opens_a_recall_once(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert)
    _copy(contact, article)
    _flag(article, colleague)
    revise(article, short_answer="Hold it for 10 seconds.")
    assert open_for_flags()
    assert not open_for_flags()
    recall = Recall.objects.get()
    assert (recall.before, recall.after) == ("Hold it for 5 seconds.", "Hold it for 10 seconds.")
    assert (recall.opened_by, recall.replies.get().record.person) == (expert, contact)


def test_a_flag_on_the_whole_article_recalls_every_passage_that_was_used(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert, body="/// customer\nThe light is orange.\n\nIt turns green.\n///")
    keys = list(article.live.text.passages.exclude(key="short").values_list("key", flat=True))
    _copy(contact, article)
    words = {"channel": "chat", "language": "en", "words": "Hold it, please.", "by": expert}
    version = write_variant(article=article, revision=article.live, **words)
    said = Used(article=article, revision=article.live, variant=version)
    record_reply(person=colleague, used=[said], channel="chat", language="en", text="Hold it.")
    flag = flag_article(article=article, by=colleague, reason="wrong")
    decide_article_flag(article=article, flag=flag, by=expert, accepted=True, word="Right.")
    while open_for_flags():
        pass
    recalls = Recall.objects.order_by("passage_key")
    assert {one.passage_key for one in recalls} == {"short", "variant"}
    assert {one.before for one in recalls} == {"Hold it for 5 seconds.", "Hold it, please."}
    assert (_told(contact), _told(colleague)) == (1, 1)
    record_copy(person=contact, article=article, revision=article.live, passage_keys=keys[:1])
    assert open_for_flags(), "a copy from before it is corrected comes in late"
    late = Recall.objects.get(passage_key=keys[0])
    now = revise(article, short_answer="Hold it for 10 seconds.")
    record_copy(person=contact, article=now, revision=now.live, passage_keys=[keys[0], "short"])
    assert not open_for_flags()
    follow_recalls()
    assert late.replies.count() == 1, "what its next revision left as it was is right"
    settle_reply(reply=late.replies.get(), by=contact, state=State.CORRECTED)
    late.refresh_from_db()
    assert late.closed_at is not None


def test_flags_of_the_same_passage_share_a_recall(
    expert: User, contact: User, colleague: User
) -> None:
    article = _article(expert)
    _flag(article, colleague)
    _flag(article, contact)
    while open_for_flags():
        pass
    assert Recall.objects.count() == 1


@pytest.mark.parametrize(("reason", "accepted"), [("unclear", True), ("wrong", False)])
def test_other_flags_recall_nothing(
    expert: User, colleague: User, reason: str, accepted: bool
) -> None:
    _flag(_article(expert), colleague, reason, accepted=accepted)
    assert not open_for_flags()


def test_an_answer_is_recalled_like_an_article(expert: User, contact: User) -> None:
    answer = make_answer(make_thread(asker=contact), by=expert, body="/// customer\nFive.\n///")
    key = answer.text.passages.get().key
    record_answer_copy(person=contact, answer=answer, passage_keys=[key])
    recall = open_recall(source=answer, passage_key=key, wrong="Five.", by=expert)
    assert recall.replies.get().record.person == contact
    assert _told(contact) == 1


def test_recalls_of_what_is_closed_to_somebody_do_not_exist_for_them(
    expert: User, contact: User, outsider: User
) -> None:
    area = make_area()
    article = _article(expert, areas=[area])
    _copy(contact, article)
    _copy(outsider, article)
    recall = _recall(article, expert)
    assert contact.team is not None
    restrict_area(area, contact.team)
    assert readable_recalls(outsider, [recall.pk]) == set()
    assert readable_recalls(contact, [recall.pk]) == {recall.pk}


def test_the_list_of_who_is_told_wrong_things_hides_what_closed_since(
    expert: User, outsider: User, client_of: ClientOf, team: Any
) -> None:
    area = make_area()
    article = _article(expert, areas=[area])
    _copy(outsider, article)
    _recall(article, expert)
    restrict_area(area, team)
    shown = client_of(outsider).get(reverse("replies:recalls")).content.decode()
    assert "Something you can no longer read" in shown
    assert "Hold it" not in shown
    assert "It is 10." not in shown


def test_the_owner_sees_who_gave_them_and_nothing_else_of_the_reply(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    record = _copy(contact, article)
    ReplyRecord.objects.filter(pk=record.pk).update(reference="HAL-77", channel="phone")
    recall = _recall(article, expert)
    shown = client_of(expert).get(reverse("replies:recall", args=[recall.pk])).content.decode()
    assert contact.display_name in shown
    assert "HAL-77" not in shown
    mine = client_of(contact).get(reverse("replies:recalls")).content.decode()
    assert "HAL-77" in mine


def test_somebody_opens_a_recall_from_the_passage_and_people_settle_theirs(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    _copy(contact, article)
    owner = client_of(expert)
    choose = reverse("replies:recall_new") + f"?article={article.slug}"
    wrong = escape(f"{choose}&passage=short")
    assert wrong in owner.get(article.get_absolute_url()).content.decode()
    assert wrong not in client_of(contact).get(article.get_absolute_url()).content.decode()
    chooser = owner.get(choose).content.decode()
    assert "The short answer" in chooser
    assert f"article={article.slug}&amp;passage=short" in chooser
    assert f'value="article={article.slug}' not in chooser, "the search field stays empty"
    asked = f"{choose}&passage=short"
    assert owner.post(asked, {"wrong": "7"}).status_code == 422
    assert owner.post(asked, {"wrong": "0", "word": "It is 10."}).status_code == 302 + 1
    reply = RecalledReply.objects.get()
    settle = reverse("replies:recall_settle", args=[reply.pk])
    assert client_of(contact).post(settle, {"state": "corrected"}).status_code == 303
    reply.refresh_from_db()
    assert (reply.state, reply.decided_by) == (State.CORRECTED, contact)


@pytest.mark.parametrize("note", ["call 06 12 34 56 78", "jean@example.org"])
def test_a_note_that_says_who_the_customer_is_is_refused(
    expert: User, contact: User, client_of: ClientOf, note: str
) -> None:
    article = _article(expert)
    _copy(contact, article)
    reply = _recall(article, expert).replies.get()
    settle = reverse("replies:recall_settle", args=[reply.pk])
    client_of(contact).post(settle, {"state": "corrected", "note": note})
    reply.refresh_from_db()
    assert (reply.state, reply.note) == (State.OPEN, "")


def test_the_owner_settles_for_who_left_and_for_nobody_else(
    expert: User, contact: User, colleague: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    _copy(contact, article)
    _copy(colleague, article)
    recall = _recall(article, expert)
    User.objects.filter(pk=contact.pk).update(is_active=False, deactivated_at=timezone.now())
    owner = client_of(expert)
    for person, status in ((contact, 303), (colleague, 403)):
        reply = recall.replies.get(record__person=person)
        settle = reverse("replies:recall_settle", args=[reply.pk])
        assert owner.post(settle, {"state": "corrected"}).status_code == status


def test_both_lists_cost_the_same_however_long_they_are(
    expert: User, contact: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            article = _article(expert)
            _copy(contact, article)
            _recall(article, expert)

    pages = [client_of(person) for person in (contact, expert)]
    assert_same_queries(lambda: [client.get(reverse("replies:recalls")) for client in pages], grow)


def test_a_recall_costs_the_same_however_many_gave_the_reply(
    expert: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    article = _article(expert)
    recall = _recall(article, expert)

    def grow(number: int) -> None:
        for _each in range(number):
            _copy(make_person(), article)
        gather(recall=recall)

    url = reverse("replies:recall", args=[recall.pk])
    assert_same_queries(lambda: client_of(expert).get(url), grow)


def test_leads_oversee_recalls_of_their_areas(expert: User, contact: User) -> None:
    boss = make_person(roles=["lead"])
    area = make_area(owners=[boss])
    inside = make_area(parent=area)
    article = _article(expert, areas=[inside])
    thread = make_thread(asker=contact, area=inside)
    answer = make_answer(thread, by=expert, body="/// customer\nFive.\n///")
    of_article = _recall(article, expert)
    key = answer.text.passages.get().key
    of_answer = open_recall(source=answer, passage_key=key, wrong="Five.", by=expert)
    for person in (boss, expert):
        assert {row.pk for row in overseen_by(person)} == {of_article.pk, of_answer.pk}
    assert not overseen_by(contact).exists()
