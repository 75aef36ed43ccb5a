from django.apps import AppConfig


class MarkupConfig(AppConfig):
    name = "knowledge.markup"
    label = "markup"
    default_auto_field = "django.db.models.BigAutoField"
