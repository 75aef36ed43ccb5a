"""The first rows that a rule gives a person, by a statement composed once for everybody.

A page that shows six lists of a person's own spends more time on composing their statements than the
database needs to run them. The rule stays where it is: it is asked once for somebody with a mark for a
number (`reader_without`), and its statement is run with each person's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from django.db.models import Model

from accounts.permissions import hidden_area_ids, reader_without
from knowledge.areas.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.areas.prepared import PreparedObjects

Row = TypeVar("Row", bound=Model)


class FirstOf(Generic[Row]):
    """The first `most` rows of `rule`, in its order.

    What the rule composes may depend on who the person is and on the areas closed to them, on nothing else
    (not on their roles, the time or the language), and it must not read anything itself.
    """

    def __init__(self, rule: Callable[[User], QuerySet[Row]], most: int) -> None:
        def compose(person: Collection[int], hidden: Collection[int]) -> QuerySet[Row, Any]:
            (person_id,) = person
            return rule(reader_without(hidden, person_id)).values_list("pk")[:most]

        self._ids = Prepared(compose)

    def ids(self, person: User) -> list[int]:
        """One query."""
        return [pk for (pk,) in self._ids.rows([person.pk], hidden_area_ids(person))]

    def read(self, person: User, rows: PreparedObjects[Row]) -> list[Row]:
        """Those of `rows`, which says what is read with some ids; two queries, one when there are none."""
        ids = self.ids(person)
        found = {row.pk: row for row in rows.rows(ids)} if ids else {}
        return [found[pk] for pk in ids if pk in found]
