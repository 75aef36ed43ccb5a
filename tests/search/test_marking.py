"""Snippets: the right piece, the right marks, and nothing unescaped."""

import re

from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import analysis
from knowledge.search.asking import Asked
from knowledge.search.marking import WINDOW_WORDS, Marker


def _marker(*words: str, language: str = "en") -> Marker:
    return Marker(Asked(words, language))


def _bare(html: str) -> str:
    return re.sub(r"</?mark>", "", html)


def test_other_forms_of_a_word_are_marked_and_neighbours_share_a_mark() -> None:
    text = _marker("boxe", "clignote", language="fr").snippet("Les box clignotent ici.", "fr")
    assert text == "Les <mark>box clignotent</mark> ici."


def test_accents_and_elisions_do_not_hide_a_word() -> None:
    text = _marker("ecluse", language="fr").snippet("Le port de l’Écluse est noir.", "fr")
    assert text == "Le port de <mark>l’Écluse</mark> est noir."


def test_the_piece_around_most_different_words_is_shown() -> None:
    words = ["meter"] * 5 + ["filler"] * 200 + ["meter", "reads", "backwards"] + ["tail"] * 200
    text = _marker("meter", "backwards").snippet(" ".join(words), "en")
    assert "backwards" in text
    assert text.startswith("… ")
    assert text.endswith(" …")
    assert len(_bare(text).split()) <= WINDOW_WORDS + 2


def test_markup_in_text_is_escaped_even_beside_a_mark() -> None:
    text = _marker("alert").snippet("<script>alert(1)</script> & <b>alert</b>", "en")
    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;<mark>alert</mark>(1)&lt;/script&gt; &amp;" in text


@given(st.text(max_size=2_000), st.text(max_size=30), st.sampled_from(["en", "fr", "de"]))
def test_any_text_gives_a_snippet_with_no_tag_but_mark(text: str, word: str, code: str) -> None:
    marker = _marker(word)
    for shown in (marker.snippet(text, code), marker.mark(text, code)):
        assert "<" not in _bare(shown)
        assert ">" not in _bare(shown)
    assert marker.weight(text, code) in {0, 1}


@given(st.text(min_size=1, max_size=30), st.sampled_from(["en", "fr", "de"]))
def test_every_word_of_a_text_is_marked_when_it_is_asked_for(text: str, code: str) -> None:
    for run in analysis.runs(analysis.compose(text)):
        for word in analysis.words(run):
            assert _marker(word, language=code).weight(f"before {run} after", code) == 1
