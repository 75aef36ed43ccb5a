"""Sentences of a tray that may not leave, and whether words edited by hand still hold one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.passages.replying import Obstacle
from knowledge.replies.tidying import SHORTEST_LEAK, holds, squeezed_sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.replies.queries.trays import TrayItem


def closed_sentences(items: Sequence[TrayItem]) -> set[str]:
    """Sentences, squeezed, that may not leave, unless something else in the tray says the same: of what
    may not be told any more, as collected and as it stands now; of what was corrected, as collected.

    Every correction counts, a minor one too: the record of the reply names the revision that stands now,
    so that a recall of the words before it would not find a reply that still said them.
    """
    return {sentence for sentence, _why in _closed(items)}


def sentences_leaving(item: TrayItem, others: Iterable[TrayItem]) -> set[str]:
    """Those of a passage that is taken out, squeezed, which none of the others says: nobody would notice
    any more that they were closed or corrected.
    """
    open_words = _open_words(others)
    said = [_words_of(item), *(words for words, _why in item.written.earlier)]
    sentences = {sentence for words in said for sentence in squeezed_sentences(words)}
    return {one for one in sentences if not holds(open_words, one)}


def leak_in(text: str, items: Sequence[TrayItem]) -> Obstacle | None:
    """Words edited by hand may still hold a passage that was closed or corrected since: why not, if so."""
    return next((why for sentence, why in _closed(items) if holds(text, sentence)), None)


def _closed(items: Sequence[TrayItem]) -> Iterator[tuple[str, Obstacle]]:
    open_words = _open_words(items)
    for item in items:
        for words, why in _not_to_be_said(item):
            for one in squeezed_sentences(words):
                is_telling = why is Obstacle.CORRECTED or len(one) >= SHORTEST_LEAK
                if is_telling and not holds(open_words, one):
                    yield one, why


def _not_to_be_said(item: TrayItem) -> Iterator[tuple[str, Obstacle]]:
    """Words that a reply may have begun with, or might take for its source's, and why they stay here."""
    if item.why:
        for words in (_words_of(item), *item.written.newest):
            yield words, item.why
    elif item.is_delicate:
        yield _words_of(item), Obstacle.SENSITIVE
    elif item.was and item.is_changed:
        yield item.was.plain, Obstacle.CORRECTED
    yield from item.written.earlier


def _open_words(items: Iterable[TrayItem]) -> str:
    return "\n".join(words for item in items for words in (item.shown, *item.written.standing))


def _words_of(item: TrayItem) -> str:
    said = [passage.plain for passage in (item.was, item.passage) if passage]
    return "\n".join([*said, item.shown])
