"""What the search box understands beside words."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import analysis
from knowledge.search.grammar import MAX_TYPED, MOST_OPERATORS, Operator, parse, read_since

TODAY = date(2026, 11, 22)
PIECES = st.sampled_from(
    [
        '"',
        "«",
        "»",
        "“",
        "”",
        "-",
        "−",
        ":",
        "area:",
        "auteur:",
        "since:",
        "a",
        "la",
        " ",
        "é",
        "\0",
    ]
)
ANYTHING = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=120).map("".join))


@given(ANYTHING)
def test_any_text_parses_and_invents_no_word(typed: str) -> None:
    parsed = parse(typed)
    typed_words = set(analysis.words(typed))
    said = analysis.words(parsed.words)
    for words in (*parsed.phrases, *parsed.excluded):
        said += words
    assert set(said) <= typed_words
    assert len(parsed.phrases) + len(parsed.excluded) + len(parsed.operators) <= MOST_OPERATORS


@given(st.text(alphabet=st.characters(exclude_characters='"«“:-−'), max_size=300))
def test_a_text_without_marks_is_words_as_it_stands(typed: str) -> None:
    assert parse(typed).words == typed


@pytest.mark.parametrize("piece", ["-", '"', "«", "“", "area:", "-a ", '-"', 'area:"', ":", "é-"])
def test_ten_thousand_marks_take_no_time(piece: str) -> None:
    started = time.process_time()
    parse(piece * 10_000)
    assert time.process_time() - started < 0.5
    assert len(parse("x" * 10_000).words) == MAX_TYPED


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ('the "end of contract" fee', ("end", "of", "contract")),
        ("la « fin de contrat » coûte", ("fin", "de", "contrat")),
        ("the “End of Contract”", ("end", "of", "contract")),
    ],
)
def test_quotes_ask_for_words_in_a_row_and_still_rank(typed: str, phrase: tuple[str, ...]) -> None:
    parsed = parse(typed)
    assert parsed.phrases == (phrase,)
    assert set(phrase) <= set(analysis.words(parsed.words))


@pytest.mark.parametrize(
    ("typed", "excluded"),
    [
        ("box -router", (("router",),)),
        ('box -"old router"', (("old", "router"),)),
        ("box −routeur", (("routeur",),)),
        ("at -5 degrees", ()),
        ("garde -t-il ses droits", ()),
        ("meter - tariff", ()),
        ("wi-fi", ()),
        ("--force", ()),
    ],
)
def test_a_dash_excludes_a_word_that_says_something(
    typed: str, excluded: tuple[tuple[str, ...], ...]
) -> None:
    parsed = parse(typed)
    assert parsed.excluded == excluded
    if not excluded:
        assert parsed.words == typed


@pytest.mark.parametrize(
    ("typed", "operator"),
    [
        ("area:meters", Operator("area", "meters", "area:meters")),
        ('domaine:"Eau chaude"', Operator("area", "Eau chaude", 'domaine:"Eau chaude"')),
        ("AUTEUR:ada", Operator("author", "ada", "AUTEUR:ada")),
        ("lang:fr", Operator("language", "fr", "lang:fr")),
        ("depuis:2026-01", Operator("since", "2026-01", "depuis:2026-01")),
    ],
)
def test_names_before_a_colon_are_filters_in_both_languages(typed: str, operator: Operator) -> None:
    parsed = parse(f"how {typed} now")
    assert parsed.operators == (operator,)
    assert parsed.words == "how now"


@pytest.mark.parametrize(
    "typed", ["note:abc", "http://a.example", "5:30", "area:", "area: x", ":a"]
)
def test_what_only_looks_like_a_filter_stays_words(typed: str) -> None:
    parsed = parse(typed)
    assert parsed.operators == ()
    assert analysis.words(parsed.words) == analysis.words(typed)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026", date(2026, 1, 1)),
        ("2026-3", date(2026, 3, 1)),
        ("2026-02-31", date(2026, 2, 28)),
        ("30d", date(2026, 10, 23)),
        ("2s", date(2026, 11, 8)),
        ("1Y", date(2025, 11, 22)),
        ("0000", None),
        ("2026-13", None),
        ("9999-99-99", None),
        ("yesterday", None),
    ],
)
def test_since_reads_days_months_years_and_spans(value: str, day: date | None) -> None:
    assert read_since(value, TODAY) == day


@given(st.text(max_size=40))
def test_since_never_fails(value: str) -> None:
    found = read_since(value, TODAY)
    assert found is None or isinstance(found, date)
