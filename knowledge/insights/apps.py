from importlib import import_module

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "knowledge.insights"
    label = "insights"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("knowledge.insights.registrations").register()
