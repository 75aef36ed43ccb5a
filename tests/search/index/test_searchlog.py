"""The log of searches: batches, merged keystrokes, outcomes."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.search import searchlog
from knowledge.search.actions import note_outcome
from knowledge.search.models import SearchLog
from knowledge.search.searchlog import continues, flush, note_search

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def typed(
    person: User, words: str, *, seconds: float = 0, source: str = "palette", total: int = 3
) -> UUID:
    return note_search(
        person_id=person.pk,
        words=words,
        folded=words.lower(),
        filters={},
        total=total,
        source=source,
        at=timezone.now() + timedelta(seconds=seconds),
    )


def written() -> list[str]:
    return list(SearchLog.objects.order_by("at", "pk").values_list("words", flat=True))


def test_nothing_is_written_before_the_batch(contact: User) -> None:
    typed(contact, "box")
    assert written() == []
    assert flush() == 1
    assert flush() == 0
    row = SearchLog.objects.get()
    assert (row.person, row.words, row.total, row.source) == (contact, "box", 3, "palette")


def test_keystrokes_are_one_search(contact: User) -> None:
    keys = {
        typed(contact, word, seconds=i) for i, word in enumerate(["b", "bo", "box", "bo", "box o"])
    }
    assert len(keys) == 1
    flush()
    assert written() == ["box o"]


def test_keystrokes_are_one_search_across_batches(contact: User) -> None:
    typed(contact, "box")
    flush()
    typed(contact, "box orange", seconds=4, total=1)
    flush()
    assert written() == ["box orange"]
    assert SearchLog.objects.get().total == 1


@pytest.mark.parametrize(("words", "seconds"), [("fibre", 1), ("box orange", 12)])
def test_other_words_and_other_times_are_other_searches(
    words: str, seconds: float, contact: User
) -> None:
    typed(contact, "box")
    typed(contact, words, seconds=seconds)
    flush()
    assert written() == ["box", words]


def test_from_the_palette_to_the_page_it_is_one_search_and_the_panel_has_its_own(
    contact: User,
) -> None:
    typed(contact, "box")
    typed(contact, "box", seconds=2, source="page")
    typed(contact, "box orange", seconds=4, source="panel")
    typed(contact, "box orange light", seconds=6, source="panel")
    flush()
    rows = SearchLog.objects.order_by("at").values_list("source", "words")
    assert list(rows) == [("page", "box"), ("panel", "box orange light")]


def test_a_program_does_not_type(contact: User) -> None:
    for _ in range(3):
        typed(contact, "box", source="api")
    flush()
    assert written() == ["box", "box", "box"]


def test_one_person_s_words_are_not_merged_with_another_s(contact: User, expert: User) -> None:
    typed(contact, "box")
    typed(expert, "box orange", seconds=1)
    flush()
    assert written() == ["box", "box orange"]


def test_an_outcome_is_kept_with_its_search(contact: User) -> None:
    key = typed(contact, "box")
    flush()
    note_outcome(
        key=key, person=contact, outcome="copied", kind="article", object_id=5, passage="p"
    )
    row = SearchLog.objects.get()
    assert (row.outcome, row.outcome_kind, row.outcome_id, row.outcome_passage) == (
        "copied", "article", 5, "p",
    )  # fmt: skip
    assert row.outcome_at


def test_an_outcome_that_comes_before_its_search_is_written_waits(contact: User) -> None:
    key = typed(contact, "box")
    note_outcome(key=key, person=contact, outcome="opened", kind="article", object_id=5)
    flush()
    assert SearchLog.objects.get().outcome == "opened"


def test_a_copy_says_more_than_an_opening(contact: User) -> None:
    key = typed(contact, "box")
    flush()
    for outcome in ("opened", "copied", "opened"):
        note_outcome(key=key, person=contact, outcome=outcome, kind="article", object_id=5)
    assert SearchLog.objects.get().outcome == "copied"


def test_nobody_writes_into_another_person_s_search(contact: User, expert: User) -> None:
    key = typed(contact, "box")
    note_outcome(key=key, person=expert, outcome="opened", kind="article", object_id=5)
    flush()
    note_outcome(key=key, person=expert, outcome="opened", kind="article", object_id=5)
    assert SearchLog.objects.get().outcome == ""


def test_an_outcome_of_no_search_is_given_up(contact: User) -> None:
    note_outcome(key=uuid4(), person=contact, outcome="opened", kind="article", object_id=5)
    for _ in range(searchlog.OUTCOME_TRIES + 1):
        flush()
    assert searchlog._kept.outcomes == []


def test_searches_wait_for_a_database_that_does_not_answer(
    contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(contact, "box")

    def refuse(_rows: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(searchlog, "_write", refuse)
        assert flush() == 0
    typed(contact, "fibre", seconds=1)
    assert flush() == 2


def test_memory_is_bounded_while_nothing_can_be_written(
    contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searchlog, "MOST_BEFORE_LOSS", 3)

    def refuse(_rows: Any) -> None:
        raise DatabaseError

    with monkeypatch.context() as broken:
        broken.setattr(searchlog, "_write", refuse)
        for number in range(6):
            typed(contact, f"{number} word", seconds=number)
            flush()
    assert flush() == 3


def test_long_words_are_cut(contact: User) -> None:
    typed(contact, "a" * 10_000)
    flush()
    assert len(SearchLog.objects.get().words) == 500


@given(st.text(max_size=20), st.text(max_size=20), st.integers(0, 20))
def test_merging_needs_a_common_beginning_and_little_time(
    first: str, second: str, seconds: int
) -> None:
    before = SearchLog(folded_words=first, at=NOW)
    after = SearchLog(folded_words=second, at=NOW + timedelta(seconds=seconds))
    merged = continues(before, after)
    assert merged == (
        seconds <= 10
        and bool(first and second)
        and (first.startswith(second) or second.startswith(first))
    )
