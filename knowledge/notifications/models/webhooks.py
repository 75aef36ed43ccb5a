"""Webhook, and each message to one."""

from __future__ import annotations

import base64
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knowledge.areas.models import Area
from knowledge.notifications.models.message import Message

SECRET_PREFIX = "whsec_"  # noqa: S105 - the mark of such secrets (Standard Webhooks)
SECRET_BYTES = 24


def new_secret() -> str:
    """A key to sign with, written as the Standard Webhooks specification writes them."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


class Format(models.TextChoices):
    TERROIR = "terroir", "Terroir (JSON)"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class Event(models.TextChoices):
    """What a channel is told about threads. The values stand in the documented payload."""

    ASKED = "thread.asked", _("A question is asked")
    ANSWERED = "thread.answered", _("A question is answered")
    SOLVED = "thread.solved", _("A question is solved")
    CLOSED = "thread.closed", _("A question is closed")
    REOPENED = "thread.reopened", _("A question is open again")
    NO_EXPERT = "thread.no_expert", _("Nobody can be asked")
    LATE = "thread.late", _("A promise was not kept")
    TEST = "test", _("A test")


class Webhook(models.Model):
    """An address that is told what happens in an area and those inside it.

    The secret is kept as it is, because it signs; the address often holds one too. `vouched_at` is
    when a lead last said that who reads there may know: an area that is closed later falls silent
    until somebody says so again.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="webhooks")
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    format = models.CharField(_("format"), max_length=7, choices=Format, default=Format.TERROIR)
    secret = models.CharField(max_length=80, default=new_secret, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    vouched_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="webhook_name_once_an_area"),
            models.CheckConstraint(
                condition=Q(format__in=Format.values), name="webhook_format_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("arrived")
    DEAD = "dead", _("given up")
    DROPPED = "dropped", _("dropped")


class WebhookDelivery(Message):
    """One message to one webhook, written in the transaction of what it tells.

    `area_ids` are those of what it tells: whether the webhook may hear of them is asked again when
    the message leaves.
    """

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.CharField(max_length=20, choices=Event)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=500)
    area_ids = models.JSONField(default=list)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=DeliveryState, default=DeliveryState.QUEUED)
    answer = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="webhook_delivery_due",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(fields=["webhook", "-created_at"], name="webhook_delivery_at"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"
