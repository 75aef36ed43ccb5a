"""What people are told and how, what leaves by mail, what they follow, and what other systems are told."""

from knowledge.notifications.models.following import Follow, FollowKind
from knowledge.notifications.models.inbox import GROUP_OF, Group, Notification, kinds_in
from knowledge.notifications.models.mail import (
    MailState,
    OutgoingMail,
    Purpose,
    RefusedAddress,
)
from knowledge.notifications.models.preferences import (
    DEFAULTS,
    Delivery,
    MailSettings,
    Preference,
    Quiet,
)
from knowledge.notifications.models.webhooks import (
    DeliveryState,
    Event,
    Format,
    Webhook,
    WebhookDelivery,
    new_secret,
)

__all__ = [
    "DEFAULTS",
    "GROUP_OF",
    "Delivery",
    "DeliveryState",
    "Event",
    "Follow",
    "FollowKind",
    "Format",
    "Group",
    "MailSettings",
    "MailState",
    "Notification",
    "OutgoingMail",
    "Preference",
    "Purpose",
    "Quiet",
    "RefusedAddress",
    "Webhook",
    "WebhookDelivery",
    "kinds_in",
    "new_secret",
]
