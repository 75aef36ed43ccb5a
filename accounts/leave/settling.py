"""What a file changes in what is known already: added, removed, kept. Read only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.utils.translation import gettext as _

from accounts.leave.periods import Found, Unreadable, Wrong
from accounts.leave.tables import Row
from accounts.models import AwayPeriod, User

MOST_NAMED: Final = 500
"""Ids and addresses that one query is given."""

Key = TypeVar("Key", int, str)
ByPerson = Mapping[int, Sequence[Found]]


@dataclass(slots=True)
class Changes:
    """`changed` are periods that had other days or another note; they are in none of the others."""

    new: list[tuple[int, Found]] = field(default_factory=list)
    changed: list[tuple[AwayPeriod, Found]] = field(default_factory=list)
    gone: list[AwayPeriod] = field(default_factory=list)
    same: int = 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do: periods, and people; `unknown` lines are of nobody here."""

    people: int
    new: int
    changed: int
    same: int
    unknown: int

    @property
    def is_news(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.new or self.changed)


def changes_of(found: ByPerson, known: Iterable[AwayPeriod], gone: Collection[int] = ()) -> Changes:
    """`known` are the periods of these people from the same source; `gone` ids that it no longer says."""
    changes = Changes()
    before = {(row.person_id, row.external_id): row for row in known}
    for person_id, periods in found.items():
        for one in periods:
            row = before.get((person_id, one.key))
            if row is None:
                changes.new.append((person_id, one))
            elif one.days == (row.first_day, row.last_day, row.from_noon, row.to_noon) and (
                one.note == row.note
            ):
                changes.same += 1
            else:
                changes.changed.append((row, one))
    changes.gone = [row for row in before.values() if row.pk in gone]
    return changes


def known_from_tables(person_ids: Collection[int]) -> list[AwayPeriod]:
    """What these people's tables said before; one query for every five hundred of them."""
    rows = AwayPeriod.objects.filter(source=AwayPeriod.Source.CSV, calendar=None)
    return [
        row for ids in _pieces(person_ids) for row in rows.filter(person__in=ids).order_by("pk")
    ]


def preview_of(found: ByPerson, *, unknown: int) -> Preview:
    changes = changes_of(found, known_from_tables(found))
    counts = (len(changes.new), len(changes.changed), changes.same)
    return Preview(len(found), *counts, unknown)


def people_of(rows: Sequence[Row], *, leave_out: bool) -> tuple[dict[int, list[Found]], int]:
    """The periods of each person, and how many lines are left out because they are of nobody here.

    Raises Unreadable with those lines unless they are to be left out.
    """
    emails = sorted({row.email for row in rows})
    active = User.objects.filter(is_active=True).order_by()
    ids: dict[str, int] = {}
    for some in _pieces(emails):
        ids.update(active.filter(email__in=some).values_list("email", "pk"))
    strangers = [row for row in rows if row.email not in ids]
    if strangers and not leave_out:
        raise Unreadable([Wrong(row.found.line, _nobody(row.email)) for row in strangers])
    found: dict[int, list[Found]] = defaultdict(list)
    for row in rows:
        if row.email in ids:
            found[ids[row.email]].append(row.found)
    return dict(found), len(strangers)


def own_of(rows: Sequence[Row], person: User) -> list[Found]:
    """The periods of a table that somebody brings for themselves. Raises Unreadable."""
    others = [row for row in rows if row.email not in {"", person.email}]
    said = _("This is about %(mail)s. Only your own days away can be brought in here.")
    if others:
        raise Unreadable([Wrong(row.found.line, said % {"mail": row.email}) for row in others])
    return list({row.found.key: row.found for row in rows}.values())


def _nobody(email: str) -> str:
    if not email:
        return _("The e-mail is missing.")
    return _("Nobody who works here has the e-mail %(mail)s.") % {"mail": email[:120]}


def _pieces(wanted: Collection[Key]) -> Iterable[list[Key]]:
    every = list(wanted)
    return (every[start : start + MOST_NAMED] for start in range(0, len(every), MOST_NAMED))
