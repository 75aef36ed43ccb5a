"""Keeping, changing and removing words that mean the same. Searches follow within a second."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from knowledge.search import synonyms
from knowledge.search.models import Synonym
from knowledge.search.synonym_entries import Entry, Kept, Line, check

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area


def keep_synonym(*, entry: Entry, by: User) -> Synonym:
    """Raises ValidationError, by field, for a pair that can't be kept or is there already."""
    return _save(Synonym(), entry, by)


def change_synonym(row: Synonym, *, entry: Entry, by: User) -> Synonym:
    """It then counts as this person's, from now: who last said so, and when."""
    return _save(row, entry, by)


@transaction.atomic
def remove_synonym(row: Synonym) -> None:
    """The row's own words stay searchable, of course."""
    row.delete()
    transaction.on_commit(synonyms.forget)


@transaction.atomic
def import_synonyms(
    *, lines: Sequence[Line], language: str, area: Area | None, by: User
) -> list[Synonym]:
    """All of the lines, or none. Raises ValidationError with one message a line that can't be kept."""
    _leave_room(len(lines))
    entries, faults = _entries(lines, language, area)
    if faults:
        raise ValidationError([_at(line, fault) for line, fault in faults])
    rows = [_filled(Synonym(), entry, by) for entry in entries]
    for row in rows:  # the person and the area exist: asking again would be two queries a line
        row.clean_fields(exclude=["area", "created_by"])
    Synonym.objects.bulk_create(rows)
    transaction.on_commit(synonyms.forget)
    return rows


def check_synonym(*, entry: Entry, row: Synonym | None = None) -> None:
    """Raises what keeping the entry, or changing the row into it, would raise."""
    check(entry)
    Kept([entry], but=row).refuse_same(entry)


@transaction.atomic
def _save(row: Synonym, entry: Entry, by: User) -> Synonym:
    is_new = row.pk is None
    if is_new:
        _leave_room(1)
    check_synonym(entry=entry, row=None if is_new else row)
    _filled(row, entry, by).full_clean()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        Kept([entry], but=None if is_new else row).refuse_same(entry)
        raise ValidationError(_("Somebody else changed this just now. Try again.")) from error
    transaction.on_commit(synonyms.forget)
    return row


def _filled(row: Synonym, entry: Entry, by: User) -> Synonym:
    row.words, row.means = entry.words, entry.means
    row.folded_words, row.folded_means = entry.folded
    row.both_ways, row.language, row.area = entry.both_ways, entry.language, entry.area
    row.created_by, row.created_at = by, timezone.now()
    return row


def _leave_room(more: int) -> None:
    if Synonym.objects.count() + more > synonyms.MOST_PAIRS:
        raise ValidationError(
            _("No more than %(most)s pairs can be kept. Remove some that do nothing."),
            params={"most": synonyms.MOST_PAIRS},
        )


def _entries(
    lines: Sequence[Line], language: str, area: Area | None
) -> tuple[list[Entry], list[tuple[Line, str]]]:
    """The pairs in the lines, and what is wrong with which line."""
    read: list[tuple[Line, Entry]] = []
    faults: list[tuple[Line, str]] = []
    for line in lines:
        try:
            entry = line.entry(language=language, area=area)
            check(entry)
            read.append((line, entry))
        except ValidationError as error:
            faults += [(line, message) for message in error.messages]
    kept = Kept([entry for _line, entry in read])
    seen: dict[frozenset[str], int] = {}
    for line, entry in read:
        before = seen.setdefault(frozenset(entry.folded), line.number)
        if before != line.number:
            faults.append((line, _("The same pair is in line %(n)s.") % {"n": before}))
            continue
        try:
            kept.refuse_same(entry)
        except ValidationError as error:
            faults += [(line, message) for message in error.messages]
    return [entry for _line, entry in read], sorted(faults, key=lambda fault: fault[0].number)


def _at(line: Line, fault: str) -> str:
    """The fault may hold a link: what was typed is escaped around it."""
    said = _("Line {number}, “{text}”: {fault}")
    return format_html(said, number=line.number, text=line.text, fault=fault)
