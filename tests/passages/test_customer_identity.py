"""What may say who a customer is: found where it stands, and nothing else taken for it."""

import random
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from knowledge.passages.customer_identity import Kind, check_reference, identities_in

PHONES = [
    "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "0612345678",
    "06\N{NO-BREAK SPACE}12\N{NO-BREAK SPACE}34\N{NO-BREAK SPACE}56\N{NO-BREAK SPACE}78",
    "0612 345 678", "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78", "+33612345678", "0033612345678",
    "02 123 45 67", "02/123.45.67", "0470 12 34 56", "0470/12.34.56", "+32 470 12 34 56",
    "044 668 18 00", "079 123 45 67", "+41 44 668 18 00",
    "020 7946 0958", "07700 900123", "01632 960 001", "+44 20 7946 0958", "+44 (0)20 7946 0958",
    "(555) 234-5678", "555-234-5678", "555.234.5678", "1-800-555-0199", "+1 555 234 5678",
    "+1 (555) 234-5678", "+49 30 901820", "+262 692 12 34 56", "+352 26 12 34 56",
]  # fmt: skip
OTHERS = [
    (Kind.EMAIL, "marie.dupont@example.org"),
    (Kind.EMAIL, "j+bills@mail.ex-ample.co.uk"),
    (Kind.IBAN, "FR76 3000 6000 0112 3456 7890 189"),
    (Kind.IBAN, "FR7630006000011234567890189"),
    (Kind.IBAN, "DE89-3704-0044-0532-0130-00"),
    (Kind.IBAN, "GB29 NWBK 6016 1331 9268 19"),
    (Kind.IBAN, "be68 5390 0754 7034"),
    (Kind.POSTAL_ADDRESS, "12 rue des Lilas, 38000 Grenoble"),
    (Kind.POSTAL_ADDRESS, "12 rue des lilas"),
    (Kind.POSTAL_ADDRESS, "3 bis avenue Jean Jaurès"),
    (Kind.POSTAL_ADDRESS, "12 rue de l’Église"),
    (Kind.POSTAL_ADDRESS, "14, boulevard du 8 Mai 1945"),
    (Kind.POSTAL_ADDRESS, "3 place Bellecour 69002 Lyon"),
    (Kind.POSTAL_ADDRESS, "3 place du marché, 38000 grenoble"),
    (Kind.POSTAL_ADDRESS, "12 chemin des Vignes\n38000 Grenoble"),
    (Kind.POSTAL_ADDRESS, "7 allée de l'Orangerie"),
    (Kind.POSTAL_ADDRESS, "Rue de la Loi 16, 1000 Bruxelles"),
    (Kind.POSTAL_ADDRESS, "Bahnhofstrasse 5"),
    (Kind.POSTAL_ADDRESS, "12 High Street, London"),
    (Kind.POSTAL_ADDRESS, "1600 Pennsylvania Avenue"),
    (Kind.POSTAL_ADDRESS, "4 Privet Drive, Little Whinging GU1 1AA"),
    (Kind.POSTAL_ADDRESS, "5 Acacia Close SW1A 1AA"),
]
IDENTITIES = [*((Kind.PHONE, phone) for phone in PHONES), *OTHERS]

HARMLESS = [
    "article 4506 123 456", "ref 0612345678", "réf. 06 12 34 56 78", "code 0612345678",
    "SN 0123456789", "EAN 4006381333931", "4006381333931", "1234567890", "404 500 1234",
    "HAL-204816", "HAL-0612345678", "K7-0612345678", "REL-04", "AB12CD34",
    "firmware 4.12.3.0", "v04.12.30.11.02", "pkg@1.2.3", "3.14159265358979", "0.0612345678",
    "2026-11-22", "22.11.2026", "22/11/2026 10:30", "01-02-2026 10 articles", "09 00 12 30",
    "9:00-12:30, 14:00-17:30", "1 299,00 €", "1.299,00", "12 500 000 €", "+12 500 000 €",
    "+25 000 000", "06 12 34 56 78 €", "1,234,567,8901", "2 400 000 000",
    "192.168.0.1", "10.0.0.255:8080", "2001:db8::1", "00:1A:2B:3C:4D:5E",
    "PDL 09 123 456 789 012", "12345678901234", "06 12 34 56 78 90", "00 00 00 00 00",
    "FR76 3000 6000 0112 3456 7890 188", "FR76 3000 6000 0112 3456 7890 1891",
    "1 place de parking", "2 passages par heure", "3 cours de formation", "1 chemin de câbles",
    "3 quai de chargement", "2 Hard Drive", "12 Final Drive units", "2 way street", "12 rue",
    "30 avenue", "1 Road map", "@ines merci", "la rue est barrée", "5G 700 MHz",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed"), IDENTITIES)
def test_an_identity_is_found_where_it_stands(kind: Kind, typed: str) -> None:
    text = f"She says: {typed}, and is waiting."
    found = identities_in(text)
    assert [(one.kind, one.shown) for one in found] == [(kind, typed)]
    assert text[found[0].start : found[0].end] == typed


@pytest.mark.parametrize("text", HARMLESS)
def test_what_says_nothing_about_a_customer_is_let_through(text: str) -> None:
    assert identities_in(text) == []
    assert identities_in(f"Il y a {text} ici") == []


def test_several_identities_are_told_in_their_order() -> None:
    text = "06 12 34 56 78 / 07 98 76 54 32, m@example.org, 12 rue des Lilas"
    assert [one.kind for one in identities_in(text)] == [
        Kind.PHONE,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.POSTAL_ADDRESS,
    ]


def test_a_word_that_announces_a_number_makes_other_groupings_one() -> None:
    assert identities_in("555 234 5678") == []
    assert [one.shown for one in identities_in("Call 555 234 5678")] == ["555 234 5678"]


def test_a_date_before_a_number_does_not_hide_it() -> None:
    found = identities_in("le 22 11 2026 06 12 34 56 78")
    assert [one.shown for one in found] == ["06 12 34 56 78"]


def iban(country: str, account: str) -> str:
    """With the check digits of ISO 13616."""
    digits = "".join(str(int(sign, 36)) for sign in f"{account}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{account}"


@given(st.text(alphabet="0123456789", min_size=23, max_size=23), st.integers(0, 26))
def test_one_wrong_digit_makes_no_account_of_it(account: str, place: int) -> None:
    right = iban("FR", account)
    assert [(one.kind, one.shown) for one in identities_in(right)] == [(Kind.IBAN, right)]
    if place >= 4:
        other = str((int(right[place]) + 1) % 10)
        wrong = right[:place] + other + right[place + 1 :]
        assert Kind.IBAN not in {one.kind for one in identities_in(wrong)}


@given(
    st.sampled_from(" .-") | st.just(""),
    st.integers(1, 9),
    st.lists(st.integers(0, 99), min_size=4, max_size=4),
)
def test_every_french_number_is_found_in_each_grouping(
    gap: str, first: int, pairs: list[int]
) -> None:
    typed = gap.join([f"0{first}", *(f"{pair:02}" for pair in pairs)])
    assert [one.shown for one in identities_in(f"merci ({typed}) !")] in ([typed], [f"({typed}"])


@given(st.text(max_size=200) | st.text(alphabet="06 .-+@aA/()\nrue,", max_size=200))
def test_what_is_found_lies_in_the_text_in_order_and_apart(text: str) -> None:
    reached = 0
    for one in identities_in(text):
        assert reached <= one.start < one.end <= len(text)
        assert one.shown == text[one.start : one.end]
        reached = one.end


@pytest.mark.parametrize(
    "piece",
    [
        "0612345678",
        "06 ",
        "0.",
        "a@",
        "a.",
        "@a.a",
        "12 rue ",
        "FR76 3000 ",
        "+33 ",
        "1 Aa ",
        "rand",
    ],
)
def test_a_hundred_thousand_characters_of_nonsense_take_seconds_at_most(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    if piece == "rand":
        text = "".join(random.Random(4).choices("06 .-+@aR1/()\n,", k=100_000))
    began = time.process_time()
    identities_in(text)
    assert time.process_time() - began < 10


@pytest.mark.parametrize(("kind", "typed"), IDENTITIES)
def test_an_identity_is_refused_as_a_reference_with_what_to_write_instead(
    kind: Kind, typed: str
) -> None:
    with pytest.raises(ValidationError, match="instead") as caught:
        check_reference(typed)
    assert caught.value.code == kind.value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("", ""), ("  ", ""), (" HAL-204816\n", "HAL-204816"), ("ticket  12 / b", "ticket 12 / b")],
)
def test_a_reference_is_kept_in_one_line(typed: str, kept: str) -> None:
    assert check_reference(typed) == kept


def test_a_reference_that_is_too_long_is_refused() -> None:
    assert check_reference("x" * 60) == "x" * 60
    with pytest.raises(ValidationError, match="at most 60"):
        check_reference("x" * 61)


def test_the_company_s_own_references_are_asked_for(settings: Any) -> None:
    settings.CASE_REFERENCE_PATTERN = r"HAL-\d{6}|\d{10}"
    assert check_reference("HAL-204816") == "HAL-204816"
    assert check_reference("0612345678") == "0612345678"
    assert check_reference("") == ""
    for typed in ("HAL-20481", "xHAL-204816", "Mrs Dupont"):
        with pytest.raises(ValidationError, match="no reference of a case here"):
            check_reference(typed)


def test_a_wide_pattern_lets_no_address_through(settings: Any) -> None:
    settings.CASE_REFERENCE_PATTERN = ".+"
    with pytest.raises(ValidationError, match="e-mail"):
        check_reference("marie@example.org")
