"""Planning time for sharing: what comes back every week, single blocks, and making them ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.week_words import say_time
from knowledge.contributions.models import Block, PlanSlot
from knowledge.contributions.models.plans import DAY_MINUTES
from knowledge.contributions.planning import Fate, days_of_slot, window
from knowledge.ui.times import short_date

MAKE_EVERY_SECONDS = 600.0
SLOTS_AT_ONCE = 200
MOST_SLOTS = 30
"""Blocks a week; more is no plan but a timetable, and costs every page."""
HOLD = (Fate.PLANNED, Fate.KEPT)
"""Fates of blocks that hold their time, so that nothing else is planned there."""


@transaction.atomic
def add_slot(*, person: User, weekday: int, start: int, minutes: int, since: date) -> PlanSlot:
    """A block every week from a day on, and the blocks of the weeks ahead.

    Raises ValidationError: it begins before today or far ahead, ends after midnight, or lies over
    something planned.
    """
    _alone(person)
    _refuse_past(since, "since")
    slot = PlanSlot(person=person, weekday=weekday, start=start, minutes=minutes, since=since)
    slot.full_clean()
    _refuse_midnight(start, minutes)
    _refuse_many(person)
    _refuse_slots(slot)
    _refuse_blocks(slot)
    slot.save()
    _make_blocks([slot.pk], window(timezone.localdate())[1])
    return slot


@transaction.atomic
def change_slot(slot: PlanSlot, *, weekday: int, start: int, minutes: int, since: date) -> PlanSlot:
    """From a day on it is another time: the old slot ends there, a new one begins.

    Raises ValidationError like `add_slot`, and then nothing has ended.
    """
    end_slot(slot, until=max(since, slot.since))
    return add_slot(person=slot.person, weekday=weekday, start=start, minutes=minutes, since=since)


@transaction.atomic
def end_slot(slot: PlanSlot, *, until: date) -> PlanSlot:
    """The last block is before `until`; what was planned from then on goes, what was decided stays.

    Raises ValidationError when that day is past: what was planned then has happened or was lost.
    """
    _alone(slot.person)
    _refuse_past(until, "until")
    slot = PlanSlot.objects.select_for_update().get(pk=slot.pk)
    slot.until = max(slot.since, min(until, slot.until or until))
    slot.full_clean()
    slot.save(update_fields=["until"])
    Block.objects.filter(slot=slot, fate=Fate.PLANNED, day__gte=slot.until).delete()
    return slot


@transaction.atomic
def add_block(*, person: User, day: date, start: int, minutes: int) -> Block:
    """One block of its own. Raises ValidationError like `add_slot`."""
    _alone(person)
    _refuse_past(day, "day")
    return place_block(person=person, day=day, start=start, minutes=minutes)


def place_block(
    *, person: User, day: date, start: int, minutes: int, instead_of: Block | None = None
) -> Block:
    """In the caller's transaction. Raises ValidationError: far from today, after midnight, or over
    another block than the one it takes the place of.
    """
    first, last = window(timezone.localdate())
    if not first <= day <= last:
        raise ValidationError({"day": _("Choose a day of the last four or the next eight weeks.")})
    block = Block(person=person, day=day, start=start, minutes=minutes)
    block.full_clean()
    _refuse_midnight(start, minutes)
    hold_day(block, instead_of=instead_of)
    block.save()
    return block


def hold_day(block: Block, *, instead_of: Block | None = None) -> None:
    """Raises ValidationError when another block than these two holds its time."""
    others = Block.objects.filter(person=block.person, day=block.day, fate__in=HOLD)
    same = [each.pk for each in (block, instead_of) if each is not None and each.pk]
    _refuse_overlap(others.exclude(pk__in=same), block.start, block.minutes)


@transaction.atomic
def remove_block(block: Block) -> None:
    """Planned by mistake: as if it had never been.

    Raises ValidationError when it belongs to a slot, took another one's place, or its day has come:
    then it was kept, moved or lost.
    """
    block = Block.objects.select_for_update().get(pk=block.pk)
    if block.slot_id or hasattr(block, "moved_from"):
        raise ValidationError(_("It belongs to your plan: move it, or say what it was lost to."))
    if block.fate != Fate.PLANNED or block.day <= timezone.localdate():
        raise ValidationError(_("Its day has come: say whether it was kept or lost."))
    block.delete()


def make_blocks(*, person: User) -> int:
    """The blocks of their slots for the weeks ahead, each once; how many were missing.

    Reads alone when none is: pages call it on first look, beside the worker.
    """
    last = window(timezone.localdate())[1]
    missing = _unmade(PlanSlot.objects.filter(person=person), last)
    if not missing:
        return 0
    with transaction.atomic():
        return _make_blocks(missing, last)


def make_all_blocks() -> bool:
    """The worker's: of some hundred slots a time; whether there are more."""
    last = window(timezone.localdate())[1]
    slots = _unmade(PlanSlot.objects.filter(person__is_active=True), last)
    if slots:
        with transaction.atomic():
            _make_blocks(slots[:SLOTS_AT_ONCE], last)
    return len(slots) > SLOTS_AT_ONCE


def _unmade(slots: QuerySet[PlanSlot], last: date) -> list[int]:
    """Of these slots, those that lack blocks up to the last day; blocks are made without gaps."""
    open_ones = slots.filter(Q(until=None) | Q(until__gt=timezone.localdate())).order_by("pk")
    rows = open_ones.annotate(made=Max("block__day")).filter(
        Q(made=None) | Q(made__lte=last - timedelta(days=7))
    )
    facts = rows.values_list("pk", "weekday", "since", "until", "made")
    return [
        pk
        for pk, weekday, since, until, made in facts
        if _missing(weekday, since, until, made, last)
    ]


def _missing(
    weekday: int, since: date, until: date | None, made: date | None, last: date
) -> list[date]:
    begins = since if made is None else made + timedelta(days=1)
    return days_of_slot(weekday, begins, until, last)


def _make_blocks(slot_ids: list[int], last: date) -> int:
    """In the caller's transaction. Two at once make each block once: the table sees to that, and a
    slot that ends meanwhile is waited for.
    """
    slots = list(PlanSlot.objects.select_for_update().filter(pk__in=slot_ids))
    made = dict(
        Block.objects.filter(slot__in=slot_ids)
        .order_by()
        .values_list("slot")
        .annotate(made=Max("day"))
    )
    blocks = [
        Block(person_id=slot.person_id, slot=slot, day=day, start=slot.start, minutes=slot.minutes)
        for slot in slots
        for day in _missing(slot.weekday, slot.since, slot.until, made.get(slot.pk), last)
    ]
    Block.objects.bulk_create(blocks, ignore_conflicts=True)
    return len(blocks)


def _alone(person: User) -> None:
    """Two windows of one person come one after the other."""
    User.objects.select_for_update().get(pk=person.pk)


def _refuse_past(day: date, name: str) -> None:
    if day < timezone.localdate():
        raise ValidationError({name: _("This day is past. Plan from today on.")})


def _refuse_midnight(start: int, minutes: int) -> None:
    if start + minutes > DAY_MINUTES:
        said = _("This ends after midnight. Plan until midnight, and the rest on the next day.")
        raise ValidationError({"minutes": said})


def _refuse_many(person: User) -> None:
    today = timezone.localdate()
    slots = PlanSlot.objects.filter(person=person).filter(Q(until=None) | Q(until__gt=today))
    if slots.count() >= MOST_SLOTS:
        raise ValidationError(_("You plan thirty blocks a week already. End one of them first."))


def _refuse_slots(slot: PlanSlot) -> None:
    """Another slot at that time of the week, as long as both go on."""
    others = PlanSlot.objects.filter(person=slot.person, weekday=slot.weekday)
    others = others.filter(Q(until=None) | Q(until__gt=slot.since)).exclude(until=F("since"))
    for other in others:
        if _overlap(other, slot.start, slot.minutes):
            said = _("You already plan %(weekday)s at %(time)s: end or change that first.")
            names = {"weekday": WEEKDAYS[slot.weekday], "time": say_time(other.start)}
            raise ValidationError({"start": said % names})


def _refuse_blocks(slot: PlanSlot) -> None:
    """Blocks of their own on one of its days."""
    last = window(timezone.localdate())[1]
    days = days_of_slot(slot.weekday, slot.since, slot.until, last)
    blocks = Block.objects.filter(person=slot.person, day__in=days, fate__in=HOLD)
    _refuse_overlap(blocks, slot.start, slot.minutes)


def _refuse_overlap(blocks: Iterable[Block], start: int, minutes: int) -> None:
    for block in blocks:
        if _overlap(block, start, minutes):
            said = _("On %(day)s you already plan %(time)s: choose another time, or move that one.")
            names = {"day": short_date(block.day), "time": say_time(block.start)}
            raise ValidationError({"start": said % names})


def _overlap(planned: Block | PlanSlot, start: int, minutes: int) -> bool:
    return planned.start < start + minutes and start < planned.start + planned.minutes
