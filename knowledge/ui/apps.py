"""The application of components; fills the frame's own slots when it starts."""

from importlib import import_module

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "knowledge.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("knowledge.ui.frame").fill_slots()
