"""Ranking taken apart: what each step gives the best documents of each query of a retrieval set.

Called inside a copy that holds the set and its index, as `manage.py shell -c "from bench.search_steps
import take_apart; …"`. The points of each step are the engine's own, asked for with weight 1; with
the weights of the code they add up to the engine's scores, which is checked query by query.
"""

import json
import math
import random
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tantivy import Occur

from bench.search_relevance import DEPTH, SEED, RetrievalSet, read_set, with_typo
from knowledge.articles.models import Article
from knowledge.search import asking, schema
from knowledge.search.asking import Asked, Filters
from knowledge.search.engine import Generation
from knowledge.search.matching import (
    CANDIDATES,
    GRAM_SIZES,
    WEIGHTS,
    asked_pieces,
    in_a_row,
    weighted,
)
from knowledge.search.ranking import focus_factor
from knowledge.search.reader import reader
from knowledge.search.reranking import LOOKED_AT, by_ref
from knowledge.search.wording import understand

Points = dict[str, dict[int, float]]

POOL = 2 * CANDIDATES
KEPT = 40
"""Documents of each query that a fit looks at: further down, none comes up to the first ten."""

FIRST = (*schema.TEXT_FIELDS, "learned", "other readings")
FOCUS = "focus"
"""A factor, not points: how much the best passage stands out."""

WIDENING = ("grams",)
LAST = ("raw", "title_grams", "body_pairs", "title_pairs", "passage")
"""Asked of those that are best by then."""

SECOND = (*WIDENING, *LAST)
STEPS = (*FIRST, *SECOND)
LEFT_OUT: Mapping[str, tuple[str, ...]] = {
    **{step: (step,) for step in STEPS},
    "both kinds of pairs": ("body_pairs", "title_pairs"),
    "both kinds of pieces": ("grams", "title_grams"),
    FOCUS: (FOCUS,),
    "the whole second stage": (*SECOND, FOCUS),
}
"""What the ablation leaves out, by its name in the table."""

SAMPLE = 300
"""Queries that the shares of a good match are tried on."""

INFORMATIVE = (0.2, 0.3, 0.5)
ANSWERED = (0.3, 0.4, 0.5, 0.6)
_NOTHING = 1e-4
"""Below it the points are the rounding of 32-bit sums."""

EVERYTHING = Filters()


def factor(step: str) -> float:
    """The code's weight of a step; what was otherwise read carries its weights within."""
    return 1.0 if step == "other readings" else WEIGHTS[step]


@dataclass
class Sums:
    """nDCG@10 added up over queries, by what was left out."""

    queries: int = 0
    ndcg: dict[str, float] = field(default_factory=dict)
    furthest: float = 0.0

    def add(self, name: str, gained: float) -> None:
        self.ndcg[name] = self.ndcg.get(name, 0.0) + gained

    def means(self) -> dict[str, float]:
        return {name: total / self.queries for name, total in self.ndcg.items()}


@dataclass(frozen=True)
class Wanted:
    """The answers of one query, as the index numbers them, and the best sum they can bring."""

    gains: Mapping[int, int]
    ideal: float

    @classmethod
    def of(cls, answers: Mapping[str, int], refs: Mapping[str, int]) -> "Wanted":
        best = sorted(answers.values(), reverse=True)[:DEPTH]
        gains = {refs[key]: gain for key, gain in answers.items() if key in refs}
        return cls(gains, discounted(best))

    def ndcg(self, ranked: Sequence[int]) -> float:
        return discounted([self.gains.get(ref, 0) for ref in ranked[:DEPTH]]) / self.ideal


def discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains) if gain)


def points_of(index: Generation, asked: Asked) -> tuple[list[int], Points]:
    """The pool of the first stage, best first, and the points of each step with weight 1."""
    matcher, searcher = index.matcher, index._documents_now
    first = searcher.search(matcher.first(asked, EVERYTHING), POOL)
    if not first.hits:
        first = searcher.search(matcher.pieces(asked, EVERYTHING), POOL)
    whole = by_ref(searcher, first.hits)
    refs = list(whole)
    if not refs:
        return [], {}
    of, stems = matcher.documents, asked.all_stems()
    words, pairs = dict.fromkeys(asked.words), sorted(asked.pairs())
    found: Points = {
        name: index.points(weighted(of, name, stems, 1.0), refs)
        for name in (*schema.TEXT_FIELDS, "learned")
    }
    explained = {
        ref: sum(WEIGHTS[name] * points[ref] for name, points in found.items()) for ref in refs
    }
    found["other readings"] = {ref: whole[ref] - explained[ref] for ref in refs}
    found["raw"] = index.points(weighted(of, "raw", words, 1.0), refs)
    for name in GRAM_SIZES:
        pieces = asked_pieces(asked, name)
        found[name] = index.points(weighted(of, name, pieces, 1.0), refs)
    for name, fields in (("body_pairs", ("body",)), ("title_pairs", ("title", "questions"))):
        rows = [in_a_row(of, field, pair, 1.0) for field in fields for pair in pairs]
        found[name] = index.points([(Occur.Should, row) for row in rows], refs)
    found["passage"], found[FOCUS] = _passages(index, asked, refs)
    return refs, found


def _passages(
    index: Generation, asked: Asked, refs: Sequence[int]
) -> tuple[dict[int, float], dict[int, float]]:
    """What the best passage says more than the body, and the factor for how it stands out; as
    many at a time as the engine asks about."""
    more: dict[int, float] = {}
    focus: dict[int, float] = {}
    for start in range(0, len(refs), LOOKED_AT):
        best = index.reranker.best_passages(asked, refs[start : start + LOOKED_AT], "")
        more |= index.reranker.by_passage(asked, best)
        focus |= {ref: focus_factor(p.best, p.next_two) for ref, p in best.items()}
    return {ref: points / WEIGHTS["passage"] for ref, points in more.items()}, focus


def ranked(
    refs: Sequence[int], points: Points, left_out: Sequence[str] = ()
) -> tuple[list[int], dict[int, float]]:
    """The documents as the engine would order them without some steps, and their scores."""

    def total(ref: int, steps: Sequence[str]) -> float:
        return sum(
            factor(step) * points[step].get(ref, 0.0) for step in steps if step not in left_out
        )

    first = {ref: total(ref, FIRST) for ref in refs}
    best = sorted((ref for ref in refs if first[ref] > _NOTHING), key=lambda ref: -first[ref])
    focus = {} if FOCUS in left_out else points.get(FOCUS, {})
    scores = {ref: first[ref] + total(ref, WIDENING) for ref in best[:CANDIDATES]}
    for ref in sorted(scores, key=lambda ref: (-scores[ref], ref))[:LOOKED_AT]:
        scores[ref] = (scores[ref] + total(ref, LAST)) * focus.get(ref, 1.0)
    return sorted(scores, key=lambda ref: (-scores[ref], ref)), scores


def rows_for_fit(query: str, wanted: Wanted, refs: list[int], points: Points) -> dict[str, Any]:
    """The best documents of one query with the points of each step; answers always among them."""
    order, _scores = ranked(refs, points)
    kept = order[:KEPT] + [ref for ref in order[KEPT:] if ref in wanted.gains]
    return {
        "query": query,
        "ideal": wanted.ideal,
        "gains": [wanted.gains.get(ref, 0) for ref in kept],
        "points": {
            step: [
                round(points[step].get(ref, 0.0) * points[FOCUS].get(ref, 1.0), 4) for ref in kept
            ]
            for step in STEPS
            if any(points[step].get(ref, 0.0) for ref in kept)
        },
    }


def measure(
    index: Generation, queries: Sequence[tuple[str, str]], answers: Mapping[str, Wanted]
) -> tuple[Sums, list[dict[str, Any]]]:
    """Every query with each step left out, and what a fit needs."""
    sums, rows = Sums(), []
    for key, text in queries:
        if key not in answers:
            continue
        wanted = answers[key]
        sums.queries += 1
        asked = understand(text, index, EVERYTHING).asked
        refs, points = points_of(index, asked) if asked.words else ([], {})
        found = index.search(asked, EVERYTHING).hits if asked.words else []
        real = wanted.ndcg([hit.ref for hit in found])
        sums.add("engine", real)
        sums.add("words taken as typed", _as_typed(index, text, asked, wanted, real))
        order, scores = ranked(refs, points)
        sums.add("all steps", wanted.ndcg(order))
        off = (abs(scores.get(hit.ref, 0.0) - hit.score) for hit in found[:DEPTH])
        sums.furthest = max(sums.furthest, *off, 0.0)
        for name, steps in LEFT_OUT.items():
            sums.add(name, wanted.ndcg(ranked(refs, points, steps)[0]))
        rows.append(rows_for_fit(key, wanted, refs, points))
    return sums, rows


def _as_typed(
    index: Generation, text: str, asked: Asked, wanted: Wanted, otherwise: float
) -> float:
    """nDCG with the words taken as they are; `otherwise` where that changes nothing."""
    bare = understand(text, index, EVERYTHING, exactly=True).asked
    if bare == asked:
        return otherwise
    return wanted.ndcg([hit.ref for hit in index.search(bare, EVERYTHING).hits])


def thresholds(
    index: Generation, queries: Sequence[tuple[str, str]], answers: Mapping[str, Wanted]
) -> Iterator[dict[str, float]]:
    """For each pair of shares, what counts as a good match, by the engine's own rule."""
    asked = [
        (answers[k], understand(t, index, EVERYTHING).asked) for k, t in queries if k in answers
    ]
    shown = [
        (wanted, words, [hit.ref for hit in index.search(words, EVERYTHING).hits[:DEPTH]])
        for wanted, words in asked
        if words.words
    ]
    before = asking.INFORMATIVE_SHARE, asking.ANSWER_SHARE
    for informative in INFORMATIVE:
        for answered in ANSWERED:
            _shares(informative, answered)
            yield {"informative": informative, "answered": answered, **_good(index, shown)}
    _shares(*before)


def _shares(informative: float, answered: float) -> None:
    """Measuring means varying what the code holds constant."""
    asking.INFORMATIVE_SHARE = informative  # type: ignore[misc]
    asking.ANSWER_SHARE = answered  # type: ignore[misc]


def _good(index: Generation, shown: list[tuple[Wanted, Asked, list[int]]]) -> dict[str, float]:
    totals, answers, good_answers, others, good_others = [], 0, 0, 0, 0
    for wanted, asked, refs in shown:
        demand = index.demand(asked, EVERYTHING)
        totals.append(index.count(index.matcher.answering(asked, EVERYTHING, demand)))
        good = index.answering(asked, EVERYTHING, demand, refs)
        right = {ref for ref in refs if ref in wanted.gains}
        answers, good_answers = answers + len(right), good_answers + len(right & good)
        others, good_others = others + len(refs) - len(right), good_others + len(good - right)
    return {
        "answers": good_answers / max(1, answers),
        "others": good_others / max(1, others),
        "none": sum(total == 0 for total in totals) / len(totals),
        "median": statistics.median(totals),
        "documents": index.documents,
    }


def _with_any_word(index: Generation, queries: Sequence[tuple[str, str]]) -> float:
    """Documents that hold any word of a query: the median, to compare good matches with."""
    asked = (understand(text, index, EVERYTHING).asked for _key, text in queries)
    first = index.matcher.first
    return statistics.median(index.count(first(one, EVERYTHING)) for one in asked if one.words)


def take_apart(folder: str, target: str) -> None:
    """Write what the tables need, of the set whose index this copy holds, as JSON."""
    told = _measured(read_set(Path(folder)))
    Path(target).write_text(json.dumps(told), encoding="utf-8")


def _measured(chosen: RetrievalSet) -> dict[str, Any]:
    index = reader().generation()
    refs = {
        key: schema.ref_of("article", number)
        for key, number in Article.objects.values_list("external_id", "pk")
        if key
    }
    answers = {key: Wanted.of(found, refs) for key, found in chosen.relevant.items()}
    chance = random.Random(SEED)
    typos = [(key, with_typo(text, chance)) for key, text in chosen.queries]
    weights = {step: factor(step) for step in STEPS}
    told: dict[str, Any] = {"name": chosen.name, "weights": weights, "variants": {}}
    for name, queries in (("clean", chosen.queries), ("one typo", typos)):
        sums, rows = measure(index, queries, answers)
        told["variants"][name] = {
            "queries": sums.queries,
            "ndcg": sums.means(),
            "furthest": sums.furthest,
            "rows": rows,
        }
    some = chosen.queries[:: max(1, len(chosen.queries) // SAMPLE)]
    told["thresholds"] = list(thresholds(index, some, answers))
    told["any word"] = _with_any_word(index, some)
    told["sampled"] = len(some)
    return told
