"""Speaking in public: the policy, who accepted it, who may speak for an area."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PolicyVersion(models.Model):
    """One published version of the social-media policy, in both languages; never changed.

    `needs_acceptance`: who accepted an earlier one must accept this one too (false for a comma).
    """

    number = models.PositiveIntegerField(unique=True)
    source = models.TextField(_("text"), blank=True)
    source_fr = models.TextField(_("French text"), blank=True)
    note = models.CharField(_("what changed, in a few words"), max_length=300, blank=True)
    needs_acceptance = models.BooleanField(_("everybody must accept it again"), default=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="policy_says_something", condition=~Q(source="") | ~Q(source_fr="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class PolicyAcceptance(models.Model):
    """Somebody read a version and accepted it."""

    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="acceptances")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="policy_acceptances"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "person"], name="policy_accepted_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} accepted {self.version_id}"


class Spokesperson(models.Model):
    """May speak in public for an area and everything below it. Where an area has one, others hand over."""

    area = models.ForeignKey("areas.Area", on_delete=models.CASCADE, related_name="spokespersons")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="speaks_for"
    )
    since = models.DateTimeField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["person__folded_name"]
        constraints = [
            models.UniqueConstraint(fields=["area", "person"], name="spokesperson_once_an_area")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} speaks for {self.area_id}"
