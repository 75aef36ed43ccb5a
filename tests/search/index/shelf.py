"""A kind of document of our own, so that search is tested without articles."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import hidden_area_ids
from knowledge.search import schema
from knowledge.search.actions import note_change
from knowledge.search.asking import Asked, Filters
from knowledge.search.engine import Generation
from knowledge.search.folder import Folder
from knowledge.search.registry import Document, PassageDocument, PassageView, Presentation

KIND = "shelf"
INDEXES = ("documents", "passages")


def passage(text: str, *, audience: str = "internal", key: str = "", heading: str = "") -> Any:
    return PassageDocument(key=key or text[:8], heading=heading, text=text, audience=audience)


class Shelf:
    """Documents in a dict: put, take away, count what was read."""

    name = KIND

    def __init__(self) -> None:
        self.documents: dict[int, Document] = {}
        self.broken: set[int] = set()
        self.loads = 0

    def put(
        self, object_id: int, text: str = "", *, audience: str = "internal", **facts: Any
    ) -> Document:
        """Keep a document with one passage of this text, unless `passages` are given."""
        facts.setdefault("passages", (passage(text, audience=audience),) if text else ())
        facts.setdefault("title", f"Sheet {object_id}")
        document = Document(kind=KIND, object_id=object_id, **facts)
        self.documents[object_id] = document
        return document

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        self.loads += 1
        if self.broken & set(ids):
            raise ValueError("a sheet can't be read")
        return [self.documents[number] for number in ids if number in self.documents]

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        return sorted(number for number in self.documents if number > after_id)[:limit]

    def present(
        self, ids: Collection[int], user: User | AnonymousUser
    ) -> Mapping[int, Presentation]:
        hidden = hidden_area_ids(user)
        return {
            number: _presentation(document)
            for number in ids
            if (document := self.documents.get(number)) and not hidden & set(document.area_ids)
        }


def _presentation(document: Document) -> Presentation:
    url = f"/shelf/{document.object_id}/"
    return Presentation(
        kind=KIND,
        object_id=document.object_id,
        kind_label="Sheet",
        title=document.title,
        url=url,
        language=document.language,
        confidence=document.confidence or "validated",
        external_id=document.external_id,
        passages={
            part.key: PassageView(
                key=part.key,
                heading=part.heading,
                plain=part.text,
                audience=part.audience,
                url=f"{url}#{part.key}",
                copy_url=f"/copy/?passage={part.key}" if part.audience == "customer" else "",
            )
            for part in document.passages
        },
    )


def found(index: Generation, word: str = "fibre") -> list[int]:
    """The numbers of the documents that have the word, in order."""
    hits = index.search(Asked((word,), "en"), Filters()).hits
    return sorted(schema.split_ref(hit.ref)[1] for hit in hits)


def change(shelf: Shelf, number: int, text: str) -> None:
    """Put it there, and into the change log."""
    shelf.put(number, text)
    note_change(kind=KIND, object_id=number)


def current_of(folder: Folder) -> Path:
    """The directory that is searched now."""
    current = folder.current()
    assert current is not None
    return current


def segments_of(index: Path) -> list[int]:
    """How many the documents have, and how many the passages."""
    metas = [json.loads((index / name / "meta.json").read_text()) for name in INDEXES]
    return [len(meta["segments"]) for meta in metas]
