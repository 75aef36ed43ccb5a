"""One's entries belong to oneself: all of them, in three forms, safe to open."""

import csv
import json
from datetime import date
from io import StringIO

import pytest

from accounts.models import User
from knowledge.contributions.actions.corrections import correct_entry
from knowledge.contributions.actions.entries import record_entry
from knowledge.contributions.models import Entry
from knowledge.contributions.own_file import COLUMNS
from tests.conftest import ClientOf
from tests.factories import make_area, restrict_area
from tests.insights.workbooks import formulas_in, sheets_of

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 10)
NASTY = ['=HYPERLINK("https://evil.example";"x")', "+1", "-2+3", "@SUM(A1)"]


@pytest.fixture
def entries(expert: User) -> list[Entry]:
    made = [
        record_entry(person=expert, day=DAY, minutes=10 + number, kind="review", label=words)
        for number, words in enumerate(NASTY)
    ]
    made.append(correct_entry(entry=made[0], by=expert, minutes=55))
    return made


def _body(client_of: ClientOf, person: User, form: str) -> bytes:
    answer = client_of(person).get(f"/time/file/?format={form}")
    assert answer["Content-Disposition"].startswith('attachment; filename="contributions-')
    body: bytes = answer.getvalue()
    return body


def test_the_text_file_holds_all_and_no_formula(
    client_of: ClientOf, expert: User, entries: list[Entry]
) -> None:
    text = _body(client_of, expert, "csv").decode("utf-8-sig")
    heading, *rows = list(csv.reader(StringIO(text)))
    assert tuple(heading) == COLUMNS
    assert len(rows) == len(entries)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    by_id = {row[0]: dict(zip(heading, row, strict=True)) for row in rows}
    assert by_id[str(entries[-1].pk)]["corrects"] == str(entries[0].pk)
    assert by_id[str(entries[0].pk)]["counts"] == "no"


def test_the_workbook_holds_all_and_calculates_nothing(
    client_of: ClientOf, expert: User, entries: list[Entry]
) -> None:
    body = _body(client_of, expert, "xlsx")
    assert not formulas_in(body)
    heading, *rows = sheets_of(body)["Entries"]
    assert tuple(heading) == COLUMNS
    assert {row[COLUMNS.index("label")] for row in rows} == set(NASTY)
    assert [row[COLUMNS.index("minutes")] for row in rows] == ["10", "11", "12", "13", "55"]


def test_the_document_says_what_is_stored(
    client_of: ClientOf, expert: User, entries: list[Entry]
) -> None:
    found = json.loads(_body(client_of, expert, "json"))["entries"]
    assert [row["id"] for row in found] == [entry.pk for entry in entries]
    assert found[0]["day"] == "2026-11-10"
    assert found[-1]["minutes"] == 55


def test_an_empty_file_is_one_too(client_of: ClientOf, contact: User) -> None:
    assert json.loads(_body(client_of, contact, "json")) == {"entries": []}
    assert _body(client_of, contact, "csv").decode("utf-8-sig").strip() == ",".join(COLUMNS)


def test_a_closed_area_is_other_in_the_file(
    client_of: ClientOf, outsider: User, expert: User
) -> None:
    area = make_area("Project Falcon")
    record_entry(person=outsider, day=DAY, minutes=5, kind="review", area=area)
    assert expert.team
    restrict_area(area, expert.team)
    assert json.loads(_body(client_of, outsider, "json"))["entries"][0]["area"] == "other"


def test_without_a_form_the_choice_is_shown(client_of: ClientOf, expert: User) -> None:
    text = client_of(expert).get("/time/file/?format=exe").content.decode()
    assert 'href="?format=xlsx"' in text


@pytest.mark.parametrize("form", ["csv", "json"])
def test_areas_are_named_in_the_language_of_who_reads_and_columns_in_english(
    client_of: ClientOf, expert: User, form: str
) -> None:
    area = make_area("Meters", name_fr="Compteurs")
    record_entry(person=expert, day=DAY, minutes=10, kind="review", area=area)
    for language, name in (("fr", "Compteurs"), ("en", "Meters")):
        expert.interface_language = language
        expert.save()
        text = _body(client_of, expert, form).decode("utf-8-sig")
        assert name in text
        assert "is_adjustment" in text
