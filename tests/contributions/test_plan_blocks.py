"""What becomes of a planned block: kept, moved, lost, away, and taken back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import add_away, remove_away
from accounts.models import User
from knowledge.contributions.actions.blocks import (
    forget_words,
    keep_block,
    lose_block,
    miss_block,
    move_block,
    reopen_block,
)
from knowledge.contributions.actions.entries import confirm_entry, record_entry
from knowledge.contributions.jobs import JOBS
from knowledge.contributions.models import Activity, Block, Entry, Kind, Source, State
from knowledge.contributions.queries.plans import show_one, to_decide
from tests.contributions.planning import NOW, TODAY, TWO, past_block, stand_still, weekly, weeks_ago

pytestmark = pytest.mark.django_db
Fate = Block.Fate
LAST = weeks_ago(1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return stand_still(monkeypatch)


@pytest.fixture
def block(expert: User) -> Block:
    """Last Thursday, 14:00 to 16:00."""
    return past_block(expert, LAST)


def fate(block: Block) -> str:
    return Block.objects.get(pk=block.pk).fate


def active(person: User, minutes: int) -> Activity:
    return Activity.objects.create(
        person=person, day=LAST, kind=Kind.ARTICLE, subject_kind="article", subject_id=1,
        label="Lamps", url="/articles/lamps/", minutes=minutes, changed_at=timezone.now(),
    )  # fmt: skip


def test_a_kept_block_proposes_its_minutes(expert: User, block: Block) -> None:
    entry = keep_block(block)
    assert fate(block) == Fate.KEPT
    assert entry is not None
    assert (entry.person, entry.day, entry.minutes) == (expert, LAST, 120)
    assert (entry.state, entry.source, entry.kind) == (State.PROPOSED, Source.PLAN, Kind.ARTICLE)
    assert entry.label == "Planned block, 14:00"
    assert not entry.counts


def test_the_proposal_has_the_kind_chosen_last(expert: User, block: Block) -> None:
    record_entry(person=expert, day=LAST - timedelta(days=1), minutes=10, kind=Kind.COACHING)
    record_entry(person=expert, day=LAST, minutes=1, kind=Kind.FORUM, url="https://forum.example/1")
    entry = keep_block(block)
    assert entry is not None
    assert entry.kind == Kind.COACHING


@pytest.mark.parametrize(
    ("confirmed", "activity", "proposed"),
    [(0, 0, 120), (45, 0, 75), (0, 30, 90), (50, 50, 20), (116, 0, None), (300, 0, None)],
)
def test_what_the_day_already_has_is_not_asked_twice(
    expert: User, block: Block, confirmed: int, activity: int, proposed: int | None
) -> None:
    """120 planned − confirmed − proposed by activity; under 5 minutes nothing."""
    if confirmed:
        record_entry(person=expert, day=LAST, minutes=confirmed, kind=Kind.ANSWER, sure=True)
    if activity:
        active(expert, activity)
    entry = keep_block(block)
    assert (entry.minutes if entry else None) == proposed
    assert fate(block) == Fate.KEPT


def test_two_blocks_of_a_day_propose_what_both_took(expert: User, block: Block) -> None:
    """60 + 120 planned, 45 confirmed: 75 for the first, 60 for the second, 135 together."""
    morning = past_block(expert, LAST, start=9 * 60, minutes=60)
    record_entry(person=expert, day=LAST, minutes=45, kind=Kind.ANSWER)
    first, second = keep_block(block), keep_block(morning)
    assert first is not None
    assert second is not None
    assert (first.minutes, second.minutes) == (75, 60)


def test_other_days_and_other_people_take_nothing_off(
    expert: User, colleague: User, block: Block
) -> None:
    record_entry(person=colleague, day=LAST, minutes=100, kind=Kind.ANSWER)
    record_entry(person=expert, day=LAST - timedelta(days=1), minutes=100, kind=Kind.ANSWER)
    entry = keep_block(block)
    assert entry is not None
    assert entry.minutes == 120


def test_saying_it_twice_proposes_once(expert: User, block: Block) -> None:
    assert keep_block(block) == keep_block(block)
    assert Entry.objects.count() == 1


def test_taken_back_the_proposal_is_declined_and_kept_again_it_is_new(
    expert: User, block: Block
) -> None:
    keep_block(block)
    reopen_block(block)
    assert fate(block) == Fate.PLANNED
    assert list(Entry.objects.values_list("state", flat=True)) == [State.DECLINED]
    keep_block(block)
    assert sorted(Entry.objects.values_list("state", flat=True)) == [
        State.DECLINED,
        State.PROPOSED,
    ]


def test_minutes_that_were_confirmed_stay_when_the_block_is_taken_back(
    expert: User, block: Block
) -> None:
    entry = keep_block(block)
    assert entry is not None
    confirm_entry(entry=entry, by=expert)
    reopen_block(block)
    assert Entry.objects.get().counts


def test_nothing_is_kept_before_it_has_begun(expert: User) -> None:
    weekly(expert)
    with pytest.raises(ValidationError, match="has not begun"):
        keep_block(Block.objects.all()[0])


def test_a_block_is_kept_while_it_lasts(expert: User, clock: Callable[[datetime], None]) -> None:
    """14:00 in Paris is 13:00 in UTC."""
    weekly(expert)
    clock(NOW.replace(day=26, hour=13))
    keep_block(Block.objects.all()[0])
    assert Block.objects.all()[0].fate == Fate.KEPT


def test_a_lost_block_knows_to_what_and_says_a_word(block: Block) -> None:
    lose_block(block, reason="incident", word=" Outage in the valley ")
    found = Block.objects.get()
    assert (found.fate, found.reason, found.word) == (
        Fate.LOST, "incident", "Outage in the valley",
    )  # fmt: skip
    lose_block(block, reason="meeting")
    found.refresh_from_db()
    assert (found.reason, found.word) == ("meeting", "")


def test_a_block_is_lost_without_a_reason_too_and_before_its_day(expert: User) -> None:
    weekly(expert)
    coming = Block.objects.all()[2]
    lose_block(coming)
    assert Block.objects.get(pk=coming.pk).reason == Block.Reason.NONE


@pytest.mark.parametrize(("field", "value"), [("reason", "boredom"), ("word", "x" * 201)])
def test_an_unknown_reason_or_a_long_word_is_refused(block: Block, field: str, value: str) -> None:
    with pytest.raises(ValidationError) as error:
        lose_block(block, **{field: value})
    assert field in error.value.error_dict
    assert fate(block) == Fate.PLANNED


def test_who_was_away_without_a_calendar_knowing_says_so(block: Block) -> None:
    miss_block(block)
    assert fate(block) == Fate.AWAY
    reopen_block(block)
    assert fate(block) == Fate.PLANNED


def test_what_was_said_is_taken_back_before_something_else_is(block: Block) -> None:
    keep_block(block)
    for otherwise in (lose_block, miss_block):
        with pytest.raises(ValidationError, match="You already said “kept”"):
            otherwise(block)
    assert fate(block) == Fate.KEPT


def test_a_moved_block_and_the_one_in_its_place_know_each_other(expert: User, block: Block) -> None:
    place = move_block(block, day=TODAY, start=9 * 60)
    found = Block.objects.get(pk=block.pk)
    assert (found.fate, found.moved_to) == (Fate.MOVED, place)
    assert (place.day, place.start, place.minutes, place.slot) == (TODAY, 540, 120, None)
    assert place.moved_from == found


def test_a_lost_block_may_be_made_up_for(expert: User, block: Block) -> None:
    lose_block(block, reason="deadline", word="Report")
    move_block(block, day=TODAY, start=TWO, minutes=60)
    found = Block.objects.get(pk=block.pk)
    assert (found.fate, found.reason, found.word) == (Fate.MOVED, "", "")


def test_a_block_may_have_happened_earlier(expert: User, block: Block) -> None:
    place = move_block(block, day=LAST - timedelta(days=1), start=TWO)
    keep_block(place)
    assert Entry.objects.get().day == LAST - timedelta(days=1)


def test_a_block_moves_within_its_own_time(expert: User, block: Block) -> None:
    assert move_block(block, day=LAST, start=TWO + 30).start == TWO + 30


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ({"day": LAST, "start": TWO}, "This is when it is planned"),
        ({"day": TODAY + timedelta(days=1), "start": TWO + 60}, "you already plan 14:00"),
        ({"day": TODAY + timedelta(weeks=10), "start": TWO}, "last four or the next eight"),
        ({"day": TODAY - timedelta(weeks=6), "start": TWO}, "last four or the next eight"),
        ({"day": TODAY, "start": 23 * 60}, "ends after midnight"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(
    expert: User, block: Block, to: dict[str, Any], words: str
) -> None:
    weekly(expert)
    with pytest.raises(ValidationError, match=words):
        move_block(block, **to)
    assert fate(block) == Fate.PLANNED


def test_a_move_taken_back_puts_the_block_where_it_was(expert: User, block: Block) -> None:
    move_block(block, day=TODAY, start=9 * 60)
    reopen_block(block)
    assert Block.objects.get() == block
    assert fate(block) == Fate.PLANNED


def test_a_move_is_not_taken_back_once_the_other_was_decided(block: Block) -> None:
    keep_block(move_block(block, day=LAST - timedelta(days=1), start=9 * 60))
    with pytest.raises(ValidationError, match="Of the block it moved to you said “kept”"):
        reopen_block(block)
    assert fate(block) == Fate.MOVED


def test_time_that_was_given_to_another_block_is_not_taken_back(expert: User, block: Block) -> None:
    lose_block(block)
    past_block(expert, LAST, start=TWO + 60)
    with pytest.raises(ValidationError, match="you already plan 15:00"):
        reopen_block(block)
    assert fate(block) == Fate.LOST


def test_a_chain_of_moves_is_unwound_from_its_end(expert: User, block: Block) -> None:
    place = move_block(block, day=TODAY, start=9 * 60)
    move_block(place, day=TODAY, start=17 * 60)
    with pytest.raises(ValidationError):
        reopen_block(block)
    reopen_block(place)
    reopen_block(block)
    assert Block.objects.get().fate == Fate.PLANNED


def read(block: Block) -> str:
    return show_one(Block.objects.get(pk=block.pk), now=timezone.now()).fate


@pytest.mark.parametrize("said", [None, lose_block])
def test_leave_over_a_block_makes_it_away_and_gives_it_back(
    expert: User, block: Block, said: Callable[[Block], Block] | None
) -> None:
    before = said(block).fate if said else Fate.PLANNED
    period = add_away(person=expert, first_day=LAST, last_day=LAST + timedelta(days=3))
    assert read(block) == Fate.AWAY
    remove_away(period)
    assert read(block) == before


def test_a_block_that_was_kept_on_leave_was_kept(expert: User, block: Block) -> None:
    keep_block(block)
    add_away(person=expert, first_day=LAST, last_day=LAST)
    assert read(block) == Fate.KEPT


@pytest.mark.parametrize(
    ("start", "minutes", "half", "away"),
    [
        (14 * 60, 120, "from_noon", True),
        (14 * 60, 120, "to_noon", False),
        (9 * 60, 120, "from_noon", False),
        (9 * 60, 120, "to_noon", True),
        (11 * 60, 120, "to_noon", True),
        (12 * 60, 120, "from_noon", True),
    ],
)
def test_half_a_day_of_leave_takes_the_blocks_of_that_half(
    expert: User, start: int, minutes: int, half: str, away: bool
) -> None:
    block = past_block(expert, LAST, start=start, minutes=minutes)
    days = {"first_day": LAST, "last_day": LAST}
    add_away(person=expert, **days, **{half: True})
    assert (read(block) == Fate.AWAY) is away


def test_a_public_holiday_takes_its_blocks(expert: User) -> None:
    """11 November 2026, a Wednesday, off in France."""
    assert read(past_block(expert, TODAY.replace(day=11))) == Fate.AWAY
    assert read(past_block(expert, TODAY.replace(day=12))) == Fate.PLANNED


def test_a_block_out_of_the_usual_hours_is_no_absence(expert: User) -> None:
    saturday = past_block(expert, TODAY.replace(day=21), start=20 * 60)
    assert read(saturday) == Fate.PLANNED


def test_a_block_that_is_over_and_undecided_asks(
    expert: User, clock: Callable[[datetime], None]
) -> None:
    today = past_block(expert, TODAY, start=9 * 60, minutes=120)
    clock(NOW - timedelta(minutes=1))
    assert to_decide(expert, now=timezone.now()) == []
    clock(NOW)
    assert [each.block for each in to_decide(expert, now=timezone.now())] == [today]


def test_it_asks_no_more_once_it_is_decided_away_or_a_month_old(
    expert: User, colleague: User, block: Block
) -> None:
    past_block(expert, weeks_ago(5))
    past_block(colleague, LAST)
    away = past_block(expert, weeks_ago(2))
    add_away(person=expert, first_day=away.day, last_day=away.day)
    old = past_block(expert, weeks_ago(4))
    assert [each.block for each in to_decide(expert, now=NOW)] == [old, block]
    keep_block(block)
    miss_block(old)
    assert to_decide(expert, now=NOW) == []


def test_over_is_over_where_the_person_is(expert: User) -> None:
    """17:00 to 18:00 in Tokyo is over at 9:00 in UTC; in Paris it is still to come."""
    User.objects.filter(pk=expert.pk).update(time_zone="Asia/Tokyo")
    past_block(expert, TODAY, start=17 * 60, minutes=60)
    assert len(to_decide(expert, now=NOW)) == 1
    User.objects.filter(pk=expert.pk).update(time_zone="Europe/Paris")
    assert to_decide(expert, now=NOW) == []


def test_words_of_old_blocks_are_forgotten_and_reasons_stay(expert: User, settings: Any) -> None:
    """36 months before November 2026: what lies before 1 November 2023."""
    settings.CONTRIBUTION_MONTHS = 36
    days = (date(2023, 10, 31), date(2023, 11, 1))
    old, kept = (lose_block(past_block(expert, day), reason="meeting", word="W") for day in days)
    assert forget_words() == 1
    for block in (old, kept):
        block.refresh_from_db()
    assert (old.word, old.reason, kept.word) == ("", "meeting", "W")
    assert forget_words in {job.run for job in JOBS}
