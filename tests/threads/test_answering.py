"""Answers: full and partial, corrected, withdrawn, accepted; the state follows the asker's need."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from knowledge.notifications.models import Notification
from knowledge.threads.actions.answering import (
    accept_answer,
    bring_back_answer,
    correct_answer,
    give_answer,
    mark_helped,
    say_line,
    take_back_acceptance,
    unmark_helped,
    withdraw_answer,
)
from knowledge.threads.actions.commenting import (
    comment_on_thread,
    edit_thread_comment,
    remove_thread_comment,
)
from knowledge.threads.actions.states import close_thread
from knowledge.threads.errors import (
    AlreadyAccepted,
    ChangedMeanwhile,
    HasEnded,
    NothingChanged,
    OwnAnswer,
    Withdrawn,
)
from knowledge.threads.models import Offer, OfferOutcome, State, Thread, ThreadEvent
from tests.factories import make_answer, make_person
from tests.threads.conftest import MONDAY

HOUR = timedelta(hours=1)
Kind = Notification.Kind


def _now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def _told(person: User) -> list[str]:
    return list(person.notifications.order_by("pk").values_list("kind", flat=True))


def test_a_full_answer_answers_the_question_and_ends_the_asking(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert, at=MONDAY + HOUR)
    thread = _now(question)
    assert thread.state == State.ANSWERED
    assert (thread.first_answered_at, thread.first_answer_minutes) == (MONDAY + HOUR, 60)
    assert Offer.objects.get(thread=question).outcome != OfferOutcome.WAITING
    line = contact.notifications.get(kind=Kind.ANSWER)
    assert line.url == answer.get_absolute_url()
    assert line.word == "Hold the button for ten seconds."


def test_a_partial_answer_stays_in_the_queue(question: Thread, expert: User) -> None:
    make_answer(question, by=expert, is_partial=True, at=MONDAY + HOUR)
    thread = _now(question)
    assert thread.state == State.OPEN
    assert thread.first_answer_minutes == 60
    assert Offer.objects.get(thread=question).outcome == OfferOutcome.WAITING
    assert thread.events.filter(verb=ThreadEvent.Verb.PARTLY).exists()


def test_the_asker_who_found_it_is_no_experts_first_answer(question: Thread, contact: User) -> None:
    make_answer(question, by=contact)
    thread = _now(question)
    assert thread.state == State.ANSWERED
    assert thread.first_answered_at is None
    assert contact.notifications.count() == 0


def test_only_the_first_answer_counts_as_the_first(question: Thread, expert: User) -> None:
    make_answer(question, by=expert, at=MONDAY + HOUR)
    make_answer(question, at=MONDAY + 2 * HOUR)
    assert _now(question).first_answer_minutes == 60


def test_an_answer_says_something(question: Thread, expert: User) -> None:
    with pytest.raises(ValidationError):
        make_answer(question, by=expert, body=" \n\x00 ")


def test_a_closed_question_takes_no_answers(question: Thread, expert: User, contact: User) -> None:
    close_thread(thread=question, by=contact, reason="not_needed")
    with pytest.raises(HasEnded):
        make_answer(question, by=expert)


def test_audiences_are_kept_passage_by_passage(question: Thread, expert: User) -> None:
    body = "Ours alone.\n\n/// customer\nHold the button.\n///\n"
    answer = make_answer(question, by=expert, body=body)
    audiences = [passage.audience for passage in answer.text.passages.all()]
    assert audiences == ["internal", "customer"]


def test_accepting_solves_it_and_counts_working_minutes(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert, at=MONDAY + HOUR)
    accept_answer(answer=answer, by=contact, at=MONDAY + 24 * HOUR)
    thread = _now(question)
    assert thread.state == State.SOLVED
    assert thread.solved_at == MONDAY + 24 * HOUR
    assert thread.solution_minutes is not None
    assert 0 < thread.solution_minutes < 24 * 60
    assert Kind.SOLUTION in _told(expert)


def test_a_partial_answer_may_be_what_solved_it(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert, is_partial=True)
    accept_answer(answer=answer, by=contact)
    assert _now(question).state == State.SOLVED
    assert not Offer.objects.filter(thread=question, outcome=OfferOutcome.WAITING).exists()


def test_of_two_who_accept_the_second_is_told_who_was_first(
    question: Thread, contact: User, lead: User
) -> None:
    first, second = make_answer(question), make_answer(question)
    accept_answer(answer=first, by=contact)
    with pytest.raises(AlreadyAccepted) as refused:
        accept_answer(answer=second, by=lead)
    assert (refused.value.answer, refused.value.person) == (first, contact)


def test_accepting_twice_is_accepting_once(question: Thread, contact: User, expert: User) -> None:
    answer = make_answer(question, by=expert)
    accept_answer(answer=answer, by=contact)
    accept_answer(answer=answer, by=contact)
    assert _told(expert).count(Kind.SOLUTION) == 1


def test_taking_an_acceptance_back_leaves_it_answered(
    question: Thread, contact: User, expert: User
) -> None:
    answer = make_answer(question, by=expert)
    accept_answer(answer=answer, by=contact)
    take_back_acceptance(answer=answer, by=contact)
    thread = _now(question)
    assert (thread.state, thread.solved_at, thread.solution_minutes) == (State.ANSWERED, None, None)
    assert Kind.CORRECTION in _told(expert)


def test_withdrawing_the_only_answer_opens_the_question_again(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert)
    accept_answer(answer=answer, by=contact)
    withdraw_answer(answer=answer, by=expert, word="I was wrong")
    thread = _now(question)
    assert thread.state == State.OPEN
    answer.refresh_from_db()
    assert answer.is_withdrawn
    assert not answer.is_accepted
    assert contact.notifications.filter(kind=Kind.CORRECTION, word="I was wrong").exists()
    bring_back_answer(answer=answer, by=expert)
    assert _now(question).state == State.ANSWERED


def test_withdrawing_one_of_two_changes_no_state(question: Thread, expert: User) -> None:
    make_answer(question)
    withdraw_answer(answer=make_answer(question, by=expert), by=expert)
    assert _now(question).state == State.ANSWERED


def test_a_correction_keeps_what_was_said_and_the_keys_of_what_stayed(
    question: Thread, expert: User
) -> None:
    answer = make_answer(question, by=expert, body="## Light\n\nHold it.\n\n## Sound\n\nNone.\n")
    before = {passage.heading: passage.key for passage in answer.text.passages.all()}
    corrected = correct_answer(
        answer=answer,
        by=expert,
        body="## Light\n\nHold it.\n\n## Sound\n\nNone at night.\n",
        is_partial=False,
        note="The sound",
    )
    after = {passage.heading: passage.key for passage in corrected.text.passages.all()}
    assert after["Light"] == before["Light"]
    assert [version.number for version in corrected.versions.all()] == [2, 1]
    assert "None.\n" in corrected.versions.get(number=1).text.source
    assert _now(question).events.filter(verb=ThreadEvent.Verb.CORRECTED).exists()


def test_a_small_correction_tells_nobody_and_one_with_a_note_the_asker(
    question: Thread, expert: User, contact: User
) -> None:
    answer = make_answer(question, by=expert)
    correct_answer(answer=answer, by=expert, body="Hold the button 10 s.", is_partial=False)
    assert Kind.CORRECTION not in _told(contact)
    answer.refresh_from_db()
    correct_answer(answer=answer, by=expert, body="Hold it 20 s.", is_partial=False, note="Not ten")
    assert contact.notifications.get(kind=Kind.CORRECTION).word == "Not ten"


def test_the_author_hears_of_a_lead_who_corrects(
    question: Thread, expert: User, lead: User
) -> None:
    answer = make_answer(question, by=expert)
    correct_answer(answer=answer, by=lead, body="Hold it 20 s.", is_partial=False)
    assert Kind.CORRECTION in _told(expert)


def test_a_correction_upon_an_older_version_is_refused_and_names_who_was_first(
    question: Thread, expert: User, lead: User
) -> None:
    answer = make_answer(question, by=expert)
    correct_answer(answer=answer, by=lead, body="First", is_partial=False, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        correct_answer(answer=answer, by=expert, body="Second", is_partial=False, version=1)
    assert refused.value.person == lead


def test_nothing_is_corrected_to_what_it_is(question: Thread, expert: User) -> None:
    answer = make_answer(question, by=expert, body="Hold it.")
    with pytest.raises(NothingChanged):
        correct_answer(answer=answer, by=expert, body="Hold it.\n\n", is_partial=False)
    withdraw_answer(answer=answer, by=expert)
    with pytest.raises(Withdrawn):
        correct_answer(answer=answer, by=expert, body="Other", is_partial=False)


def test_saying_that_an_answer_is_only_partial_opens_the_question_again(
    question: Thread, expert: User
) -> None:
    answer = make_answer(question, by=expert, body="Hold it.")
    correct_answer(answer=answer, by=expert, body="Hold it.", is_partial=True)
    assert _now(question).state == State.OPEN


def test_who_was_helped_is_counted_once_and_told_once(
    question: Thread, expert: User, colleague: User
) -> None:
    answer = make_answer(question, by=expert)
    assert mark_helped(answer=answer, by=colleague)
    assert not mark_helped(answer=answer, by=colleague)
    unmark_helped(answer=answer, by=colleague)
    mark_helped(answer=answer, by=colleague)
    assert answer.helped.count() == 1
    assert _told(expert).count(Kind.HELPED) == 1
    with pytest.raises(OwnAnswer):
        mark_helped(answer=answer, by=expert)


def test_a_line_for_the_customer_reaches_the_asker(
    question: Thread, expert: User, contact: User
) -> None:
    line = say_line(thread=question, by=expert, kind="holding", words="We look\ninto it today.")
    assert line.words == "We look into it today."
    assert contact.notifications.get(kind=Kind.LINE).word == line.words
    with pytest.raises(ValidationError):
        say_line(thread=question, by=expert, kind="holding", words=" ")
    with pytest.raises(ValidationError):
        say_line(thread=question, by=expert, kind="shouting", words="No")


def test_every_change_lets_open_pages_look_again(
    question: Thread, expert: User, contact: User
) -> None:
    versions = [_now(question).version]
    answer = give_answer(thread=question, by=expert, body="Hold it.")
    versions.append(_now(question).version)
    comment_on_thread(thread=question, by=contact, source="Thanks", answer=answer)
    versions.append(_now(question).version)
    accept_answer(answer=answer, by=contact)
    versions.append(_now(question).version)
    assert versions == sorted(set(versions))


def test_whoever_is_replied_to_mentioned_or_commented_on_is_told_once(
    question: Thread, expert: User, contact: User, colleague: User
) -> None:
    answer = make_answer(question, by=expert)
    first = comment_on_thread(
        thread=question, by=colleague, source=f"@{expert.slug} really?", answer=answer
    )
    assert [k for k in _told(expert) if k in {Kind.MENTION, Kind.COMMENT}] == [Kind.MENTION]
    comment_on_thread(thread=question, by=expert, source="Yes", answer=answer, parent=first)
    assert Kind.REPLY in _told(colleague)
    edit_thread_comment(thread=question, comment=first, source=f"really, @{contact.slug}?")
    assert Kind.MENTION in _told(contact)
    removed = remove_thread_comment(thread=question, comment=first, by=colleague)
    assert removed.removed_by == colleague


def test_the_asker_who_is_away_from_an_area_hears_nothing(
    question: Thread, expert: User, contact: User
) -> None:
    User.objects.filter(pk=contact.pk).update(is_active=False, deactivated_at=MONDAY)
    make_answer(question, by=expert)
    assert _told(contact) == []


def test_an_expert_who_left_keeps_their_answer_and_hears_nothing(
    question: Thread, contact: User
) -> None:
    gone = make_person("Gone Expert", roles=["expert"])
    answer = make_answer(question, by=gone)
    User.objects.filter(pk=gone.pk).update(is_active=False, deactivated_at=MONDAY)
    accept_answer(answer=answer, by=contact)
    assert _now(question).state == State.SOLVED
    assert _told(gone) == []


def test_the_word_of_a_withdrawal_holds_nothing_that_a_database_refuses(
    question: Thread, expert: User
) -> None:
    answer = make_answer(question, by=expert)
    withdraw_answer(answer=answer, by=expert, word=" It was\0 wrong ")
    assert question.events.get(verb="withdrew").word == "It was wrong"
