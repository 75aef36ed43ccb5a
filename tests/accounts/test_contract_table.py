"""Contracts of many people from a table: read, looked at, declared, all of them or none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.contract_table import contracts_in
from accounts.leave.periods import Unreadable
from accounts.models import AccountEvent, Contract, User
from tests.factories import make_person

pytestmark = pytest.mark.django_db

Who = Callable[[str], Client]
PAGE = "/people/manage/contracts/"
HEAD = "E-mail;Depuis;Temps plein;Quotité;Lun;Mar;Mer;Jeu;Ven;Pays;Région"


def table(*lines: str, head: str = HEAD) -> str:
    return "\n".join((head, *lines))


def read(text: str, by: User) -> list[Contract]:
    return contracts_in(text, by=by)


@pytest.fixture
def ines(team: Any) -> User:
    return make_person("Inès Rahmani", email="ines@halage.example", team=team)


def test_a_table_in_french_is_read_line_by_line(administrator: User, ines: User) -> None:
    [first, second] = read(
        table(
            "INES@halage.example;04/01/2027;35h;80 %;7h;7h;;7h;7h;FR;Moselle",
            "",
            "ines@halage.example;2027-06-01;37:30;66,67;;;;;;;",
        ),
        administrator,
    )
    assert (first.person, first.since, first.share) == (ines, date(2027, 1, 4), 8_000)
    assert first.weekday_minutes == [420, 420, 0, 420, 420, 0, 0]
    assert (first.country, first.subdivision) == ("FR", "57")
    assert second.weekday_minutes == [300] * 5 + [0, 0]
    assert (second.country, second.subdivision) == ("FR", "")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_example_on_the_page_is_a_table_that_is_read(
    who: Who, administrator: User, language: str
) -> None:
    make_person(email="ines@example.com")
    User.objects.filter(pk=administrator.pk).update(interface_language=language)
    page = who("administrator").get(PAGE).content.decode()
    example = page.partition("<pre")[2].partition("<code>")[2].partition("</code>")[0]
    assert len(read(example, administrator)) == 1


@pytest.mark.parametrize(
    ("country", "place"), [("none", ("", "")), ("de-by", ("DE", "BY")), ("Belgique", ("BE", ""))]
)
def test_a_country_is_none_or_has_its_region_with_it(
    administrator: User, ines: User, country: str, place: tuple[str, str]
) -> None:
    text = f"mail,since,full time,country\n{ines.email},2027-01-04,35,{country}"
    [row] = read(text, administrator)
    assert (row.country, row.subdivision) == place


def test_every_wrong_line_is_named_with_what_to_do(administrator: User, ines: User) -> None:
    text = table(
        "nobody@halage.example;2027-01-04;35;;;;;;;;",
        f"{ines.email};2027-02-30;35;;;;;;;;",
        f"{ines.email};2027-01-04;;;;;;;;;",
        f"{ines.email};2027-01-04;35;0;;;;;;;",
        f"{ines.email};2027-01-04;35;80;7;7;7;7;7;;",
        f"{ines.email};2027-04-05;35;;;;;;;ZZ;",
        f"{ines.email};2027-01-04;long;;;;;;;;",
        f"{ines.email};2027-03-01;35;;;;;;;;",
        f"{ines.email};01/03/2027;35;;;;;;;;",
    )
    with pytest.raises(Unreadable) as caught:
        read(text, administrator)
    said = {wrong.line: wrong.said for wrong in caught.value.wrongs}
    assert said.keys() == {2, 3, 4, 5, 6, 7, 8, 10}
    for line, words in {
        2: "Nobody has the address",
        3: "“2027-02-30” is not a day",
        4: "full-time week is missing",
        5: "“0” is no share",
        6: "80 % of 35:00 is 28:00",
        7: "no public holidays of “ZZ”",
        8: "“long” is not understood",
        10: "Line 9 is about the same person and day",
    }.items():
        assert words in said[line]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("E-mail;From\nx;y", "“full-time week”"),
        ("E-mail;Mail;From;Full time\na;b;c;d", "“E-mail” and “Mail”"),
        (table('"open;2027-01-04;35;;;;;;;;'), "quotation mark"),
    ],
)
def test_a_table_that_is_none_is_refused_whole(administrator: User, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(text, administrator)


class TestNonsense(TestCase):  # type: ignore[misc]
    @settings(max_examples=60, deadline=None)
    @given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
    def test_any_text_is_read_or_refused_in_words(self, text: str) -> None:
        for whole in (text, table(text)):
            try:
                assert not contracts_in(whole, by=User())
            except Unreadable as refused:
                said = [wrong.said for wrong in refused.wrongs]
            else:
                said = ["nothing but the names of columns"]
            assert all(said)


def test_contracts_are_looked_at_first_and_come_in_once(
    who: Who, administrator: User, ines: User
) -> None:
    text = table(f"{ines.email};2027-01-04;35;80;7;7;;7;7;FR;57")
    browser = who("administrator")
    file = SimpleUploadedFile("contracts.csv", text.encode())
    shown = browser.post(PAGE, {"file": file, "text": "", "do": "declare"}).content.decode()
    assert not Contract.objects.exists()
    for words in ("1 contract is new", "Inès Rahmani", "France, Moselle", f"{ines.email};2027"):
        assert words in shown
    answer = browser.post(PAGE, {"text": text, "do": "declare"}, follow=True)
    assert "1 contract is declared" in answer.content.decode()
    assert Contract.objects.get().declared_by == administrator
    again = browser.post(PAGE, {"text": text, "do": "check"}).content.decode()
    assert "0 contracts are new" in again
    assert "1 is known already" in again
    browser.post(PAGE, {"text": text, "do": "declare"})
    assert Contract.objects.count() == 1
    changed = text.replace(";80;7;7;;7;7;", ";100;;;;;;")
    assert "takes the place" in browser.post(PAGE, {"text": changed}).content.decode()
    browser.post(PAGE, {"text": changed, "do": "declare"})
    assert Contract.objects.in_force().get().share == 10_000
    assert AccountEvent.objects.filter(kind="contract_declared", person=ines).count() == 2


def test_one_wrong_line_and_nothing_is_written_nor_lost(who: Who, ines: User) -> None:
    text = table(f"{ines.email};2027-01-04;35;;;;;;;;", "nobody@x.example;2027-01-04;35;;;;;;;;")
    answer = who("administrator").post(PAGE, {"text": text, "do": "declare"}).content.decode()
    assert "Line 3:" in answer
    assert "nobody@x.example;2027-01-04" in answer
    assert not Contract.objects.exists()
    workbook = SimpleUploadedFile("contracts.csv", b"PK\x03\x04rest")
    assert "workbook" in who("administrator").post(PAGE, {"file": workbook}).content.decode()
    assert "Choose a file" in who("administrator").post(PAGE, {}).content.decode()


def test_a_table_of_many_people_takes_few_queries(
    administrator: User, assert_same_queries: Callable[..., None]
) -> None:
    def look() -> None:
        people = User.objects.values_list("email", flat=True)
        lines = [f"{email};2027-01-04;35;;;;;;;;" for email in people]
        read(table(*lines), administrator)

    assert_same_queries(look, lambda number: [make_person() for _each in range(number)])
