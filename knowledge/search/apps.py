from importlib import import_module

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "knowledge.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("knowledge.search.registrations").register()
