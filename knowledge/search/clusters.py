"""Searches that mean the same by their words, under one name.

Two steps, both deterministic. Wordings with the same stems (small words dropped, synonyms read as
one) are the same. Then near ones join: the commonest wordings lead, and a rarer one follows the most
alike leader, if the Jaccard index of their stems, each weighted by how rare it is, reaches ALIKE.
Nothing is compared with everything: by prefix filtering (Chaudhuri, Ganti, Kaushik 2006) two sets
that are so alike share one of their rarest stems, so only leaders with such a stem are looked at.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from knowledge.search import analysis
from knowledge.search.grammar import parse

Stems = tuple[str, ...]
"""Sorted, each once."""

Canonical = Callable[[Stems], Stems]
"""Reads synonyms as one: the same answer for stems that mean the same."""

ALIKE: Final = 0.55
"""One rarer word beside two common ones joins (about 0.6), one word of each beside one does not (0.33).

On the wordings of tests/search/test_clusters.py every threshold from 0.48 to 0.62 parts what people
would part, and joins the rest.
"""

LEAST_SETS: Final = 50
MOST_LOOKED_AT: Final = 300_000_000
"""Pairs of stems that are compared, about 10 s: wordings rarer than those lead themselves. 30,000 wordings
that people typed need a twelfth; 4,000 unlike ones made of the same few words would need five times as
much, which is no work of anybody who looks for something.
"""

_LONGEST_KEY: Final = 500


def as_it_is(stems: Stems) -> Stems:
    """No synonyms."""
    return stems


def plain_words(typed: str) -> str:
    """What was looked for, without filters and exclusions typed into the box: `area:` may name an area
    that others must not know of. Perhaps nothing.
    """
    return " ".join(parse(typed).words.split())


def stems_of(words: str) -> Stems:
    """What is searched for, whatever the order, number, gender or small words.

    Small words alone, or signs alone, stand for themselves: empty only when nothing was typed.
    """
    return stems_in(telling_words(words)) or tuple(sorted(set(words.split())))


def telling_words(words: str) -> Sequence[str]:
    """The folded words in order without the small ones, or with them if there are no others."""
    folded = analysis.words(words)
    language = analysis.detect_language(folded)
    return [word for word in folded if not analysis.is_stop_word(word, language)] or folded


def stems_in(words: Iterable[str]) -> Stems:
    """The stems of folded words.

    Short searches seldom tell their language, so each word is stemmed in English and then in French:
    that joins the forms of a word in both, and hardly ever two words.
    """
    return tuple(sorted({analysis.stem(analysis.stem(word, "en"), "fr") for word in words}))


def key_of(stems: Stems) -> str:
    """The stems as one string of at most 500 characters."""
    return " ".join(stems)[:_LONGEST_KEY]


def gather(
    weights: Mapping[Stems, int], canonical: Canonical = as_it_is, alike: float = ALIKE
) -> dict[Stems, Stems]:
    """Each of these stem sets → the one that leads its cluster; leaders lead themselves.

    `weights` say how often each was searched. The cost grows with the number of sets, and with the
    number of leaders that share a rare stem.
    """
    merged: dict[Stems, list[Stems]] = {}
    for stems in sorted(weights, key=lambda key: (-weights[key], key)):
        merged.setdefault(canonical(stems), []).append(stems)
    totals = {key: sum(weights[stems] for stems in group) for key, group in merged.items()}
    followed = _leaders(totals, alike)
    return {stems: merged[followed[key]][0] for key, group in merged.items() for stems in group}


def _leaders(totals: Mapping[Stems, int], alike: float) -> dict[Stems, Stems]:
    rarity = rarity_of(totals)
    by_stem: dict[str, list[Stems]] = {}
    followed: dict[Stems, Stems] = {}
    looked_at = 0
    for stems in sorted(totals, key=lambda key: (-totals[key], key)):
        rarest = _prefix(stems, rarity, alike)
        near: set[Stems] = set()
        if looked_at < MOST_LOOKED_AT:
            near.update(leader for stem in rarest for leader in by_stem.get(stem, ()))
        looked_at += len(stems) * sum(map(len, near))
        best, lead = 0.0, stems
        for leader in near:
            likely = likeness(stems, leader, rarity)
            if likely > best or (likely == best and leader < lead):
                best, lead = likely, leader
        if best >= alike:
            followed[stems] = lead
            continue
        followed[stems] = stems
        for stem in rarest:
            by_stem.setdefault(stem, []).append(stems)
    return followed


def likeness(one: Stems, other: Stems, rarity: Mapping[str, float]) -> float:
    """Weighted Jaccard index: what they share / what they have together; 1 for two empty ones."""
    shared = math.fsum(rarity[stem] for stem in one if stem in other)
    alone = math.fsum(rarity[stem] for stem in other if stem not in one)
    together = math.fsum(rarity[stem] for stem in one) + alone
    return shared / together if together else 1.0


def rarity_of(stem_sets: Iterable[Stems]) -> dict[str, float]:
    """From 1 for a stem of every set to 2 for one of a single set: 1 + its share of the largest idf.

    idf = ln(sets / sets with the stem), as if there were at least LEAST_SETS, so that a handful of
    searches is judged like many. Undamped, one rare word would outweigh any number of common ones,
    and "bill doubled this month" would be no kind of "bill doubled".
    """
    every = list(stem_sets)
    counts = Counter(stem for stems in every for stem in stems)
    size = max(LEAST_SETS, len(every))
    return {stem: 1 + math.log(size / count) / math.log(size) for stem, count in counts.items()}


def _prefix(stems: Stems, rarity: Mapping[str, float], alike: float) -> list[str]:
    """The rarest stems that outweigh 1 − `alike` of the whole: sets so alike share one of them."""
    ordered = sorted(stems, key=lambda stem: (-rarity[stem], stem))
    spare = (1 - alike) * math.fsum(rarity[stem] for stem in stems) + 1e-9
    kept: list[str] = []
    weight = 0.0
    for stem in ordered:
        kept.append(stem)
        weight += rarity[stem]
        if weight > spare:
            break
    return kept
