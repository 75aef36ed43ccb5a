from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "knowledge.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"
