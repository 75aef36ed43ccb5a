"""Three-way merge of an article's words.

The body is merged by paragraph (`knowledge.markup.merge`); every other field is one value: the side that
changed it wins, and two different changes are a conflict. Nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from knowledge.articles.words import Words
from knowledge.markup.merge import Merge, merge


@dataclass(frozen=True, kw_only=True)
class FieldConflict:
    """Two different changes to one value."""

    name: str
    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, kw_only=True)
class MergedWords:
    """`words` is complete when `clean`; else its body marks the conflicts and its conflicting
    fields hold mine, so that the writer can finish by hand.
    """

    words: Words
    body: Merge
    conflicts: tuple[FieldConflict, ...]
    mine: Words
    theirs: Words

    @property
    def clean(self) -> bool:
        return self.body.clean and not self.conflicts


def merge_words(*, base: Words, mine: Words, theirs: Words) -> MergedWords:
    """Merge what two people made of the same base."""
    values: dict[str, object] = {}
    conflicts: list[FieldConflict] = []
    for name in (f.name for f in fields(Words) if f.name != "body"):
        was, ours, other = (getattr(side, name) for side in (base, mine, theirs))
        values[name] = other if ours == was else ours
        if was not in (ours, other) and ours != other:
            conflicts.append(
                FieldConflict(
                    name=name, base=as_text(was), mine=as_text(ours), theirs=as_text(other)
                )
            )
    body = merge(base.body, mine.body, theirs.body)
    return MergedWords(
        words=Words(**values, body=body.text),  # type: ignore[arg-type]
        body=body,
        conflicts=tuple(conflicts),
        mine=mine,
        theirs=theirs,
    )


def as_text(value: object) -> str:
    """A field's value as the editor shows it: a list is one line each."""
    return "\n".join(value) if isinstance(value, tuple) else str(value)
