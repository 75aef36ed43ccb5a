"""`make bench-search SET=…`: how well, and how fast, the running product finds labelled answers.

    python -m bench.search_relevance SET [--data FOLDER] [--language CODE] [--queries N]

SET is a folder in the format of the retrieval sets (corpus.jsonl.gz, queries.jsonl.gz, qrels.tsv.gz)
or its name inside --data. It is imported into a copy of its own, served, and every query is asked
through /api/v1/search as a program would, as it is and with one typo.
"""

import argparse
import gzip
import http.client
import json
import math
import random
import statistics
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.copy import ROOT, BenchCopy

DEPTH = 10
SEED = 7
SHORTEST_TYPO = 4
LETTERS = "abcdefghijklmnopqrstuvwxyz"
AUTHOR = "bench@terroir.example"
HINTS = {"fr": {"le", "la", "les", "des", "est", "une"}, "en": {"the", "is", "to", "of", "and"}}

Relevant = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class RetrievalSet:
    """Documents, queries, and for each query the documents that answer with their gain."""

    name: str
    corpus: list[dict[str, Any]]
    queries: list[tuple[str, str]]
    relevant: Relevant


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def read_set(folder: Path) -> RetrievalSet:
    """Raises FileNotFoundError for a folder that isn't a set."""
    relevant: dict[str, dict[str, int]] = {}
    with gzip.open(folder / "qrels.tsv.gz", "rt", encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            query, document, score = line.rstrip("\n").split("\t")
            relevant.setdefault(query, {})[document] = int(score)
    queries = [(row["_id"], row["text"]) for row in _rows(folder / "queries.jsonl.gz")]
    return RetrievalSet(folder.name, list(_rows(folder / "corpus.jsonl.gz")), queries, relevant)


def guess_language(corpus: Sequence[Mapping[str, Any]]) -> str:
    """By the small words of the first documents."""
    words = " ".join(str(row["text"]) for row in corpus[:50]).lower().split()
    return max(HINTS, key=lambda code: sum(word in HINTS[code] for word in words))


def with_typo(text: str, chance: random.Random) -> str:
    """One letter dropped, doubled, swapped or replaced in one word of four letters or more."""
    words = text.split(" ")
    long = [i for i, w in enumerate(words) if sum(map(str.isalpha, w)) >= SHORTEST_TYPO]
    if not long:
        return text
    chosen = chance.choice(long)
    word = words[chosen]
    at = chance.choice([i for i, letter in enumerate(word) if letter.isalpha()])
    kind = chance.choice(("drop", "double", "swap", "replace"))
    if kind == "drop":
        word = word[:at] + word[at + 1 :]
    elif kind == "double":
        word = word[: at + 1] + word[at:]
    elif kind == "swap" and at + 1 < len(word):
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        word = word[:at] + chance.choice(LETTERS.replace(word[at].lower(), "")) + word[at + 1 :]
    words[chosen] = word
    return " ".join(words)


def measures(found: Mapping[str, Sequence[str]], relevant: Relevant) -> dict[str, float]:
    """Means over all queries; one without results counts 0."""
    sums = dict.fromkeys(("nDCG@10", "Recall@10", "MRR@10", "Success@1"), 0.0)
    for query, wanted in relevant.items():
        got = list(found.get(query, ()))[:DEPTH]
        gains = [wanted.get(document, 0) for document in got]
        best = sorted(wanted.values(), reverse=True)[:DEPTH]
        ranks = [place for place, gain in enumerate(gains, 1) if gain]
        sums["nDCG@10"] += _discounted(gains) / _discounted(best)
        sums["Recall@10"] += len(ranks) / len(wanted)
        sums["MRR@10"] += 1 / ranks[0] if ranks else 0.0
        sums["Success@1"] += bool(gains and gains[0])
    return {name: total / len(relevant) for name, total in sums.items()}


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


class Asker:
    """One client on one kept connection."""

    def __init__(self, copy: BenchCopy, token: str) -> None:
        self.connection = http.client.HTTPConnection("localhost", copy.port, timeout=30)
        self.headers = {"Authorization": f"Bearer {token}"}
        self.milliseconds: list[float] = []

    def ask(self, query: str) -> list[str]:
        """External ids, best first."""
        started = time.perf_counter()
        path = f"/api/v1/search?q={quote(query)}&limit={DEPTH}"
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        self.milliseconds.append((time.perf_counter() - started) * 1000)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{answer.status} for {query!r}: {body[:300]!r}")
        return [result["external_id"] for result in json.loads(body)["results"]]


def prepare(copy: BenchCopy, chosen: RetrievalSet, language: str) -> str:
    """Import the set and index it; returns an API token."""
    copy.environment |= {"EMPTY": "1", "WEB_PROCESSES": "1"}
    copy.manage("prepare")
    copy.manage("create_person", AUTHOR, "Bench")
    records = copy.data_dir / "set.jsonl"
    with records.open("w", encoding="utf-8") as lines:
        for row in chosen.corpus:
            record = {"external_id": row["_id"], "body": row["text"], "language": language}
            if row.get("title"):
                record["title"] = row["title"]
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    _said, importing = copy.manage("import_articles", str(records), "--author", AUTHOR)
    _said, indexing = copy.manage("rebuild_search")
    count = len(chosen.corpus)
    print(f"{count} documents ({language}): imported {count / importing:.0f} a second, ", end="")
    print(f"indexed {count / indexing:.0f} a second (each with the command's start)")
    said, _seconds = copy.manage("api_token", AUTHOR)
    return said.strip().splitlines()[0]


def report(chosen: RetrievalSet, copy: BenchCopy, token: str, queries: int) -> None:
    """Ask everything twice, and print both lines."""
    asked = chosen.queries[:queries] if queries else chosen.queries
    relevant = {key: chosen.relevant[key] for key, _text in asked if key in chosen.relevant}
    chance = random.Random(SEED)
    typos = [(key, with_typo(text, chance)) for key, text in asked]
    print(f"\n| {chosen.name} | nDCG@10 | Recall@10 | MRR@10 | Success@1 | p50 ms | p95 ms |")
    print("|---|---|---|---|---|---|---|")
    for name, variant in (("as asked", asked), ("one typo", typos)):
        asker = Asker(copy, token)
        for _key, text in variant[:20]:
            asker.ask(text)
        asker.milliseconds.clear()
        found = {key: asker.ask(text) for key, text in variant}
        figures = measures(found, relevant)
        middle = statistics.median(asker.milliseconds)
        late = statistics.quantiles(asker.milliseconds, n=20)[-1]
        shown = " | ".join(f"{figure:.4f}" for figure in figures.values())
        print(f"| {name} | {shown} | {middle:.1f} | {late:.1f} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("set", help="folder of the set, or its name inside --data")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--language", choices=sorted(HINTS), help="of the documents")
    parser.add_argument("--queries", type=int, default=0, help="only the first so many")
    options = parser.parse_args()
    folder = Path(options.set) if Path(options.set).is_dir() else options.data / options.set
    try:
        chosen = read_set(folder)
    except FileNotFoundError as missing:
        sys.exit(f"{folder} is no retrieval set: {missing.filename} is missing")
    with BenchCopy() as copy:
        token = prepare(copy, chosen, options.language or guess_language(chosen.corpus))
        copy.start()
        try:
            report(chosen, copy, token, options.queries)
        except OSError:
            sys.stderr.write("".join(copy.log.read_text().splitlines(keepends=True)[-20:]))
            raise


if __name__ == "__main__":
    main()
