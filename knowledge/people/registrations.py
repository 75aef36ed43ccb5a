"""The links of the profile menu that lead to people and to the order of things."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.permissions import can_administer
from knowledge.ui import kept, slots


def menu_links(request: HttpRequest) -> SafeString:
    if not request.user.is_authenticated:
        return SafeString("")
    facts = {"can_administer": can_administer(request.user)}
    return kept.draw("people/menu_links.html", facts)


def register() -> None:
    slots.register("menu", menu_links, order=20)
