"""Sentences of words edited by hand: which were added, which were left out, and taking some away."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.passages.customer_identity import identities_in
from knowledge.replies.composing.words import sentences_of, spoken_line
from knowledge.replies.errors import TooLong

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_ENDED: Final = re.compile(r"[.!?…؟۔。！？][»”\"')\]]?\s*$")
_ADDRESSED: Final = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mlle|Mr|Mrs|Ms|Miss|Dr|Monsieur|Madame|Mademoiselle|Dear|Cher|Chère|Sir|Maître)\b"
)

MOST_LETTERS: Final = 20_000
"""Characters of a reply edited by hand."""

SHORTEST_LEAK: Final = 12
"""Letters of a squeezed sentence that is looked for anywhere: “Oui.” stands inside many others."""


@dataclass(frozen=True, slots=True)
class Change:
    """Of one passage of a reply: sentences left out, and sentences put after one of its own."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def typed(text: str) -> str:
    """Words from a field, lines ended by a line feed. Raises TooLong before anything measures them."""
    said = text.replace("\r\n", "\n")
    if len(said) > MOST_LETTERS:
        raise TooLong(MOST_LETTERS)
    return said


def squeezed(text: str) -> str:
    """Letters alone, for comparing: no spaces, no case."""
    return "".join(text.split()).casefold()


def squeezed_sentences(text: str) -> set[str]:
    """Its sentences squeezed, as they are written and as they are read aloud."""
    said = sentences_of(text)
    return {squeezed(form) for one in said for form in (one, spoken_line(one))} - {""}


def holds(text: str, sentence: str) -> bool:
    """Whether the text says a squeezed sentence: a long one anywhere, a short one (“No.”) by itself."""
    if len(sentence) >= SHORTEST_LEAK:
        return sentence in squeezed(text)
    return sentence in squeezed_sentences(text)


def without_sentences(text: str, taken: Collection[str]) -> str:
    """The text without these squeezed sentences, wherever `holds` finds them; the rest as it was typed."""
    for one in sorted(taken, key=len, reverse=True):
        if len(one) >= SHORTEST_LEAK:
            text = _without(text, one)
    for sentence in sentences_of(text):
        if squeezed(sentence) in taken:
            text = text.replace(sentence, "", 1)
    text = re.sub(r"[ \t]{2,}", " ", re.sub(r"^[ \t]+|[ \t]+$", "", text, flags=re.MULTILINE))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def changes(parts: Sequence[str], text: str, around: Sequence[str] = ()) -> list[Change]:
    """What hands changed in a reply, for each of its passages in their order.

    `around` is what the team opens and closes with. Only whole sentences that follow one of a passage
    count as added to it: what stands before the first, a greeting, and what may say who somebody is are
    left out.
    """
    own = [[*sentences_of(part)] for part in parts]
    owner = {squeezed(one): number for number, found in enumerate(own) for one in found}
    known = {squeezed(one) for words in around for one in sentences_of(words)}
    said = sentences_of(text)
    kept = {squeezed(one) for one in said}
    added: list[list[str]] = [[] for _part in parts]
    current: int | None = None
    for sentence in said:
        name = squeezed(sentence)
        if name in owner:
            current = owner[name]
        elif current is not None and name not in known and _says_nobody(sentence):
            added[current].append(sentence)
    return [
        Change(tuple(one for one in found if squeezed(one) not in kept), tuple(added[number]))
        for number, found in enumerate(own)
    ]


def _without(text: str, taken: str) -> str:
    """Cut where it stands, also in the middle of a longer sentence or over a line end."""
    places = [at for at, sign in enumerate(text) if not sign.isspace() for _one in sign.casefold()]
    letters = squeezed(text)
    start = letters.rfind(taken)
    while start >= 0:
        text = text[: places[start]] + text[places[start + len(taken) - 1] + 1 :]
        start = letters.rfind(taken, 0, start)
    return text


def _says_nobody(sentence: str) -> bool:
    ends = _ENDED.search(sentence) is not None
    return ends and not _ADDRESSED.search(sentence) and not identities_in(sentence)
