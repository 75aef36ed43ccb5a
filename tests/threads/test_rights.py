"""Who may do what with a question, person by person and state by state."""

from collections.abc import Callable

import pytest

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.threads.actions.answering import accept_answer
from knowledge.threads.actions.commenting import comment_on_thread
from knowledge.threads.actions.states import (
    ask_for_info,
    close_thread,
    mark_duplicate,
    reopen_thread,
)
from knowledge.threads.models import Claim, Offer, State, Thread
from knowledge.threads.permissions import (
    ThreadRights,
    can_change_answer,
    can_change_comment,
    can_mark_helped,
    can_remove_comment,
    thread_rights,
)
from tests.factories import make_answer, make_area, make_person, make_thread
from tests.threads.conftest import MONDAY

Rights = Callable[[User], ThreadRights]


@pytest.fixture
def rights(question: Thread) -> Rights:
    def of(person: User) -> ThreadRights:
        return thread_rights(User.objects.get(pk=person.pk), Thread.objects.get(pk=question.pk))

    return of


def _granted(rights: ThreadRights) -> set[str]:
    return {name for name in ThreadRights.__slots__ if getattr(rights, name)}


def test_whoever_reads_it_may_answer_and_nothing_else(rights: Rights, colleague: User) -> None:
    assert _granted(rights(colleague)) == {"can_answer"}


def test_the_asker_decides_about_their_question(rights: Rights, contact: User) -> None:
    assert _granted(rights(contact)) == {
        "is_asker",
        "can_answer",
        "can_edit",
        "can_close",
        "can_accept",
        "can_move",
        "can_change_urgency",
        "can_see_reference",
    }


def test_who_is_offered_it_may_claim_it_pass_it_on_and_ask_for_more(
    rights: Rights, question: Thread, expert: User
) -> None:
    assert Offer.objects.get(thread=question).person == expert
    assert _granted(rights(expert)) == {
        "is_offered",
        "can_answer",
        "can_claim",
        "can_pass",
        "can_ask_info",
        "can_say_line",
        "can_see_reference",
    }


def test_an_expert_of_the_area_above_may_claim_it_too(
    rights: Rights, question: Thread, boxes: Area
) -> None:
    child = make_area("Old boxes", parent=boxes)
    Thread.objects.filter(pk=question.pk).update(area=child)
    other = make_person("Another", roles=["expert"])
    other.expertises.create(area=boxes, level=1)
    assert rights(other).can_claim
    assert not rights(other).can_pass


def test_who_holds_it_may_move_and_merge_it(
    rights: Rights, question: Thread, colleague: User
) -> None:
    Claim.objects.create(thread=question, person=colleague, claimed_at=MONDAY, holds_until=MONDAY)
    Thread.objects.filter(pk=question.pk).update(state=State.CLAIMED)
    mine = rights(colleague)
    assert mine.is_holder
    assert mine.can_move
    assert mine.can_merge
    assert mine.can_close
    assert mine.can_pass
    assert not mine.can_accept
    assert not mine.can_claim


def test_a_lead_may_do_everything_but_speak_for_the_asker(rights: Rights, lead: User) -> None:
    missing = set(ThreadRights.__slots__) - _granted(rights(lead))
    assert missing == {
        "is_asker",
        "is_holder",
        "is_offered",
        "can_pass",
        "can_draft",
        "can_give_info",
        "can_reopen",
    }


def test_the_lead_of_a_joined_area_leads_it_too(rights: Rights, question: Thread) -> None:
    head = make_person("Head of bills", roles=["lead"])
    question.joined_areas.add(make_area("Bills", owners=[head]))
    assert rights(head).is_lead
    assert rights(head).can_see_ranking


def test_only_leads_see_the_ranking(
    rights: Rights, expert: User, lead: User, manager: User, administrator: User
) -> None:
    seen = [p for p in (expert, lead, manager, administrator) if rights(p).can_see_ranking]
    assert seen == [lead, administrator]


def test_while_more_is_needed_the_asker_gives_it_and_nobody_claims(
    rights: Rights, question: Thread, contact: User, expert: User
) -> None:
    ask_for_info(thread=question, by=expert, word="Which?")
    assert rights(contact).can_give_info
    assert not rights(expert).can_give_info
    assert not rights(expert).can_claim
    assert not rights(expert).can_ask_info


def test_an_answered_question_may_be_accepted_reopened_and_made_an_article(
    rights: Rights, question: Thread, contact: User, expert: User, colleague: User
) -> None:
    accept_answer(answer=make_answer(question, by=expert), by=contact)
    assert rights(contact).can_reopen
    assert rights(contact).can_draft
    assert rights(expert).can_draft
    assert not rights(colleague).can_draft
    assert not rights(contact).can_close
    assert not rights(contact).can_change_urgency


def test_what_has_ended_takes_no_answers_until_it_is_reopened(
    rights: Rights, question: Thread, contact: User, lead: User, colleague: User
) -> None:
    close_thread(thread=question, by=contact, reason="not_needed")
    assert not rights(colleague).can_answer
    assert not rights(contact).can_accept
    assert rights(contact).can_reopen
    reopen_thread(thread=question, by=contact, word="Yes")
    mark_duplicate(thread=question, of=make_thread(area=question.area), by=lead)
    assert not rights(colleague).can_answer
    assert not rights(lead).can_merge
    assert rights(contact).can_reopen


def test_who_left_may_do_nothing(rights: Rights, colleague: User) -> None:
    User.objects.filter(pk=colleague.pk).update(is_active=False, deactivated_at=MONDAY)
    assert _granted(rights(colleague)) == set()


def test_an_answer_is_its_authors_and_the_leads(
    question: Thread, expert: User, lead: User, contact: User
) -> None:
    answer = make_answer(question, by=expert)
    assert can_change_answer(expert, answer)
    assert can_change_answer(lead, answer)
    assert not can_change_answer(contact, answer)
    assert can_mark_helped(contact, answer)
    assert not can_mark_helped(expert, answer)


def test_a_comment_is_its_authors_and_a_lead_may_take_it_away(
    question: Thread, colleague: User, lead: User, contact: User
) -> None:
    comment = comment_on_thread(thread=question, by=colleague, source="Hm.")
    assert can_change_comment(colleague, comment)
    assert not can_change_comment(lead, comment)
    assert can_remove_comment(lead, comment, question)
    assert not can_remove_comment(contact, comment, question)
