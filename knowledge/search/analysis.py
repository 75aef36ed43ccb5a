"""Words to terms, for content and queries alike, in French and English.

Steps, in this order: compose accents; split into words; drop French elisions (l', qu', jusqu');
lower case and fold accents; drop stop words; stem. Folding comes before stemming: measured equal on
accented queries and +0.02 nDCG@10 on unaccented ones. Every step is a pure function of its input; a
word's terms are remembered, because a vocabulary is small and a collection is large.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from sys import intern
from typing import Final

import tantivy

from knowledge.search.stemming import french_stem

MAX_WORD: Final = 40
"""Characters of a word that count; longer ones (keys, base64) are cut."""

REMEMBERED: Final = 10_000
"""Words kept with their terms: a vocabulary in use, at most 3 MB for each of the steps below."""

REMEMBERED_TOKENS: Final = 200_000
"""What stands between spaces, kept with all that the index wants of it: about 25 MB for 90,000 tokens of a
language, 45 at most. Three times fewer had words of 100,000 articles analysed again and again."""

GRAM: Final = 4
LANGUAGES: Final = ("en", "fr")
UNKNOWN: Final = ""

_LONGEST_REMEMBERED: Final = 40
_SHORTEST_STEMMED: Final = 3
_LONGEST_RUN: Final = 4 * MAX_WORD
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
_APOSTROPHE = re.compile("['’ʼ]")
_ELISION = re.compile(
    r"(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)['’ʼ]", re.IGNORECASE
)
_AROUND_WORDS: Final = ".,;:!?()[]«»\"'"
_OPENED = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_ENGLISH = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)
STOP_WORDS: Final = {
    "en": frozenset(
        """a about above after again all also am an and any are as at be because been before being
        below between both but by can could d did do does doing don doesn didn isn down during each
        for from further get got had has have having he her here hers him his how i if in into is it
        its itself just ll m me more most my myself no nor not now of off on once only or other our
        ours out over own please re s same she should so some such t than that the their theirs them
        then there these they this those through to too under until up ve very was we were what when
        where which while who whom why will with would you your yours im ive dont doesnt isnt
        cant""".split()  # noqa: SIM905
    ),
    "fr": frozenset(
        """a ai aie aient ais ait alors apres as au aucun aura aurait aussi autre aux avaient avait
        avant avec avez avoir avons bien c ca car ce ceci cela celle celles celui ces cet cette ceux
        chaque ci comme comment d dans de des deux dois doit donc dont du elle elles en encore entre
        es est et etait etaient etant ete etes etre eu eux faire fait faut fois font il ils j je l la
        le les leur leurs lors lorsque lui m ma mais me meme mes moi mon n ne ni nos notre nous on
        ont ou par parce pas peu peut peuvent peux plus pour pourquoi pouvez puis puisque qu quand
        que quel quelle quelles quels qui quoi s sa sans se sera serait ses si soit son sont sous sur
        suis t ta te tes toi ton tous tout toute toutes tres tu un une vers voici voila vos votre
        vous vu y""".split()  # noqa: SIM905
    ),
}
_EVERYWHERE: Final = STOP_WORDS["en"] & STOP_WORDS["fr"]
_MARKERS: Final = {
    "en": STOP_WORDS["en"] - STOP_WORDS["fr"],
    "fr": STOP_WORDS["fr"] - STOP_WORDS["en"] - {"car", "son", "sale", "mes", "sans", "ton"},
}


def compose(text: str) -> str:
    """The same text with each accent on its letter, so that a word is one run of letters."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold_word(word: str) -> str:
    """Lower case, without accents, ligatures opened, at most MAX_WORD characters."""
    if word.isascii():
        return word.lower()[:MAX_WORD]
    plain = unicodedata.normalize("NFKD", word.lower().translate(_OPENED))
    return "".join(c for c in plain if c.isalnum()).lower()[:MAX_WORD]


@lru_cache(maxsize=REMEMBERED)
def _parts(run: str) -> tuple[str, ...]:
    """The folded words in one run of letters: elisions dropped, other apostrophes split."""
    match = _ELISION.match(run)
    bare = run[match.end() :] if match else run
    parts = (fold_word(part) for part in _APOSTROPHE.split(bare))
    return tuple(part for part in parts if part)


def words(text: str) -> list[str]:
    """Folded words in order, stop words included. Any Unicode string, never raises."""
    found: list[str] = []
    for run in _WORD.findall(compose(text)):
        found += _parts(run[:_LONGEST_RUN])
    return found


def spans(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where each run of letters of a composed text stands (start, end), and its folded words."""
    return [(m.start(), m.end(), _parts(m[0][:_LONGEST_RUN])) for m in _WORD.finditer(text)]


def runs(text: str) -> list[str]:
    """The runs of letters of a composed text, as they stand there."""
    return _WORD.findall(text)


def run_places(text: str, first: int, last: int) -> list[tuple[int, int]]:
    """Where the runs from `first` to before `last` stand: start and end."""
    return [m.span() for m in islice(_WORD.finditer(text), first, last)]


@lru_cache(maxsize=REMEMBERED // 2)
def run_forms(run: str, language: str) -> tuple[str, ...]:
    """Of the words in one run of letters: the stem and the word itself of each, in order.

    Made in 3 µs from what is not remembered too: a search looks at 50 runs that it has not met, and
    remembering their stems a second time took 2 MB of each process.
    """
    words = _parts.__wrapped__(run[:_LONGEST_RUN])
    return tuple(form for word in words for form in (stem.__wrapped__(word, language), word))


@lru_cache(maxsize=REMEMBERED)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; words with digits, and those of other languages, stay whole."""
    if len(word) < _SHORTEST_STEMMED or not (word.isascii() and word.isalpha()):
        return word
    if language == "fr":
        return french_stem(word)
    if language == "en":
        return str(_ENGLISH.analyze(word)[0])
    return word


def is_stop_word(word: str, language: str) -> bool:
    """Says nothing about the subject; with no language known, in none of the languages."""
    return word in STOP_WORDS.get(language, _EVERYWHERE)


@lru_cache(maxsize=REMEMBERED)
def _term(word: str, language: str) -> str:
    return "" if is_stop_word(word, language) else stem(word, language)


def terms(folded: Iterable[str], language: str) -> list[str]:
    """Stems of what is left without stop words, in order."""
    return [term for word in folded if (term := _term(word, language))]


def grams(word: str, size: int = GRAM) -> list[str]:
    """The pieces of so many letters of a word, its edges marked: "box" → "_box", "box_"."""
    edged = f"_{word}_"
    return [edged[i : i + size] for i in range(max(1, len(edged) - size + 1))]


@lru_cache(maxsize=REMEMBERED)
def _gram_text(word: str, language: str, size: int) -> str:
    return "" if is_stop_word(word, language) else " ".join(grams(word, size))


def gram_text(folded: Iterable[str], language: str, size: int = GRAM) -> str:
    """The pieces of every word that isn't a stop word, between spaces."""
    return " ".join(text for word in folded if (text := _gram_text(word, language, size)))


Said = tuple[str, str, str]
"""What stands between two spaces, for the index: its folded words, its terms, its pieces of GRAM letters,
each with a space behind it. No NamedTuple: the collector of garbage leaves plain tuples of text alone."""


class _Tokens(dict[str, Said]):
    """What stands between two spaces → what it says in a language.

    Of two halves: when one is full the older is dropped, so that common tokens stay. A word is analysed
    and kept once for all that may stand around it, and for its capitals.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._older: dict[str, Said] = {}

    def __missing__(self, token: str) -> Said:
        found = self._older.get(token)
        if found is None:
            plain = token.strip(_AROUND_WORDS)
            if plain.isascii():
                plain = plain.lower()
            found = _say(token, self._language) if plain == token else self[plain]
        if len(token) <= _LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED_TOKENS // 2:
                self._older = dict(self)
                self.clear()
            self[token] = found
        return found


_tokens: dict[str, _Tokens] = {}


class Spoken:
    """Texts for the index, one behind the other: what each of their tokens says. `places` are those of
    each text's first token, and the end. Terms and pieces of one token stand in one string."""

    __slots__ = ("grams", "places", "terms", "words")

    def __init__(self, texts: Iterable[str], language: str) -> None:
        """`words`, `terms` and `gram_text` of the texts in one pass: no word reaches over a space, so
        that of a whole collection each different token is analysed once, then looked up."""
        known = _tokens.get(language) or _tokens.setdefault(language, _Tokens(language))
        tokens: list[str] = []
        self.places = [0]
        for text in texts:
            tokens += compose(text).split()
            self.places.append(len(tokens))
        self.words: tuple[str, ...] = ()
        self.terms: tuple[str, ...] = ()
        self.grams: tuple[str, ...] = ()
        if tokens:
            found = zip(*map(known.__getitem__, tokens), strict=True)
            self.words, self.terms, self.grams = found

    def words_of(self, first: int, end: int) -> str:
        """The words of the texts from `first` to before `end`, a space behind each."""
        return "".join(self.words[self.places[first] : self.places[end]])

    def terms_of(self, first: int, end: int) -> str:
        """Their terms, a space behind each."""
        return "".join(self.terms[self.places[first] : self.places[end]])

    def terms_between(self, first: int, end: int) -> Sequence[str]:
        """The same, as they stand in tokens."""
        return self.terms[self.places[first] : self.places[end]]


def forget_tokens() -> None:
    """Let go of a whole collection's vocabulary."""
    _tokens.clear()
    for remembered in (_parts, _term, stem):
        remembered.cache_clear()


def _say(token: str, language: str) -> Said:
    is_plain = token.isascii() and token.isalnum()
    folded = [token.lower()[:MAX_WORD]] if is_plain else words(token)
    telling = [word for word in folded if not is_stop_word(word, language)]
    its_words = "".join(f"{word} " for word in folded)
    its_terms = "".join(f"{term} " for term in content_terms(telling, language))
    its_grams = "".join(f"{gram} " for word in telling for gram in grams(word))
    return intern(its_words), intern(its_terms), its_grams


def content_terms(folded: Iterable[str], language: str) -> list[str]:
    """`terms` of a text for the index. A name belongs to no language: it is found by its stem in each."""
    if language != UNKNOWN:
        return terms(folded, language)
    return [
        term
        for word in folded
        if not is_stop_word(word, UNKNOWN)
        for term in dict.fromkeys(stem(word, code) for code in LANGUAGES)
    ]


def detect_language(folded: Sequence[str], default: str = UNKNOWN) -> str:
    """ "en" or "fr" by the small words that only one of them uses; `default` when they say nothing."""
    counts = {code: sum(word in marks for word in folded) for code, marks in _MARKERS.items()}
    if counts["en"] == counts["fr"]:
        return default
    return max(counts, key=lambda code: counts[code])
