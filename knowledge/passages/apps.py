from django.apps import AppConfig


class PassagesConfig(AppConfig):
    name = "knowledge.passages"
    label = "passages"
    default_auto_field = "django.db.models.BigAutoField"
