from importlib import import_module

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "knowledge.contributions"
    label = "contributions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The bar shows the week and the timer."""
        import_module("knowledge.contributions.registrations").register()
