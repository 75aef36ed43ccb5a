"""What contacts often change in somebody's words before they send them: a hint, never who."""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.utils import timezone

from knowledge.areas.folding import fold
from knowledge.articles.models import Article
from knowledge.passages.models import Passage
from knowledge.replies.models import PassageEdit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User

PEOPLE: Final = 3
"""How many different people must have done the same before its author reads of it."""

LOOKED_BACK: Final = timedelta(days=180)
ALIKE: Final = 0.6
"""Sentences that share this part of their words (Jaccard) say the same."""

MOST_LINES: Final = 300
"""Sentences of one passage that are compared: each with every other."""

LONGEST_LINE: Final = 600
"""Characters. What is longer is no sentence that three people would write alike."""

_WORD: Final = re.compile(r"\w+")
_HIDDEN: Final = "…"


@dataclass(frozen=True, slots=True)
class Habit:
    """A sentence that several people added or left out; words that fewer than PEOPLE used are hidden."""

    words: str
    people: int


@dataclass(frozen=True, slots=True)
class Learned:
    """One passage, as it reads now, and what contacts make of it."""

    article: Article
    key: str
    heading: str
    plain: str
    added: tuple[Habit, ...]
    left_out: tuple[Habit, ...]


@dataclass(frozen=True, slots=True)
class _Said:
    person: int
    sentence: str
    words: frozenset[str]


def learned_by(author: User, article: Article | None = None) -> list[Learned]:
    """Of the articles that this person owns or co-writes and may read, or of one of them. Three queries."""
    articles = Article.objects.visible_to(author).by(author).current().select_related("current")
    if article is not None:
        articles = articles.filter(pk=article.pk)
    own = {one.pk: one for one in articles.order_by("folded_title", "pk")}
    since = timezone.now() - LOOKED_BACK
    rows = PassageEdit.objects.filter(article__in=own, at__gte=since).exclude(person=author)
    edits: dict[tuple[int, str], list[PassageEdit]] = defaultdict(list)
    for row in rows.order_by("pk"):
        edits[row.article_id or 0, row.passage_key].append(row)
    texts = {one.live.text_id: pk for pk, one in own.items()}
    found = Passage.objects.filter(text__in=texts, key__in={key for _pk, key in edits})
    now = {(texts[one.text_id], one.key): one for one in found}
    learned = []
    for pk, article_ in own.items():
        for (of, key), changes in edits.items():
            passage = now.get((of, key))
            if of != pk or passage is None:
                continue
            added = habits(_lines(changes, "after"), already=passage.plain)
            left_out = habits(_lines(changes, "before"))
            if added or left_out:
                learned.append(
                    Learned(article_, key, passage.heading, passage.plain, added, left_out)
                )
    return learned


def habits(lines: Iterable[tuple[int, str]], *, already: str = "") -> tuple[Habit, ...]:
    """Of (person, sentence) pairs, the oldest first, what PEOPLE or more did alike, the most frequent
    first; what the passage says by now is left out. Of very many the newest MOST_LINES count.
    """
    short = (line for line in lines if len(line[1]) <= LONGEST_LINE)
    groups: list[list[_Said]] = []
    for person, sentence in deque(short, maxlen=MOST_LINES):
        said = _Said(person, sentence, _words(sentence))
        alike = next((one for one in groups if _is_alike(one[0].words, said.words)), None)
        if alike is None:
            groups.append([said])
        else:
            alike.append(said)
    known = fold(already)
    found = []
    for group in groups:
        people = {said.person for said in group}
        if len(people) >= PEOPLE and fold(group[0].sentence) not in known:
            found.append(Habit(_shared(group), len(people)))
    return tuple(sorted(found, key=lambda one: (-one.people, one.words)))


def _lines(changes: Iterable[PassageEdit], name: str) -> list[tuple[int, str]]:
    return [
        (change.person_id, line)
        for change in changes
        for line in getattr(change, name).splitlines()
        if line.strip()
    ]


def _words(sentence: str) -> frozenset[str]:
    return frozenset(_WORD.findall(fold(sentence)))


def _is_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    both = len(one & other)
    return both > 0 and both >= ALIKE * (len(one) + len(other) - both)


def _shared(group: list[_Said]) -> str:
    """The sentence that most of its words are shared of, without those that too few people wrote."""
    users: dict[str, set[int]] = defaultdict(set)
    for said in group:
        for word in said.words:
            users[word].add(said.person)
    shared = {word for word, people in users.items() if len(people) >= PEOPLE}
    told = Counter(said.sentence for said in group)
    common = {said.sentence: len(said.words & shared) for said in group}
    best = max(told, key=lambda one: (common[one], told[one], -len(one), one))
    hidden = _WORD.sub(lambda one: one[0] if fold(one[0]) in shared else _HIDDEN, best)
    return re.sub(rf"{_HIDDEN}(?:\W*{_HIDDEN})+", _HIDDEN, hidden)
