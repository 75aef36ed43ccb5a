"""What takes webhook messages from their queue and posts them."""

from __future__ import annotations

import http.client
import logging
import time
from typing import Final

from django.conf import settings
from django.utils import timezone

from knowledge.notifications.actions.webhooks import (
    claim_delivery,
    forget_old_deliveries,
    note_delivery,
    switch_off,
)
from knowledge.notifications.models import DeliveryState, WebhookDelivery
from knowledge.notifications.payloads import headers_of, payload_of
from knowledge.notifications.posting import post
from knowledge.notifications.queries.webhooks import may_tell

log = logging.getLogger("terroir.webhooks")

BATCH: Final = 20
FORGET_EVERY: Final = 3_600.0


class Messenger:
    """One worker's posting; `run` answers True when there is more to do at once."""

    def __init__(self) -> None:
        self._forget_at = 0.0

    def has_work(self) -> bool:
        due = WebhookDelivery.objects.filter(
            state__in=[DeliveryState.QUEUED, DeliveryState.SENDING], due_at__lte=timezone.now()
        )
        return due.order_by().exists() or time.monotonic() >= self._forget_at

    def run(self) -> bool:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY
            forget_old_deliveries(at=timezone.now())
        for _number in range(BATCH):
            delivery = claim_delivery(at=timezone.now())
            if delivery is None:
                return False
            deliver(delivery)
        return True


def deliver(delivery: WebhookDelivery) -> None:
    """Post one claimed message and note what became of it. An address that is refused, or that no
    name server can be asked for (both are a ValueError), is given up at once.
    """
    now = timezone.now()
    webhook = delivery.webhook
    if not webhook.is_active or not may_tell(webhook, delivery.area_ids):
        note_delivery(delivery, at=now, state=DeliveryState.DROPPED)
        return
    body = payload_of(delivery)
    private = settings.WEBHOOKS_TO_PRIVATE_ADDRESSES
    try:
        headers = headers_of(delivery, body, at=now)
        status = post(webhook.url, body, headers, private=private).status
    except (OSError, http.client.HTTPException) as error:  # a wrong certificate is a ValueError too
        said = str(error) or type(error).__name__
        note_delivery(delivery, at=now, state=DeliveryState.QUEUED, error=said)
        return
    except ValueError as error:
        note_delivery(delivery, at=now, state=DeliveryState.DEAD, error=str(error))
        return
    _note_answer(delivery, status)


def _note_answer(delivery: WebhookDelivery, status: int) -> None:
    """2xx arrived; 410 says that nobody listens any more; everything else is tried again."""
    now = timezone.now()
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        note_delivery(delivery, at=now, state=DeliveryState.SENT, answer=status)
    elif status == http.client.GONE:
        note_delivery(delivery, at=now, state=DeliveryState.DEAD, answer=status)
        switch_off(delivery.webhook)
        log.info("webhook %s switched off: its receiver is gone", delivery.webhook_id)
    else:
        note_delivery(delivery, at=now, state=DeliveryState.QUEUED, answer=status)
