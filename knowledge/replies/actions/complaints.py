"""Complaints: the procedure, and each complaint from being raised to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.calendars import NoWorkingTime
from accounts.working_time import company_calendar
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.customer_identity import check_reference, identities_in
from knowledge.replies.models import Complaint, ComplaintStep, Procedure
from knowledge.replies.queries.complaints import procedure_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.replies.models import Tray

MOST_STEPS: Final = 12
MOST_HOURS: Final = 1_000
REMIND_AGAIN: Final = timedelta(hours=24)
REMIND_SECONDS: Final = 60.0
_BATCH: Final = 20
COMPLAINT: Final = "complaint"


@dataclass(frozen=True, slots=True)
class Step:
    """What to do within so many hours of the company's working time after a complaint was raised."""

    label: str
    label_fr: str
    hours: int


@transaction.atomic
def keep_procedure(
    *,
    area: Area | None,
    owner: User,
    steps: Sequence[Step],
    words: str,
    words_fr: str,
    by: User,
) -> Procedure:
    """What holds for complaints raised from now on, of the area and all inside it, or of everything.

    Raises ValidationError with what to change.
    """
    if not owner.is_active:
        raise ValidationError({"owner": _("Choose somebody who works here.")})
    _check_steps(steps)
    procedure = Procedure.objects.select_for_update().filter(area=area).first()
    procedure = procedure or Procedure(area=area)
    procedure.owner, procedure.changed_by, procedure.changed_at = owner, by, timezone.now()
    procedure.words, procedure.words_fr = words.strip(), words_fr.strip()
    procedure.steps = [
        {"label": step.label, "label_fr": step.label_fr, "hours": step.hours} for step in steps
    ]
    procedure.full_clean()
    procedure.save()
    record_event("procedure_changed", by=by, area=area, person=owner)
    return procedure


@transaction.atomic
def drop_procedure(*, procedure: Procedure, by: User) -> None:
    """The procedure of the area above holds again; complaints on their way keep their steps."""
    record_event("procedure_changed", by=by, area=procedure.area)
    procedure.delete()


@transaction.atomic
def raise_complaint(
    *,
    person: User,
    area: Area | None,
    about: str = "",
    reference: str = "",
    tray: Tray | None = None,
    at: datetime | None = None,
) -> Complaint:
    """Take a complaint up by the procedure of its area. A tray's open complaint is raised once.

    Raises ValidationError: there is no procedure, or words say who the customer is.
    """
    at = at or timezone.now()
    open_one = Complaint.objects.filter(tray=tray, closed_at=None).first() if tray else None
    if open_one is not None:
        return open_one
    procedure = procedure_for(area)
    if procedure is None:
        raise ValidationError(
            _("The company has written no procedure for complaints yet. Tell an administrator.")
        )
    complaint = Complaint(
        raised_by=person,
        owner=procedure.owner,
        area=area,
        tray=tray,
        reference=_reference(reference),
        about=_unnamed("about", about),
        words=procedure.words,
        raised_at=at,
    )
    _keep(complaint, procedure)
    if tray is not None and not tray.is_complaint:
        tray.is_complaint = True
        tray.save(update_fields=["is_complaint"])
    _tell(complaint, [complaint.owner], actor=person)
    return complaint


def _keep(complaint: Complaint, procedure: Procedure) -> None:
    """With the steps of the procedure as it is now."""
    steps = [
        ComplaintStep(
            number=number,
            label=step["label"],
            label_fr=step["label_fr"],
            due_at=_due(complaint.raised_at, step["hours"]),
        )
        for number, step in enumerate(procedure.steps, start=1)
    ]
    complaint.due_at = _next_due(steps)
    complaint.full_clean()
    complaint.save()
    for step in steps:
        step.complaint = complaint
    ComplaintStep.objects.bulk_create(steps)


@transaction.atomic
def mark_step(*, step: ComplaintStep, by: User, done: bool = True) -> Complaint:
    """Say that a step is done, or not after all. Raises ValidationError on a closed complaint."""
    complaint = Complaint.objects.select_for_update().get(pk=step.complaint_id)
    if complaint.closed_at is not None:
        raise ValidationError(_("This complaint is closed. Open it again to change its steps."))
    now = timezone.now() if done else None
    ComplaintStep.objects.filter(pk=step.pk).update(done_at=now, done_by=by if done else None)
    complaint.due_at = _next_due(complaint.steps.all())
    complaint.reminded_at = None
    complaint.save(update_fields=["due_at", "reminded_at"])
    return complaint


@transaction.atomic
def close_complaint(*, complaint: Complaint, by: User, outcome: str) -> Complaint:
    """It came to its end; whoever raised it and whoever sees to it are told how. Raises ValidationError."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    outcome = _unnamed("outcome", outcome)
    if not outcome:
        raise ValidationError({"outcome": _("Say how it ended, in a few words.")})
    if complaint.closed_at is not None:
        raise ValidationError(_("Somebody closed it meanwhile."))
    complaint.closed_at, complaint.closed_by = timezone.now(), by
    complaint.outcome, complaint.due_at = outcome, None
    complaint.full_clean()
    complaint.save()
    _tell(complaint, [complaint.raised_by, complaint.owner], actor=by, word=outcome)
    return complaint


@transaction.atomic
def reopen_complaint(*, complaint: Complaint, by: User) -> Complaint:
    """It was not over; its steps count on. Raises ValidationError when it is open already."""
    complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    if complaint.closed_at is None:
        raise ValidationError(_("It is open already."))
    complaint.closed_at = complaint.closed_by = complaint.reminded_at = None
    complaint.outcome = ""
    complaint.due_at = _next_due(complaint.steps.all())
    complaint.full_clean()
    complaint.save()
    _tell(complaint, [complaint.raised_by, complaint.owner], actor=by)
    return complaint


def remind() -> bool:
    """A job of the worker: whoever sees to a complaint whose step is due, and who raised it, are told,
    and again each day until it is done. Whether more may be due.
    """
    now = timezone.now()
    late = Complaint.objects.filter(closed_at=None, due_at__lte=now)
    late = late.exclude(reminded_at__gt=now - REMIND_AGAIN)
    found = list(late.select_related("owner", "raised_by")[:_BATCH])
    for complaint in found:
        with transaction.atomic():
            taken = late.filter(pk=complaint.pk).update(reminded_at=now)
            if taken:
                _tell(complaint, [complaint.owner, complaint.raised_by], actor=None)
    return len(found) == _BATCH


def _tell(complaint: Complaint, people: list[User], *, actor: User | None, word: str = "") -> None:
    notify(
        people=people,
        actor=actor,
        kind=Notification.Kind.COMPLAINT,
        subject_kind=COMPLAINT,
        subject_id=complaint.pk,
        title=complaint.about or complaint.reference or _("Complaint"),
        url=complaint.get_absolute_url(),
        word=word,
        area_ids=[complaint.area_id] if complaint.area_id else [],
    )


def _due(at: datetime, hours: int) -> datetime:
    """After so many hours of the company's working time; by the clock where it has none."""
    try:
        return company_calendar().add_minutes(at, hours * 60)
    except NoWorkingTime:
        return at + timedelta(hours=hours)


def _next_due(steps: Iterable[ComplaintStep]) -> datetime | None:
    left = [step.due_at for step in steps if step.done_at is None and step.due_at is not None]
    return min(left, default=None)


def _check_steps(steps: Sequence[Step]) -> None:
    if not steps:
        raise ValidationError({"steps": _("Write one step at least.")})
    if len(steps) > MOST_STEPS:
        raise ValidationError(
            {"steps": _("At most %(most)d steps: nobody follows more.") % {"most": MOST_STEPS}}
        )
    for step in steps:
        if not step.label or not 0 < step.hours <= MOST_HOURS:
            raise ValidationError(
                {"steps": _("Each step needs words and its hours, from 1 to 1,000.")}
            )


def _reference(typed: str) -> str:
    try:
        return check_reference(typed)
    except ValidationError as refused:
        raise ValidationError({"reference": refused.messages}) from refused


def _unnamed(field: str, typed: str) -> str:
    """One line that does not say who the customer is. Raises ValidationError."""
    words = " ".join(typed.split())
    if found := identities_in(words):
        raise ValidationError(
            {
                field: _("Take out “%(shown)s”: it says who the customer is.")
                % {"shown": found[0].shown}
            }
        )
    return words
