"""A light French stemmer for words without accents.

Plurals, feminines and the commonest endings only, so that two words of one family meet and two
families rarely do; measured slightly better than the full Snowball algorithm, which was made for
accented words. Pure, and bounded by the length of the word.
"""

from __future__ import annotations

from typing import Final

_SHORTEST: Final = 4
_ENDINGS: Final = (
    ("issements", "iss", 3),
    ("issement", "iss", 3),
    ("atrices", "at", 3),
    ("atrice", "at", 3),
    ("ateurs", "at", 3),
    ("ateur", "at", 3),
    ("ations", "at", 3),
    ("ation", "at", 3),
    ("euses", "eu", 3),
    ("euse", "eu", 3),
    ("eurs", "eu", 3),
    ("eur", "eu", 4),
    ("ements", "", 4),
    ("ement", "", 4),
    ("ments", "", 4),
    ("ment", "", 4),
    ("ives", "if", 3),
    ("ive", "if", 3),
    ("elles", "el", 3),
    ("elle", "el", 3),
    ("ennes", "en", 3),
    ("enne", "en", 3),
    ("eres", "er", 3),
    ("ere", "er", 3),
    ("aux", "al", 3),
    ("eux", "eu", 3),
    ("ees", "", 4),
    ("ee", "", 4),
    ("ies", "i", 3),
    ("ie", "i", 3),
    ("iers", "i", 4),
    ("ier", "i", 4),
    ("ers", "", 4),
    ("er", "", 4),
    ("ez", "", 4),
    ("es", "", 3),
    ("s", "", 3),
    ("x", "", 4),
    ("e", "", 3),
)
_BY_LETTER: Final = {
    letter: tuple(line for line in _ENDINGS if line[0].endswith(letter))
    for letter in {ending[-1] for ending, _put, _least in _ENDINGS}
}
_DOUBLED: Final = frozenset("lmnprst")


def french_stem(word: str) -> str:
    """The stem of a folded French word: "clignotent", "clignote" and "clignoter" are one."""
    if len(word) < _SHORTEST:
        return word
    stem = _without_verb_ending(word)
    for ending, put, least in _BY_LETTER.get(stem[-1], ()):
        if stem.endswith(ending) and len(stem) - len(ending) >= least:
            stem = stem[: -len(ending)] + put
            break
    if len(stem) >= _SHORTEST and stem[-1] == stem[-2] and stem[-1] in _DOUBLED:
        stem = stem[:-1]
    return stem


def _without_verb_ending(word: str) -> str:
    """ "-ent" of the third person, unless it ends a noun ("-ment", "client")."""
    if len(word) > _SHORTEST + 2 and word.endswith("ent") and word[-4] not in "mi":
        return word[:-3]
    return word
