"""The links of the profile menu that lead to people and to the order of things; people as documents."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.permissions import can_administer
from knowledge.people.documents import FOLLOW_SECONDS, PEOPLE, follow_people
from knowledge.search import registry, worker
from knowledge.ui import kept, slots


def menu_links(request: HttpRequest) -> SafeString:
    if not request.user.is_authenticated:
        return SafeString("")
    facts = {"can_administer": can_administer(request.user)}
    return kept.draw("people/menu_links.html", facts)


def register() -> None:
    registry.register(PEOPLE, answers=False)
    worker.register_job("people to find", FOLLOW_SECONDS, follow_people)
    slots.register("menu", menu_links, order=20)
