"""Pairs of words that mean the same, and their pages, for tests."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.urls import reverse

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.search.models import Synonym
from knowledge.search.synonym_actions import keep_synonym
from knowledge.search.synonym_entries import Entry

LIST = "/search/synonyms/"
NEW = "/search/synonyms/new/"
IMPORT = "/search/synonyms/import/"


def keep(words: str, means: str, *, by: User, area: Area | None = None, **facts: Any) -> Synonym:
    return keep_synonym(entry=Entry(words=words, means=means, area=area, **facts), by=by)


def typed(words: str, means: str, **others: Any) -> dict[str, Any]:
    """What the form of a pair posts."""
    return {"words": words, "means": means, "ways": "both", **others}


def edit_url(row: Synonym) -> str:
    return reverse("search:synonym_edit", args=[row.pk])


def delete_url(row: Synonym) -> str:
    return reverse("search:synonym_delete", args=[row.pk])


def text_of(answer: Any) -> str:
    """What a page says, without its markup."""
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))
