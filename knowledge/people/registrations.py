"""The links of the profile menu that lead to people and to the order of things."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from accounts.permissions import can_administer
from knowledge.ui import slots


def menu_links(request: HttpRequest) -> SafeString:
    if not request.user.is_authenticated:
        return SafeString("")
    context = {"can_administer": can_administer(request.user)}
    return render_to_string("people/menu_links.html", context)


def register() -> None:
    slots.register("menu", menu_links, order=20)
