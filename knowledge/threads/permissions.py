"""Who may do what with a thread. All assume that it is visible to the user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from accounts.models import Expertise, User
from accounts.permissions import can_administer, is_lead_of
from knowledge.areas.prepared import Prepared
from knowledge.threads.models import (
    WAITING,
    Answer,
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    State,
    Thread,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from knowledge.areas.prepared import Row
    from knowledge.passages.models import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadRights:
    """What one person may do with one thread, as it stands now.

    *Near* it are who asked, who leads one of its areas (or administers), and who holds it. Everybody who
    reads it may answer, comment and say that it helped.
    """

    is_asker: bool
    is_lead: bool
    is_holder: bool
    is_offered: bool
    can_answer: bool
    can_edit: bool
    can_close: bool
    can_accept: bool
    can_claim: bool
    can_pass: bool
    can_move: bool
    can_merge: bool
    can_draft: bool
    can_see_ranking: bool
    can_ask_info: bool
    can_give_info: bool
    can_reopen: bool
    can_change_urgency: bool
    can_say_line: bool
    can_see_reference: bool


def thread_rights(user: User, thread: Thread) -> ThreadRights:
    """Two queries at most; who leads above a joined area leads the thread too."""
    is_asker = thread.asker_id == user.pk
    is_lead = can_administer(user) or is_lead_of(user, _area_ids(thread))
    is_holder, is_offered, answered, expert = _ties(user, thread)
    knows = is_lead or (user.is_active and expert)
    near = is_asker or is_lead or is_holder
    waits = thread.state in {State.OPEN, State.CLAIMED}
    open_to_answers = thread.state not in {State.CLOSED, State.DUPLICATE}
    return ThreadRights(
        is_asker=is_asker,
        is_lead=is_lead,
        is_holder=is_holder,
        is_offered=is_offered,
        can_answer=user.is_active and open_to_answers,
        can_edit=is_asker or is_lead,
        can_close=near and not thread.has_ended,
        can_accept=(is_asker or is_lead) and open_to_answers,
        can_claim=thread.state == State.OPEN and not is_asker and (knows or is_offered),
        can_pass=is_holder or is_offered,
        can_move=near,
        can_merge=(is_lead or is_holder) and thread.state != State.DUPLICATE,
        can_draft=thread.state in {State.ANSWERED, State.SOLVED} and (near or knows or answered),
        can_see_ranking=is_lead,
        can_ask_info=waits and not is_asker and (is_lead or is_holder or is_offered or knows),
        can_give_info=thread.state == State.NEEDS_INFO and (is_asker or is_lead),
        can_reopen=near and thread.state not in WAITING,
        can_change_urgency=(is_asker or is_lead) and thread.is_waiting,
        can_say_line=is_lead or is_holder or knows or answered,
        can_see_reference=near or is_offered or answered,
    )


def can_change_answer(user: User, answer: Answer) -> bool:
    """May correct or withdraw it, or bring it back: its author, or a lead of the thread's areas."""
    return answer.author_id == user.pk or _leads(user, answer.thread)


def can_mark_helped(user: User, answer: Answer) -> bool:
    """Nobody thanks themselves."""
    return user.is_active and answer.author_id != user.pk and not answer.is_withdrawn


def can_change_comment(user: User, comment: Comment) -> bool:
    """May edit a comment: its author, while it stands."""
    return comment.author_id == user.pk and comment.removed_at is None


def can_remove_comment(user: User, comment: Comment, thread: Thread) -> bool:
    """May take a comment away: its author, or a lead."""
    own = comment.author_id == user.pk
    return comment.removed_at is None and (own or _leads(user, thread))


def _leads(user: User, thread: Thread) -> bool:
    return can_administer(user) or is_lead_of(user, _area_ids(thread))


def _area_ids(thread: Thread) -> list[int]:
    return [thread.area_id, *(area.pk for area in thread.joined_areas.all())]


def _ties(user: User, thread: Thread) -> tuple[bool, bool, bool, bool]:
    """Whether they hold it, are offered it, have answered it, and know one of its areas, or one above;
    one query.
    """
    areas = [thread.area, *thread.joined_areas.all()]
    lineage = {pk for area in areas for pk in area.lineage}
    found = _TIES.rows([user.pk], [thread.pk], lineage)
    held, offered, answered, knows = map(bool, found[0]) if found else (False,) * 4
    return held, offered, answered, knows


def _compose_ties(
    people: Collection[int], threads: Collection[int], areas: Collection[int]
) -> QuerySet[User, Row]:
    here = {"person": OuterRef("pk"), "thread__in": threads}
    answered = Answer.objects.filter(author=OuterRef("pk"), thread__in=threads, withdrawn_at=None)
    rows: QuerySet[User] = User.objects.order_by().filter(pk__in=people)
    return rows.values_list(
        Exists(Claim.objects.filter(outcome=ClaimOutcome.HELD, **here)),
        Exists(Offer.objects.filter(outcome=OfferOutcome.WAITING, **here)),
        Exists(answered),
        Exists(Expertise.objects.filter(person=OuterRef("pk"), area__in=areas)),
    )


_TIES = Prepared(_compose_ties)
