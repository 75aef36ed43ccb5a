"""Articles to import: the retrieval sets where they are found, and as many as wanted made of them."""

import gzip
import itertools
import json
import random
from collections.abc import Iterator
from pathlib import Path

SETS = {"stackfaq-en": "en", "servicepublic-fr": "fr"}
WORDS = (
    "meter tariff bill contract line router outage reading deposit transfer address payment "
    "notice refund credit engineer visit valve cable signal account period estimate index"
)


def _documents(folder: Path, name: str) -> Iterator[dict[str, object]]:
    with gzip.open(folder / name / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            record = {"external_id": f"{name}-{row['_id']}", "body": row["text"]}
            record["language"] = SETS[name]
            if row.get("title"):
                record["title"] = row["title"]
            yield record


def write_set(folder: Path, name: str, target: Path) -> int:
    """One retrieval set as JSON Lines; returns its number of records."""
    records = list(_documents(folder, name))
    target.write_text("".join(json.dumps(record) + "\n" for record in records))
    return len(records)


def _invented() -> Iterator[dict[str, object]]:
    chance = random.Random(20261122)
    words = WORDS.split()
    for number in itertools.count():
        paragraphs = [
            " ".join(chance.choices(words, k=chance.randint(20, 80))).capitalize() + "."
            for _paragraph in range(chance.randint(1, 6))
        ]
        yield {"external_id": f"invented-{number}", "body": "\n\n".join(paragraphs)}


def write_many(folder: Path, count: int, target: Path) -> None:
    """`count` records: the sets over and over with a number in the title, or invented text."""
    sets = [name for name in SETS if (folder / name).is_dir()]
    documents = [record for name in sets for record in _documents(folder, name)]
    source: Iterator[dict[str, object]] = (
        ({**record, "external_id": f"{record['external_id']}-{turn}"})
        for turn in itertools.count()
        for record in documents
    )
    with target.open("w") as lines:
        for record in itertools.islice(source if documents else _invented(), count):
            lines.write(json.dumps(record) + "\n")
