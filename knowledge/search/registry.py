"""What can be found: each package registers its kind of document."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class PassageDocument:
    """One passage as it is searched; `key` finds it again at query time."""

    key: str
    heading: str
    text: str
    audience: str
    learned: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """What the index keeps of one object. `area_ids` include the areas above; all ids are of saved rows.

    `closing_area_ids` are those that hide it when they are closed to a person: the areas it stands
    in, without those above (whether these hide it is in what is closed). Not given, it is `area_ids`.
    `uses` (copies, each counting less with age) and the passages' `learned` (what people typed who
    then copied them) are filled in by search itself, from what packages registered and from its log.
    """

    kind: str
    object_id: int
    title: str
    title_audience: str = "internal"
    questions: Sequence[str] = ()
    short_answer: str = ""
    passages: Sequence[PassageDocument] = ()
    topics: Sequence[str] = ()
    area_ids: Collection[int] = ()
    closing_area_ids: Collection[int] | None = None
    topic_ids: Collection[int] = ()
    people_ids: Collection[int] = ()
    language: str = "en"
    confidence: str = ""
    article_kind: str = ""
    published_at: datetime | None = None
    verified_at: datetime | None = None
    changed_at: datetime | None = None
    archived: bool = False
    external_id: str = ""
    uses: float = 0.0


class PassageView(NamedTuple):
    """A passage as it stands now, read from the database. A page of results makes dozens."""

    key: str
    heading: str
    plain: str
    audience: str
    kind: str = "body"
    url: str = ""
    copy_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """One result as this user may see it, from the database and not from the index.

    `summary` is what is said of a result that has no passages.
    """

    kind: str
    object_id: int
    kind_label: str
    title: str
    url: str
    language: str
    confidence: str
    external_id: str = ""
    title_audience: str = "internal"
    author: Any = None
    areas: Sequence[Any] = ()
    verified_at: datetime | None = None
    updated_at: datetime | None = None
    archived: bool = False
    preview_url: str = ""
    summary: str = ""
    passages: Mapping[str, PassageView] = field(default_factory=dict)


class DocumentKind(Protocol):
    """What a package hands over for its kind."""

    name: str

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        """Documents of those ids that are published now; the others are taken out of the index."""

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        """The next published ids, ascending: a rebuild walks through them."""

    def present(self, ids: Collection[int], user: User) -> Mapping[int, Presentation]:
        """Of those ids, what the user may see, in a constant number of queries."""


Uses = Callable[[str, Collection[int]], Mapping[int, float]]
"""Of a kind, ids → how much each was used lately, older uses counting less."""

_kinds: dict[str, DocumentKind] = {}
_uses: list[Uses] = []
_labels: dict[str, dict[str, StrOrPromise]] = {}
_answering: set[str] = set()


def register(
    kind: DocumentKind,
    *,
    labels: Mapping[str, Mapping[str, StrOrPromise]] | None = None,
    answers: bool = True,
) -> None:
    """Make a kind known; a second registration of a name replaces the first.

    `answers` is False of what is found, but answers no question: a colleague.
    `labels` are the words of values that only its package knows: {"article_kind": {"howto": …}}.
    """
    _kinds[kind.name] = kind
    _answering.discard(kind.name)
    if answers:
        _answering.add(kind.name)
    for name, words in (labels or {}).items():
        _labels.setdefault(name, {}).update(words)


def register_uses(uses: Uses) -> None:
    """Make known who counts the uses of documents; several are added up."""
    if uses not in _uses:
        _uses.append(uses)


def uses_of(kind: str, ids: Collection[int]) -> dict[int, float]:
    """The uses of those that were used at all."""
    total: dict[int, float] = {}
    for count in _uses:
        for number, found in count(kind, ids).items():
            total[number] = total.get(number, 0.0) + found
    return total


def forget(name: str) -> None:
    """Take a kind out again: for tests."""
    _kinds.pop(name, None)
    _answering.discard(name)


def kinds() -> dict[str, DocumentKind]:
    """All known kinds by name."""
    return dict(_kinds)


def answering() -> frozenset[str]:
    """The kinds that may answer a question."""
    return frozenset(_answering)


def labels(name: str) -> dict[str, StrOrPromise]:
    """The words for the values of a field."""
    return dict(_labels.get(name, {}))
