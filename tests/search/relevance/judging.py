"""Questions with the articles that answer them, and how well an order of articles does."""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

DEPTH = 10
BEST_GAIN = 2
OTHER_GAIN = 1


@dataclass(frozen=True)
class Question:
    """`right` are external ids of the articles that answer, the best first."""

    asked: str
    language: str
    style: str
    right: tuple[str, ...]

    @property
    def gains(self) -> dict[str, int]:
        return dict.fromkeys(self.right, OTHER_GAIN) | {self.right[0]: BEST_GAIN}


@dataclass(frozen=True)
class Judged:
    """A question as it was typed, and what was found for it: external ids, best first."""

    question: Question
    typed: str
    found: Sequence[str]

    @property
    def place(self) -> int:
        """Of the first right article, from 1; 0 where none is among the first ten."""
        places = (at for at, key in enumerate(self.found[:DEPTH], 1) if key in self.question.right)
        return next(places, 0)

    @property
    def ndcg(self) -> float:
        gains = self.question.gains
        got = _discounted([gains.get(key, 0) for key in self.found[:DEPTH]])
        return got / _discounted(sorted(gains.values(), reverse=True))


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, 1))


def read_questions() -> list[Question]:
    """Those of questions.toml."""
    table = tomllib.loads((Path(__file__).parent / "questions.toml").read_text(encoding="utf-8"))
    return [
        Question(row["asked"], row["language"], row["style"], tuple(row["right"]))
        for row in table["question"]
    ]


def measures(judged: Sequence[Judged]) -> dict[str, float]:
    """Means over the questions."""
    sums = {
        "Success@1": sum(one.place == 1 for one in judged),
        "Success@3": sum(1 <= one.place <= 3 for one in judged),
        "nDCG@10": sum(one.ndcg for one in judged),
    }
    return {name: total / len(judged) for name, total in sums.items()}


def misses(judged: Sequence[Judged]) -> str:
    """The questions whose answer is not first, for whoever has to mend them."""
    return "\n".join(
        f"  {one.place or '–'}: “{one.typed}” wants {one.question.right[0]}, finds {one.found[:3]}"
        for one in judged
        if one.place != 1
    )


def below(judged: Sequence[Judged], floors: Mapping[str, float]) -> str:
    """What to read when a measure fell below its floor; "" when none did."""
    measured = measures(judged)
    fallen = [
        f"{name} is {measured[name]:.3f}, below {floor}"
        for name, floor in floors.items()
        if measured[name] < floor
    ]
    return "\n".join([*fallen, misses(judged)]) if fallen else ""
