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
    language = value if name == "interface_language" else person.interface_language
    change_preferences(
        person,
        interface_language=language,
        theme=value if name == "theme" else person.theme,
        single_keys=value == "on" if name == "single_keys" else person.single_keys,
    )


def register() -> None:
    preferences.register(keep_preference)
