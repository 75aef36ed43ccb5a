"""Answer, its words over time, who was helped by it, and what may be told the customer meanwhile."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.passages.models import Text
from knowledge.threads.models.thread import Thread
from knowledge.threads.models.words import CloseReason


class Answer(models.Model):
    """An expert's reply. `is_partial`: it helps, and the question stays in the queue.

    Withdrawn, it keeps its place and says so; its words are shown to nobody but who may bring them back.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="answers")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="answers"
    )
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    is_partial = models.BooleanField(_("this does not answer all of it yet"), default=False)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"],
                condition=Q(accepted_at__isnull=False),
                name="answer_one_accepted_a_thread",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at=None),
                name="answer_accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="answer_withdrawn_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["thread", "created_at"], name="answer_thread_at"),
            models.Index(fields=["author", "accepted_at"], name="answer_author_accepted"),
        ]

    def __str__(self) -> str:
        return f"{self.author_id} on {self.thread_id}"

    def get_absolute_url(self) -> str:
        return f"{self.thread.get_absolute_url()}#answer-{self.pk}"

    @property
    def is_accepted(self) -> bool:
        return self.accepted_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def stays_in_the_house(self) -> bool:
        """No customer is told it any more, whatever its passages say."""
        return self.is_withdrawn or self.thread.close_reason == CloseReason.SENSITIVE


class AnswerVersion(models.Model):
    """The answer as it read from `at` until the next version."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.ForeignKey(Text, on_delete=models.PROTECT, related_name="+")
    is_partial = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(_("what changed, in a few words"), max_length=300, blank=True)

    class Meta:
        ordering = ["answer", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} ({self.number})"


class Helped(models.Model):
    """“This helped me”, of somebody other than the answer's author."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="helped")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="helped_by"
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "person"], name="helped_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} helped {self.person_id}"


class CustomerLine(models.Model):
    """A sentence that is safe to say to the customer while they wait; the latest of a kind counts."""

    class Kind(models.TextChoices):
        HOLDING = "holding", _("What to say meanwhile")
        STATUS = "status", _("Where it stands")

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="customer_lines")
    kind = models.CharField(max_length=7, choices=Kind)
    words = models.CharField(_("in words a customer may hear"), max_length=500)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["thread", "-at", "-id"]
        indexes = [models.Index(fields=["thread", "kind", "-at"], name="customer_line_thread")]
        constraints = [
            models.CheckConstraint(name="customer_line_says_something", condition=~Q(words=""))
        ]

    def __str__(self) -> str:
        return self.words


class Answering(models.Model):
    """Who has the answer's editor open, by the heartbeat of their page; stale after some seconds."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="answering")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "person"], name="answering_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} answers {self.thread_id}"
