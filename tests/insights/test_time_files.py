"""Tables as files: what is a word stays a word, what is a share stays one."""

from datetime import date
from fractions import Fraction

import pytest

from knowledge.insights.time.sheets import Cell, Sheet, shown_share, text_file, workbook_file
from tests.insights.workbooks import formulas_in, sheets_of

DAY = date(2026, 11, 22)
DANGEROUS = ["=1+1", "+33", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "http://evil.example", "{=1}"]


def sheet(*rows: list[Cell], name: str = "People") -> Sheet:
    return Sheet(name, ["Who", "Share"], rows)


def test_a_share_is_written_as_it_is_shown_rounded_half_up() -> None:
    assert shown_share(Fraction(90, 1260)) == Fraction(71, 1000)
    assert shown_share(Fraction(25, 10_000)) == Fraction(3, 1000)
    assert shown_share(Fraction(0)) == 0
    assert shown_share(Fraction(-30, 2100)) == Fraction(-14, 1000)
    text = text_file(
        "team",
        DAY,
        sheet(["Luc", Fraction(90, 1260)], ["Odile", None], ["Eva", Fraction(-3, 2100)]),
    )
    assert text.content.decode("utf-8-sig").splitlines() == [
        "Who,Share",
        "Luc,7.1",
        "Odile,",
        "Eva,-0.1",
    ]


def test_a_file_is_a_download_named_after_its_day() -> None:
    files = [text_file("team", DAY, sheet()), workbook_file("team", DAY, [sheet()])]
    names = [file["Content-Disposition"] for file in files]
    assert names == [
        'attachment; filename="team-2026-11-22.csv"',
        'attachment; filename="team-2026-11-22.xlsx"',
    ]


@pytest.mark.parametrize("words", DANGEROUS)
def test_words_are_never_calculated(words: str) -> None:
    book = workbook_file("team", DAY, [sheet([words, Fraction(1, 10)], name=words)]).content
    assert not formulas_in(book)
    (rows,) = sheets_of(book).values()
    assert rows[1][0].endswith(words.strip())
    text = text_file("team", DAY, sheet([words, None])).content.decode("utf-8-sig")
    assert not text.splitlines()[1].startswith(("=", "+", "-", "@", "\t", '"=', '"\t'))


def test_a_workbook_holds_each_table_under_a_name_of_its_own() -> None:
    long = "Minutes by product area and week of the year"
    book = workbook_file(
        "team",
        DAY,
        [
            sheet(["Luc", Fraction(1, 20)], ["Odile", None], ["Anh", 12], ["When", DAY]),
            sheet(name="people"),
            sheet(name=long),
            sheet(name=long),
            sheet(name="a/b:c?"),
            sheet(name="[]"),
        ],
    ).content
    found = sheets_of(book)
    assert list(found) == [
        "People",
        "people 2",
        long[:31],
        f"{long[:29]} 2",
        "a b c",
        "1",
    ]
    assert found["People"][:4] == [["Who", "Share"], ["Luc", "0.05"], ["Odile"], ["Anh", "12"]]
    assert found["People"][4] == ["When", str((DAY - date(1899, 12, 30)).days)]
