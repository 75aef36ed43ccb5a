"""What is found in words for customers, and what is rightly left alone."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.passages.lint import Kind, Watchlist, lint

HOSTS = ("wiki.halage.example",)
NAMES = Watchlist.of(
    [
        ("Müller & Söhne", "say “our partner”"),
        ("Zhongxing", ""),
        ("Cœur de Rhône", ""),
        ("3M", ""),
        ("Müller", ""),
    ]
)

PRICES = [
    "12 €", "12€", "12,50 €", "12,50€", "12€50", "1 234,56 €", "1\u202f234 €", "1.234,56 €",
    "1'234.50 CHF", "€12.50", "€ 1,234.56", "£12", "£1,200.00", "$12.99", "US$12", "12 EUR", "EUR 12",
    "12 euros", "12 euros 50", "12 euros et 50", "50 centimes", "12 CHF", "12.- CHF", "CHF 12.-",
    "12 francs", "12 dollars", "12 USD", "GBP 12", "12 k€", "1,2 M€", "3 millions d'euros",
    "15 c€", "15 cts", "99 cents", "0,15 €/kWh", "12 €/mois", "12 € HT", "€12k", "12 livres sterling",
    "douze euros", "Vingt-cinq euros", "cent vingt euros", "twenty-five dollars", "two hundred euros",
    "deux mille euros", "12,- €", "1 000 000 F CFA", "99 F TTC", "12 quid", "49,90 EUROS",
]  # fmt: skip
NO_PRICES = [
    "12 %", "12 kg", "12 pounds of flour", "12 livres de cuisine", "Euro 6", "the euro zone", "EUR",
    "12 minutes", "le 12 mars 2026", "version 12.50", "print $1}", "$HOME", "${1}", "page 12",
    "1 234,56 kWh", "12 V", "0 800 12 34 56", "réf. 12-EUR5", "12h50", "A€", "in euros",
    "https://halage.example/?p=12€", "12 c", "100 F", "100 °F", "euro",
]  # fmt: skip
MARGINS = [
    "taux de marge", "marge brute", "la marge commerciale", "notre marge", "nos marges", "gross margin",
    "our margin", "a margin of 12 %", "marge de 30 %", "30 % de marge", "a 40% margin", "margin: 40%",
    "prix de revient", "coût de revient", "cost price", "supplier discount", "remise fournisseur",
    "notre prix d’achat", "taux de marque", "marge arrière", "profit margins",
]  # fmt: skip
NO_MARGINS = [
    "marge de manœuvre", "marge d’erreur de 5 %", "margin of error of 5 %", "en marge de la page",
    "une marge de 10 cm", "a margin of 5 mm", "notre marge de manœuvre", "marginal", "markup language",
    "votre prix d’achat est remboursé", "les marges de la page", "safety margin",
]  # fmt: skip
INTERNAL_LINKS = [
    "https://wiki.halage.example/a/3/", "http://intranet/page", "http://localhost:8000/a/3/",
    "https://10.0.0.4/x", "http://192.168.1.1", "https://files.halage.local/a", "http://[::1]/x",
    "HTTPS://WIKI.HALAGE.EXAMPLE", "https://me@wiki.halage.example/", "http://tickets.corp/4",
    "(https://wiki.halage.example/a/3/).", "https://wiki.halage.example:8443/a",
]  # fmt: skip
OPEN_LINKS = [
    "https://halage.example/help", "https://www.halage.example", "www.service-public.fr", "https://8.8.8.8/",
    "https://example.org/?next=http://intranet/", "wiki.halage.example", "me@wiki.halage.example",
    "https://example.org/localhost", "https://locale.example.org/", "http://", "https://?x", "www.",
]  # fmt: skip
IDENTITIES = ["06 12 34 56 78", "jeanne.martin@mail.example", "12 rue des Lilas, 38000 Grenoble"]
NO_IDENTITIES = [
    "contact@halage.fr", "jeanne@halage.example", "0800 123 456", "0 800 12 34 56", "08 09 40 00 00",
    "service-clients@mail.example", "3900", "facture 06 12 34 56 78",
]  # fmt: skip


def _kinds(text: str) -> list[str]:
    return [one.kind for one in lint(text, names=NAMES, own_hosts=HOSTS)]


@pytest.mark.parametrize("around", ["{}", "It is {}, says the leaflet.", "« {} »\nThen wait."])
@pytest.mark.parametrize(
    ("kind", "written"),
    [
        (kind, written)
        for kind, found in [
            (Kind.PRICE, PRICES),
            (Kind.MARGIN, MARGINS),
            (Kind.INTERNAL_LINK, INTERNAL_LINKS),
            (Kind.IDENTITY, IDENTITIES),
        ]
        for written in found
    ],
)
def test_it_is_found_however_it_is_written(kind: Kind, written: str, around: str) -> None:
    assert _kinds(around.format(written)) == [kind]


@pytest.mark.parametrize("written", [*NO_PRICES, *NO_MARGINS, *OPEN_LINKS, *NO_IDENTITIES])
def test_what_only_looks_like_it_is_left_alone(written: str) -> None:
    assert _kinds(f"Look: {written}, that is all.") == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Made by Zhongxing.", ["Zhongxing"]),
        ("made by ZHONGXING’s plant", ["ZHONGXING"]),
        ("Zhong\u00adxing and Zhong\u200bxing", ["Zhong\u00adxing", "Zhong\u200bxing"]),
        ("Zhongxings, Zhongxing2, xZhongxing", []),
        ("from Mu\u0308ller & So\u0308hne", ["Mu\u0308ller & So\u0308hne"]),
        ("muller-sohne", ["muller-sohne"]),
        ("Müller and Söhne", ["Müller"]),
        ("Müller, Söhne", ["Müller"]),
        ("coeur  de rhone", ["coeur de rhone"]),
        ("Cœur de\nRhône", ["Cœur de Rhône"]),
        ("cœur de la Rhône", []),
        ("tape de 3M, 33M, 3 M", ["3M"]),
        ("https://zhongxing.example/box", ["zhongxing"]),
    ],
)
def test_names_are_found_whatever_their_case_accents_and_gaps(text: str, shown: list[str]) -> None:
    found = [one for one in lint(text, names=NAMES) if one.kind == Kind.NAME]
    assert [one.shown for one in found] == shown


def test_a_name_brings_what_its_watcher_noted() -> None:
    [found] = lint("Ask Müller & Söhne.", names=NAMES)
    assert (found.note, found.start, found.end) == ("say “our partner”", 4, 18)


def test_several_findings_stand_in_their_order_and_a_long_one_is_shortened() -> None:
    text = f"Zhongxing: 12 € at http://intranet/{'x' * 200}"
    found = lint(text, names=NAMES)
    assert [one.kind for one in found] == [Kind.NAME, Kind.PRICE, Kind.INTERNAL_LINK]
    assert len(found[-1].shown) == 81
    assert text[found[1].start : found[1].end] == "12 €"


SIGNS = st.text(
    alphabet="0123456789.,'’ -–€$£%kKM\u202f\u00ad\u0308éeEuUrRomaginsd/:@[]{}\n\0🙂", max_size=300
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), SIGNS))
def test_any_text_is_read_and_findings_stand_where_they_say(text: str) -> None:
    found = lint(text, names=NAMES, own_hosts=HOSTS)
    assert list(found) == sorted(found, key=lambda one: one.start)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert " ".join(text[one.start : one.end].split()).startswith(one.shown.rstrip("…"))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=20), st.just("")), max_size=8))
def test_any_name_on_the_list_is_found_in_itself_unless_it_has_no_word(
    text: str, names: list[tuple[str, str]]
) -> None:
    listed = Watchlist.of(names)
    lint(text, names=listed)
    for name, _note in names:
        if name.isascii() and name.isalpha():
            assert [one.kind for one in lint(name, names=listed) if one.kind == Kind.NAME]


@pytest.mark.parametrize(
    "piece",
    [
        "1", "1 ", "1.", "1,2", "€", "€1", "12 € ", "a ", "cent ", "vingt-", "marge ", "marge de 3",
        "http://", "http://[", "www.", "@", "a@", "Müller ", "Müller & ", "\u00ad", "e\u0308", "x\u200b",
        "12 rue ", "prix de ", "99 ", "…", "(((", "http://a", "0 ",
    ],
)  # fmt: skip
def test_ten_times_the_text_takes_about_ten_times_as_long(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        began = time.process_time()
        lint(text, names=NAMES, own_hosts=HOSTS)
        return time.process_time() - began

    small = min(seconds(2_000) for _turn in range(2))
    most = max(40 * small, 0.25)
    assert any(seconds(20_000) < most for _turn in range(5)), "unless the machine was at other work"
