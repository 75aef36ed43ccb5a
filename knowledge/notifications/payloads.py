"""What a webhook is told, in the three formats, and how it is signed.

`terroir` is ours, version 1:

    {"version": 1, "id": "…", "event": "thread.asked", "title": "…", "url": "https://…",
     "area": {"name": "…", "slug": "…"}, "at": "2026-11-22T18:30:00+00:00"}

`slack` is an incoming webhook's message (https://api.slack.com/messaging/webhooks), `teams` an
Adaptive Card for the workflow “Post to a channel when a webhook request is received”. Each holds a title
and a link, never what is inside.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from accounts.models import Language
from knowledge.notifications.models import Event, Format, WebhookDelivery
from knowledge.notifications.models.webhooks import SECRET_PREFIX

VERSION = 1


def payload_of(delivery: WebhookDelivery) -> bytes:
    """The body, in the language of the person who made the webhook."""
    language = delivery.webhook.created_by.interface_language or Language.ENGLISH
    with translation.override(language):
        made = _FORMATS[Format(delivery.webhook.format)](delivery)
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _address(delivery: WebhookDelivery) -> str:
    return f"{settings.BASE_URL}{delivery.url}"


def _terroir(delivery: WebhookDelivery) -> dict[str, Any]:
    area = delivery.webhook.area
    return {
        "version": VERSION,
        "id": str(delivery.message_id),
        "event": delivery.event,
        "title": delivery.title,
        "url": _address(delivery),
        "area": {"name": area.name, "slug": area.slug},
        "at": delivery.happened_at.astimezone(UTC).isoformat(),
    }


def _slack(delivery: WebhookDelivery) -> dict[str, Any]:
    said, title = _slack_text(str(Event(delivery.event).label)), _slack_text(delivery.title)
    area = _slack_text(delivery.webhook.area.label)
    link = f"<{_address(delivery)}|{title}>"
    return {"text": f"{said} · {area}\n{link}", "unfurl_links": False}


def _slack_text(words: str) -> str:
    """Slack's three signs, so that a title can hold no link and call nobody (<!channel>)."""
    words = " ".join(words.split()).replace("|", "¦")
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(delivery: WebhookDelivery) -> dict[str, Any]:
    label = f"{Event(delivery.event).label} · {delivery.webhook.area.label}"
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "TextBlock", "text": _card_text(label), "isSubtle": True, "wrap": True},
            {
                "type": "TextBlock",
                "text": _card_text(delivery.title),
                "weight": "Bolder",
                "wrap": True,
            },
        ],
        "actions": [
            {"type": "Action.OpenUrl", "title": settings.PRODUCT_NAME, "url": _address(delivery)}
        ],
    }
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _card_text(words: str) -> str:
    """A text block reads Markdown: its signs are shown as they are, and make no link."""
    plain = " ".join(words.split())
    return "".join(f"\\{sign}" if sign in "\\`*_[]()#~" else sign for sign in plain)


_FORMATS = {Format.TERROIR: _terroir, Format.SLACK: _slack, Format.TEAMS: _teams}


def headers_of(delivery: WebhookDelivery, body: bytes, *, at: datetime) -> dict[str, str]:
    """The headers of the Standard Webhooks specification, for every format.

    https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
    """
    message_id, stamp = str(delivery.message_id), str(int(at.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": settings.PRODUCT_NAME,
        "webhook-id": message_id,
        "webhook-timestamp": stamp,
        "webhook-signature": sign(delivery.webhook.secret, message_id, stamp, body),
    }


def sign(secret: str, message_id: str, stamp: str, body: bytes) -> str:
    """“v1,” and the Base64 of HMAC-SHA256 over id, timestamp and body joined by full stops."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((message_id.encode(), stamp.encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
