"""Under which name search was told of each colleague."""

from django.conf import settings
from django.db import models


class FoundPerson(models.Model):
    """The name that the index was told last, so that the worker sees whose has changed."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="found_as"
    )
    name = models.CharField(max_length=120)

    class Meta:
        verbose_name_plural = "found people"

    def __str__(self) -> str:
        return self.name
