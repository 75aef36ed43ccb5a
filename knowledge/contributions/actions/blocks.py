"""Saying what became of a planned block: kept, moved, lost to other work, away; and taking it back.

A kept block proposes an entry, since that time was spent on sharing. What the day already has,
confirmed or proposed (by activity too), is taken off first, so that nothing is asked twice; with
less than five minutes left over nothing is proposed. Which kind of contribution it was the person
chooses when they confirm it: until then it is the one they chose last, else an article.
"""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.week_words import say_time
from knowledge.contributions.actions.entries import decline_entry, propose_entry
from knowledge.contributions.actions.plans import hold_day, place_block
from knowledge.contributions.actions.retention import first_kept_day
from knowledge.contributions.models import OUTSIDE, Activity, Block, Entry, Kind, Source, State
from knowledge.contributions.planning import Fate
from knowledge.contributions.queries.plans import show_one

LEAST_PROPOSED = 5
"""Minutes; less is not worth a question."""
SUBJECT = "block"
PLANNED_FROM = frozenset({Fate.PLANNED, Fate.LOST})


@transaction.atomic
def keep_block(block: Block, *, at: datetime | None = None) -> Entry | None:
    """It stood. Answers with the entry it proposes, if any.

    Raises ValidationError before it has begun, and when something else was said of it.
    """
    at = at or timezone.now()
    block = _held(block)
    if block.fate == Fate.KEPT:
        return _proposed(block)
    _refuse_decided(block)
    if not show_one(block, now=at).has_begun:
        raise ValidationError(_("It has not begun yet. Say so when it has."))
    _say(block, Fate.KEPT, at=at)
    return _propose(block, at)


@transaction.atomic
def lose_block(
    block: Block, *, reason: str = "", word: str = "", at: datetime | None = None
) -> Block:
    """Other work took it, or will; said again, it changes the reason.

    Raises ValidationError for an unknown reason, and when something else was said of it.
    """
    block = _held(block)
    if block.fate != Fate.LOST:
        _refuse_decided(block)
    block.reason, block.word = reason or Block.Reason.NONE, word.strip()
    return _say(block, Fate.LOST, at=at or timezone.now())


@transaction.atomic
def miss_block(block: Block, *, at: datetime | None = None) -> Block:
    """They were away, though no calendar says so. Raises ValidationError when it was decided."""
    block = _held(block)
    if block.fate != Fate.AWAY:
        _refuse_decided(block)
    return _say(block, Fate.AWAY, at=at or timezone.now())


@transaction.atomic
def move_block(
    block: Block,
    *,
    day: date,
    start: int,
    minutes: int | None = None,
    at: datetime | None = None,
) -> Block:
    """It is at another time, before or after: a block of its own, and each knows the other.

    What was lost may be made up for like that. Raises ValidationError: more than four weeks back or
    eight ahead, after midnight, over another block, or decided otherwise.
    """
    block = _held(block)
    if block.fate not in PLANNED_FROM:
        _refuse_decided(block)
    if (block.day, block.start) == (day, start):
        raise ValidationError({"start": _("This is when it is planned. Choose another time.")})
    length = minutes or block.minutes
    place = place_block(person=block.person, day=day, start=start, minutes=length, instead_of=block)
    block.reason, block.word, block.moved_to = "", "", place
    _say(block, Fate.MOVED, at=at or timezone.now())
    return place


@transaction.atomic
def reopen_block(block: Block, *, at: datetime | None = None) -> Block:
    """What was said of it is taken back, with what followed from it.

    A proposal that is still open is declined; minutes that were confirmed stay, and are corrected
    where entries are. The block that took its place goes. Raises ValidationError when something was
    said of that one already, or another block holds the time meanwhile.
    """
    at = at or timezone.now()
    block = _held(block)
    if block.fate == Fate.PLANNED:
        return block
    if block.fate == Fate.KEPT:
        _withdraw(block, at)
    place, block.moved_to = block.moved_to, None
    if block.fate != Fate.KEPT:
        hold_day(block, instead_of=place)
    block.reason, block.word = "", ""
    _say(block, Fate.PLANNED, at=at)
    if place is not None:
        _drop(place)
    return block


@transaction.atomic
def forget_words(at: datetime | None = None) -> int:
    """The words of lost blocks, as old as contributions whose words are erased; reasons and minutes
    stay. The worker's job.
    """
    old = Block.objects.filter(day__lt=first_kept_day(at or timezone.now())).exclude(word="")
    return old.update(word="")


def _held(block: Block) -> Block:
    """As it stands now; nobody else decides on anything of this person meanwhile."""
    User.objects.select_for_update().get(pk=block.person_id)
    return Block.objects.select_related("person", "moved_to").get(pk=block.pk)


def _say(block: Block, fate: str, *, at: datetime) -> Block:
    """In the caller's transaction. `decided_at` is the last word, also when it takes one back."""
    block.fate, block.decided_at = fate, at
    block.full_clean()
    block.save(update_fields=["fate", "reason", "word", "moved_to", "decided_at"])
    return block


def _refuse_decided(block: Block) -> None:
    if block.fate != Fate.PLANNED:
        said = _("You already said “%(fate)s” of this block: take that back first.")
        raise ValidationError(said % {"fate": block.get_fate_display()})


def _drop(place: Block) -> None:
    if place.fate != Fate.PLANNED:
        said = _("Of the block it moved to you said “%(fate)s”: take that back first.")
        raise ValidationError(said % {"fate": place.get_fate_display()})
    place.delete()


def _propose(block: Block, at: datetime) -> Entry | None:
    minutes = min(block.minutes, _kept_that_day(block) - _known_that_day(block))
    if minutes < LEAST_PROPOSED:
        return None
    before = Entry.objects.of(block.person).filter(subject_kind=SUBJECT, subject_id=block.pk)
    return propose_entry(
        person=block.person,
        day=block.day,
        minutes=minutes,
        kind=_usual_kind(block.person),
        source=Source.PLAN,
        subject_kind=SUBJECT,
        subject_id=block.pk,
        label=_("Planned block, %(time)s") % {"time": say_time(block.start)},
        url=reverse("time:plan_block", args=[block.pk]),
        external_id=f"{SUBJECT} {block.pk} {before.count() + 1}",
        by=block.person,
        at=at,
    )


def _kept_that_day(block: Block) -> int:
    rows = Block.objects.filter(person=block.person, day=block.day, fate=Fate.KEPT)
    return sum(rows.values_list("minutes", flat=True))


def _known_that_day(block: Block) -> int:
    """Minutes of the day that are confirmed or proposed already, activity among them."""
    entries = Entry.objects.of(block.person).filter(day=block.day).order_by()
    known = entries.counted().aggregate(total=Sum("minutes"))["total"] or 0
    asked = entries.filter(state=State.PROPOSED).aggregate(total=Sum("minutes"))["total"] or 0
    active = Activity.objects.filter(person=block.person, day=block.day).order_by()
    return int(known + asked + (active.aggregate(total=Sum("minutes"))["total"] or 0))


def _usual_kind(person: User) -> str:
    """Of the last entry that they confirmed; outside kinds name a thing that a block does not."""
    rows = Entry.objects.of(person).counted().exclude(kind__in=OUTSIDE).order_by("-day", "-id")
    return rows.values_list("kind", flat=True).first() or Kind.ARTICLE


def _proposed(block: Block) -> Entry | None:
    rows = Entry.objects.of(block.person).filter(subject_kind=SUBJECT, subject_id=block.pk)
    return rows.filter(state=State.PROPOSED).order_by("-id").first()


def _withdraw(block: Block, at: datetime) -> None:
    if entry := _proposed(block):
        decline_entry(entry=entry, by=block.person, at=at)
