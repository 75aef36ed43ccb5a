"""Rendering and composing, on 500 generated texts here and 10,000 with `make nightly`."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from knowledge.markup import Audience, Rendered, render
from knowledge.markup.links import NO_LINKS
from knowledge.passages.permissions import passages_for
from knowledge.passages.texts import Source, build_text
from knowledge.replies.composing import Part, ProfileShape, Sentences, compose
from tests.leaks.documents import CUSTOMER, MARKS, NOT_FOR_CUSTOMERS, documents

STYLES = ("mail", "turns", "public", "spoken", "card", "letter")
SENTENCES = Sentences("Hello,", "Kind regards", "Write to us privately.")
OWN_ADDRESS = re.compile(r' (?:href|src)="/[^"]*"')
"""In pages only, which staff reads: what is copied leads to no page of ours."""

FEWEST_TOLD = 0.2
"""Of the texts, the share in which something must reach a customer, or the test would prove nothing."""


def _told(source: str) -> Iterator[str]:
    """Everything that may leave: of each passage all its forms, contents, and replies in every style."""
    rendered = render(source)
    passages = [one for one in rendered.passages if one.audience.may_be_told_to(Audience.CUSTOMER)]
    for one in passages:
        yield from (one.heading, one.anchor, OWN_ADDRESS.sub("", one.html))
        yield from (one.plain, one.rich_html)
    yield from _contents(rendered)
    built = build_text(Source(body=source, language="en"), links=NO_LINKS)
    rows = passages_for(built.passages, Audience.CUSTOMER)
    parts = [Part(row.plain, row.rich, row.heading) for row in rows]
    for style in STYLES:
        for has_links in (True, False):
            shape = ProfileShape(style=style, limit=280, has_links=has_links)
            composed = compose(parts, shape, "en", SENTENCES)
            yield from (composed.plain, composed.html, *composed.messages)


def _contents(rendered: Rendered) -> Iterator[str]:
    for entry in rendered.toc:
        if entry.audience.may_be_told_to(Audience.CUSTOMER):
            yield from (entry.text, entry.anchor)


def _look_at(examples: int) -> None:
    seen = {"texts": 0, "told": 0}

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(documents())
    def nothing_leaks(source: str) -> None:
        seen["texts"] += 1
        told = "\n".join(_told(source)).lower()
        seen["told"] += MARKS[CUSTOMER] in told
        for mark in NOT_FOR_CUSTOMERS:
            assert mark not in told, source

    nothing_leaks()
    assert seen["told"] > FEWEST_TOLD * seen["texts"]


def test_no_internal_word_of_any_nesting_reaches_a_customer() -> None:
    _look_at(500)


@pytest.mark.slow
def test_no_internal_word_of_ten_thousand_nestings_reaches_a_customer() -> None:
    _look_at(10_000)
