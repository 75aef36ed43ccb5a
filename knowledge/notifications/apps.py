from importlib import import_module

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "knowledge.notifications"
    label = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The bar shows how much is unread."""
        import_module("knowledge.notifications.registrations").register()
