"""The social-media policy in force, and who has accepted what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.models import User
from knowledge.markup import render
from knowledge.replies.models import PolicyAcceptance, PolicyVersion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from knowledge.replies.models import ChannelProfile


@dataclass(frozen=True, slots=True)
class ReadPolicy:
    """A version as one reader reads it: in their language, or in the other where there is only that."""

    version: PolicyVersion
    html: SafeString
    language: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """One line of who accepted: the newest version they accepted, none when they never did."""

    person: User
    number: int | None
    at: datetime | None
    is_enough: bool


def policy_in_force() -> PolicyVersion | None:
    """The newest version."""
    return PolicyVersion.objects.select_related("published_by").first()


def read_policy(version: PolicyVersion) -> ReadPolicy:
    """The version in the active language."""
    wanted = "fr" if (get_language() or "").startswith("fr") else "en"
    texts = {"en": version.source, "fr": version.source_fr}
    language = wanted if texts[wanted] else ("en" if texts["en"] else "fr")
    newest = PolicyVersion.objects.values_list("number", flat=True).first()
    html = _rendered(texts[language], language)
    return ReadPolicy(version, html, language, version.number == newest)


def accepted_at(person: User, version: PolicyVersion) -> datetime | None:
    """When this person accepted this very version."""
    rows = PolicyAcceptance.objects.filter(person=person, version=version)
    return rows.values_list("at", flat=True).first()


def must_accept(person: User, profile: ChannelProfile) -> PolicyVersion | None:
    """The version that this person has to accept before they speak on the channel; None when it is not
    public, when there is no policy, or when they accepted it or one after the last that asked for it.
    """
    if not profile.is_public:
        return None
    needed = _needed()
    if needed is None:
        return None
    rows = PolicyAcceptance.objects.filter(person=person, version__number__gte=needed)
    return None if rows.exists() else PolicyVersion.objects.first()


def acceptances() -> QuerySet[User]:
    """Everybody who is active, by name, with the newest version they accepted as `accepted_number` and
    `accepted_on`; one query.
    """
    newest = PolicyAcceptance.objects.filter(person=OuterRef("pk")).order_by("-version__number")
    found: QuerySet[User] = (
        User.objects.active()
        .select_related("team")
        .annotate(
            accepted_number=Subquery(newest.values("version__number")[:1]),
            accepted_on=Subquery(newest.values("at")[:1]),
        )
    )
    return found.order_by("folded_name", "pk")


def told(people: list[User]) -> list[Accepted]:
    """These rows of `acceptances` as lines; one query."""
    needed = _needed() or 0
    return [
        Accepted(
            person,
            person.accepted_number,  # type: ignore[attr-defined]
            person.accepted_on,  # type: ignore[attr-defined]
            (person.accepted_number or 0) >= needed > 0,  # type: ignore[attr-defined]
        )
        for person in people
    ]


def every_acceptance() -> Iterator[PolicyAcceptance]:
    """All of them for an export, the oldest first."""
    rows = PolicyAcceptance.objects.select_related("person__team", "version")
    return rows.order_by("at", "pk").iterator(chunk_size=500)


def _needed() -> int | None:
    """The number of the last version that everybody must accept."""
    asked = PolicyVersion.objects.filter(needs_acceptance=True)
    return asked.values_list("number", flat=True).first()


@lru_cache(maxsize=16)
def _rendered(source: str, language: str) -> SafeString:
    return mark_safe(render(source, language=language).html)  # noqa: S308 - sanitised by render
