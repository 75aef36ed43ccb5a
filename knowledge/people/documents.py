"""Colleagues as search knows them: found by their name, and by nothing else.

What they know is found in the directory, which asks on each look which areas exist for the reader.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.people.models import FoundPerson
from knowledge.search import analysis
from knowledge.search.actions import note_changes
from knowledge.search.registry import Document, Presentation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from accounts.models import UserQuerySet

FOLLOW_SECONDS = 5.0
MOST_AT_ONCE = 1_000


class PeopleDocuments:
    """The kind "person"."""

    name = "person"

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        people = User.objects.active().filter(pk__in=list(ids))
        return [
            Document(
                kind=self.name,
                object_id=person.pk,
                title=person.display_name,
                language=analysis.UNKNOWN,
            )
            for person in people
        ]

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        rows = User.objects.active().filter(pk__gt=after_id).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    def present(self, ids: Collection[int], user: User) -> Mapping[int, Presentation]:
        """Colleagues see each other, in whatever language they read."""
        people = User.objects.active().for_list().filter(pk__in=list(ids))
        language = user.languages[0] if user.languages else user.interface_language
        return {
            person.pk: Presentation(
                kind=self.name,
                object_id=person.pk,
                kind_label=_("Colleague"),
                title=person.display_name,
                url=person.get_absolute_url(),
                language=language,
                confidence="",
                summary=_said_of(person),
                author=person,
            )
            for person in people
        }


PEOPLE = PeopleDocuments()


def follow_people() -> bool:
    """The worker's job: note for the index whose name is not the one that it was told last.

    True when there are more than it noted at once.
    """
    with transaction.atomic():
        people = list(_otherwise_named()[:MOST_AT_ONCE].values_list("pk", "display_name"))
        gone = FoundPerson.objects.filter(person__is_active=False)
        left = list(gone.values_list("person_id", flat=True)[:MOST_AT_ONCE])
        FoundPerson.objects.filter(person__in=left).delete()
        FoundPerson.objects.bulk_create(
            [FoundPerson(person_id=pk, name=name) for pk, name in people],
            update_conflicts=True,
            unique_fields=["person"],
            update_fields=["name"],
        )
        note_changes(kind=PEOPLE.name, object_ids=[*(pk for pk, _name in people), *left])
    return MOST_AT_ONCE in {len(people), len(left)}


def _otherwise_named() -> UserQuerySet:
    """Active people of whom the index was never told, or under another name."""
    active = User.objects.active().order_by("pk")
    found: UserQuerySet = active.filter(Q(found_as=None) | ~Q(found_as__name=F("display_name")))
    return found


def _said_of(person: User) -> str:
    return ", ".join(filter(None, (person.job_title, person.team.name if person.team else "")))
