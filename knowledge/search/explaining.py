"""Why a result stands where it does, in sentences: for leads, who can then mend the words.

The points are those that ranked it: each step is asked again for these documents alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knowledge.search import schema
from knowledge.search.asking import Asked, Demand, Filters
from knowledge.search.matching import GRAM_SIZES, WEIGHTS, asked_pieces, weighted
from knowledge.ui.numbers import number

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    from knowledge.search.engine import Generation, Hit

STEPS: Final[dict[str, StrPromise]] = {
    "title": gettext_lazy("words in the title"),
    "questions": gettext_lazy("words in the customer’s phrasings"),
    "short": gettext_lazy("words in the short answer"),
    "body": gettext_lazy("words in the text"),
    "topics": gettext_lazy("words in the topics"),
    "learned": gettext_lazy("words that led others to copy from it"),
    "raw": gettext_lazy("words exactly as typed"),
    "grams": gettext_lazy("parts of words"),
    "title_grams": gettext_lazy("parts of words in the title"),
    "other": gettext_lazy("synonyms, compounds, neighbouring words, the best passage"),
}
LAST_STEPS: Final = frozenset({"raw", "title_grams"})
"""Taken for the best alone: `Hit.looked_at`."""

_LEAST_SHOWN: Final = 0.05


def explain(
    index: Generation, asked: Asked, filters: Filters, demand: Demand, hits: Sequence[Hit]
) -> dict[int, tuple[str, ...]]:
    """For each hit its sentences, the weightiest step first."""
    if not hits:
        return {}  # the engine panics when it is asked for the best none
    refs = [hit.ref for hit in hits]
    steps = {name: index.points(clauses, refs) for name, clauses in _clauses(index, asked).items()}
    held = index.holding(asked, demand.informative, filters, refs)
    return {
        hit.ref: (
            *_coverage(demand.informative, held[hit.ref]),
            *_points(hit, steps),
            *_adjusted(hit),
        )
        for hit in hits
    }


def _clauses(index: Generation, asked: Asked) -> dict[str, list[object]]:
    of = index.matcher.documents
    stems, words = asked.all_stems(), dict.fromkeys(asked.words)
    found: dict[str, list[object]] = {
        name: list(weighted(of, name, stems, WEIGHTS[name])) for name in schema.TEXT_FIELDS
    }
    found["learned"] = list(weighted(of, "learned", stems, WEIGHTS["learned"]))
    found["raw"] = list(weighted(of, "raw", words, WEIGHTS["raw"]))
    for name in GRAM_SIZES:
        found[name] = list(weighted(of, name, asked_pieces(asked, name), WEIGHTS[name]))
    return found


def _coverage(words: Sequence[str], held: Collection[str]) -> list[str]:
    have = [word for word in words if word in held]
    lacks = [word for word in words if word not in held]
    told = [
        ngettext(
            "Holds %(have)d of the %(all)d word that counts: %(words)s.",
            "Holds %(have)d of the %(all)d words that count: %(words)s.",
            len(words),
        )
        % {"have": len(have), "all": len(words), "words": ", ".join(have) or "–"}
    ]
    if lacks:
        told.append(_("Lacks: %(words)s.") % {"words": ", ".join(lacks)})
    return told


def _points(hit: Hit, steps: dict[str, dict[int, float]]) -> list[str]:
    """Points of the words; what no single step explains is the rest of the score."""
    worth = {
        name: found.get(hit.ref, 0.0)
        for name, found in steps.items()
        if hit.looked_at or name not in LAST_STEPS
    }
    by_words = hit.score / hit.factors.product
    worth["other"] = by_words - sum(worth.values())
    shown = sorted(worth.items(), key=lambda pair: -pair[1])
    return [
        _("%(points)s points: %(step)s.") % {"points": number(points, 1), "step": STEPS[name]}
        for name, points in shown
        if points >= _LEAST_SHOWN
    ]


def _adjusted(hit: Hit) -> list[str]:
    """Each factor as a change in hundredths, and the score that comes of it."""
    told = []
    for factor, why in (
        (hit.factors.confidence, _("its confidence is not “validated”")),
        (hit.factors.age, _("it was verified long ago")),
        (hit.factors.use, _("it was used in replies lately")),
        (hit.factors.language, _("it is in another language than you read, or asked in")),
        (hit.factors.focus, _("several passages mention it, none stands out")),
    ):
        if abs(factor - 1.0) >= 0.005:  # noqa: PLR2004 - less than half a hundredth shows as 0
            change = f"{(factor - 1.0) * 100:+.0f}".replace("-", "−")
            told.append(_("%(change)s %%: %(why)s.") % {"change": change, "why": why})
    told.append(_("Together %(points)s points.") % {"points": number(hit.score, 1)})
    return told
