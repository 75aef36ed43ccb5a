from importlib import import_module

from django.apps import AppConfig


class RepliesConfig(AppConfig):
    name = "knowledge.replies"
    label = "replies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill the places that articles and the frame keep for reply records."""
        import_module("knowledge.replies.registrations").register()
