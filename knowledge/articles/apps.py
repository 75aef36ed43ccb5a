from importlib import import_module

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "knowledge.articles"
    label = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what an article is to the packages below: a subject, a tagged thing, a document."""
        import_module("knowledge.articles.registrations").register()
