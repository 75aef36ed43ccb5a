"""Words are as long as the channel says they are."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.replies import counting
from knowledge.replies.counting import count, fits, longest, texting
from knowledge.replies.x_links import links_in

FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}"
FLAG = "\N{REGIONAL INDICATOR SYMBOL LETTER F}\N{REGIONAL INDICATOR SYMBOL LETTER R}"
WAVE = "\N{WAVING HAND SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}"
SHALOM = "שָׁלוֹם"
WAYS = [counting.CHARACTERS, counting.UTF16, counting.WEIGHTED, counting.SMS, counting.BYTES]


@pytest.mark.parametrize(
    ("text", "characters", "utf16", "octets"),
    [
        ("", 0, 0, 0),
        ("café", 4, 4, 5),
        ("cafe\u0301", 4, 5, 6),
        (FAMILY, 1, 8, 18),
        (FLAG, 1, 4, 8),
        (WAVE, 1, 4, 8),
        ("1\ufe0f\u20e3", 1, 3, 7),
        ("क्षि", 1, 4, 12),
        ("각", 1, 1, 3),
        (SHALOM, 4, 7, 14),
        ("a\r\nb", 3, 4, 4),
    ],
)
def test_a_character_is_what_people_see(
    text: str, characters: int, utf16: int, octets: int
) -> None:
    assert count(text, counting.CHARACTERS) == characters
    assert count(text, counting.UTF16) == utf16
    assert count(text, counting.BYTES) == octets


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hi http://test.co", 26),
        ("Hi test.co.", 27),
        ("https://www.halage.example.com/a/very/long/way?to=go (see there)", 23 + 12),
        ("故人西辞", 8),
        (f"H\N{CAT FACE}\u263a{FAMILY}\u200d\N{BOY}", 7),
        ("\N{PERSON RAISING BOTH HANDS IN CELEBRATION}" + WAVE, 4),
        ("1\u20e3", 2),
        ("A\u0301B", 2),
        ("A\ufb2c", 4),
        ("©®", 2),
        ("name@halage.com", 15),
        ("name.al@halage.com", 18),
        ("fin.Merci", 9),
        ("un prix de 12.50", 16),
        ("\u2066http://foobar.پاکستان/\u2069", 27),
        ("http://" + "あ" * 60 + ".com", 7 + 120 + 4),
    ],
)
def test_x_counts_as_its_own_library_does(text: str, weight: int) -> None:
    assert count(text, counting.WEIGHTED) == weight


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Voir halage.fr/box, puis rappelez.", ["halage.fr/box"]),
        ("(http://halage.com/a_(b))", ["http://halage.com/a_(b)"]),
        ("http://halage.com/a?b=c!", ["http://halage.com/a?b=c"]),
        ("http://halage_b.com", []),
        ("これはexample.com/路です", ["example.com/"]),
        ("http://halage.com:8080/x.", ["http://halage.com:8080/x"]),
        ("@halage.com #halage.com", []),
    ],
)
def test_addresses_end_where_x_ends_them(text: str, links: list[str]) -> None:
    assert [text[start:end] for start, end in links_in(text)] == links


@pytest.mark.parametrize(
    ("text", "units", "is_wide", "messages"),
    [
        ("", 0, False, 0),
        ("a" * 160, 160, False, 1),
        ("a" * 161, 161, False, 2),
        ("a" * 306, 306, False, 2),
        ("a" * 307, 307, False, 3),
        ("é" * 160, 160, False, 1),
        ("€" * 80, 160, False, 1),
        ("€" * 81, 162, False, 2),
        ("a" * 152 + "€" + "a" * 152, 306, False, 3),
        ("ê" + "a" * 69, 70, True, 1),
        ("ê" + "a" * 70, 71, True, 2),
        ("ê" + "a" * 65 + "\N{CAT FACE}" + "a" * 60, 128, True, 2),
        ("’" * 71, 71, True, 2),
    ],
)
def test_a_text_message_holds_what_the_network_lets_it_hold(
    text: str, units: int, is_wide: bool, messages: int
) -> None:
    told = texting(text)
    assert (told.units, told.is_wide, told.messages) == (units, is_wide, messages)


def test_the_limit_of_a_text_message_shrinks_with_the_wide_alphabet() -> None:
    assert longest("plain", counting.SMS, 160) == 160
    assert longest("forêt", counting.SMS, 160) == 70
    assert longest("forêt", counting.SMS, 306) == 134
    assert fits("é" * 160, counting.SMS, 160)
    assert not fits("ê" * 71, counting.SMS, 160)
    assert not fits("a" * 152 + "€" + "a" * 152, counting.SMS, 306)
    assert fits("anything" * 1_000, counting.SMS, 0)


@given(st.text(), st.sampled_from(WAYS))
def test_no_words_count_nothing_and_more_words_never_count_less(text: str, way: str) -> None:
    assert count("", way) == 0
    assert 0 <= count(text, way) <= count(f"{text} and", way)


@given(st.text())
def test_the_characters_joined_are_the_words(text: str) -> None:
    assert "".join(counting.clusters(text)) == text
    assert len(counting.clusters(text)) == count(text, counting.CHARACTERS)


@given(st.text(alphabet="ab.:/-_()@#?é", max_size=400))
def test_addresses_never_overlap(text: str) -> None:
    spans = list(links_in(text))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
