"""Words to terms."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import analysis
from knowledge.search.stemming import french_stem

ANY_TEXT = st.text(max_size=400)


def terms(text: str, language: str) -> list[str]:
    return analysis.terms(analysis.words(text), language)


@given(ANY_TEXT)
def test_any_text_has_words_without_case_accent_or_space(text: str) -> None:
    for word in analysis.words(text):
        assert word
        assert len(word) <= analysis.MAX_WORD
        assert word.isalnum()
        assert not word.isascii() or analysis.words(word) == [word]


@given(ANY_TEXT, st.sampled_from(["fr", "en", "", "de"]))
def test_any_text_is_analysed_in_any_language(text: str, language: str) -> None:
    folded = analysis.words(text)
    assert all(term and " " not in term for term in analysis.terms(folded, language))
    assert all(len(gram) <= 4 for gram in analysis.gram_text(folded, language).split(" "))
    assert analysis.detect_language(folded) in {"fr", "en", ""}


SPACED_TEXT = st.lists(
    st.text(max_size=12)
    | st.sampled_from(["l’été", "jusqu'à", "settings.json", "(BOX).", "'l'", "a\u0301", "\u0301"]),
    max_size=30,
).flatmap(
    lambda parts: st.sampled_from([" ", "\n", "\u00a0", "\u2000", "\x1c", "-", ""]).map(
        lambda between: between.join(parts)
    )
)


@given(ANY_TEXT | SPACED_TEXT, st.sampled_from(["fr", "en", "", "de"]))
def test_content_is_analysed_in_one_pass_as_step_by_step(text: str, language: str) -> None:
    for _turn in ("first", "remembered"):
        said = analysis.Spoken([text], language)
        words = analysis.words(text)
        assert said.words_of(0, 1).split(" ") == [*words, ""]
        assert said.terms_of(0, 1).split(" ") == [*analysis.content_terms(words, language), ""]
        assert "".join(said.grams).strip() == analysis.gram_text(words, language)


def test_a_name_has_its_stems_of_every_language() -> None:
    assert analysis.content_terms(["maelle", "le", "goff"], "") == ["maell", "mael", "le", "goff"]
    assert analysis.content_terms(["maelle", "le", "goff"], "fr") == ["mael", "goff"]


@given(st.lists(ANY_TEXT, max_size=4))
def test_texts_together_say_what_they_say_one_after_the_other(texts: list[str]) -> None:
    said, whole = analysis.Spoken(texts, "fr"), analysis.Spoken([" ".join(texts)], "fr")
    assert said.words_of(0, len(texts)) == whole.words_of(0, 1)
    for place, text in enumerate(texts):
        assert said.terms_of(place, place + 1) == analysis.Spoken([text], "fr").terms_of(0, 1)


def test_a_growing_vocabulary_does_not_grow_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "REMEMBERED_TOKENS", 100)
    analysis.forget_tokens()
    for number in range(1_000):
        said = analysis.Spoken([f"(Word{number}) fibre"], "en")
        assert said.words_of(0, 1) == f"word{number} fibre "
        assert len(analysis._tokens["en"]) <= 100
    long = "k" * 100_000
    assert analysis.Spoken([long], "en").words == ("k" * analysis.MAX_WORD + " ",)
    assert long not in analysis._tokens["en"]


@given(ANY_TEXT)
def test_spans_are_where_the_words_are(text: str) -> None:
    composed = analysis.compose(text)
    found = analysis.spans(composed)
    assert [word for _start, _end, parts in found for word in parts] == analysis.words(text)
    ends = [0]
    for start, end, _parts in found:
        assert ends[-1] <= start < end <= len(composed)
        ends.append(end)


@given(ANY_TEXT)
def test_case_and_the_way_accents_are_written_do_not_matter(text: str) -> None:
    plain = text.encode("utf-8", "ignore").decode()
    assert analysis.words(analysis.compose(plain)) == analysis.words(plain)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_a_french_stem_is_never_empty_and_never_longer(word: str) -> None:
    assert 0 < len(french_stem(word)) <= len(word)


@pytest.mark.parametrize(
    "nasty",
    [
        "a" * 1_000_000,
        "é" * 300_000,
        "'" * 300_000,
        "l'" * 300_000,
        "a\u0301" * 300_000,
        "𝔘" * 200_000,
    ],
    ids=["one word", "accents", "apostrophes", "elisions", "combining", "astral"],
)
def test_no_text_takes_long(nasty: str) -> None:
    started = time.process_time()
    terms(nasty, "fr")
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L’été", "ete"),
        ("jusqu'à l'abonnement", "abonnements"),
        ("Qu'est-ce que la fibre ?", "fibres"),
        ("la box clignote", "les box clignotent"),
        ("résilier mon contrat", "RESILIER contrats"),
        ("cœur", "coeur"),
        ("e\u0301nergie", "énergie"),
    ],
)
def test_french_forms_meet(one: str, other: str) -> None:
    assert terms(one, "fr") == terms(other, "fr")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("settings.json", "settings json"),
        ("connections", "connection"),
        ("the router is blinking", "routers blink"),
        ("Don’t", "don't"),
        ("Wi-Fi", "wi fi"),
    ],
)
def test_english_forms_meet(one: str, other: str) -> None:
    assert terms(one, "en") == terms(other, "en")


@pytest.mark.parametrize(
    ("one", "other"),
    [("client", "clé"), ("facture", "facteur"), ("marche", "marché"), ("box", "bon")],
)
def test_different_french_words_stay_apart(one: str, other: str) -> None:
    if analysis.fold_word(one) != analysis.fold_word(other):
        assert terms(one, "fr") != terms(other, "fr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("comment résilier mon abonnement", "fr"),
        ("ma box ne marche pas", "fr"),
        ("how do I cancel my subscription", "en"),
        ("why is the light orange", "en"),
        ("fibre", ""),
        ("", ""),
        ("12 34", ""),
    ],
)
def test_small_words_tell_the_language(text: str, language: str) -> None:
    assert analysis.detect_language(analysis.words(text)) == language


def test_without_a_language_only_words_empty_in_all_are_dropped() -> None:
    assert terms("car insurance", "") == ["car", "insurance"]


def test_pieces_of_a_word_have_its_edges() -> None:
    assert analysis.grams("box") == ["_box", "box_"]
    assert set(analysis.grams("boarding")) & set(analysis.grams("onboarding")) >= {"boar", "ding"}
