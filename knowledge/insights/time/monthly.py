"""The month of a manager's teams: once a month, at their hour, on its first day on which they work.

It says the sentence and the sums of their page, and nobody's name. Where FIGURES_SHOWN gives sums
alone, so does it; where figures stay with each person, nothing is sent. Whoever looks at figures this
way is written down like on the page.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.working_time import work_times_of
from knowledge.contributions.actions.looking import look_at_team
from knowledge.contributions.models import FigureView, Recording
from knowledge.contributions.periods import HEADLINE_WEEKS, company_day, complete_weeks
from knowledge.contributions.permissions import can_see_teams, managed_teams, sees_people
from knowledge.contributions.queries.company import team_sums
from knowledge.contributions.reminders import due_at
from knowledge.insights.time.wording import Said, said_of, said_of_sum
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.notifications.queries.deciding import mail_settings_of

if TYPE_CHECKING:
    from accounts.availability import WorkTime

EVERY_SECONDS: Final = 600.0
AT_ONCE: Final = 20
PEOPLE: Final = "team_time"
SUMS: Final = "team_sums"
TOO_OLD: Final = timedelta(days=1)
"""Of who was never told: a month whose hour passed before is let go."""
_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Due:
    """A manager whose hour of this month has passed, and whom nobody has told of it yet."""

    person: User
    told: date | None
    month: date
    at: datetime


def may_read_people(person: User, ids: Collection[int]) -> set[int]:
    """Their own line, as long as they see people; asked again when the mail leaves."""
    return {person.pk} & set(ids) if sees_people(person) else set()


def may_read_sums(person: User, ids: Collection[int]) -> set[int]:
    """Their own line, as long as they see their teams."""
    return {person.pk} & set(ids) if can_see_teams(person) else set()


def tell_managers(now: datetime | None = None) -> bool:
    """One step of the job. Answers whether more may be due."""
    now = now or timezone.now()
    due = _due(_candidates(now), now)
    for one in due[:AT_ONCE]:
        _tell(one, now)
    return len(due) > AT_ONCE


def _candidates(now: datetime) -> list[User]:
    """Managers of a team who want it and were not told of this month; one query."""
    latest = (now.date() + timedelta(days=1)).replace(day=1)
    wanted = Q(recording=None) | Q(recording__monthly_mail=True)
    managers = User.objects.active().filter(wanted, managed_teams__isnull=False)
    managers = managers.exclude(recording__mailed_month__gte=latest)
    return list(managers.select_related("recording").order_by("pk").distinct())


def _due(managers: Collection[User], now: datetime) -> list[Due]:
    """A constant number of queries, however many managers."""
    ids = [manager.pk for manager in managers]
    works = work_times_of(ids, now.date() - timedelta(days=32), now.date() + timedelta(days=1))
    hours = mail_settings_of(ids) if ids else {}
    found = []
    for manager in managers:
        due = _due_of(manager, works[manager.pk], hours[manager.pk].digest_hour * _HOUR, now)
        if due is not None:
            found.append(due)
    return found


def _due_of(manager: User, work: WorkTime, minute: int, now: datetime) -> Due | None:
    month = now.astimezone(work.zone_on(now.date())).date().replace(day=1)
    told = manager.recording.mailed_month if hasattr(manager, "recording") else None
    if told is not None and told >= month:
        return None
    at = due_at(work, month, minute, now)
    return None if at is None else Due(manager, told, month, at)


@transaction.atomic
def _tell(due: Due, now: datetime) -> None:
    """Only one worker does: whoever moves the month first."""
    person = due.person
    row, _is_new = Recording.objects.get_or_create(person=person)
    same = Recording.objects.filter(pk=row.pk, monthly_mail=True, mailed_month=due.told)
    if not same.update(mailed_month=due.month):
        return
    if due.told is None and due.at < now - TOO_OLD:
        return
    with translation.override(person.interface_language):
        said = _said(person, now)
        if said is None:
            return
        notify(
            people=[person],
            actor=None,
            kind=Notification.Kind.TEAMS,
            subject_kind=PEOPLE if sees_people(person) else SUMS,
            subject_id=person.pk,
            title=said.sentence,
            url=reverse("insights:time_teams"),
            word=said.lead,
        )


def _said(person: User, now: datetime) -> Said | None:
    """None where there are no figures for them, or nobody to have some."""
    if not can_see_teams(person):
        return None
    if not sees_people(person):
        today = company_day(now)
        told = team_sums(person, today=today, weeks=HEADLINE_WEEKS)[0].headline
        return None if told.total is None else said_of_sum(told, complete_weeks(today))
    figures = look_at_team(
        viewer=person,
        teams=managed_teams(person),
        place=FigureView.Place.MAIL,
        weeks=HEADLINE_WEEKS,
        at=now,
    )
    return said_of(figures) if figures.expected else None
