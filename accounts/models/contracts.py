"""What people are employed for, from which day on; days off of the company; who belongs to which team."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.holiday_calendars import is_known, place_name
from accounts.hours import DAY_MINUTES, WEEK_DAYS, write_length
from accounts.models.people import Team, User, known_time_zone

WHOLE = 10_000
"""A share of one, in hundredths of a per cent."""


OFFICE_DAYS = (0, 1, 2, 3, 4)
"""Monday to Friday."""
_SHARE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?%?")
WRONG_SUM = gettext_noop(
    "The days make %(told)s; %(share)s %% of %(full)s is %(right)s. Change the days or the share."
)


def part_of_week(full_time_minutes: int, share: int) -> int:
    """Minutes of a share of the week, rounded half up."""
    return (2 * full_time_minutes * share + WHOLE) // (2 * WHOLE)


def spread(minutes: int, days: Collection[int] = OFFICE_DAYS) -> list[int]:
    """Seven numbers: these minutes over these days as evenly as they go, the first ones longer."""
    each, rest = divmod(minutes, len(days))
    week = [0] * WEEK_DAYS
    for place, day in enumerate(sorted(days)):
        week[day] = each + (place < rest)
    return week


def read_share(text: str) -> int:
    """Hundredths of a per cent of "80", "66,67 %". Raises ValueError."""
    found = _SHARE.fullmatch("".join(text.split()))
    if found is None:
        raise ValueError(text)
    share = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if not 0 < share <= WHOLE:
        raise ValueError(text)
    return share


def write_share(share: int) -> str:
    """In per cent, as short as it is exact: "80", "66.67"."""
    return f"{share / 100:.2f}".rstrip("0").rstrip(".")


def _is_weekdays(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == WEEK_DAYS
        and all(type(each) is int and 0 <= each <= DAY_MINUTES for each in value)
    )


def known_weekday_minutes(value: Any) -> None:
    if not _is_weekdays(value):
        raise ValidationError(_("These are not the minutes of seven days."))


class ContractQuerySet(models.QuerySet["Contract"]):
    def in_force(self) -> ContractQuerySet:
        """What holds or will hold: nothing that was replaced or taken back."""
        return self.filter(replaced_at=None)


class Contract(models.Model):
    """What somebody is employed for from `since` on. A row is never changed, only replaced.

    `full_time_minutes` are those of a full-time week, `share` hundredths of a per cent of it;
    `weekday_minutes` are seven numbers, Monday first, whose sum is full time × share, rounded half
    up. `time_zone` is empty where the profile's holds; `country` and `subdivision` name the
    calendar of public holidays (ISO 3166), empty for none.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="contracts")
    since = models.DateField(_("from"))
    full_time_minutes = models.PositiveIntegerField(
        _("minutes of a full-time week"), validators=[MaxValueValidator(WEEK_DAYS * DAY_MINUTES)]
    )
    share = models.PositiveIntegerField(
        _("contract share"), validators=[MinValueValidator(1), MaxValueValidator(WHOLE)]
    )
    weekday_minutes = models.JSONField(_("minutes a weekday"), validators=[known_weekday_minutes])
    time_zone = models.CharField(
        _("time zone"), max_length=64, blank=True, validators=[known_time_zone]
    )
    country = models.CharField(_("country of the public holidays"), max_length=2, blank=True)
    subdivision = models.CharField(_("region of the public holidays"), max_length=10, blank=True)
    declared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["person", "since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "since"],
                condition=Q(replaced_at=None),
                name="contract_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} from {self.since:%Y-%m-%d}"

    @property
    def week_minutes(self) -> int:
        """Those of the share, whatever the weekdays say."""
        return part_of_week(self.full_time_minutes, self.share)

    def clean(self) -> None:
        """The weekdays make up the share; the public holidays are those of a known place."""
        if not is_known(self.country):
            raise ValidationError(
                {"country": gettext("There are no public holidays of this country.")}
            )
        if not is_known(self.country, self.subdivision):
            raise ValidationError(
                {"subdivision": gettext("This is no region of the country above.")}
            )
        if not _is_weekdays(self.weekday_minutes) or None in {self.full_time_minutes, self.share}:
            return
        told = sum(self.weekday_minutes)
        if told != self.week_minutes:
            raise ValidationError({"weekday_minutes": gettext(WRONG_SUM) % self._sums(told)})

    def _sums(self, told: int) -> dict[str, str]:
        return {
            "told": write_length(told),
            "share": write_share(self.share),
            "full": write_length(self.full_time_minutes),
            "right": write_length(self.week_minutes),
        }


class CompanyDay(models.Model):
    """A day that the company adds to the public holidays, or takes from them (a day of solidarity).

    An empty `country` means everybody.
    """

    day = models.DateField(_("day"))
    is_off = models.BooleanField(_("nobody works"), default=True)
    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True)

    class Meta:
        ordering = ["day", "country"]
        constraints = [
            models.UniqueConstraint(fields=["day", "country"], name="company_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"

    @property
    def place(self) -> str:
        """The country in the reader's language, "" for everybody."""
        return place_name(self.country, "", get_language() or "en")


class TeamMembership(models.Model):
    """Who belonged to a team from `since` until the day before `until`; open while `until` is empty.

    The main one follows User.team and is kept by the actions on people; the others are matrix lines,
    whose managers see the person's figures too.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)
    is_main = models.BooleanField(default=True)

    class Meta:
        ordering = ["person", "since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="membership_a_day_at_least",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(until=None, is_main=True),
                name="membership_one_main_open",
            ),
            models.UniqueConstraint(
                fields=["person", "team"],
                condition=Q(until=None),
                name="membership_open_once",
            ),
        ]
        indexes = [models.Index(fields=["team", "since"], name="membership_team_since")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"

    @property
    def last_day(self) -> date | None:
        """None while it lasts."""
        return self.until - timedelta(days=1) if self.until else None


class ExpertChange(models.Model):
    """From `day` on somebody was an expert, or no longer: figures of the past follow it.

    Kept by the actions on people when the role changes. Whoever never changed has no row: what they
    are today they were from their first day on, as before the first row they were its contrary.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="expert_changes")
    day = models.DateField(_("from"))
    is_expert = models.BooleanField(_("expert"))

    class Meta:
        ordering = ["person", "day"]
        constraints = [
            models.UniqueConstraint(fields=["person", "day"], name="expert_change_once_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="expert_change_day")]

    def __str__(self) -> str:
        return (
            f"{self.person_id} {'is' if self.is_expert else 'no'} expert from {self.day:%Y-%m-%d}"
        )


class LeaveCalendar(models.Model):
    """An address of the HR system from which somebody's days away are read again and again.

    `trouble` is what the last reading stumbled on, empty when it went well.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leave_calendars")
    url = models.CharField(_("address"), max_length=1_000)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    next_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    trouble = models.CharField(max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            models.UniqueConstraint(fields=["person", "url"], name="leave_calendar_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: a calendar of days away"
