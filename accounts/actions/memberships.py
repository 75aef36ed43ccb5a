"""Who belongs to which team from which day on: the main team, and matrix lines beside it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.models import Team, TeamMembership, User
from knowledge.ui.times import long_date


def keep_main_membership(*, person: User, team: Team | None, on: date | None = None) -> None:
    """From that day (today) on they belong to this team. Writes in the caller's transaction.

    What ends on the day it began never was; who comes back on the day they left never went. A
    matrix line in the same team ends: the main membership says it from now on.
    """
    day = on or timezone.localdate()
    lasting = TeamMembership.objects.filter(person=person, until=None)
    current = lasting.filter(is_main=True).first()
    if current is not None and team is not None and current.team_id == team.pk:
        return
    if current is not None:
        _end(current, day)
    if team is None:
        return
    for line in lasting.filter(team=team):
        _end(line, day)
    left = TeamMembership.objects.filter(person=person, team=team, is_main=True, until=day).first()
    membership = left or TeamMembership(person=person, team=team, since=day)
    membership.until = None
    membership.full_clean()
    membership.save()


def end_memberships(*, person: User) -> None:
    """From today on they belong to no team. Writes in the caller's transaction."""
    today = timezone.localdate()
    rows = TeamMembership.objects.filter(person=person)
    for membership in rows.filter(Q(until=None) | Q(until__gt=today)):
        _end(membership, today)


@transaction.atomic
def add_matrix_line(
    *, person: User, team: Team, since: date, until: date | None = None, by: User
) -> TeamMembership:
    """Beside their own team they belong to this one, whose managers see their figures too.

    `until` is the first day on which they no longer do. Raises ValidationError (it ends before it
    begins, they already belong to it on some of these days).
    """
    User.objects.select_for_update().get(pk=person.pk)
    if until is not None and until <= since:
        raise ValidationError({"last_day": _("The last day is before the first.")})
    _refuse_twice(person, team, since, until)
    line = TeamMembership(person=person, team=team, since=since, until=until, is_main=False)
    line.full_clean()
    line.save()
    record_event("matrix_line_added", by=by, person=person, team=team, detail=_facts(line))
    return line


@transaction.atomic
def end_matrix_line(line: TeamMembership, *, until: date, by: User) -> None:
    """From `until` on they no longer belong to it; before its first day it is taken back whole.

    Raises ValidationError for the main team: it is changed with the person's account.
    """
    if line.is_main:
        raise ValidationError(_("Their own team is changed with their account."))
    facts = _facts(line)
    _end(line, until)
    changed = facts | {"until": until.isoformat()}
    record_event("matrix_line_ended", by=by, person=line.person, team=line.team, detail=changed)


def _end(membership: TeamMembership, day: date) -> None:
    if membership.since >= day:
        membership.delete()
        return
    membership.until = day
    membership.full_clean()
    membership.save(update_fields=["until"])


def _refuse_twice(person: User, team: Team, since: date, until: date | None) -> None:
    same = TeamMembership.objects.filter(person=person, team=team)
    same = same.filter(Q(until=None) | Q(until__gt=since))
    if until is not None:
        same = same.filter(since__lt=until)
    if other := same.first():
        said = _("They already belong to this team from %(since)s on. Choose other days.")
        raise ValidationError({"team": said % {"since": long_date(other.since)}})


def _facts(line: TeamMembership) -> dict[str, str]:
    return {
        "since": line.since.isoformat(),
        "until": line.until.isoformat() if line.until else "",
    }
