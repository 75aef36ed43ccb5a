"""The tray that the panel shows beside a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.articles.models import Article
from knowledge.replies.models import TrayPassage
from knowledge.replies.queries.copyable import ANSWER, ARTICLE
from knowledge.replies.queries.trays import trays_of

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.replies.models import Tray


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelTray:
    """A tray, how many passages are in it, and the names of those that the person can still read.
    `is_taken_up`: nobody named it, it was the one that was being filled.
    """

    tray: Tray
    count: int
    names: tuple[str, ...]
    is_taken_up: bool = False


def tray_of_case(person: User, *, number: int, reference: str) -> Tray | None:
    """The open tray that the panel named, else the one with the reference of the case.

    A tray with another reference is another customer's. Without both there is none: whose words the
    panel was given nobody knows.
    """
    trays = trays_of(person).filter(done_at=None)
    named = trays.filter(pk=number).first() if number else None
    if named is not None and reference in {"", named.reference or reference}:
        return named
    if not reference:
        return None
    return trays.filter(reference=reference).order_by("-is_current", "-changed_at", "-id").first()


def own_tray(person: User, number: int) -> Tray | None:
    """By its number, done or not."""
    return trays_of(person).filter(pk=number).first() if number else None


def shown_tray(tray: Tray | None, reader: User, *, is_taken_up: bool = False) -> PanelTray | None:
    """Two queries; none where there is no tray."""
    if tray is None:
        return None
    rows = list(TrayPassage.objects.filter(tray=tray).values_list(*_NAMED))
    slugs = {slug for slug, _answer, _key in rows if slug}
    readable = set(
        Article.objects.visible_to(reader).filter(slug__in=slugs).values_list("slug", flat=True)
    )
    names = [
        f"{ARTICLE}.{slug}.{key}" if slug else f"{ANSWER}.{answer}.{key}"
        for slug, answer, key in rows
        if answer or slug in readable
    ]
    return PanelTray(tray=tray, count=len(rows), names=tuple(names), is_taken_up=is_taken_up)


_NAMED: Final = ("article__slug", "answer_id", "passage_key")
