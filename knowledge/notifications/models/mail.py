"""OutgoingMail, the outbox; and the addresses that refuse mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from knowledge.notifications.models.message import Message


class Purpose(models.TextChoices):
    NOW = "now", _("at once")
    DAILY = "daily", _("daily digest")
    WEEKLY = "weekly", _("weekly digest")


class MailState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    DEAD = "dead", _("given up")
    DROPPED = "dropped", _("dropped")


class OutgoingMail(Message):
    """One message that is to leave, written in the transaction of the first line it carries.

    It holds no text: it is drawn from its lines when it leaves, in the language and with the rights
    that the person has then. While it waits, further lines on the same subject join it; a digest is
    the message that waits for its hour. `due_at` is when it may leave; a worker that takes it holds
    it until `lease_until`, and whoever finds it later sends it again under the same `message_id`.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="outgoing_mail"
    )
    purpose = models.CharField(max_length=6, choices=Purpose)
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.PositiveBigIntegerField(default=0)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=7, choices=MailState, default=MailState.QUEUED)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "subject_kind", "subject_id"],
                condition=Q(state="queued", attempts=0),
                name="mail_one_that_lines_join",
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailState.values), name="mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=Purpose.values), name="mail_purpose_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="mail_due",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["person", "subject_kind", "subject_id", "-created_at"],
                name="mail_of_subject",
            ),
            models.Index(fields=["state", "-ended_at"], name="mail_state_at"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} ({self.state})"


class RefusedAddress(models.Model):
    """The address of a person that a mail server refused for good. Another address is not touched."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="refused_address"
    )
    address = models.EmailField()
    answer = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.address
