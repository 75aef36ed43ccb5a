"""What people know, own, may see; the tokens of their programs; the record of changes."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Team, User
from knowledge.areas.models import Area


class ExpertiseLevel(models.IntegerChoices):
    KNOWS = 1, _("Knows it")
    MASTERS = 2, _("Masters it")
    REFERENCE = 3, _("Is the reference")


class Expertise(models.Model):
    """What a person knows of an area: declared by them, confirmed by a lead."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="expertises")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="expertises")
    level = models.PositiveSmallIntegerField(_("level"), choices=ExpertiseLevel)
    deputy = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deputy_for",
        verbose_name=_("deputy"),
    )
    declared_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-level", "person__folded_name"]
        constraints = [
            models.UniqueConstraint(fields=["person", "area"], name="expertise_once_per_area"),
            models.CheckConstraint(
                condition=Q(level__in=ExpertiseLevel.values), name="expertise_level_known"
            ),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
                name="expertise_deputy_is_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="expertise_confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} × {self.area_id}: {self.level}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class AreaOwner(models.Model):
    """The knowledge lead of an area, and of everything below it."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="owners")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="owned_areas")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["person__folded_name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "person"], name="area_owner_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} leads {self.area_id}"


class AreaRestriction(models.Model):
    """Keeps an area, and everything below it, to a team and the teams below that."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="restrictions")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="restricted_areas")
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["team__tree_order"]
        constraints = [
            models.UniqueConstraint(fields=["area", "team"], name="area_restriction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} kept to {self.team_id}"


class TokenPurpose(models.TextChoices):
    API = "api", _("API")
    FEED = "feed", _("Feed")
    CALENDAR = "calendar", _("Calendar")


class TokenScope(models.TextChoices):
    """What a program may do with a token for the API, never more than its person may."""

    SEARCH = "search:read", _("Search")
    TIME = "time:read", _("Read contribution time")
    SNIPPETS = "snippets:read", _("Read what may be told to customers")
    REPLIES = "replies:write", _("Write down replies to customers")


class AccessToken(models.Model):
    """A secret for a program of one person. Only its SHA-256 is kept; shown once.

    `scopes` say what a token for the API opens; feeds and calendars have none.
    """

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="access_tokens")
    purpose = models.CharField(_("purpose"), max_length=10, choices=TokenPurpose)
    name = models.CharField(_("name"), max_length=80)
    scopes = models.JSONField(_("what it may do"), default=list, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=TokenPurpose.values), name="token_purpose_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raises ValidationError for scopes that are unknown, missing or those of no API."""
        if not set(self.scopes) <= set(TokenScope.values):
            raise ValidationError({"scopes": _("Unknown: what may the token do?")})
        if self.purpose == TokenPurpose.API and not self.scopes:
            raise ValidationError({"scopes": _("Choose what the program may do.")})
        if self.purpose != TokenPurpose.API and self.scopes:
            raise ValidationError({"scopes": _("Only a token for the API does several things.")})

    @property
    def scope_labels(self) -> list[str]:
        """What it may do, in words."""
        return [str(TokenScope(scope).label) for scope in TokenScope.values if scope in self.scopes]


class AccountEvent(models.Model):
    """Who changed which right, when. Rows are only ever added.

    `actor` is empty for what the system or a command did. `detail` holds plain facts
    (old and new values), never secrets.
    """

    kind = models.CharField(max_length=40)
    actor = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="account_events"
    )
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    detail = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["person", "-created_at"], name="event_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.created_at:%Y-%m-%d}"

    @property
    def label(self) -> str:
        """What happened, in words."""
        return str(EVENT_LABELS.get(self.kind, self.kind))

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The detail as pairs to read: ("roles", "expert → expert, lead")."""
        return [
            (str(FACT_LABELS.get(name, name)), _in_words(value))
            for name, value in self.detail.items()
        ]


EVENT_LABELS = {
    "person_created": _("Account opened"),
    "person_changed": _("Account changed"),
    "person_deactivated": _("Deactivated"),
    "person_reactivated": _("Reactivated"),
    "matrix_line_added": _("Matrix line added"),
    "matrix_line_ended": _("Matrix line ended"),
    "contract_declared": _("Contract declared"),
    "contract_taken_back": _("Contract taken back"),
    "company_day_added": _("Day off of the company added"),
    "company_day_worked": _("Public holiday made a working day"),
    "company_day_removed": _("Company day removed"),
    "allowance_set": _("Allowance set"),
    "allowance_taken_back": _("Allowance taken back"),
    "contributions_erased": _("Contributions erased, minutes kept"),
    "invitation_sent": _("Invitation sent"),
    "team_created": _("Team created"),
    "team_changed": _("Team changed"),
    "area_created": _("Area created"),
    "area_changed": _("Area changed"),
    "area_archived": _("Area archived"),
    "area_restored": _("Area taken out of the archive"),
    "area_owners": _("Knowledge leads changed"),
    "area_restriction": _("Restriction changed"),
    "area_promises": _("Promises changed"),
    "spokesperson_named": _("Spokesperson named"),
    "spokesperson_dismissed": _("Spokesperson dismissed"),
    "procedure_changed": _("Complaint procedure changed"),
    "topic_delicate": _("Topic marked as delicate"),
    "topic_not_delicate": _("Topic no longer delicate"),
    "wording_approved": _("Wording of a delicate topic approved"),
    "wording_withdrawn": _("Wording of a delicate topic withdrawn"),
    "variant_approved": _("Words for a channel approved"),
    "name_watched": _("Name watched for in replies"),
    "name_forgotten": _("Name no longer watched for in replies"),
    "lint_policy": _("Policy for words to customers changed"),
    "expertise_confirmed": _("Expertise confirmed"),
    "expertise_withdrawn": _("Expertise withdrawn"),
    "token_created": _("Token made"),
    "token_revoked": _("Token revoked"),
    "webhook_added": _("Webhook added"),
    "webhook_changed": _("Webhook changed"),
    "webhook_removed": _("Webhook removed"),
}
FACT_LABELS = {
    "roles": _("roles"),
    "email": _("e-mail"),
    "topic": _("topic"),
    "article": _("article"),
    "reason": _("why"),
    "channel": _("channel"),
    "language": _("language"),
    "kind": _("kind"),
    "policy": _("policy"),
    "display_name": _("name"),
    "name": _("name"),
    "team": _("team"),
    "teams": _("teams"),
    "people": _("people"),
    "managers": _("managers"),
    "parent": _("inside"),
    "slug": _("address"),
    "level": _("level"),
    "purpose": _("purpose"),
    "scopes": _("what it may do"),
    "promise_now": _("while a customer is waiting"),
    "promise_today": _("asked for today"),
    "promise_week": _("asked for this week"),
    "since": _("from"),
    "until": _("until"),
    "day": _("day"),
    "week": _("a week"),
    "full_time": _("full time"),
    "share": _("contract share"),
    "per_cent": _("per cent of working time"),
    "days": _("days a year"),
    "weekdays": _("minutes a weekday"),
    "time_zone": _("time zone"),
    "holidays": _("public holidays"),
}


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return f"{_in_words(value['from'])} → {_in_words(value['to'])}"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(value) if value not in {None, ""} else "–"
