"""People who know an area, and what is asked for in it."""

from typing import Any

from accounts.actions import confirm_expertise, declare_expertise
from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import request_article
from knowledge.articles.models import WritingRequest
from knowledge.notifications.models import Notification
from tests.factories import make_person

WORDS = "my box blinks orange"


def make_expert_of(area: Area, person: User | None = None, *, confirmed: bool = True) -> User:
    """Somebody who declared that they master the area, which a lead has confirmed."""
    person = person or make_person(roles=["expert"])
    expertise = declare_expertise(person=person, area=area, level=2)
    if confirmed:
        confirm_expertise(expertise, by=make_person(roles=["lead"]))
    return person


def ask_for(words: str = WORDS, *, by: User | None = None, **facts: Any) -> WritingRequest:
    """A writing request as a failed search makes one."""
    return request_article(person=by or make_person(roles=["contact"]), words=words, **facts)


def told(person: User) -> list[str]:
    """The kinds of what stands in the person's inbox, the oldest first."""
    rows = Notification.objects.filter(person=person).order_by("pk")
    return list(rows.values_list("kind", flat=True))
