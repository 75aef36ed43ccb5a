"""From an answered question to an article, and back."""

import pytest

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import discard_draft, publish_article
from knowledge.articles.forms.editor import ArticleForm
from knowledge.articles.models import Article, ArticleEvent, Draft
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import accept_answer, mark_helped
from knowledge.threads.actions.drafting import best_answer, draft_from_thread, follow_publication
from knowledge.threads.errors import AlreadyDrafted, AlreadyWritten, NotAnswered
from knowledge.threads.models import Thread, ThreadEvent
from tests.factories import (
    make_answer,
    make_area,
    make_article,
    make_team,
    make_thread,
    restrict_area,
)


@pytest.fixture
def answered(contact: User, boxes: Area, expert: User) -> Thread:
    thread = make_thread(
        "Why does it blink?",
        asker=contact,
        area=boxes,
        customer_words="My lamp\nis nervous",
        failed_query="nervous lamp",
        language="fr",
    )
    answer = make_answer(thread, by=expert, body="## So\n\nHold the button.\n")
    accept_answer(answer=answer, by=contact)
    return Thread.objects.get(pk=thread.pk)


def _publish(draft: Draft) -> Article:
    """As the editor does."""
    form = ArticleForm(draft.fields, person=draft.person)
    assert form.is_valid(), form.errors
    return publish_article(
        by=draft.person,
        words=form.words(),
        settings=form.settings(),
        note=form.cleaned_data["note"],
        draft=draft,
    )


def _follow() -> None:
    for event in ArticleEvent.objects.filter(verb="published"):
        follow_publication(event=event)


def test_the_draft_holds_the_question_its_phrasings_the_answer_and_whom_to_thank(
    answered: Thread, lead: User, contact: User, expert: User, boxes: Area
) -> None:
    draft = draft_from_thread(thread=answered, by=lead)
    article = _publish(draft)
    assert article.title == "Why does it blink?"
    assert article.live.questions == ["My lamp is nervous", "nervous lamp"]
    assert article.live.text.source == "## So\n\nHold the button.\n"
    assert (article.language, list(article.areas.all())) == ("fr", [boxes])
    assert (article.owner, list(article.co_authors.all())) == (lead, [expert])
    assert contact.display_name in article.live.note
    assert expert.display_name in article.live.note


def test_the_one_who_answered_owns_what_they_write(answered: Thread, expert: User) -> None:
    article = _publish(draft_from_thread(thread=answered, by=expert))
    assert (article.owner, article.co_authors.count()) == (expert, 0)


def test_a_published_draft_leads_from_the_question_to_the_article_and_tells_the_asker(
    answered: Thread, expert: User, contact: User
) -> None:
    article = _publish(draft_from_thread(thread=answered, by=expert))
    _follow()
    thread = Thread.objects.get(pk=answered.pk)
    assert (thread.article, thread.draft) == (article, None)
    assert thread.events.get(verb=ThreadEvent.Verb.ARTICLE).detail == {"article": article.pk}
    line = contact.notifications.get(kind=Notification.Kind.FILLED)
    assert (line.title, line.url) == (article.title, article.get_absolute_url())
    _follow()
    assert contact.notifications.filter(kind=Notification.Kind.FILLED).count() == 1
    assert thread.events.filter(verb=ThreadEvent.Verb.ARTICLE).count() == 1
    with pytest.raises(AlreadyWritten):
        draft_from_thread(thread=thread, by=expert)


def test_an_article_published_into_a_closed_area_is_not_told_to_who_cannot_see_it(
    answered: Thread, lead: User, contact: User
) -> None:
    secret = make_area("Fraud desk", owners=[lead])
    restrict_area(secret, make_team("Fraud"))
    draft = draft_from_thread(thread=answered, by=lead)
    draft.fields["areas"] = [str(secret.pk)]
    draft.save()
    draft.person = User.objects.get(pk=lead.pk)
    _publish(draft)
    _follow()
    assert not contact.notifications.filter(kind=Notification.Kind.FILLED).exists()


def test_who_can_no_longer_read_the_question_is_not_told_its_words(
    contact: User, boxes: Area, expert: User, outsider: User
) -> None:
    question = make_thread("Zirconium seals", asker=contact, area=boxes, failed_query="zirconium")
    make_answer(question, by=outsider)
    assert contact.team is not None
    restrict_area(boxes, contact.team)
    draft = draft_from_thread(
        thread=Thread.objects.get(pk=question.pk), by=User.objects.get(pk=expert.pk)
    )
    draft.fields["areas"] = [str(make_area("Open").pk)]
    draft.save()
    _publish(draft)
    _follow()
    assert contact.notifications.filter(word=question.title).exists()
    assert not outsider.notifications.filter(word=question.title).exists()


def test_an_article_begun_elsewhere_is_nobodys_answer(answered: Thread) -> None:
    make_article("Something else")
    _follow()
    assert Thread.objects.get(pk=answered.pk).article is None


def test_one_draft_a_question(answered: Thread, expert: User, lead: User) -> None:
    draft = draft_from_thread(thread=answered, by=expert)
    assert draft_from_thread(thread=answered, by=expert) == draft
    with pytest.raises(AlreadyDrafted) as refused:
        draft_from_thread(thread=answered, by=lead)
    assert refused.value.person == expert
    discard_draft(draft=draft)
    assert draft_from_thread(thread=answered, by=lead).person == lead


def test_without_a_full_answer_there_is_no_article(question: Thread, expert: User) -> None:
    with pytest.raises(NotAnswered):
        draft_from_thread(thread=question, by=expert)
    make_answer(question, by=expert, is_partial=True)
    with pytest.raises(NotAnswered):
        draft_from_thread(thread=question, by=expert)


def test_the_best_answer_is_the_accepted_one_else_the_one_that_helped_most(
    question: Thread, contact: User, colleague: User
) -> None:
    first, second = make_answer(question), make_answer(question)
    make_answer(question, is_partial=True)
    assert best_answer(question) == second
    mark_helped(answer=first, by=colleague)
    assert best_answer(question) == first
    accept_answer(answer=second, by=contact)
    assert best_answer(question) == second
