"""What a question resembles: threads and articles that may answer it already, and the areas they are in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.queries import pickable_areas
from knowledge.search import analysis, registry
from knowledge.search.queries import SearchRequest, search
from knowledge.threads.models import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.search.presenting import Result

LOOKED_AT: Final = 10
SHOWN: Final = 5
GUESSES: Final = 3
LEAST_SHARE: Final = 0.2
"""An area is guessed from results when it has at least this share of them, the nth counting 1/n. Lower than
for a writing request: an area must be named, the asker sees the guess, and moving a thread is one action."""

_SHORTEST_NAME: Final = 4


@dataclass(frozen=True, slots=True)
class Similar:
    """The nearest results, and the areas that the question seems to be about, the likeliest first."""

    results: Sequence[Result] = ()
    areas: Sequence[Area] = ()

    @property
    def area(self) -> Area | None:
        """The likeliest."""
        return self.areas[0] if self.areas else None


def similar_to(person: User, words: str, *, without: int | None = None) -> Similar:
    """What this person may see of it; one search, and one query for the areas they may choose.

    Areas are those of the nearest results, then those that the words name, then the one they asked in
    last: whoever asks is spared the choice, and sees what was guessed. `without` is a thread that is
    like itself.
    """
    found = search(person, SearchRequest(words=words, limit=LOOKED_AT)).results if words else ()
    found = [one for one in found if (one.shown.kind, one.shown.object_id) != ("thread", without)]
    found = [one for one in found if one.shown.kind in registry.answering()]
    pickable = {area.pk: area for area in pickable_areas(person)}
    likely = [*_of_results(found, pickable), *_named_in(words, pickable.values())]
    likely = likely or _asked_last(person, pickable)
    return Similar(found[:SHOWN], list(dict.fromkeys(likely))[:GUESSES])


def language_of(words: str, default: str) -> str:
    """English or French by its small words; `default` when they say nothing."""
    return analysis.detect_language(analysis.words(words), default)


def _of_results(results: Iterable[Result], pickable: dict[int, Area]) -> list[Area]:
    weights: dict[int, float] = defaultdict(float)
    whole = 0.0
    for place, result in enumerate(results, 1):
        whole += 1 / place
        for area in result.shown.areas:
            if area.pk in pickable:
                weights[area.pk] += 1 / place
    ranked = sorted(weights, key=lambda pk: (-weights[pk], pk))
    return [pickable[pk] for pk in ranked if weights[pk] >= whole * LEAST_SHARE]


def _named_in(words: str, areas: Iterable[Area]) -> list[Area]:
    """Areas whose name has a telling word in common with the question, deepest first."""
    said = _stems(words)
    named = [area for area in areas if said & _stems(f"{area.name} {area.name_fr}")]
    return sorted(named, key=lambda area: (-area.depth, area.tree_order))


def _stems(words: str) -> set[str]:
    folded = [word for word in analysis.words(words) if len(word) >= _SHORTEST_NAME]
    return {stem for language in ("en", "fr") for stem in analysis.terms(folded, language)}


def _asked_last(person: User, pickable: dict[int, Area]) -> list[Area]:
    last = Thread.objects.filter(asker=person).order_by("-asked_at", "-pk")
    pk = last.values_list("area_id", flat=True).first()
    return [pickable[pk]] if pk in pickable else []
