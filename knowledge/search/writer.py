"""The one writer of a generation. What it committed is there after a crash; what it didn't is not."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Query

from knowledge.search import schema
from knowledge.search.engine import Unreadable, guarded
from knowledge.search.registry import Document

log = logging.getLogger("terroir.search")

HEAP_BYTES: Final = 15_000_000
"""Of each writer, of which there are two; the least the engine accepts."""

HEAP_BYTES_TO_BUILD: Final = 100_000_000
"""While everything is written anew: fewer and larger files to merge, half the processor time."""


class Writer:
    """The writer of a generation. What it writes with is opened by the first change, takes the
    engine's own locks and 5 MB, and is let go of again when there is nothing to do.
    """

    def __init__(self, path: Path, heap_bytes: int = HEAP_BYTES) -> None:
        """Opens or makes the directory. Raises Unreadable."""
        self.path = path
        self._heap_bytes = heap_bytes
        self._open: dict[str, tantivy.IndexWriter] = {}
        self._schemas = {
            "documents": schema.document_schema(),
            "passages": schema.passage_schema(),
        }
        try:
            for name in self._schemas:
                self._index(name)
        except (ValueError, OSError) as error:
            raise Unreadable(str(path)) from error

    def _index(self, name: str) -> tantivy.Index:
        """Not kept: it has a reader that looks for commits in a thread of its own, maps the files, and
        ends the process where one of them is cut."""
        path = self.path / name
        path.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(self._schemas[name], str(path))

    def _writer(self, name: str) -> tantivy.IndexWriter:
        if name not in self._open:
            self._open[name] = self._index(name).writer(self._heap_bytes, 1)
        return self._open[name]

    @property
    def _documents(self) -> tantivy.IndexWriter:
        return self._writer("documents")

    @property
    def _passages(self) -> tantivy.IndexWriter:
        return self._writer("passages")

    @guarded
    def replace(self, documents: Iterable[Document]) -> int:
        """Put these in the place of what was kept under their ids; returns how many."""
        analysed = [
            (schema.ref_of(document.kind, document.object_id), *schema.entries(document))
            for document in documents
        ]
        self.delete([ref for ref, _entry, _passages in analysed])
        for _ref, entry, passages in analysed:
            self._add(entry, passages)
        return len(analysed)

    @guarded
    def add_new(self, documents: Iterable[Document]) -> int:
        """The same, where nothing can have been kept under their ids: a rebuild. Each is handed over
        at once, so that the engine works on it while the next is analysed."""
        added = 0
        for document in documents:
            self._add(*schema.entries(document))
            added += 1
        return added

    def _add(self, entry: tantivy.Document, passages: Iterable[tantivy.Document]) -> None:
        self._documents.add_document(entry)
        for passage in passages:
            self._passages.add_document(passage)

    @guarded
    def delete(self, refs: Collection[int]) -> None:
        """Take these out."""
        if refs:
            self._delete(self._documents, schema.document_schema(), refs)
            self._delete(self._passages, schema.passage_schema(), refs)

    def _delete(
        self, writer: tantivy.IndexWriter, of: tantivy.Schema, refs: Collection[int]
    ) -> None:
        writer.delete_documents_by_query(Query.term_set_query(of, "ref", sorted(refs)))

    @guarded
    def commit(self, state: dict[str, Any]) -> None:
        """Make it last, and with it how far the change log was followed.

        Passages first: were the power cut between the two, the documents' older state would have
        the same changes applied once more, which changes nothing.
        """
        self._passages.commit()
        self._delete(self._documents, schema.document_schema(), [schema.CURSOR_REF])
        self._documents.add_document(schema.state_entry(json.dumps(state)))
        self._documents.commit()

    def is_there(self) -> bool:
        """Whether its files are where they were made."""
        metas = (self.path / name / "meta.json" for name in ("documents", "passages"))
        return all(meta.exists() for meta in metas)

    def close(self) -> None:
        """Wait for merges and let go of the locks; what wasn't committed is lost. The next change
        opens it again."""
        while self._open:
            _name, writer = self._open.popitem()
            try:
                writer.wait_merging_threads()
            except (ValueError, OSError, RuntimeError) as error:
                log.warning("a writer of %s did not end well: %s", self.path.name, error)
