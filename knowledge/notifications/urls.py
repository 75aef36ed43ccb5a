"""Routes of the inbox, of mail, of devices that are told, of following and of webhooks."""

from django.urls import path

from knowledge.notifications.views import devices, following, inbox, outbox, preferences, webhooks

app_name = "notifications"

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/<int:pk>/", inbox.open_one, name="open"),
    path("inbox/<int:pk>/read/", inbox.read_one, name="read"),
    path("settings/notifications/", preferences.settings, name="settings"),
    path("settings/notifications/area/", preferences.area_choice, name="settings_area"),
    path(
        "settings/notifications/area/<int:pk>/remove/",
        preferences.area_choice_remove,
        name="settings_area_remove",
    ),
    path("settings/notifications/address/", preferences.address_again, name="settings_address"),
    path("push-worker.js", devices.worker, name="push_worker"),
    path("push/key/", devices.key, name="push_key"),
    path("push/whose/<slug:mark>/", devices.whose, name="push_whose"),
    path("push/devices/", devices.add, name="push_add"),
    path("push/devices/<int:pk>/test/", devices.test, name="push_test"),
    path("push/devices/<int:pk>/remove/", devices.remove, name="push_remove"),
    path("settings/following/", following.following, name="following"),
    path("follow/<slug:kind>/<int:pk>/", following.follow, name="follow"),
    path("mail/off/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("mail/outbox/", outbox.outbox, name="outbox"),
    path("mail/outbox/retry/", outbox.outbox_retry_all, name="outbox_retry_all"),
    path("mail/outbox/<int:pk>/retry/", outbox.outbox_retry, name="outbox_retry"),
    path("mail/outbox/<int:pk>/drop/", outbox.outbox_drop, name="outbox_drop"),
    path("push/outbox/retry/", outbox.push_retry_all, name="push_retry_all"),
    path("push/outbox/<int:pk>/retry/", outbox.push_retry, name="push_retry"),
    path("push/outbox/<int:pk>/drop/", outbox.push_drop, name="push_drop"),
    path("areas/<slug:slug>/webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/test/", webhooks.webhook_test, name="webhook_test"),
    path("webhooks/<int:pk>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path("webhooks/<int:pk>/remove/", webhooks.webhook_remove, name="webhook_remove"),
    path(
        "webhooks/deliveries/<int:pk>/retry/",
        webhooks.delivery_retry,
        name="webhook_delivery_retry",
    ),
]
