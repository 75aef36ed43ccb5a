"""What people know: declared by them, confirmed by a lead of the area."""

from django.db import transaction
from django.utils import timezone

from accounts.actions.audit import record_event
from accounts.actions.experts import note_expert
from accounts.models import Expertise, User
from knowledge.areas.models import Area


@transaction.atomic
def declare_expertise(
    *, person: User, area: Area, level: int, deputy: User | None = None
) -> Expertise:
    """Declares it, or changes it. A higher level than was confirmed must be confirmed again."""
    expertise = Expertise.objects.filter(person=person, area=area).first()
    if expertise is None:
        expertise = Expertise(person=person, area=area)
    elif level > expertise.level:
        expertise.confirmed_by = expertise.confirmed_at = None
    expertise.level, expertise.deputy = level, deputy
    expertise.full_clean()
    expertise.save()
    return expertise


@transaction.atomic
def confirm_expertise(expertise: Expertise, *, by: User, level: int | None = None) -> Expertise:
    """`level` lets the lead set another one than was declared."""
    expertise.level = level or expertise.level
    expertise.confirmed_by, expertise.confirmed_at = by, timezone.now()
    expertise.full_clean()
    expertise.save()
    newly = User.objects.filter(pk=expertise.person_id, is_expert=False).update(is_expert=True)
    note_expert(person=expertise.person, was=not newly, now=True)
    record_event(
        "expertise_confirmed",
        by=by,
        person=expertise.person,
        area=expertise.area,
        detail={"level": expertise.level},
    )
    return expertise


@transaction.atomic
def withdraw_expertise(expertise: Expertise, *, by: User) -> None:
    """By the person, or by a lead of the area who disagrees."""
    person, area, level = expertise.person, expertise.area, expertise.level
    confirmed = expertise.is_confirmed
    expertise.delete()
    if confirmed or by != person:
        record_event(
            "expertise_withdrawn", by=by, person=person, area=area, detail={"level": level}
        )
