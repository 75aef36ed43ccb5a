from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "knowledge.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("knowledge.people.registrations").register()
