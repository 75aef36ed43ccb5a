"""`make bench-weights`: what each step of ranking adds, and whether its weights are fitted to a set.

    python -m bench.search_weights [SET …] [--data FOLDER]

Each SET (a folder, or its name inside --data; all of them there when none is named) is imported into
a copy of its own and taken apart by bench.search_steps, all at the same time. Printed are nDCG@10
with each step left out; weights fitted to four fifths of the queries of all sets together, measured
on the last fifth, beside the weights of the code; and what counts as a good match.
"""

import argparse
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.copy import ROOT, BenchCopy
from bench.search_relevance import DEPTH, guess_language, prepare, read_set

FOLDS = 5
ROUNDS = 3
FACTORS = (0.0, 0.5, 0.75, 0.9, 1.1, 1.33, 2.0)
LEAST_GAIN = 1e-5
FITTED = (
    "short",
    "body",
    "raw",
    "grams",
    "title_grams",
    "body_pairs",
    "title_pairs",
    "passage",
)
"""The title's weight stays: only proportions count. No set has questions, topics or lessons."""

THRESHOLD_HEADS = (
    "informative: in at most",
    "good: holds at least",
    "answers among the ten that are good",
    "others among the ten that are good",
    "queries with none",
    "median total",
)
UNTOLD = ("questions", "topics", "learned")
DISCOUNTS = tuple(1 / math.log2(place + 2) for place in range(DEPTH))

TAKE_APART = "from bench.search_steps import take_apart; take_apart({!r}, {!r})"

Measured = dict[str, Any]


def take_apart(folder: Path) -> Measured:
    """Import and index a set in a copy of its own, and measure there."""
    chosen = read_set(folder)
    with BenchCopy() as copy:
        prepare(copy, chosen, guess_language(chosen.corpus))
        target = copy.data_dir / "steps.json"
        copy.manage("shell", "-c", TAKE_APART.format(str(folder.resolve()), str(target)))
        told: Measured = json.loads(target.read_text(encoding="utf-8"))
        return told


# What each step adds


def print_ablation(sets: Sequence[Measured]) -> None:
    """nDCG@10 with all steps, and what leaving out each of them changes."""
    columns = [(told, variant) for told in sets for variant in told["variants"]]
    heads = [f"{told['name']}, {variant}" for told, variant in columns]
    ndcg = [told["variants"][variant]["ndcg"] for told, variant in columns]
    print(f"\n| left out | {' | '.join(heads)} |\n|---{'|---' * len(heads)}|")
    whole = [f"{means['all steps']:.4f}" for means in ndcg]
    print(f"| nothing | {' | '.join(whole)} |")
    for name in ndcg[0]:
        if name not in ("all steps", "engine"):
            changes = (means[name] - means["all steps"] for means in ndcg)
            print(f"| {name} | {' | '.join(map(signed, changes))} |")
    for (told, variant), means in zip(columns, ndcg, strict=True):
        off = abs(means["engine"] - means["all steps"])
        furthest = told["variants"][variant]["furthest"]
        print(
            f"{told['name']}, {variant}: the engine's own nDCG@10 differs from the sum of the ",
            end="",
        )
        print(f"steps by {off:.5f}, its scores by at most {furthest:.5f}")


def signed(change: float) -> str:
    """ "0" for what changes nothing at all, else with its sign."""
    return "0" if change == 0 else f"{change:+.4f}".replace("-", "−")


# Cross-validation


class Query:
    """The best documents of one query, and their scores by the weights tried so far."""

    __slots__ = ("columns", "fold", "gains", "ideal", "now", "scores", "share")

    def __init__(self, row: Mapping[str, Any], fold: int, share: float) -> None:
        self.fold = fold
        self.share = share
        self.ideal: float = row["ideal"]
        self.gains: list[int] = row["gains"]
        self.columns: dict[str, list[float]] = row["points"]
        self.scores: list[float] = []
        self.now = 0.0

    def weigh(self, weights: Mapping[str, float]) -> float:
        """Start from these weights; nDCG@10."""
        self.scores = [0.0] * len(self.gains)
        for step in self.columns:
            self.move(step, weights[step])
        self.now = self.ndcg(self.scores)
        return self.now

    def moved(self, step: str, by: float) -> list[float]:
        return [
            score + by * points
            for score, points in zip(self.scores, self.columns[step], strict=True)
        ]

    def move(self, step: str, by: float) -> None:
        self.scores = self.moved(step, by)

    def ndcg(self, scores: Sequence[float]) -> float:
        order = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:DEPTH]
        gains = self.gains
        return sum(d * gains[at] for d, at in zip(DISCOUNTS, order, strict=False)) / self.ideal


def queries_of(sets: Sequence[Measured]) -> dict[str, list[Query]]:
    """By set and variant. Folds are blocks in a row, so that likely paraphrases stay together; a
    query counts so much that each list of them counts alike."""
    found = {}
    for told in sets:
        for variant, measured in told["variants"].items():
            rows = measured["rows"]
            found[f"{told['name']}, {variant}"] = [
                Query(row, at * FOLDS // len(rows), 1 / len(rows)) for at, row in enumerate(rows)
            ]
    return found


def fit(queries: Sequence[Query], start: Mapping[str, float]) -> dict[str, float]:
    """Coordinate search: one weight after the other to the best of FACTORS, until none helps."""
    weights = dict(start)
    for query in queries:
        query.weigh(weights)
    for _round in range(ROUNDS):
        moved = False
        for step in FITTED:
            moved = _improve(queries, weights, step) or moved
        if not moved:
            break
    return weights


def _improve(queries: Sequence[Query], weights: dict[str, float], step: str) -> bool:
    touched = [query for query in queries if step in query.columns]
    before = weights[step]
    best, best_gain = before, LEAST_GAIN
    for factor in FACTORS:
        by = before * (factor - 1.0)
        gain = sum(q.share * (q.ndcg(q.moved(step, by)) - q.now) for q in touched)
        if gain > best_gain:
            best, best_gain = before * factor, gain
    if best == before:
        return False
    for query in touched:
        query.move(step, best - before)
        query.now = query.ndcg(query.scores)
    weights[step] = best
    return True


def mean(queries: Iterable[Query], weights: Mapping[str, float]) -> float:
    found = [query.weigh(weights) for query in queries]
    return sum(found) / len(found)


@dataclass(frozen=True)
class Fit:
    """Weights, what they were fitted to, and what they bring on queries that were left out."""

    name: str
    weights: Mapping[str, float]
    held_out: Mapping[str, float]
    of_code: Mapping[str, float]


def cross_validated(lists: Mapping[str, list[Query]], code: Mapping[str, float]) -> list[Fit]:
    """Five fits, each measured on the fifth it did not see."""
    fits = []
    for fold in range(FOLDS):
        seen = [q for queries in lists.values() for q in queries if q.fold != fold]
        unseen = {n: [q for q in queries if q.fold == fold] for n, queries in lists.items()}
        weights = fit(seen, code)
        fits.append(_judged(f"fold {fold + 1}", weights, unseen, code))
    return fits


def transferred(
    sets: Sequence[Measured], lists: Mapping[str, list[Query]], code: Mapping[str, float]
) -> list[Fit]:
    """Weights fitted to one set alone, measured on the others."""
    fits = []
    for told in sets:
        own = [f"{told['name']}, {variant}" for variant in told["variants"]]
        weights = fit([q for name in own for q in lists[name]], code)
        others = {name: queries for name, queries in lists.items() if name not in own}
        fits.append(_judged(f"all of {told['name']}", weights, others, code))
    return fits


def _judged(
    name: str,
    weights: Mapping[str, float],
    unseen: Mapping[str, list[Query]],
    code: Mapping[str, float],
) -> Fit:
    return Fit(
        name,
        weights,
        {name: mean(queries, weights) for name, queries in unseen.items()},
        {name: mean(queries, code) for name, queries in unseen.items()},
    )


def print_fits(
    sets: Sequence[Measured], lists: Mapping[str, list[Query]], code: Mapping[str, float]
) -> None:
    """Fitted weights, and held-out nDCG@10 of them and of the code's."""
    folds = cross_validated(lists, code)
    others = transferred(sets, lists, code) if len(sets) > 1 else []
    together = fit([q for queries in lists.values() for q in queries], code)
    print(f"\n| weights fitted to | {' | '.join(FITTED)} |\n|---{'|---' * len(FITTED)}|")
    rows = [
        ("the code's", code),
        *((f"all but {f.name}", f.weights) for f in folds),
        *((f.name, f.weights) for f in others),
        ("everything", together),
    ]
    for name, weights in rows:
        print(f"| {name} | {' | '.join(f'{weights[step]:.2f}' for step in FITTED)} |")
    print(f"\nnDCG@10 of the best documents, on queries held out ({FOLDS} folds):\n")
    print("| queries | the code's weights | fitted | fitted gain by fold |\n|---|---|---|---|")
    for name in lists:
        of_code = sum(f.of_code[name] for f in folds) / FOLDS
        fitted = sum(f.held_out[name] for f in folds) / FOLDS
        each = ", ".join(signed(f.held_out[name] - f.of_code[name]) for f in folds)
        print(f"| {name} | {of_code:.4f} | {fitted:.4f} ({signed(fitted - of_code)}) | {each} |")
    for f in others:
        for name, brought in f.held_out.items():
            change = signed(brought - f.of_code[name])
            print(
                f"| {name}, fitted to {f.name} | {f.of_code[name]:.4f} | {brought:.4f} ({change}) | |"
            )
    _print_together(lists, code, together)


def _print_together(
    lists: Mapping[str, list[Query]], code: Mapping[str, float], together: Mapping[str, float]
) -> None:
    """What a fit to everything would bring on what it was fitted to: more than it can keep."""
    for name, queries in lists.items():
        before, after = mean(queries, code), mean(queries, together)
        print(f"| {name}, fitted to everything (seen) | {before:.4f} | {after:.4f} | |")


# Good matches


def print_thresholds(sets: Sequence[Measured]) -> None:
    """What counts as a good match, by the two shares of `asking`."""
    for told in sets:
        documents = int(told["thresholds"][0]["documents"])
        any_word = told["any word"] / documents
        print(
            f"\nGood matches of {told['sampled']} queries, {told['name']}: {documents} documents, ",
            end="",
        )
        print(f"in the median {any_word:.0%} of them with any of the words\n")
        print(f"| {' | '.join(THRESHOLD_HEADS)} |\n|{'---|' * len(THRESHOLD_HEADS)}")
        for row in told["thresholds"]:
            shares = (row[name] for name in ("answers", "others", "none"))
            print(
                f"| {row['informative']:.0%} of documents | {row['answered']:.0%} of words", end=""
            )
            print("".join(f" | {share:.1%}" for share in shares), end="")
            print(f" | {row['median']:.0f} ({row['median'] / documents:.1%}) |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", nargs="*", help="folders of sets, or their names inside --data")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    options = parser.parse_args()
    names = options.sets or sorted(
        found.parent.name for found in options.data.glob("*/qrels.tsv.gz")
    )
    folders = [Path(name) if Path(name).is_dir() else options.data / name for name in names]
    missing = [str(folder) for folder in folders if not (folder / "qrels.tsv.gz").exists()]
    if missing or not folders:
        sys.exit(f"no retrieval set: {', '.join(missing) or options.data}")
    with ThreadPoolExecutor(len(folders)) as pool:
        sets = list(pool.map(take_apart, folders))
    print_ablation(sets)
    print_fits(sets, queries_of(sets), sets[0]["weights"])
    print_thresholds(sets)
    print(f"\nNo set has {', '.join(UNTOLD)}: their weights are set by principle.")


if __name__ == "__main__":
    main()
