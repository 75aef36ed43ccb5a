"""What people are told and how, what leaves by mail and push, what they follow, what other systems hear."""

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
from knowledge.notifications.models.push import OutgoingPush, PushDevice
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
    "OutgoingPush",
    "Preference",
    "Purpose",
    "PushDevice",
    "Quiet",
    "RefusedAddress",
    "Webhook",
    "WebhookDelivery",
    "kinds_in",
    "new_secret",
]
