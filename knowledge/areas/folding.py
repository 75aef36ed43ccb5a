"""The folded key of a name: the same on SQLite and PostgreSQL, for sorting and lookups."""

import unicodedata

_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "’": "'", "‘": "'", "ʼ": "'"}
)


def fold(text: str) -> str:
    """Lower case without accents, ligatures or repeated spaces: "Cœur  d’Été" → "coeur d'ete"."""
    lower = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", lower)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.translate(_LETTERS).split())
