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

HEAP_BYTES_TO_BUILD: Final = 60_000_000
"""While everything is written anew: fewer and larger files to merge, half the processor time."""


class Writer:
    """The writer of a generation; opening it takes the engine's own locks."""

    def __init__(self, path: Path, heap_bytes: int = HEAP_BYTES) -> None:
        """Opens or makes the directory. Raises Unreadable."""
        self.path = path
        try:
            documents, passages = schema.document_schema(), schema.passage_schema()
            self._documents = self._open(path / "documents", documents, heap_bytes)
            self._passages = self._open(path / "passages", passages, heap_bytes)
        except (ValueError, OSError) as error:
            raise Unreadable(str(path)) from error

    def _open(self, path: Path, of: tantivy.Schema, heap_bytes: int) -> tantivy.IndexWriter:
        path.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(of, str(path)).writer(heap_bytes, 1)

    def replace(self, documents: Iterable[Document]) -> int:
        """Put these in the place of what was kept under their ids; returns how many."""
        return self._put(documents, new=False)

    def add_new(self, documents: Iterable[Document]) -> int:
        """The same, where nothing can have been kept under their ids: a rebuild."""
        return self._put(documents, new=True)

    @guarded
    def _put(self, documents: Iterable[Document], *, new: bool) -> int:
        analysed = [
            (schema.ref_of(document.kind, document.object_id), *schema.entries(document))
            for document in documents
        ]
        if not new:
            self.delete([ref for ref, _entry, _passages in analysed])
        for _ref, entry, passages in analysed:
            self._documents.add_document(entry)
            for passage in passages:
                self._passages.add_document(passage)
        return len(analysed)

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
        """Wait for merges and let go of the locks; what wasn't committed is lost."""
        for writer in (self._documents, self._passages):
            try:
                writer.wait_merging_threads()
            except (ValueError, OSError, RuntimeError) as error:
                log.warning("a writer of %s did not end well: %s", self.path.name, error)
