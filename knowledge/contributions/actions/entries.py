"""Recording contributions, proposing them, deciding on what was proposed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.working_time import work_times_of
from knowledge.contributions.actions.months import closed_among, month_of
from knowledge.contributions.errors import AlreadyDecided
from knowledge.contributions.facts import (
    KEEP,
    Facts,
    Keep,
    check_days,
    check_facts,
    check_length,
    work_time_on,
)
from knowledge.contributions.ledger import hold, keep, keep_many, refuse_others
from knowledge.contributions.models import (
    CONFIRMED_AS_MADE,
    Activity,
    Entry,
    EntryEvent,
    Source,
    State,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from accounts.models import User
    from knowledge.areas.models import Area

Verb = EntryEvent.Verb
VERBS = {
    State.CONFIRMED: Verb.RECORDED,
    State.PROPOSED: Verb.PROPOSED,
    State.DECLINED: Verb.DECLINED,
}


@transaction.atomic
def record_entry(
    *,
    person: User,
    day: date,
    minutes: int,
    kind: str,
    area: Area | None = None,
    subject_kind: str = "",
    subject_id: int | None = None,
    label: str = "",
    url: str = "",
    note: str = "",
    source: Source = Source.MANUAL,
    external_id: str = "",
    by: User | None = None,
    sure: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Confirmed as made where it was recorded by hand or with the timer; else a proposal.

    A second time with the same source and `external_id` nothing is written, and what is there is
    returned. Raises TooLong unless `sure`, ValidationError by field, and PermissionDenied where
    `by` is somebody else than the person.
    """
    if source == Source.ACTIVITY:
        raise ValueError("activity minutes become an entry by decide_activity")
    if source in CONFIRMED_AS_MADE:
        refuse_others(person.pk, by)
    hold(person)
    if known := _known(person, source, external_id):
        return known
    facts = Facts(day, minutes, kind, area, label, url, note, subject_kind, subject_id)
    state = State.CONFIRMED if source in CONFIRMED_AS_MADE else State.PROPOSED
    actor = person if state == State.CONFIRMED else by
    entry = Entry(person=person, source=source, external_id=external_id)
    return _write(entry, facts, state=state, actor=actor, sure=sure, at=at or timezone.now())


@transaction.atomic
def record_entries(
    *, person: User, made: Sequence[tuple[Facts, datetime]], source: Source = Source.MANUAL
) -> list[Entry]:
    """Many of one person, each confirmed as made at its instant: brought along from elsewhere.

    Like `record_entry` with `sure`, in a few statements for all of them. All or none: raises
    ValidationError for the first wrong one.
    """
    if source not in CONFIRMED_AS_MADE or not made:
        raise ValueError("only what the person recorded is confirmed as made")
    hold(person)
    facts = [said.cleaned() for said, _at in made]
    days = sorted({said.day for said in facts})
    work_time = work_times_of([person.pk], days[0], days[-1])[person.pk]
    for said, (_said, at) in zip(facts, made, strict=True):
        check_facts(person, said, work_time=work_time, at=at)
    check_days(person, facts)
    closed, entries = closed_among(days), list[Entry]()
    for said, (_said, at) in zip(facts, made, strict=True):
        entry = Entry(person=person, source=source, state=State.CONFIRMED, counts=True)
        said.fill(entry)
        entry.is_adjustment = month_of(said.day) in closed
        entry.recorded_at = entry.decided_at = at
        entries.append(entry)
    return keep_many(entries, verb=Verb.RECORDED, actor=person)


@transaction.atomic
def propose_entry(
    *,
    person: User,
    day: date,
    minutes: int,
    kind: str,
    source: Source,
    area: Area | None = None,
    subject_kind: str = "",
    subject_id: int | None = None,
    label: str = "",
    url: str = "",
    note: str = "",
    external_id: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> Entry:
    """What a plan or an import says that somebody did: part of no sum until they confirm it.

    A second time with the same `external_id` it is brought up to date while it is still proposed;
    what the person has decided stays as it is. Raises ValidationError by field.
    """
    if source not in {Source.PLAN, Source.IMPORT}:
        raise ValueError("only plans and imports propose entries")
    hold(person)
    facts = Facts(day, minutes, kind, area, label, url, note, subject_kind, subject_id).cleaned()
    known = _known(person, source, external_id)
    if known and (known.state != State.PROPOSED or Facts.of(known) == facts):
        return known
    entry = known or Entry(person=person, source=source, external_id=external_id)
    at = at or timezone.now()
    return _write(entry, facts, state=State.PROPOSED, actor=by, sure=True, at=at)


@transaction.atomic
def decide_activity(
    *,
    activity: Activity,
    person: User,
    confirm: bool,
    minutes: int | None = None,
    kind: str | None = None,
    area: Area | Keep | None = KEEP,
    label: str | None = None,
    url: str | None = None,
    note: str | None = None,
    sure: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Active minutes become an entry, confirmed or declined, and are deleted.

    Raises AlreadyDecided when they are gone, TooLong unless `sure`, ValidationError by field.
    """
    refuse_others(activity.person_id, person)
    hold(person)
    found = Activity.objects.select_related("area").filter(pk=activity.pk).first()
    if found is None:
        raise AlreadyDecided
    facts = Facts(
        day=found.day,
        minutes=found.minutes,
        kind=found.kind,
        area=found.area,
        label=found.label,
        url=found.url,
        subject_kind=found.subject_kind,
        subject_id=found.subject_id,
    )
    found.delete()
    changed = facts.but(minutes=minutes, kind=kind, area=area, label=label, url=url, note=note)
    state = State.CONFIRMED if confirm else State.DECLINED
    entry = Entry(person=person, source=Source.ACTIVITY)
    at = at or timezone.now()
    return _write(entry, changed, state=state, actor=person, sure=sure, at=at, before=facts)


@transaction.atomic
def confirm_entry(
    *,
    entry: Entry,
    by: User,
    day: date | None = None,
    minutes: int | None = None,
    kind: str | None = None,
    area: Area | Keep | None = KEEP,
    label: str | None = None,
    url: str | None = None,
    note: str | None = None,
    sure: bool = False,
    at: datetime | None = None,
) -> Entry:
    """Yes to a proposal, with what is given in the place of what was proposed.

    Raises AlreadyDecided, TooLong unless `sure`, ValidationError by field, PermissionDenied.
    """
    found = _proposal(entry, by)
    before = Facts.of(found)
    facts = before.but(
        day=day, minutes=minutes, kind=kind, area=area, label=label, url=url, note=note
    )
    return _write(
        found,
        facts,
        state=State.CONFIRMED,
        verb=Verb.CONFIRMED,
        actor=by,
        sure=sure,
        at=at or timezone.now(),
        before=before,
    )


@transaction.atomic
def decline_entry(*, entry: Entry, by: User, at: datetime | None = None) -> Entry:
    """No to a proposal: the row stays, part of no sum; correcting it takes it up again.

    Raises AlreadyDecided and PermissionDenied.
    """
    found = _proposal(entry, by)
    found.state, found.decided_at = State.DECLINED, at or timezone.now()
    return keep(found, verb=Verb.DECLINED, actor=by, at=found.decided_at)


def _known(person: User, source: str, external_id: str) -> Entry | None:
    if not external_id:
        return None
    rows = Entry.objects.of(person).select_related("area")
    return rows.filter(source=source, external_id=external_id).first()


def _proposal(entry: Entry, by: User) -> Entry:
    """As it stands now, held. Raises AlreadyDecided unless it is still proposed."""
    refuse_others(entry.person_id, by)
    hold(by)
    found = Entry.objects.select_related("area").get(pk=entry.pk)
    if found.state != State.PROPOSED:
        raise AlreadyDecided
    return found


def _write(
    entry: Entry,
    facts: Facts,
    *,
    state: State,
    actor: User | None,
    sure: bool,
    at: datetime,
    verb: Verb | None = None,
    before: Facts | None = None,
) -> Entry:
    """Checked by `check_facts`, and by `check_length` where it counts from now on."""
    facts = facts.cleaned()
    work_time = work_time_on(entry.person, facts.day)
    check_facts(entry.person, facts, work_time=work_time, at=at, before=before)
    entry.counts = state == State.CONFIRMED
    if entry.counts:
        check_length(entry.person, facts, work_time=work_time, sure=sure)
        entry.is_adjustment = bool(closed_among([facts.day]))
    facts.fill(entry)
    entry.state = state
    entry.recorded_at = entry.recorded_at or at
    entry.decided_at = None if state == State.PROPOSED else at
    return keep(entry, verb=verb or VERBS[state], actor=actor, at=at)
