"""Articles of 150 to 300 words, as many as wanted, that read like a real collection to an index.

Sentences come from the retrieval sets where they are found, half French and half English; of each
hundred words three are invented after Zipf's law, because the vocabulary of a real collection goes
on growing.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.corpus import SETS, WORDS

SEED = 20261122
INVENTED_SHARE = 0.03
COMMONEST = 40
"""The number of the commonest invented word: the larger, the rarer it is."""

AUDIENCES = ("internal",) * 6 + ("customer",) * 3 + ("partner",)
SYLLABLES = ("ba", "co", "du", "fe", "gri", "lo", "ma", "ne", "po", "qui", "ra", "sto", "tu", "ver")


@dataclass(frozen=True)
class Piece:
    """One passage to be."""

    heading: str
    plain: str
    audience: str


@dataclass(frozen=True)
class Sheet:
    """One article to be."""

    language: str
    title: str
    short_answer: str
    questions: list[str]
    pieces: list[Piece] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes of text that can be searched."""
        parts = [self.title, self.short_answer, *self.questions]
        parts += [text for piece in self.pieces for text in (piece.heading, piece.plain)]
        return sum(len(part.encode()) for part in parts)


class SheetWriter:
    """Writes sheets of 150 to 300 words, the same ones for the same seed."""

    def __init__(self, folder: Path) -> None:
        self.chance = random.Random(SEED)
        self.sentences = {
            language: _sentences(folder / name) or _invented_sentences(self.chance)
            for name, language in SETS.items()
        }
        self.number = 0

    def sheet(self) -> Sheet:
        """The next one: sentences of two places of the source, so that its words belong together."""
        self.number += 1
        language = ("en", "fr")[self.number % 2]
        chance, source = self.chance, self.sentences[language]
        wanted = chance.randint(150, 300)
        starts = [chance.randrange(len(source)) for _place in range(2)]
        said: list[str] = []
        count = turn = 0
        while count < wanted:
            sentence = source[(starts[turn % 2] + turn // 2) % len(source)]
            said.append(self._varied(sentence))
            count += sentence.count(" ") + 1
            turn += 1
        title = f"{_first_words(said[0], 8)} {self._invented_word()}"
        pieces = [
            Piece(_first_words(lines[-1], 4) if place else "", " ".join(lines), self._audience())
            for place, lines in enumerate(_parted(said, chance.randint(2, 5)))
        ]
        return Sheet(language, title, said[-1][:200], [_first_words(said[-1], 9)], pieces)

    def _varied(self, sentence: str) -> str:
        words = sentence.split(" ")
        for place in range(len(words)):
            if self.chance.random() < INVENTED_SHARE:
                words[place] = self._invented_word()
        return " ".join(words)

    def _invented_word(self) -> str:
        """The n-th word about once in n of the rest: a million of them, a few of them often."""
        number = min(int(self.chance.paretovariate(0.9) * COMMONEST), 1_000_000)
        made = ""
        while number:
            number, rest = divmod(number, len(SYLLABLES))
            made += SYLLABLES[rest]
        return made

    def _audience(self) -> str:
        return self.chance.choice(AUDIENCES)


def _sentences(folder: Path) -> list[str]:
    """Lines of 6 to 60 words of a set, in its order; none where it isn't there."""
    corpus = folder / "corpus.jsonl.gz"
    if not corpus.exists():
        return []
    with gzip.open(corpus, "rt", encoding="utf-8") as rows:
        lines = [line.strip() for row in rows for line in json.loads(row)["text"].splitlines()]
    return [line for line in lines if 6 <= line.count(" ") + 1 <= 60]


def _invented_sentences(chance: random.Random) -> list[str]:
    words = WORDS.split()
    return [" ".join(chance.choices(words, k=chance.randint(6, 30))) for _turn in range(20_000)]


def _first_words(text: str, most: int) -> str:
    return " ".join(text.split()[:most]).rstrip(".,;:")[:150]


def _parted(said: Sequence[str], parts: int) -> Iterator[Sequence[str]]:
    size = -(-len(said) // min(parts, len(said)))
    for start in range(0, len(said), size):
        yield said[start : start + size]
