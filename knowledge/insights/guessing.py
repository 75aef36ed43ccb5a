"""What the index says about words, as far as the viewer may know: their likely area, and whether only
what is closed has them.

Many wordings at once, with as many queries as for one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from django.core.cache import caches

from accounts.permissions import hidden_area_ids
from accounts.queries import visible_areas
from knowledge.search import registry, schema
from knowledge.search.asking import Filters
from knowledge.search.closed import closed_wordings
from knowledge.search.clusters import stems_of
from knowledge.search.engine import Unreadable
from knowledge.search.reader import reader
from knowledge.search.wording import understand

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.search.engine import Generation

GUESSED_FROM: Final = 5
"""The best results that are looked at; the nth counts 1/n."""

LEAST_SHARE: Final = 1 / 3
KEPT_SECONDS: Final = 600


def likely_areas(user: User, wordings: Sequence[str]) -> dict[str, Area]:
    """By wording, the area it is likely about, among those that exist for the viewer; perhaps none.

    The area whose name the words hold whole, in either language, the longest name first; else the one
    that most of their best visible results stand in. Guesses are kept by what the viewer may see, and
    looked up again among visible areas each time: one that was closed a moment ago is not named.
    """
    if not wordings:
        return {}
    areas = {area.pk: area for area in visible_areas(user).current()}
    named = _named(wordings, areas.values())
    kept = _kept_guesses(user, [words for words in wordings if words not in named])
    return named | {words: areas[pk] for words, pk in kept.items() if pk in areas}


def _named(wordings: Iterable[str], areas: Collection[Area]) -> dict[str, Area]:
    names = [
        (frozenset(stems_of(name)), area)
        for area in areas
        for name in (area.name, area.name_fr)
        if name
    ]
    found = {}
    for words in wordings:
        stems = frozenset(stems_of(words))
        named = [(len(name), area.depth, -area.pk, area) for name, area in names if name <= stems]
        if named:
            found[words] = max(named)[-1]
    return found


def _kept_guesses(user: User, wordings: Sequence[str]) -> dict[str, int]:
    """The ids of areas, 0 for none, from what is kept and from the index."""
    keys = {_key(user, words): words for words in wordings}
    kept: dict[str, int] = caches["local"].get_many(keys)
    missing = [words for key, words in keys.items() if key not in kept]
    if missing:
        found = _guess(user, missing)
        new = {_key(user, words): found.get(words, 0) for words in missing}
        caches["local"].set_many(new, KEPT_SECONDS)
        kept |= new
    return {words: kept[key] for key, words in keys.items()}


def closed_words(user: User, wordings: Collection[str]) -> frozenset[str]:
    """Those of the wordings with a word that is closed to this viewer (`knowledge.search.closed`)."""
    return closed_wordings(hidden_area_ids(user), wordings)


def _key(user: User, words: str) -> str:
    told = repr((sorted(hidden_area_ids(user)), words))
    return f"area-of:{hashlib.sha256(told.encode()).hexdigest()}"


def _guess(user: User, wordings: Sequence[str]) -> dict[str, int]:
    try:
        index = reader().generation()
        best = {words: _best(user, words, index) for words in wordings}
    except (Unreadable, ValueError, OSError):
        return {}
    areas = _areas_of(user, {ref for refs in best.values() for ref in refs})
    likely = {words: _likeliest(refs, areas) for words, refs in best.items()}
    return {words: pk for words, pk in likely.items() if pk}


def _best(user: User, words: str, index: Generation) -> list[int]:
    filters = Filters(hidden_areas=hidden_area_ids(user))
    asked = understand(words, index, filters).asked
    if not asked.words:
        return []
    return [hit.ref for hit in index.search(asked, filters).hits[:GUESSED_FROM]]


def _areas_of(user: User, refs: Collection[int]) -> dict[int, list[int]]:
    """The areas in use of the documents that the viewer may see; one lot for each kind."""
    answering = registry.answering()
    kinds = {
        schema.kind_code(name): kind for name, kind in registry.kinds().items() if name in answering
    }
    wanted: dict[int, list[int]] = defaultdict(list)
    for ref in refs:
        code, number = schema.split_ref(ref)
        wanted[code].append(number)
    found: dict[int, list[int]] = {}
    for code, numbers in wanted.items():
        if code in kinds:
            for number, shown in kinds[code].present(numbers, user).items():
                ref = schema.ref_of(kinds[code].name, number)
                found[ref] = [area.pk for area in shown.areas if not area.archived]
    return found


def _likeliest(refs: Sequence[int], areas: Mapping[int, Sequence[int]]) -> int:
    """0 when no area holds at least LEAST_SHARE of what the results weigh together."""
    weights: dict[int, float] = defaultdict(float)
    whole = 0.0
    for place, ref in enumerate((ref for ref in refs if ref in areas), 1):
        whole += 1 / place
        for pk in areas[ref]:
            weights[pk] += 1 / place
    best = max(weights, key=lambda pk: (weights[pk], -pk), default=0)
    return best if best and weights[best] >= whole * LEAST_SHARE else 0
