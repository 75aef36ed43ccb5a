"""Every write: telling people, what leaves by mail and push, what people choose and follow, webhooks."""

from knowledge.notifications.actions.claiming import never_send, send_again
from knowledge.notifications.actions.devices import (
    add_device,
    forget_devices,
    put_device_to_sleep,
    remove_device,
    wake_device,
)
from knowledge.notifications.actions.following import follow, tell_followers, unfollow
from knowledge.notifications.actions.outbox import (
    claim_mail,
    forget_old_mail,
    put_off,
    refuse_address,
    try_address_again,
)
from knowledge.notifications.actions.preferences import (
    choose_deliveries,
    choose_for_area,
    forget_for_area,
    keep_mail_settings,
    unsubscribe,
)
from knowledge.notifications.actions.pushes import try_device
from knowledge.notifications.actions.telling import (
    WORD_LENGTH,
    keep_count,
    mark_read,
    mark_seen,
    notify,
)
from knowledge.notifications.actions.webhooks import (
    add_webhook,
    announce,
    change_webhook,
    remove_webhook,
    renew_secret,
    test_webhook,
)

__all__ = [
    "WORD_LENGTH",
    "add_device",
    "add_webhook",
    "announce",
    "change_webhook",
    "choose_deliveries",
    "choose_for_area",
    "claim_mail",
    "follow",
    "forget_devices",
    "forget_for_area",
    "forget_old_mail",
    "keep_count",
    "keep_mail_settings",
    "mark_read",
    "mark_seen",
    "never_send",
    "notify",
    "put_device_to_sleep",
    "put_off",
    "refuse_address",
    "remove_device",
    "remove_webhook",
    "renew_secret",
    "send_again",
    "tell_followers",
    "test_webhook",
    "try_address_again",
    "try_device",
    "unfollow",
    "unsubscribe",
    "wake_device",
]
