"""Run as a program: writes batches into a generation until it is killed."""

import sys
from itertools import count
from pathlib import Path

from knowledge.search.engine import Generation, Unreadable
from knowledge.search.registry import Document, PassageDocument
from knowledge.search.writer import Writer

DOCUMENTS = 20


def batch(number: int) -> list[Document]:
    """The same documents each time, saying which batch wrote them."""
    text = f"fibre batch{number} " + "words that fill the passage " * 40
    return [
        Document(
            kind="shelf",
            object_id=object_id,
            title=f"Sheet {object_id}",
            passages=(PassageDocument(key="only", heading="", text=text, audience="internal"),),
        )
        for object_id in range(1, DOCUMENTS + 1)
    ]


def last_batch(path: Path) -> int:
    """What the last commit was; 0 before the first."""
    try:
        return int(Generation(path).state()["last"])
    except Unreadable:
        return 0


def main() -> None:
    path = Path(sys.argv[1])
    started_after = last_batch(path)
    writer = Writer(path)
    for number in count(started_after + 1):
        writer.replace(batch(number))
        writer.commit({"last": number})
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
