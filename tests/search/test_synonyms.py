"""What a search may also read its words as, for whom, and how soon after a change."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as product
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.search import analysis
from knowledge.search.models import Synonym
from knowledge.search.synonyms import shared_vocabulary, vocabulary
from knowledge.search.vocabulary import (
    MOST_EXPANSIONS,
    MOST_WORDS,
    Expansion,
    Pair,
    Vocabulary,
)
from tests.factories import make_area, make_person

NOTHING_HIDDEN: frozenset[int] = frozenset()
Words = tuple[str, ...]

words_of_any_kind = st.text(max_size=40)
small_words = st.sampled_from(["box", "boxes", "wifi", "routeur", "routeurs", "la", "the", "modem"])
sides = st.lists(small_words, min_size=1, max_size=3).map(" ".join)


def pair(words: str, means: str, *, both_ways: bool = True, language: str = "") -> Pair:
    return Pair.of(words, means, both_ways=both_ways, language=language)


def readings(pairs: list[Pair], typed: str, language: str = "") -> set[tuple[Words, Words]]:
    """What the typed words may also be read as: (typed words, other words)."""
    words = analysis.words(typed)
    found = Vocabulary(pairs).expansions(words, language)
    return {(tuple(words[e.start : e.end]), e.words) for e in found}


def keep(words: str, means: str, *, by: User, area: Area | None = None, **facts: Any) -> Synonym:
    """A row, written past the action."""
    return Synonym.objects.create(
        words=words,
        means=means,
        folded_words=" ".join(analysis.words(words)),
        folded_means=" ".join(analysis.words(means)),
        area=area,
        created_by=by,
        **{"created_at": timezone.now(), **facts},
    )


def test_a_word_is_also_read_as_the_other_side() -> None:
    assert readings([pair("box", "routeur")], "ma box clignote", "fr") == {(("box",), ("routeur",))}


def test_both_ways_works_from_either_side() -> None:
    assert readings([pair("box", "routeur")], "routeur", "fr") == {(("routeur",), ("box",))}


def test_one_way_works_from_the_first_side_only() -> None:
    only = [pair("box", "routeur", both_ways=False)]
    assert readings(only, "box", "fr")
    assert not readings(only, "routeur", "fr")


@pytest.mark.parametrize("typed", ["ROUTEURS", "Routeur", "routeurs"])
def test_plurals_and_capitals_are_the_same_word(typed: str) -> None:
    assert readings([pair("routeur", "box")], typed, "fr")


@pytest.mark.parametrize("typed", ["techniciennes", "technicien", "Techniciens"])
def test_feminines_are_the_same_word(typed: str) -> None:
    assert readings([pair("technicienne", "intervenant")], typed, "fr")


def test_accents_do_not_matter() -> None:
    assert readings([pair("débit", "vitesse")], "DEBIT", "fr")
    assert readings([pair("debit", "vitesse")], "débits", "fr")


def test_several_words_on_either_side() -> None:
    pairs = [pair("box wifi", "routeur")]
    assert readings(pairs, "la box wifi rouge", "fr") == {(("box", "wifi"), ("routeur",))}
    assert readings(pairs, "routeur rouge", "fr") == {(("routeur",), ("box", "wifi"))}


def test_words_in_another_order_or_apart_are_not_the_side() -> None:
    pairs = [pair("box wifi", "routeur")]
    assert not readings(pairs, "wifi box", "fr")
    assert not readings(pairs, "box blanche wifi", "fr")


@pytest.mark.parametrize("typed", ["la mise a jour du logiciel", "mise jour logiciel"])
def test_stop_words_inside_a_side_may_be_there_or_not(typed: str) -> None:
    found = readings([pair("mise à jour", "version")], typed, "fr")
    assert {other for _typed, other in found} == {("version",)}


def test_what_is_read_instead_has_no_stop_words() -> None:
    assert readings([pair("version", "mise à jour")], "version", "fr") == {
        (("version",), ("mise", "jour"))
    }


@pytest.mark.parametrize("language", ["", "fr", "en"])
def test_small_words_of_the_sides_own_language_are_looked_for_in_none(language: str) -> None:
    pairs = [pair("facture", "note de frais")]
    assert readings(pairs, "facture", language) == {(("facture",), ("note", "frais"))}
    assert readings(pairs, "note de frais", language) == {(("note", "de", "frais"), ("facture",))}


def test_the_longest_side_wins() -> None:
    pairs = [pair("box", "boîtier"), pair("box wifi", "routeur"), pair("wifi", "sans fil")]
    assert readings(pairs, "box wifi", "fr") == {(("box", "wifi"), ("routeur",))}
    assert readings(pairs, "box", "fr") == {(("box",), ("boitier",))}


def test_one_word_may_have_several_meanings() -> None:
    pairs = [pair("box", "routeur"), pair("box", "modem")]
    assert {other for _typed, other in readings(pairs, "box", "fr")} == {("routeur",), ("modem",)}


def test_meanings_are_not_followed_further() -> None:
    pairs = [pair("box", "modem"), pair("modem", "routeur")]
    assert readings(pairs, "box", "fr") == {(("box",), ("modem",))}


@pytest.mark.parametrize(
    ("language", "is_read"), [("fr", True), ("", True), ("en", False), ("de", True)]
)
def test_a_pair_of_one_language_leaves_queries_of_the_other_alone(
    language: str, is_read: bool
) -> None:
    assert bool(readings([pair("prise", "socle", language="fr")], "prise", language)) is is_read


def test_every_place_gets_its_first_meaning_before_any_gets_its_second() -> None:
    many = [pair("box", f"sens{i}") for i in range(20)]
    found = readings([*many, pair("wifi", "radio")], "box wifi", "fr")
    assert len(found) == MOST_EXPANSIONS
    assert (("wifi",), ("radio",)) in found


def test_a_side_of_stop_words_alone_is_never_matched() -> None:
    assert not readings([pair("the", "routeur")], "the the the", "en")


def test_two_forms_of_one_word_are_no_pair() -> None:
    assert not readings([pair("routeur", "routeurs")], "routeur", "fr")


def test_trial_pairs_come_first_and_leave_the_vocabulary_alone() -> None:
    kept = Vocabulary([pair("box", f"sens{i}") for i in range(20)])
    tried = kept.plus([("Box", "Décodeur TV", True)])
    assert tried.expansions(["box"], "fr")[0] == Expansion(0, 1, ("decodeur", "tv"))
    assert tried.expansions(["decodeur", "tv"], "fr") == (Expansion(0, 2, ("box",)),)
    assert ("decodeur", "tv") not in {e.words for e in kept.expansions(["box"], "fr")}


def test_clusters_write_what_means_the_same_in_one_way() -> None:
    kept = Vocabulary([pair("box", "routeur"), pair("routeur", "modem wifi")])
    wordings = [("box", "rouge"), ("routeurs", "rouge"), ("modem", "wifi", "rouge")]
    assert {kept.canonical(words) for words in wordings} == {("box", "rouge")}


def test_clusters_keep_apart_what_holds_one_way_only() -> None:
    kept = Vocabulary([pair("box", "routeur", both_ways=False)])
    assert kept.canonical(("box",)) != kept.canonical(("routeur",))


def test_very_long_word_lists_cost_little_and_stay_as_they_are() -> None:
    kept = Vocabulary([pair("box", "routeur")])
    long = ("routeur",) * 10_000
    assert kept.canonical(long) == long
    assert all(e.end <= MOST_WORDS for e in kept.expansions(long, "fr"))


@given(words_of_any_kind, words_of_any_kind, words_of_any_kind, st.sampled_from(["", "fr", "en"]))
def test_any_text_can_be_a_pair_and_a_query(
    first: str, second: str, typed: str, language: str
) -> None:
    kept = Vocabulary([pair(first, second, language=language)])
    words = analysis.words(typed + " " + first)
    found = kept.expansions(words, language)
    assert found == kept.expansions(words, language)
    assert len(found) <= MOST_EXPANSIONS
    assert all(0 <= e.start < e.end <= len(words) and e.words for e in found)


@given(st.lists(st.tuples(sides, sides, st.booleans()), max_size=12), st.lists(small_words))
def test_expansions_never_overlap_and_never_repeat(
    typed_pairs: list[tuple[str, str, bool]], words: list[str]
) -> None:
    found = Vocabulary([]).plus(typed_pairs).expansions(words, "")
    assert len(found) == len(set(found)) <= MOST_EXPANSIONS
    places = sorted({(e.start, e.end) for e in found})
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.lists(st.tuples(sides, sides, st.booleans()), max_size=12), st.lists(small_words))
def test_clustering_twice_changes_nothing_more(
    typed_pairs: list[tuple[str, str, bool]], words: list[str]
) -> None:
    kept = Vocabulary([]).plus(typed_pairs)
    once = kept.canonical(tuple(words))
    assert kept.canonical(once) == once
    assert len(once) <= len(words)


# For whom


def test_a_closed_areas_words_do_not_exist_for_others(administrator: User) -> None:
    closed = make_area("Fibre")
    below = make_area("Trial", parent=closed)
    keep("box", "fibrebox", by=administrator, area=closed)
    keep("modem", "trialmodem", by=administrator, area=below)
    hidden = frozenset({closed.pk, below.pk})
    assert not vocabulary(hidden)
    assert vocabulary(frozenset({below.pk})).expansions(["box"], "fr")
    assert not vocabulary(frozenset({below.pk})).expansions(["modem"], "fr")
    assert vocabulary(NOTHING_HIDDEN).expansions(["modem"], "fr")


def test_what_is_for_nobody_in_particular_uses_company_wide_words_alone(
    administrator: User,
) -> None:
    keep("box", "routeur", by=administrator)
    keep("modem", "boitier", by=administrator, area=make_area("Fibre"))
    assert shared_vocabulary().expansions(["box", "modem"], "fr") == (
        Expansion(0, 1, ("routeur",)),
    )


# How soon


def test_a_change_is_used_by_the_next_search_after_the_look(db: None, settings: Any) -> None:
    person = make_person("Alix")
    row = keep("box", "routeur", by=person)
    assert vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr")
    row.delete()
    assert not vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr")
    row = keep("box", "modem", by=person)
    row.words, row.folded_words = "wifi", "wifi"
    row.created_at += timedelta(seconds=1)
    row.save()
    assert vocabulary(NOTHING_HIDDEN).expansions(["wifi"], "fr")


def test_within_the_time_between_looks_a_search_costs_no_query(db: None, settings: Any) -> None:
    settings.SYNONYMS_LOOK_SECONDS = 30.0
    keep("box", "routeur", by=make_person("Alix"))
    vocabulary(NOTHING_HIDDEN)
    with CaptureQueriesContext(connection) as asked:
        assert vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr")
    assert len(asked) == 0


def test_another_process_uses_a_change_after_that_time_at_the_latest(
    db: None, settings: Any
) -> None:
    settings.SYNONYMS_LOOK_SECONDS = 0.3
    person = make_person("Alix")
    assert not vocabulary(NOTHING_HIDDEN)
    keep("box", "routeur", by=person)
    time.sleep(0.35)
    assert vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr")


def test_the_product_is_never_more_than_a_second_behind() -> None:
    configured = (Path(product.ROOT) / "knowledge" / "settings.py").read_text()
    assert "\nSYNONYMS_LOOK_SECONDS = 1.0 " in configured


def test_a_look_that_finds_nothing_new_reads_no_rows(db: None) -> None:
    keep("box", "routeur", by=make_person("Alix"))
    before = vocabulary(NOTHING_HIDDEN)
    with CaptureQueriesContext(connection) as asked:
        assert vocabulary(NOTHING_HIDDEN) is before
    assert len(asked) == 1


def test_a_change_made_past_the_product_is_found_when_everything_is_read_again(db: None) -> None:
    row = keep("box", "routeur", by=make_person("Alix"))
    vocabulary(NOTHING_HIDDEN)
    Synonym.objects.filter(pk=row.pk).update(means="modem", folded_means="modem")
    caches["local"].delete("synonyms:read")
    assert vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr")[0].words == ("modem",)


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_is_kept(settings: Any) -> None:
    keep("box", "routeur", by=make_person("Alix"))

    def use() -> bool:
        try:
            found = [vocabulary(NOTHING_HIDDEN).expansions(["box"], "fr") for _ in range(20)]
            return all(len(expansions) == 2 for expansions in found)
        finally:
            connection.close()

    vocabulary(NOTHING_HIDDEN)
    keep("box", "modem", by=make_person("Anna"))
    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(lambda _: use(), range(8)))
