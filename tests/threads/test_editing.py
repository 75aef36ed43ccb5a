"""Questions in other words and other places; two made one, one made two."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.passages.models import Comment
from knowledge.threads.actions.answering import accept_answer
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.actions.editing import (
    change_urgency,
    edit_question,
    join_areas,
    merge_threads,
    move_thread,
    split_thread,
)
from knowledge.threads.actions.states import ask_for_info, close_thread, mark_duplicate
from knowledge.threads.errors import ChangedMeanwhile, HasEnded, NothingChanged, NotWaiting
from knowledge.threads.models import Offer, OfferOutcome, State, Thread, ThreadEvent
from tests.factories import (
    make_answer,
    make_area,
    make_person,
    make_team,
    make_thread,
    restrict_area,
)
from tests.threads.conftest import MONDAY

Kind = Notification.Kind


def _now(thread: Thread) -> Thread:
    return Thread.objects.get(pk=thread.pk)


def _edit(thread: Thread, by: User, title: str = "Why does it blink?", **fields: object) -> Thread:
    values = {"customer_words": thread.customer_words, "tried": thread.text.source} | fields
    return edit_question(thread=thread, by=by, title=title, **values)  # type: ignore[arg-type]


@pytest.fixture
def secret(lead: User) -> Area:
    """Kept to a team in which only Karim is, as its lead."""
    area = make_area("Fraud desk", owners=[lead])
    restrict_area(area, make_team("Fraud"))
    return area


def test_an_edit_keeps_what_was_asked_before(question: Thread, contact: User) -> None:
    edited = _edit(question, contact, note="Shorter")
    assert edited.title == "Why does it blink?"
    assert [v.title for v in edited.versions.all()] == [
        "Why does it blink?",
        "Why does the light blink?",
    ]
    assert edited.versions.all()[0].note == "Shorter"
    assert edited.edited_at is not None
    assert edited.folded_title == "why does it blink?"


def test_the_asker_hears_of_somebody_elses_edit(
    question: Thread, lead: User, contact: User
) -> None:
    _edit(question, lead)
    assert contact.notifications.filter(kind=Kind.CORRECTION).exists()


def test_an_edit_without_a_difference_is_none(question: Thread, contact: User) -> None:
    with pytest.raises(NothingChanged):
        _edit(question, contact, title=question.title)
    assert question.versions.count() == 1


def test_an_edit_upon_an_older_version_is_refused(
    question: Thread, contact: User, lead: User
) -> None:
    _edit(question, lead, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        _edit(question, contact, title="Mine", version=1)
    assert refused.value.person == lead


def test_an_edit_to_no_title_is_refused(question: Thread, contact: User) -> None:
    with pytest.raises(ValidationError):
        _edit(question, contact, title=" ")
    assert _now(question).title == "Why does the light blink?"


def test_a_moved_question_is_offered_in_its_new_area(
    question: Thread, expert: User, lead: User, contact: User
) -> None:
    bills = make_area("Bills")
    clerk = make_person("Clerk", roles=["expert"])
    clerk.expertises.create(area=bills, level=3, confirmed_by=lead, confirmed_at=MONDAY)
    move_thread(thread=question, by=expert, area=bills, word="About the bill")
    waiting = Offer.objects.get(thread=question, outcome=OfferOutcome.WAITING)
    assert waiting.person == clerk
    assert contact.notifications.get(kind=Kind.MOVED).word == "About the bill"
    event = _now(question).events.get(verb=ThreadEvent.Verb.MOVED)
    assert event.detail == {"before": question.area_id, "after": bills.pk}


def test_a_question_is_not_moved_out_of_its_askers_sight(
    question: Thread, lead: User, secret: Area
) -> None:
    with pytest.raises(ValidationError) as refused:
        move_thread(thread=question, by=User.objects.get(pk=lead.pk), area=secret)
    assert "asker" in str(refused.value)
    assert _now(question).area_id == question.area_id


def test_a_question_is_not_moved_out_of_sight_of_who_answered(
    boxes: Area, lead: User, expert: User, secret: Area
) -> None:
    own = make_thread(asker=lead, area=boxes)
    make_answer(own, by=expert)
    with pytest.raises(ValidationError) as refused:
        move_thread(thread=own, by=User.objects.get(pk=lead.pk), area=secret)
    assert "answered" in str(refused.value)


def test_nobody_moves_a_question_where_they_see_nothing(
    question: Thread, expert: User, secret: Area
) -> None:
    with pytest.raises(ValidationError) as refused:
        move_thread(thread=question, by=User.objects.get(pk=expert.pk), area=secret)
    assert "list" in str(refused.value)


def test_a_joined_area_that_it_moves_to_is_joined_no_more(question: Thread, lead: User) -> None:
    bills = make_area("Bills")
    join_areas(thread=question, by=lead, areas=[bills])
    move_thread(thread=question, by=lead, area=bills)
    assert not _now(question).joined_areas.exists()


def test_the_lead_of_an_area_that_is_asked_to_join_is_told(question: Thread, lead: User) -> None:
    head = make_person("Head of bills", roles=["lead"])
    join_areas(thread=question, by=lead, areas=[make_area("Bills", owners=[head])])
    assert head.notifications.get().kind == Kind.OFFER
    with pytest.raises(NothingChanged):
        join_areas(thread=question, by=lead, areas=list(question.joined_areas.all()))


def test_a_closed_area_is_not_asked_to_join_what_others_must_see(
    question: Thread, lead: User, secret: Area
) -> None:
    with pytest.raises(ValidationError):
        join_areas(thread=question, by=User.objects.get(pk=lead.pk), areas=[secret])


def test_another_urgency_forms_the_line_anew(question: Thread, contact: User) -> None:
    change_urgency(thread=question, by=contact, urgency="now")
    assert _now(question).urgency == "now"
    with pytest.raises(NothingChanged):
        change_urgency(thread=question, by=contact, urgency="now")
    with pytest.raises(ValidationError):
        change_urgency(thread=question, by=contact, urgency="never")
    make_answer(question)
    with pytest.raises(NotWaiting):
        change_urgency(thread=question, by=contact, urgency="week")


def test_another_urgency_does_not_wake_what_waits_for_its_asker(
    question: Thread, contact: User, expert: User
) -> None:
    ask_for_info(thread=question, by=expert, word="Which?")
    change_urgency(thread=question, by=contact, urgency="now")
    assert _now(question).state == State.NEEDS_INFO


# Two made one


def test_merging_brings_answers_comments_and_history_together(
    question: Thread, boxes: Area, lead: User, expert: User, colleague: User
) -> None:
    other = make_thread("Blinking", asker=colleague, area=boxes)
    answer = make_answer(other, by=expert)
    comment = comment_on_thread(thread=other, by=colleague, source="It is urgent.")
    merge_threads(thread=other, into=question, by=lead)
    answer.refresh_from_db()
    assert answer.thread == question
    assert Comment.objects.get(pk=comment.pk).subject_id == question.pk
    assert (_now(other).state, _now(other).duplicate_of) == (State.DUPLICATE, question)
    thread = _now(question)
    assert thread.state == State.ANSWERED
    assert thread.first_answered_at is not None
    verbs = [event.verb for event in thread.events.all()]
    assert ThreadEvent.Verb.ANSWERED in verbs
    assert verbs[-1] == ThreadEvent.Verb.MERGED
    assert colleague.notifications.get(kind=Kind.DUPLICATE).url == question.get_absolute_url()


def test_of_two_accepted_answers_the_one_that_stays_keeps_its_place(
    question: Thread, boxes: Area, lead: User, contact: User, colleague: User
) -> None:
    mine = make_answer(question)
    accept_answer(answer=mine, by=contact)
    other = make_thread(asker=colleague, area=boxes)
    theirs = make_answer(other)
    accept_answer(answer=theirs, by=colleague)
    merge_threads(thread=other, into=question, by=lead)
    assert question.answers.get(accepted_at__isnull=False) == mine
    assert question.answers.count() == 2
    assert _now(question).state == State.SOLVED


def test_merging_never_shows_a_closed_areas_words_to_others(
    question: Thread, lead: User, secret: Area
) -> None:
    insider = User.objects.get(pk=lead.pk)
    hidden = make_thread("Opened meters", asker=insider, area=secret)
    with pytest.raises(ValidationError) as refused:
        merge_threads(thread=hidden, into=question, by=insider)
    assert "into" in refused.value.message_dict
    assert _now(hidden).state == State.OPEN


def test_merging_into_a_closed_question_or_twice_is_refused(
    question: Thread, boxes: Area, lead: User, contact: User
) -> None:
    other = make_thread(area=boxes)
    close_thread(thread=question, by=contact, reason="not_needed")
    with pytest.raises(HasEnded):
        merge_threads(thread=other, into=question, by=lead)
    third = make_thread(area=boxes)
    mark_duplicate(thread=other, of=third, by=lead)
    with pytest.raises(NotWaiting):
        merge_threads(thread=other, into=third, by=lead)


# One made two


def test_splitting_takes_answers_along_and_links_both_ways(
    question: Thread, lead: User, expert: User, contact: User
) -> None:
    kept = make_answer(question, body="For the light.")
    moved = make_answer(question, by=expert, body="For the sound.")
    split = split_thread(thread=question, by=lead, title="And the sound?", answers=[moved])
    moved.refresh_from_db()
    assert moved.thread == split
    assert split.split_from == question
    assert list(question.split_off.all()) == [split]
    assert list(_now(question).answers.all()) == [kept]
    assert (_now(split).state, _now(split).asker) == (State.ANSWERED, contact)
    assert question.events.get(verb=ThreadEvent.Verb.SPLIT).detail["into"] == split.pk
    assert split.events.get(verb=ThreadEvent.Verb.SPLIT).detail["from"] == question.pk
    assert expert.notifications.get(kind=Kind.MOVED).url == split.get_absolute_url()


def test_a_question_whose_only_answer_is_split_off_is_open_again(
    question: Thread, lead: User, contact: User
) -> None:
    answer = make_answer(question)
    accept_answer(answer=answer, by=contact)
    split = split_thread(thread=question, by=lead, title="The other half", answers=[answer])
    assert (_now(question).state, _now(question).solved_at) == (State.OPEN, None)
    assert _now(split).state == State.ANSWERED


def test_what_is_split_off_without_answers_is_asked_like_any_question(
    question: Thread, lead: User, expert: User
) -> None:
    split = split_thread(thread=question, by=lead, title="And the sound?")
    assert Offer.objects.get(thread=split, outcome=OfferOutcome.WAITING).person == expert


def test_answers_of_another_question_are_not_taken(question: Thread, lead: User) -> None:
    foreign = make_answer(make_thread())
    split = split_thread(thread=question, by=lead, title="Sound?", answers=[foreign])
    assert not split.answers.exists()


def test_a_split_keeps_the_areas_that_close_it(
    lead: User, secret: Area, outsider: User, team: Team
) -> None:
    hidden = make_thread(asker=User.objects.get(pk=lead.pk), area=secret)
    split = split_thread(thread=hidden, by=lead, title="Half of it")
    outside = User.objects.get(pk=outsider.pk)
    assert not Thread.objects.visible_to(outside).filter(pk=split.pk).exists()
