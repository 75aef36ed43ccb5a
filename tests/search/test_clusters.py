"""Wordings of one meaning meet, those of two meanings don't, and the order of the log is no matter."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import clusters
from knowledge.search.clusters import ALIKE, Stems, gather, likeness, rarity_of, stems_of

SAME = (
    ("bill doubled", "my bill has doubled", "bills doubled", "The bill: doubled!"),
    ("facture doublée", "ma facture a doublé", "factures doublees", "FACTURE DOUBLE"),
    ("la box clignote orange", "box qui clignote en orange", "orange box clignote"),
    ("my box blinks orange", "box blinking orange", "orange blinks box"),
    ("prix d’une borne de recharge", "prix bornes recharge", "borne de recharge, prix ?"),
    ("déménagement", "demenager", "un déménagement"),
)
GROUPS = (
    (
        "bill doubled", "my bill has doubled", "bill doubled this month", "bill suddenly doubled",
        "why has the bill doubled",
    ),
    ("box blinks orange", "box blinking orange light", "the box is orange and blinks"),
    ("box blinks red", "red light of the box blinks"),
    ("borne de recharge", "installer une borne de recharge", "bornes recharge maison"),
    ("horaires de la borne publique",),
    ("transfer contract mother", "contract transfer to my mother"),
    ("contract end date", "end date of the contract"),
    ("résilier pendant la période d’engagement", "résilier période engagement"),
    ("engagement douze mois",),
    ("refund after outage", "outage refund"),
    ("outage tonight", "is there an outage tonight"),
    ("meter replaced by linky", "linky meter replaced"),
    ("meter reading date", "date of the meter reading"),
    ("sim card blocked puk", "puk sim blocked"),
    ("esim new phone", "new phone with esim"),
    ("tarif marée week-end", "week-end marée tarif"),
    ("tarif étale prix fixe", "étale prix fixe"),
    ("compteur muet", "mon compteur est muet"),
)  # fmt: skip


@pytest.mark.parametrize("wordings", SAME, ids=lambda words: words[0])
def test_form_order_and_small_words_do_not_matter(wordings: tuple[str, ...]) -> None:
    assert len({stems_of(words) for words in wordings}) == 1


def test_small_words_alone_and_signs_alone_stand_for_themselves() -> None:
    assert stems_of("le la") == stems_of("la le")
    assert stems_of("le la")
    assert stems_of("?!") == ("?!",)
    assert stems_of("") == ()


@pytest.mark.parametrize("alike", [0.48, ALIKE, 0.6])
def test_people_would_part_them_so(alike: float) -> None:
    weights: Counter[Stems] = Counter()
    for place, words in (pair for group in GROUPS for pair in enumerate(group)):
        weights[stems_of(words)] += 20 - place
    leads = gather(weights, alike=alike)
    for group in GROUPS:
        assert len({leads[stems_of(words)] for words in group}) == 1, group
    firsts = [leads[stems_of(group[0])] for group in GROUPS]
    assert len(set(firsts)) == len(GROUPS)


def test_the_commonest_wording_leads() -> None:
    few, many = stems_of("transfer contract mother now"), stems_of("transfer contract mother")
    assert gather({few: 2, many: 9}) == {few: many, many: many}
    assert gather({few: 9, many: 2}) == {few: few, many: few}


def test_synonyms_are_read_as_one() -> None:
    box, modem = stems_of("box blinks"), stems_of("modem blinks")
    other = stems_of("modem lost")
    assert len(set(gather({box: 3, modem: 2, other: 1}).values())) == 3

    def canonical(stems: Stems) -> Stems:
        return tuple(sorted("box" if stem == "modem" else stem for stem in stems))

    leads = gather({box: 3, modem: 2, other: 1}, canonical)
    assert leads == {box: box, modem: box, other: other}


STEM_SETS = st.dictionaries(
    st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=5).map(
        lambda stems: tuple(sorted(stems))
    ),
    st.integers(1, 9),
    max_size=25,
)


@given(STEM_SETS, st.randoms())
def test_the_order_of_the_log_is_no_matter(weights: dict[Stems, int], shuffler: object) -> None:
    shuffled = list(weights.items())
    shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gather(weights) == gather(dict(shuffled))


@given(STEM_SETS, st.sampled_from([0.4, ALIKE, 0.9]))
def test_every_follower_is_like_its_leader_and_no_two_leaders_are_alike(
    weights: dict[Stems, int], alike: float
) -> None:
    """The prefixes lose no pair: what comparing everything would find is found."""
    leads = gather(weights, alike=alike)
    rarity = rarity_of(weights)
    leaders = set(leads.values())
    assert all(leads[leader] == leader for leader in leaders)
    assert all(likeness(stems, leads[stems], rarity) >= alike - 1e-9 for stems in weights)
    for one, other in combinations(leaders, 2):
        assert likeness(one, other, rarity) < alike + 1e-9


@given(st.text(max_size=80))
def test_any_words_have_stems(words: str) -> None:
    stems = stems_of(words)
    assert stems == tuple(sorted(set(stems)))
    assert bool(stems) == bool(words.split())


def test_wordings_made_to_be_compared_endlessly_cost_no_more_than_the_bound(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Unlike sets of the same few stems: each would be looked at beside all others."""
    compared = 0

    def counted(one: Stems, other: Stems, rarity: Mapping[str, float]) -> float:
        nonlocal compared
        compared += len(one) * len(other)
        return likeness(one, other, rarity)

    monkeypatch.setattr(clusters, "likeness", counted)
    monkeypatch.setattr(clusters, "MOST_LOOKED_AT", 20_000)
    chooser = Random(1)
    weights = {
        tuple(sorted(chooser.sample([f"w{n}" for n in range(60)], 20))): 1 for _set in range(200)
    }
    found = gather(weights)
    assert set(found) == set(weights)
    assert 10_000 < compared < 100_000
