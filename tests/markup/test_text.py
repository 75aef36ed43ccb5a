"""Words, excerpts, reading time, slugs and French spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import count_words, french_spaces, plain_excerpt, reading_minutes, render
from knowledge.markup.guide import GUIDE
from knowledge.markup.text import paragraphs_from_lines, slug


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("l'article", 1), ("e-mail, 3,5 kWh", 3), ("— « Oui »", 1), ("日本", 1), ("😀", 0)],
)
def test_words_are_counted_as_a_reader_does(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (200, 1), (201, 2), (900, 5)])
def test_reading_time_is_rounded_up(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


def test_excerpts_end_with_an_ellipsis_only_when_cut() -> None:
    assert plain_excerpt("One two\n\nthree, four", 3) == "One two three…"
    assert plain_excerpt(" One  two ", 3) == "One two"
    assert plain_excerpt("One two", 2) == "One two"
    assert plain_excerpt("One", 0) == ""
    assert plain_excerpt("", 5) == ""


@given(text=st.text(), words=st.integers(1, 20))
def test_excerpts_are_never_longer_than_asked(text: str, words: int) -> None:
    assert len(plain_excerpt(text, words).split()) <= words


def test_slugs_fold_accents_and_end_at_a_word() -> None:
    assert slug("L’Été à Sète — œuvre !") == "l-ete-a-sete-œuvre"
    assert slug("word " * 40, max_length=12) == "word-word"
    assert slug("x" * 100, max_length=10) == "x" * 10
    assert slug("😀") == ""


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Attention !", "Attention\u202f!"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("25 %", "25\u202f%"),
        ("25%", "25\u202f%"),
        ("Note : oui", "Note\u00a0: oui"),
        ("Note: oui", "Note\u00a0: oui"),
        ("à 10:30", "à 10:30"),
        ("« Oui »", "«\u00a0Oui\u00a0»"),
        ("«Oui»", "«\u00a0Oui\u00a0»"),
        ("15 €", "15\u00a0€"),
        ("un ; deux", "un\u202f; deux"),
        ("voir https://e.org/?a=1;b ! fin", "voir https://e.org/?a=1;b\u202f! fin"),
        ("a@b.org : x", "a@b.org\u00a0: x"),
        ("rien", "rien"),
    ],
)
def test_french_punctuation_keeps_to_its_word(typed: str, set_: str) -> None:
    assert french_spaces(typed) == set_


@given(text=st.text(alphabet=" a1!?;:%«»€\u00a0\u202f./@"))
def test_french_spaces_change_only_spaces_and_settle_at_once(text: str) -> None:
    once = french_spaces(text)
    assert "".join(once.split()) == "".join(text.split())
    assert french_spaces(once) == once


def test_lines_of_plain_exports_become_paragraphs() -> None:
    assert paragraphs_from_lines("One.\nTwo.") == "One.\n\nTwo."
    for kept in ("One.\n\nTwo.\nThree.", "One:\n- a\n- b", "One", ""):
        assert paragraphs_from_lines(kept) == kept


@pytest.mark.parametrize("entry", GUIDE, ids=lambda entry: entry.slug)
def test_every_example_of_the_guide_renders_without_a_problem(entry: object) -> None:
    example = entry.example  # type: ignore[attr-defined]
    rendered = render(example)
    assert rendered.problems == ()
    assert 'class="problem"' not in rendered.html
