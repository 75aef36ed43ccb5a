from importlib import import_module

from django.apps import AppConfig


class ThreadsConfig(AppConfig):
    name = "knowledge.threads"
    label = "threads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what a thread is to the packages below: a subject, a document, a way out of a search."""
        import_module("knowledge.threads.registrations").register()
