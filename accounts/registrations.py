"""What `accounts` gives to the frame: theme, language and letter keys stay with the person."""

from django.http import HttpRequest

from accounts.actions import change_preferences
from accounts.models import User
from knowledge.ui import preferences


def keep_preference(request: HttpRequest, name: preferences.Name, value: str) -> None:
    """From the profile menu, whose routes allow only known values."""
    person = request.user
    if not isinstance(person, User):
        return
    facts = {
        "interface_language": person.interface_language,
        "theme": person.theme,
        "single_keys": person.single_keys,
    }
    chosen = value == "on" if name == "single_keys" else value
    change_preferences(person, **facts | {name: chosen})


def register() -> None:
    preferences.register(keep_preference)
