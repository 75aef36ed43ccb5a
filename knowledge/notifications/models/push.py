"""PushDevice, a browser that may be told; and what waits to be pushed to one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from knowledge.notifications.models.inbox import Notification
from knowledge.notifications.models.message import Message
from knowledge.notifications.models.webhooks import DeliveryState

ENDPOINT_LENGTH = 1_000
"""Browsers' makers use 180 to 500 signs; a unique index of PostgreSQL ends at 2,700 bytes."""


class PushDevice(models.Model):
    """A browser in which its person asked to be told, and the session in which they are signed in there.

    Only an open session is told anything: `session_key` is empty while nobody is signed in there, and
    follows whenever its person signs in again. `endpoint` is an address of the browser's maker; whoever
    knows it and a key of ours could write there, so it is shown to nobody and logged nowhere. `server_key`
    is our public key of then: with another one the browser has to be added anew. `used_at` is when it was
    last seen or told.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_devices"
    )
    endpoint = models.CharField(max_length=ENDPOINT_LENGTH, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=30)
    server_key = models.CharField(max_length=100)
    name = models.CharField(max_length=80, blank=True)
    session_key = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["used_at"], name="push_device_used")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.name}"


class OutgoingPush(Message):
    """One push to one device, written in the transaction of the line it tells of.

    It holds no text: title and link are drawn from `line`, the latest on its subject, when it leaves. No
    line means a test. States, leases and attempts are those of a webhook's message.
    """

    device = models.ForeignKey(PushDevice, on_delete=models.CASCADE, related_name="pushes")
    line = models.ForeignKey(Notification, null=True, on_delete=models.CASCADE, related_name="+")
    subject_kind = models.CharField(max_length=20, blank=True)
    subject_id = models.PositiveBigIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=DeliveryState, default=DeliveryState.QUEUED)
    answer = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="push_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="push_due",
                condition=Q(state__in=["queued", "sending"]),
            ),
            models.Index(
                fields=["device", "subject_kind", "subject_id", "-created_at"],
                name="push_of_subject",
            ),
            models.Index(fields=["state", "-ended_at"], name="push_state_at"),
        ]

    def __str__(self) -> str:
        return f"{self.device_id}: {self.state}"
