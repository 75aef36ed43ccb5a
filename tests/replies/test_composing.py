"""Passages become one reply in the form of the channel, and no word is lost on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.replies.composing import Part, ProfileShape, Sentences, Trouble, compose, words
from knowledge.replies.composing.forms import edited
from knowledge.replies.composing.words import pieces_within, sentences_of, turns
from knowledge.replies.counting import clusters, fits, graphemes

MAIL = ProfileShape(style="mail")
CHAT = ProfileShape(style="turns", limit=500)
PUBLIC = ProfileShape(style="public", limit=280, counting="weighted")
PHONE = ProfileShape(style="spoken", has_links=False)
SHOP = ProfileShape(style="card", has_links=False)
LETTER = ProfileShape(style="letter", has_links=False)
ALL = [MAIL, CHAT, PUBLIC, PHONE, SHOP, LETTER]

STEPS = Part(
    plain="1. Unplug the box.\n2. Wait 30 seconds.\n3. Plug it in (https://halage.example/box).",
    rich="<ol><li>Unplug the box.</li><li>Wait 30 seconds.</li>"
    '<li><a href="https://halage.example/box">Plug it in</a>.</li></ol>',
    heading="Orange light",
)
REFUND = Part(
    plain="You are refunded within 5 days.", rich="<p>You are refunded within 5 days.</p>"
)
SAID = Sentences(opening="Hello,", closing="Kind regards", privately="Write to us privately.")


def test_an_email_greets_keeps_the_steps_and_closes() -> None:
    reply = compose([STEPS, REFUND], MAIL, "en", SAID)
    assert reply.plain.startswith("Hello,\n\nOrange light\n\n1. Unplug the box.\n2. Wait")
    assert reply.plain.endswith("You are refunded within 5 days.\n\nKind regards")
    assert "https://halage.example/box" in reply.plain
    assert "<ol>" in reply.html
    assert 'href="https://halage.example/box"' in reply.html
    assert reply.warnings == ()


def test_one_passage_needs_no_heading_but_on_a_card() -> None:
    assert "Orange light" not in compose([STEPS], MAIL, "en", SAID).plain
    assert "Orange light" in compose([STEPS], SHOP, "en", Sentences()).plain


def test_an_address_that_the_customer_can_open_follows_its_passage() -> None:
    part = Part(plain="All about moving.", url="https://halage.example/moving")
    assert "https://halage.example/moving" in compose([part], MAIL, "en", SAID).plain
    assert "https://" not in compose([part], LETTER, "en", SAID).plain


@pytest.mark.parametrize("profile", [PHONE, SHOP, LETTER])
def test_where_links_cannot_be_opened_none_is_left(profile: ProfileShape) -> None:
    reply = compose([STEPS], profile, "en", SAID)
    assert "https://" not in reply.plain + reply.html
    assert "<a" not in reply.html
    assert Trouble.LINKS in reply.warnings


def test_a_talk_track_has_a_sentence_a_line_and_no_marks() -> None:
    part = Part(plain="- Unplug it. Wait [1]!\n> Then plug it in.\nA\tB")
    assert compose([part], PHONE, "en", Sentences()).plain.splitlines() == [
        "Unplug it.",
        "Wait!",
        "Then plug it in.",
        "A, B",
    ]


LONG = " ".join(f"This is sentence number {n} of it." for n in range(20))


@pytest.mark.parametrize(
    ("written", "turns_of"),
    [
        ("Unplug it.\n\nThen call me.", ["Hello, Unplug it.", "Then call me. Kind regards"]),
        ("One.\nTwo.\n \n\nThree.\n\n", ["Hello, One.\nTwo.", "Three. Kind regards"]),
        ("(https://e.example/a)", ["Hello,", "Kind regards"]),
        ("Just one.", ["Hello, Just one. Kind regards"]),
    ],
)
def test_paragraphs_written_for_a_chat_are_its_turns(written: str, turns_of: list[str]) -> None:
    shape = replace(CHAT, has_links=False)
    reply = compose([Part(plain=written, variant_words=written)], shape, "en", SAID)
    assert list(reply.messages) == turns_of
    assert reply.plain == "\n\n".join(turns_of)


@pytest.mark.parametrize(
    ("paragraphs", "limit", "count"),
    [(["Well.", LONG], 500, 3), (["a.", "b.", "c.", "d.", "e."], 0, 3), ([LONG] * 4, 500, 8)],
)
def test_written_turns_are_short_and_three_where_the_limit_lets_them(
    paragraphs: list[str], limit: int, count: int
) -> None:
    written = "\n\n".join(paragraphs)
    shape = ProfileShape(style="turns", limit=limit)
    reply = compose([Part(plain="", variant_words=written)], shape, "en", Sentences())
    assert len(reply.messages) == count
    assert reply.messages[0] in {"Well.", "a.\nb."} or len(reply.messages[0]) > 240
    assert " ".join(reply.plain.split()) == " ".join(written.split())
    assert (Trouble.MANY_TURNS in reply.warnings) is (count > 3)
    assert not reply.is_too_long


def test_a_passage_beside_words_for_the_chat_is_a_turn_of_its_own() -> None:
    written = Part(plain="", variant_words="Unplug it.\n\nThen call me.")
    reply = compose([written, REFUND], CHAT, "en", Sentences())
    assert list(reply.messages) == ["Unplug it.", "Then call me.", REFUND.plain]


def test_a_chat_has_at_most_three_turns_of_whole_sentences() -> None:
    long = Part(plain=" ".join(f"This is sentence number {n} of the reply." for n in range(30)))
    reply = compose([long], CHAT, "en", SAID)
    assert len(reply.messages) <= 3
    assert all(message.endswith((".", ",", "regards")) for message in reply.messages)
    assert reply.length == max(map(graphemes, reply.messages)) <= 500


def test_what_does_not_fit_three_turns_is_said_and_not_cut() -> None:
    long = Part(plain=" ".join(f"This is sentence number {n} of the reply." for n in range(90)))
    reply = compose([long], CHAT, "en", Sentences())
    assert Trouble.MANY_TURNS in reply.warnings
    assert "number 89" in reply.plain


def test_a_public_message_asks_to_be_written_to_privately_and_says_when_it_is_too_long() -> None:
    reply = compose([REFUND], PUBLIC, "en", SAID)
    assert reply.plain == "Hello, You are refunded within 5 days. Write to us privately."
    assert not reply.is_too_long
    too_long = compose([REFUND] * 20, PUBLIC, "en", SAID)
    assert too_long.is_too_long
    assert too_long.over == too_long.length - 280 > 0


def test_an_experts_own_words_for_the_channel_come_instead() -> None:
    part = Part(
        plain="Long words.", rich="<p>Long words.</p>", heading="H", variant_words="Short & <b>"
    )
    reply = compose([part, REFUND], MAIL, "en", Sentences())
    assert "Long words" not in reply.plain + reply.html
    assert "Short &amp; &lt;b&gt;" in reply.html


def test_nothing_that_may_be_told_gives_nothing() -> None:
    reply = compose([], MAIL, "en", SAID)
    assert (reply.plain, reply.messages) == ("", ())
    assert reply.warnings == (Trouble.EMPTY,)


def test_words_edited_by_hand_are_measured_too() -> None:
    assert edited("One.\n\nTwo.", CHAT).messages == ("One.", "Two.")
    assert edited("x" * 281, PUBLIC).is_too_long
    assert edited("<b>", MAIL).html == "<p>&lt;b&gt;</p>"
    assert edited("  ", MAIL).warnings == (Trouble.EMPTY,)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Oui. Non ! Et vous ? Bien.", ["Oui.", "Non !", "Et vous ?", "Bien."]),
        ("M. Martin rappelle, cf. p. 3.", ["M. Martin rappelle, cf. p. 3."]),
        ("1. Unplug. 2. Wait.", ["1. Unplug.", "2. Wait."]),
        ("Il dit « Oui. » Puis il part.", ["Il dit « Oui. »", "Puis il part."]),
        ("今日は。明日は？", ["今日は。", "明日は？"]),
        ("שלום. מה שלומך? טוב", ["שלום.", "מה שלומך?", "טוב"]),
        ("هل أنت بخير؟ نعم.", ["هل أنت بخير؟", "نعم."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, sentences: list[str]) -> None:
    assert sentences_of(text) == sentences


WORDS = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from(". !?\n\N{CAT FACE}\u200d")
    ),
    max_size=300,
)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(WORDS)
def test_turns_lose_no_word_and_keep_their_order(text: str) -> None:
    found = turns(text, most=3, length=60, limit=0, counting="characters")
    assert squeezed("".join(found)) == squeezed(text)
    assert len(found) <= 3


@given(WORDS.filter(lambda text: not re.search(r"\S{41}", text)), st.integers(1, 40))
def test_pieces_fit_and_cut_no_character(text: str, limit: int) -> None:
    found = pieces_within(text, limit, "characters")
    assert squeezed("".join(found)) == squeezed(text)
    whole = {cluster for cluster in clusters(text) if not cluster.isspace()}
    for piece in found if graphemes(text) > limit else []:
        assert graphemes(piece) <= limit
        assert {one for one in clusters(piece) if not one.isspace()} <= whole


@given(st.lists(WORDS.map(lambda text: Part(plain=text)), max_size=4), st.sampled_from(ALL))
def test_composing_says_its_own_length_and_never_fails(
    parts: list[Part], profile: ProfileShape
) -> None:
    reply = compose(parts, profile, "fr", SAID)
    assert reply.length <= reply.limit or reply.is_too_long or not reply.limit
    assert not parts or reply.messages


@pytest.mark.parametrize(
    "text",
    ["Ok oui. " * 600, "1. " * 1700, "a b. " * 1000, "mot " * 1200, "é" * 5_000],
    ids=["sentences", "numbers", "shortened", "words", "one-word"],
)
@pytest.mark.parametrize("counting", ["characters", "sms", "weighted"])
def test_long_words_are_measured_a_few_times_and_not_once_a_sentence(
    text: str, counting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = 0

    def counted(measure: Any) -> Any:
        def wrapped(words: str, *rest: Any) -> Any:
            nonlocal measured
            measured += len(words)
            return measure(words, *rest)

        return wrapped

    for name in ("graphemes", "count", "fits"):
        monkeypatch.setattr(words, name, counted(getattr(words, name)))
    for limit in (0, 459):
        found = turns(text, most=3, length=240, limit=limit, counting=counting)
        assert "".join("".join(found).split()) == "".join(text.split())
        assert all(fits(one, counting, limit) for one in found)
    assert measured < (80 if counting == "sms" else 40) * len(text)
