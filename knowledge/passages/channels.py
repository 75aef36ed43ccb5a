"""How a reply to a customer travels."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """Blank while nobody has said."""

    PHONE = "phone", _("Phone")
    EMAIL = "email", _("E-mail")
    CHAT = "chat", _("Chat")
    SOCIAL = "social", _("Social media")
    SHOP = "shop", _("Shop")
    LETTER = "letter", _("Letter")
