"""A passage keeps its key while it is recognisably the same text."""

import itertools
import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from knowledge.markup import Audience, RenderedPassage, render
from knowledge.markup.keys import OldPassage, match_passages, new_key


def passage(plain: str, heading: str = "") -> RenderedPassage:
    return RenderedPassage(
        heading=heading,
        anchor="",
        level=0,
        audience=Audience.INTERNAL,
        html="",
        plain=plain,
        rich_html="",
        words=0,
        source="",
    )


def counter() -> Callable[[], str]:
    numbers = itertools.count()
    return lambda: f"new{next(numbers)}"


def old(*texts: str) -> list[OldPassage]:
    return [OldPassage(f"k{index}", "", text) for index, text in enumerate(texts)]


def match(before: list[OldPassage], after: list[RenderedPassage]) -> list[str]:
    return match_passages(before, after, counter())


def test_an_edited_passage_keeps_its_key_and_a_new_one_gets_its_own() -> None:
    before = old("The bill catches up on the estimates.", "Spread it over three months.")
    after = [
        passage("Entirely other words stand here."),
        passage("The bill catches up on all the old estimates."),
        passage("Spread it over three months."),
    ]
    assert match(before, after) == ["new0", "k0", "k1"]


def test_equal_text_wins_over_like_text() -> None:
    before = old("a b c d", "a b c e")
    assert match(before, [passage("a b c e"), passage("a b c d")]) == ["k1", "k0"]


def test_a_copy_of_a_passage_does_not_take_its_key_away() -> None:
    assert match(old("one two three"), [passage("one two three"), passage("one two three")]) == [
        "k0",
        "new0",
    ]


def test_among_equal_texts_the_heading_decides() -> None:
    before = [OldPassage("k0", "A", "same"), OldPassage("k1", "B", "same")]
    assert match(before, [passage("same", "B"), passage("same", "A")]) == ["k1", "k0"]


def test_among_equally_like_texts_the_heading_decides() -> None:
    before = [OldPassage("k0", "A", "one two three"), OldPassage("k1", "B", "one two four")]
    assert match(before, [passage("one two five", "B")]) == ["k1"]


def test_half_of_the_words_is_enough_and_less_is_not() -> None:
    assert match(old("a b c d"), [passage("a b x y")]) == ["k0"]
    assert match(old("a b c d"), [passage("a x y z")]) == ["new0"]


def test_a_heading_alone_is_known_by_its_heading() -> None:
    before = [OldPassage("k0", "What happens", "")]
    assert match(before, [passage("", "What happens")]) == ["k0"]
    assert match(before, [passage("", "Elsewhere")]) == ["new0"]


def test_random_keys_are_eight_plain_characters() -> None:
    keys = {new_key() for _ in range(200)}
    assert len(keys) == 200
    assert all(len(key) == 8 and key.isalnum() for key in keys)


def test_a_taken_key_is_not_given_again() -> None:
    offered = iter(["k0", "k0", "k9"])
    assert match_passages(old("a b c"), [passage("x y z")], lambda: next(offered)) == ["k9"]


TEXTS = st.lists(
    st.lists(st.sampled_from("abcdefghij"), min_size=1, max_size=8).map(" ".join), max_size=8
)


@given(before=TEXTS, after=TEXTS)
def test_keys_are_unique_and_unchanged_text_keeps_its_key(
    before: list[str], after: list[str]
) -> None:
    known = old(*before)
    keys = match(known, [passage(text) for text in after])
    assert len(keys) == len(after) == len(set(keys))
    texts = {item.key: item.plain for item in known}
    for text in set(before) & set(after):
        kept = [texts.get(key) == text for key, new in zip(keys, after, strict=True) if new == text]
        assert sum(kept) == min(before.count(text), after.count(text))


@given(
    texts=st.lists(st.text("abcdef ", min_size=1), max_size=8),
    seed=st.integers(),
)
def test_moving_passages_about_keeps_every_key(texts: list[str], seed: int) -> None:
    texts = list({" ".join(text.split()): None for text in texts})
    known = old(*texts)
    order = list(range(len(texts)))
    random.Random(seed).shuffle(order)
    assert match(known, [passage(texts[index]) for index in order]) == [f"k{i}" for i in order]


@given(before=TEXTS)
def test_new_text_never_steals_a_key(before: list[str]) -> None:
    known = old(*before)
    kept = [passage(text) for text in before]
    with_new = [passage("v w x y z"), *kept, passage("z z z z")]
    keys = match(known, with_new)
    assert keys[0].startswith("new")
    assert keys[-1].startswith("new")
    assert match(known, kept) == keys[1:-1]


def test_long_texts_are_matched_in_bounded_time() -> None:
    before = old(*(f"alpha beta {index} gamma" for index in range(3000)))
    after = [passage(f"alpha beta {index} delta") for index in range(3000)]
    assert len(set(match(before, after))) == 3000


def test_rendered_passages_are_matched_from_revision_to_revision() -> None:
    first = render("# A\n\nThe bill catches up.\n\n# B\n\nSpread it over three months.")
    keys = match_passages([], first.passages)
    known = [
        OldPassage(key, p.heading, p.plain) for key, p in zip(keys, first.passages, strict=True)
    ]
    second = render("# B\n\nSpread it over four months.\n\n# A\n\nThe bill catches up.")
    assert match_passages(known, second.passages) == keys[::-1]
