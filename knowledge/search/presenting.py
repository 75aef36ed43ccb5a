"""Hits as a person may see them now: the passage that answers, with the words marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.safestring import SafeString

from knowledge.search import registry, schema
from knowledge.search.asking import Asked
from knowledge.search.engine import Hit
from knowledge.search.marking import Marker
from knowledge.search.matching import CANDIDATES
from knowledge.search.registry import PassageView, Presentation

if TYPE_CHECKING:
    from accounts.models import User

TELLABLE: Final = {"customer": {"customer"}, "partner": {"customer", "partner"}}
"""Whose passages may be told to whom: the levels are nested."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One document with the passage that answers; `passage` is None if none may be shown.

    `missing` are the telling words of the query, as typed, that the document lacks; `explanation`
    says in sentences why it ranks here, if that was asked for.
    """

    shown: Presentation
    title: SafeString
    passage: PassageView | None
    text: SafeString
    score: float = 0.0
    hit: Hit | None = None
    answers: bool = True
    missing: tuple[str, ...] = ()
    explanation: tuple[str, ...] = ()

    @property
    def audience(self) -> str:
        """Who may be told the passage."""
        return self.passage.audience if self.passage else "internal"

    @property
    def copy_url(self) -> str:
        """Where the copy key posts; "" when the passage may not be told to a customer."""
        return self.passage.copy_url if self.passage else ""


def present(
    user: User,
    hits: list[Hit],
    above: frozenset[int],
    asked: Asked,
    *,
    end: int,
    audience: str,
) -> tuple[list[Result], int]:
    """Results up to `end`, a place in the order, and how many hits were not to be shown.

    The index may lag behind a new restriction or a withdrawn article by a moment: what the kinds
    don't present does not exist. Hits are presented in page-sized lots until the page is full.
    """
    marker = Marker(asked)
    results: list[Result] = []
    missing = at = 0
    end = min(end, CANDIDATES)
    while len(results) < end and at < len(hits):
        lot = hits[at : at + end - len(results)]
        at += len(lot)
        shown = _presentations(user, lot)
        results += [
            _result(hit, shown[hit.ref], marker, audience, answers=hit.ref in above)
            for hit in lot
            if hit.ref in shown
        ]
        missing += sum(hit.ref not in shown for hit in lot)
    return results, missing


def _presentations(user: User, hits: Sequence[Hit]) -> dict[int, Presentation]:
    kinds = {schema.kind_code(name): kind for name, kind in registry.kinds().items()}
    wanted: dict[int, list[int]] = defaultdict(list)
    for hit in hits:
        code, number = schema.split_ref(hit.ref)
        wanted[code].append(number)
    shown: dict[int, Presentation] = {}
    for code, numbers in wanted.items():
        if code in kinds:
            for number, presentation in kinds[code].present(numbers, user).items():
                shown[schema.ref_of(kinds[code].name, number)] = presentation
    return shown


def _result(
    hit: Hit, shown: Presentation, marker: Marker, audience: str, *, answers: bool
) -> Result:
    passage = _passage(hit, shown, marker, audience)
    return shown_as(shown, passage, marker, hit=hit, answers=answers)


def shown_as(
    shown: Presentation,
    passage: PassageView | None,
    marker: Marker,
    *,
    hit: Hit | None = None,
    answers: bool = True,
) -> Result:
    return Result(
        shown=shown,
        title=marker.mark(shown.title, shown.language),
        passage=passage,
        text=marker.snippet(passage.plain, shown.language)
        if passage
        else marker.mark(shown.summary, shown.language),
        score=round(hit.score, 4) if hit else 0.0,
        hit=hit,
        answers=answers,
    )


def _passage(hit: Hit, shown: Presentation, marker: Marker, audience: str) -> PassageView | None:
    """The best passage that still stands; after a change, the one with most of the words.

    One that can be copied for a customer is preferred when it has some of the words, and at most
    one fewer.
    """
    levels = TELLABLE.get(audience)
    passages = [
        view for view in shown.passages.values() if levels is None or view.audience in levels
    ]
    if not passages:
        return None

    def worth(view: PassageView) -> tuple[int, bool]:
        words = marker.weight(view.plain, shown.language)
        return words + bool(words and view.copy_url), hit.answers_with(view.key) or bool(
            view.copy_url
        )

    best = next((view for view in passages if hit.answers_with(view.key)), None)
    if best is not None and not best.copy_url:
        passages = [view for view in passages if view.copy_url or view is best]
    elif best is not None:
        return best
    return passages[0] if len(passages) == 1 else max(passages, key=worth)
