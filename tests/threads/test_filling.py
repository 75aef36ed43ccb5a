"""Who looked for it in vain, or asked the same, is told once that it is there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import archive_article, request_article
from knowledge.notifications.models import Notification
from knowledge.search.failures import searches_between
from knowledge.threads.actions.answering import accept_answer, take_back_acceptance
from knowledge.threads.actions.drafting import draft_from_thread
from knowledge.threads.actions.filling import PEOPLE_AT_ONCE, FillGaps, link_published
from knowledge.threads.following import LOOK_BACK, cursor_of, next_rows, note_done
from knowledge.threads.models import Cursor, FilledGap, Thread, ThreadEvent
from tests.factories import make_answer, make_article, make_person, make_thread, restrict_area
from tests.search.indexing import follow
from tests.search.logged import log_search
from tests.threads.test_drafting import _publish

WORDS = "capacitor hums"
BODY = "The capacitor hums when it is old: change the capacitor."
pytestmark = pytest.mark.usefixtures("index_dir")


def _work() -> None:
    """Index everything, then what the worker does until nothing is left."""
    follow()
    while link_published():
        pass
    job = FillGaps()
    while job():
        pass


def _told(person: User) -> list[Notification]:
    return list(person.notifications.filter(kind=Notification.Kind.FILLED))


def _missed(person: User, words: str = WORDS, **span: float) -> None:
    log_search(person, words, total=0, at=timezone.now() - timedelta(**(span or {"days": 2})))


@pytest.fixture
def solved(question: Thread, contact: User, expert: User) -> Thread:
    Thread.objects.filter(pk=question.pk).update(title="Why does the capacitor hum?")
    accept_answer(answer=make_answer(question, by=expert, body=BODY), by=contact)
    return Thread.objects.get(pk=question.pk)


def test_who_searched_in_vain_is_told_when_an_answer_is_accepted(
    colleague: User, solved: Thread
) -> None:
    _missed(colleague)
    _work()
    [line] = _told(colleague)
    day = (timezone.localtime() - timedelta(days=2)).strftime("%A")
    assert line.word == f"You looked for “{WORDS}” on {day}."
    assert (line.title, line.url) == (solved.title, solved.get_absolute_url())


def test_it_is_said_in_the_persons_language_and_by_their_calendar(
    colleague: User, solved: Thread
) -> None:
    User.objects.filter(pk=colleague.pk).update(interface_language="fr")
    _missed(colleague, days=2)
    _work()
    days = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    assert any(day in _told(colleague)[0].word for day in days)


def test_once_is_enough(colleague: User, solved: Thread, contact: User) -> None:
    _missed(colleague)
    _work()
    answer = solved.answers.get()
    take_back_acceptance(answer=answer, by=contact)
    accept_answer(answer=answer, by=contact)
    _work()
    _work()
    assert len(_told(colleague)) == 1
    assert FilledGap.objects.filter(person=colleague).count() == 1


def test_an_article_fills_a_gap_wherever_it_comes_from(colleague: User, boxes: Area) -> None:
    _missed(colleague)
    article = make_article("The capacitor hums", body=BODY, areas=[boxes])
    _work()
    assert _told(colleague)[0].url == article.get_absolute_url()


def test_whoever_found_it_meanwhile_is_not_told(colleague: User, boxes: Area) -> None:
    _missed(colleague)
    article = make_article("The capacitor hums", body=BODY, areas=[boxes])
    log_search(colleague, WORDS, outcome="opened", outcome_kind="article", outcome_id=article.pk)
    _work()
    assert not _told(colleague)


def test_a_search_that_was_answered_or_is_too_old_is_no_gap(
    colleague: User, lead: User, solved: Thread
) -> None:
    log_search(colleague, WORDS, total=3)
    _missed(lead, days=31)
    _work()
    assert not _told(colleague)
    assert not _told(lead)


def test_something_else_fills_no_gap(colleague: User, solved: Thread) -> None:
    _missed(colleague, "invoice twice")
    _missed(colleague, "capacitor invoice printed twice yesterday")
    _work()
    assert not _told(colleague)


def test_neither_its_authors_nor_its_asker_are_told_of_their_own(
    expert: User, contact: User, solved: Thread
) -> None:
    _missed(expert)
    _missed(contact)
    _work()
    assert not _told(expert)
    assert not _told(contact)


def test_who_cannot_see_it_is_never_told(
    outsider: User, colleague: User, solved: Thread, boxes: Area, team: Team
) -> None:
    restrict_area(boxes, team)
    _missed(outsider)
    _missed(colleague)
    _work()
    assert not _told(outsider)
    assert not FilledGap.objects.filter(person=outsider).exists()
    assert _told(colleague)


def test_who_left_is_not_told(colleague: User, solved: Thread) -> None:
    _missed(colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False, deactivated_at=timezone.now())
    _work()
    assert not _told(colleague)


def test_who_asked_the_same_and_waits_is_told(colleague: User, solved: Thread, boxes: Area) -> None:
    make_thread("The capacitor hums", asker=colleague, area=boxes)
    _work()
    [line] = _told(colleague)
    assert line.word == "You asked “The capacitor hums” today."


def test_who_waits_for_such_an_article_is_told(colleague: User, boxes: Area) -> None:
    request_article(person=colleague, words=WORDS, area=boxes)
    make_article("The capacitor hums", body=BODY, areas=[boxes])
    _work()
    assert _told(colleague)[0].word == f"You asked “{WORDS}” today."


def test_an_article_from_a_question_is_told_to_its_asker_once(
    solved: Thread, expert: User, contact: User
) -> None:
    _missed(contact)
    article = _publish(draft_from_thread(thread=solved, by=expert))
    _work()
    _work()
    [line] = _told(contact)
    assert line.url == article.get_absolute_url()
    assert Thread.objects.get(pk=solved.pk).article == article


def test_what_is_gone_before_the_worker_looks_is_told_to_nobody(
    colleague: User, boxes: Area
) -> None:
    _missed(colleague)
    article = make_article("The capacitor hums", body=BODY, areas=[boxes])
    archive_article(article=article, by=article.owner)
    _work()
    assert not _told(colleague)


def test_nothing_is_told_before_search_has_taken_it_in(colleague: User, solved: Thread) -> None:
    follow()
    _missed(colleague)
    job = FillGaps()
    Thread.objects.filter(pk=solved.pk).update(title="Why does a capacitor hum?")
    make_answer(solved, body="More.")
    assert job() is False
    assert not _told(colleague)
    _work()
    assert _told(colleague)


def test_many_people_are_told_in_bounded_steps_and_none_is_left_out(solved: Thread) -> None:
    people = [make_person() for _ in range(45)]
    for person in people:
        _missed(person)
    follow()
    job = FillGaps()
    steps = 0
    while job():
        steps += 1
    assert steps == -(-len(people) // PEOPLE_AT_ONCE)
    assert all(len(_told(person)) == 1 for person in people)


def test_a_worker_that_dies_in_between_leaves_nobody_out_and_tells_nobody_twice(
    solved: Thread, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_person() for _ in range(25)]
    for person in people:
        _missed(person)
    follow()
    assert FillGaps()() is True
    with monkeypatch.context() as killed:
        killed.setattr("knowledge.threads.actions.filling.tell_filled", _die)
        with pytest.raises(RuntimeError):
            FillGaps()()
    _work()
    assert all(len(_told(person)) == 1 for person in people)


def _die(*_args: object, **_named: object) -> None:
    raise RuntimeError


def test_history_tells_nobody_anything(colleague: User, question: Thread) -> None:
    long_ago = timezone.now() - timedelta(days=3)
    answer = make_answer(question, body=BODY, at=long_ago)
    accept_answer(answer=answer, by=question.asker, at=long_ago)
    _missed(colleague, days=4)
    _work()
    assert not _told(colleague)


def test_a_number_that_commits_late_is_not_lost(question: Thread, expert: User) -> None:
    cursor = cursor_of("test")
    events = ThreadEvent.objects.all()
    for _ in range(3):
        make_answer(question, by=expert)
    first, *rest = next_rows(cursor, events, 500)
    for row in rest:
        assert note_done(cursor, row)
    assert next_rows(cursor, events, 500) == [first]
    assert note_done(cursor, first)
    assert next_rows(Cursor.objects.get(pk=cursor.pk), events, 500) == []
    assert len(cursor.done) <= LOOK_BACK


def test_of_two_workers_one_moves_the_cursor(question: Thread) -> None:
    mine, theirs = cursor_of("test"), cursor_of("test")
    event = question.events.all()[0]
    assert note_done(mine, event)
    assert not note_done(theirs, event)


def test_asking_gives_a_search_up(contact: User, boxes: Area) -> None:
    now = timezone.now()
    log_search(contact, "the light blinks", at=now - timedelta(seconds=40), total=3)
    log_search(contact, "the sound", at=now - timedelta(minutes=9), total=3)
    make_thread("The light blinks", asker=contact, area=boxes, at=now)
    found = searches_between(now - timedelta(hours=1), now)
    assert {one.words: one.is_failed for one in found} == {
        "the light blinks": True,
        "the sound": False,
    }
