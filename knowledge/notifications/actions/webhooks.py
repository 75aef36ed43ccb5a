"""Webhooks of areas: who is told of what, in the transaction of what happened."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.actions.audit import record_event
from knowledge.notifications.actions.claiming import claim
from knowledge.notifications.actions.outbox import KEPT, PAUSES
from knowledge.notifications.models import (
    DeliveryState,
    Event,
    Webhook,
    WebhookDelivery,
    new_secret,
)
from knowledge.notifications.queries.webhooks import told_webhooks

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area

_ERROR_LENGTH: Final = 300


@transaction.atomic
def announce(
    *, area_ids: Collection[int], event: Event | str, title: str, url: str, at: datetime
) -> list[WebhookDelivery]:
    """Tell the webhooks of these areas and those above; in the caller's transaction.

    `url` is a path of ours. Three queries at most; what happened long ago (an import) is not told.
    """
    if at < timezone.now() - timedelta(hours=1):
        return []
    found = told_webhooks(area_ids)
    return _queue(found, event=Event(event), title=title, url=url, area_ids=area_ids, at=at)


def _queue(
    webhooks: Iterable[Webhook],
    *,
    event: Event,
    title: str,
    url: str,
    area_ids: Collection[int],
    at: datetime,
) -> list[WebhookDelivery]:
    now = timezone.now()
    return WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            webhook=webhook,
            event=event,
            title=title[:300],
            url=url,
            area_ids=sorted(area_ids),
            happened_at=at,
            created_at=now,
            due_at=now,
        )
        for webhook in webhooks
    )


@transaction.atomic
def add_webhook(
    *,
    area: Area,
    by: User,
    name: str,
    url: str,
    format: str,  # noqa: A002 - the field's own name
) -> Webhook:
    """Raises ValidationError. The address is looked up when something is sent, not now."""
    webhook = Webhook(
        area=area, name=name, url=url, format=format, created_by=by, created_at=timezone.now()
    )
    webhook.full_clean()
    webhook.save()
    record_event("webhook_added", by=by, area=area, detail={"name": name})
    return webhook


@transaction.atomic
def change_webhook(
    *,
    webhook: Webhook,
    by: User,
    name: str,
    url: str,
    format: str,  # noqa: A002 - the field's own name
    is_active: bool,
) -> Webhook:
    """Raises ValidationError. Who saves it vouches anew for who reads there."""
    webhook.name, webhook.url, webhook.format = name, url, format
    webhook.is_active, webhook.vouched_at = is_active, timezone.now()
    webhook.full_clean()
    webhook.save()
    record_event("webhook_changed", by=by, area=webhook.area, detail={"name": name})
    return webhook


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: User) -> Webhook:
    """The old one signs nothing from now on."""
    webhook.secret = new_secret()
    webhook.save(update_fields=["secret"])
    record_event("webhook_changed", by=by, area=webhook.area, detail={"name": webhook.name})
    return webhook


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: User) -> None:
    """With its log."""
    record_event("webhook_removed", by=by, area=webhook.area, detail={"name": webhook.name})
    webhook.delete()


@transaction.atomic
def test_webhook(*, webhook: Webhook, by: User) -> WebhookDelivery:
    """Send a message that says it is a test."""
    title = gettext("Terroir reaches this channel.")
    [delivery] = _queue(
        [webhook],
        event=Event.TEST,
        title=title,
        url=webhook.area.get_absolute_url(),
        area_ids=[webhook.area_id],
        at=timezone.now(),
    )
    return delivery


# What workers do


def claim_delivery(*, at: datetime) -> WebhookDelivery | None:
    """The message that is due longest, for this worker alone; None when nothing is due."""
    whole = WebhookDelivery.objects.select_related("webhook__area", "webhook__created_by")
    return claim(whole, at=at)


@transaction.atomic
def note_delivery(
    delivery: WebhookDelivery,
    *,
    at: datetime,
    state: DeliveryState,
    answer: int | None = None,
    error: str = "",
) -> None:
    """What became of it. QUEUED means again, after a pause that grows, or given up after the last."""
    ended = state != DeliveryState.QUEUED
    due_at = delivery.due_at
    if not ended and delivery.attempts > len(PAUSES):
        state, ended = DeliveryState.DEAD, True
    elif not ended:
        due_at = at + PAUSES[delivery.attempts - 1]
    WebhookDelivery.objects.filter(
        pk=delivery.pk, state=DeliveryState.SENDING, claimed_by=delivery.claimed_by
    ).update(
        state=state,
        answer=answer,
        last_error=error[:_ERROR_LENGTH],
        due_at=due_at,
        ended_at=at if ended else None,
        lease_until=None,
    )


@transaction.atomic
def switch_off(webhook: Webhook) -> None:
    """The receiver said that it is gone (410)."""
    Webhook.objects.filter(pk=webhook.pk).update(is_active=False)


@transaction.atomic
def forget_old_deliveries(*, at: datetime) -> int:
    """Delete what ended long ago. Returns how many."""
    return WebhookDelivery.objects.filter(ended_at__lt=at - KEPT).delete()[0]
