"""Who is credited for words that were used, and what each person agrees to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CreditSplit(models.Model):
    """Who shares the credit of a revision or of an answer's version, decided by somebody; without one
    the default holds (author 70, reviewers 15, others 15). The newest counts; none is changed.

    `shares` is a list of [person id, per cent], whole numbers above 0 that sum to 100.
    """

    revision = models.ForeignKey(
        "articles.Revision", null=True, blank=True, on_delete=models.CASCADE, related_name="splits"
    )
    answer_version = models.ForeignKey(
        "threads.AnswerVersion",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="splits",
    )
    shares = models.JSONField()
    word = models.CharField(_("why"), max_length=300, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        ordering = ["-set_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="split_of_one_thing",
                condition=Q(revision__isnull=False, answer_version=None)
                | Q(revision=None, answer_version__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.revision_id or self.answer_version_id}: {self.shares}"


class Credit(models.Model):
    """Derived: the per cent of a revision's or version's uses that go to a person, as it stands now.

    Written with every publication, review and split; what reach is computed from.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="credits"
    )
    revision = models.ForeignKey(
        "articles.Revision", null=True, blank=True, on_delete=models.CASCADE, related_name="credits"
    )
    answer_version = models.ForeignKey(
        "threads.AnswerVersion",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="credits",
    )
    per_cent = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "revision"], name="credit_revision_once"),
            models.UniqueConstraint(
                fields=["person", "answer_version"], name="credit_version_once"
            ),
            models.CheckConstraint(
                name="credit_in_per_cent", condition=Q(per_cent__gte=1, per_cent__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.per_cent} %"


class DeskPreference(models.Model):
    """What one person agrees to and wants; the defaults are the quiet ones."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_preference"
    )
    shows_name = models.BooleanField(
        _("authors may read that I used their passages"), default=False
    )
    weekly_note = models.BooleanField(_("a weekly note on whom my words reached"), default=False)
    asks_outcomes = models.BooleanField(_("ask me at the end of my day how it went"), default=True)
    noted_until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
