"""Who follows a question or its area hears of it, and the webhooks of its areas do."""

from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.actions import add_webhook, follow
from knowledge.notifications.models import Follow, Notification
from knowledge.notifications.models.webhooks import WebhookDelivery
from knowledge.threads.actions.answering import accept_answer
from knowledge.threads.actions.editing import merge_threads
from knowledge.threads.actions.states import close_thread, mark_duplicate, reopen_thread
from knowledge.threads.models import Thread
from tests.factories import make_answer, make_area, make_thread, restrict_area

Kind = Notification.Kind


def _told(person: User) -> list[str]:
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def test_who_follows_a_question_hears_what_comes_of_it(
    question: Thread, colleague: User, contact: User
) -> None:
    follow(person=colleague, kind="thread", object_id=question.pk)
    answer = make_answer(question)
    accept_answer(answer=answer, by=contact)
    reopen_thread(thread=question, by=contact, word="Not yet.")
    close_thread(thread=question, by=contact, reason="not_needed")
    assert _told(colleague) == [Kind.FOLLOWED] * 4
    assert colleague.notifications.earliest("pk").url == answer.get_absolute_url()


def test_who_follows_an_area_hears_what_is_asked_and_solved_in_it(
    boxes: Area, colleague: User, contact: User
) -> None:
    follow(person=colleague, kind="area", object_id=boxes.pk)
    thread = make_thread("Blinking?", asker=contact, area=make_area("Old boxes", parent=boxes))
    answer = make_answer(thread)
    assert _told(colleague) == [Kind.FOLLOWED]
    accept_answer(answer=answer, by=contact)
    assert _told(colleague) == [Kind.FOLLOWED] * 2


def test_who_is_concerned_already_is_not_told_twice(
    question: Thread, contact: User, expert: User, boxes: Area
) -> None:
    for person in (contact, expert):
        follow(person=person, kind="thread", object_id=question.pk)
        follow(person=person, kind="area", object_id=boxes.pk)
    answer = make_answer(question, by=expert)
    accept_answer(answer=answer, by=contact)
    assert Kind.FOLLOWED not in _told(contact)
    assert Kind.FOLLOWED not in _told(expert)


def test_following_opens_no_closed_area(
    question: Thread, boxes: Area, outsider: User, colleague: User, team: Team
) -> None:
    for person in (outsider, colleague):
        follow(person=person, kind="thread", object_id=question.pk)
        follow(person=person, kind="area", object_id=boxes.pk)
    restrict_area(boxes, team)
    make_answer(question)
    assert _told(outsider) == []
    assert _told(colleague) == [Kind.FOLLOWED]


def test_followers_of_a_duplicate_hear_of_the_original(
    question: Thread, boxes: Area, colleague: User, lead: User
) -> None:
    same = make_thread(area=boxes)
    follow(person=colleague, kind="thread", object_id=same.pk)
    mark_duplicate(thread=same, of=question, by=lead)
    line = colleague.notifications.get()
    assert (line.kind, line.url) == (Kind.FOLLOWED, question.get_absolute_url())
    make_answer(question)
    assert _told(colleague) == [Kind.FOLLOWED] * 2


def test_followers_go_along_when_two_questions_become_one(
    question: Thread, boxes: Area, colleague: User, contact: User, lead: User
) -> None:
    same = make_thread(area=boxes)
    follow(person=colleague, kind="thread", object_id=same.pk)
    follow(person=contact, kind="thread", object_id=same.pk)
    follow(person=contact, kind="thread", object_id=question.pk)
    merge_threads(thread=same, into=question, by=lead)
    rows = Follow.objects.filter(kind="thread").order_by("person__pk")
    assert {(row.person, row.object_id) for row in rows} == {
        (colleague, question.pk),
        (contact, question.pk),
    }
    assert rows.count() == 2


def test_the_webhooks_of_an_area_are_told_what_happens_to_its_questions(
    boxes: Area, lead: User, contact: User
) -> None:
    add_webhook(
        area=boxes, by=lead, name="Desk", url="https://hooks.halage.example/x", format="terroir"
    )
    now = timezone.now()
    thread = make_thread("Blinking?", asker=contact, area=boxes, at=now)
    make_answer(thread, is_partial=True, at=now)
    accept_answer(answer=make_answer(thread, at=now), by=contact, at=now)
    reopen_thread(thread=thread, by=contact, word="No", at=now)
    close_thread(thread=thread, by=contact, reason="not_needed", at=now)
    events = WebhookDelivery.objects.order_by("pk").values_list("event", flat=True)
    assert [event for event in events if event != "thread.no_expert"] == [
        "thread.asked",
        "thread.answered",
        "thread.solved",
        "thread.reopened",
        "thread.closed",
    ]
