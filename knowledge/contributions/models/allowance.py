"""How much of their working time people are given for sharing."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Team

MOST_DAYS = 366 * 100


class AllowancePolicyQuerySet(models.QuerySet["AllowancePolicy"]):
    def in_force(self) -> AllowancePolicyQuerySet:
        return self.filter(replaced_at=None)


class AllowancePolicy(models.Model):
    """From `since` on, for a person, else for a team and those below it, else for the company.

    `lowest` and `highest` are hundredths of a per cent of what people can work (unit SHARE), or
    hundredths of a day a year (unit DAYS). A row is never changed, only replaced. The nearest one
    in force on a day wins: the person's, then that of their team, of the team above it, at last the
    company's; without any, 5 to 10 %.
    """

    class Unit(models.TextChoices):
        SHARE = "share", _("per cent of working time")
        DAYS = "days", _("days a year")

    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    since = models.DateField(_("from"))
    unit = models.CharField(max_length=5, choices=Unit, default=Unit.SHARE)
    lowest = models.PositiveIntegerField(_("from"))
    highest = models.PositiveIntegerField(_("to"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField(default=timezone.now, editable=False)
    replaced_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = AllowancePolicyQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(team=None) | Q(person=None), name="policy_of_team_or_person"
            ),
            models.CheckConstraint(
                condition=Q(highest__gte=F("lowest")), name="policy_lowest_below_highest"
            ),
            models.UniqueConstraint(
                Coalesce("team", 0),
                Coalesce("person", 0),
                F("since"),
                condition=Q(replaced_at=None),
                name="policy_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lowest}-{self.highest} {self.unit} from {self.since:%Y-%m-%d}"

    def clean(self) -> None:
        most = 10_000 if self.unit == self.Unit.SHARE else MOST_DAYS
        if self.highest is not None and self.highest > most:
            raise ValidationError({"highest": _("This is more than all of their time.")})
