"""Tables of days away: columns, separators, alphabets, days, and what is wrong with a line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.leave.periods import Unreadable
from accounts.leave.tables import MOST_LINES, Row, read_table


def rows(text: str, *, with_people: bool = False, encoding: str = "utf-8") -> list[Row]:
    return read_table(text.encode(encoding), with_people=with_people)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("Note;First day;Last day;From noon;Until noon;Id;E-mail", ";"),
        ("Libellé,Du,Au,Après-midi,Jusqu’à midi,Référence,Courriel", ","),
        (
            "Motif\tDate de début\tDate de fin\tÀ partir de midi\tFin à midi\tNuméro\tAdresse e-mail",
            "\t",
        ),
    ],
)
def test_columns_are_known_in_both_languages_and_all_alphabets(
    head: str, mark: str, encoding: str
) -> None:
    head = head.replace("Après-midi", "Dès midi")
    line = mark.join(
        ["Congés d’été", "21/12/2026", "2026-12-24", "oui", "x", "A1", "Ines@x.example"]
    )
    (row,) = rows(f"{head}\n{line}\n", encoding=encoding, with_people=True)
    assert row.email == "ines@x.example"
    assert row.found.days == (date(2026, 12, 21), date(2026, 12, 24), True, True)
    assert (row.found.note, row.found.key, row.found.line) == ("Congés d’été", "id:A1", 2)


@pytest.mark.parametrize(
    ("head", "line", "days"),
    [
        ("from;to", "2026-12-21;", ("21", "21", False, False)),
        ("from", "2026-12-21", ("21", "21", False, False)),
        ("from;to", "21.12.2026;22-12-2026", ("21", "22", False, False)),
        ("from;to", "2026-12-21 00:00:00;2026-12-22T00:00:00", ("21", "22", False, False)),
        ("from;half day", "21/12/2026;morning", ("21", "21", False, True)),
        ("du;demi-journée", "21/12/2026;Après-midi", ("21", "21", True, False)),
        ("du;demi-journée", "21/12/2026;", ("21", "21", False, False)),
        ("from;to;from noon", "21/12/2026;22/12/2026;yes", ("21", "22", True, False)),
        ('"from";"to"', '"21/12/2026";"22/12/2026"', ("21", "22", False, False)),
        ("cost centre;from;boss", "9;21/12/2026;Ann", ("21", "21", False, False)),
    ],
)
def test_a_line_is_a_period(head: str, line: str, days: tuple[str, str, bool, bool]) -> None:
    (row,) = rows(f"{head}\n{line}")
    first, last, from_noon, to_noon = row.found.days
    assert (f"{first:%d}", f"{last:%d}", from_noon, to_noon) == days


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 0, "is empty"),
        ("\n\n", 0, "is empty"),
        ("21/12/2026;22/12/2026", 1, "No column is called “first day”"),
        ("from;to;start", 1, "Two columns say the same: “from” and “start”"),
        ("from;to\n;22/12/2026", 2, "first day is missing"),
        ("from;to\nMonday;22/12/2026", 2, "“Monday” is not a day"),
        ("from;to\n12/21/2026;", 2, "“12/21/2026” is not a day"),
        ("from;to\n21/12/26;", 2, "“21/12/26” is not a day"),
        ("from;to\n2026-02-29;", 2, "“2026-02-29” is not a day"),
        ("from;to\n0026-02-20;", 2, "is not a day"),
        ("from;to\n22/12/2026;21/12/2026", 2, "last day is before the first"),
        ("from;to\n21/12/2026;21/12/2031", 2, "more than three years"),
        ("from;from noon\n21/12/2026;perhaps", 2, "“perhaps” is neither yes nor no"),
        ("from;half day\n21/12/2026;yes", 2, "“yes” is no half of a day"),
        ("from;to;half\n21/12/2026;22/12/2026;am", 2, "Half a day is of one day"),
        ("from;from noon;to noon\n21/12/2026;x;x", 2, "begins at noon and ends at noon"),
        ("from;to\n21/12/2026;22/12/2026;Sea", 2, "more fields than the first line"),
        ('from;note\n21/12/2026;"Sea\n22/12/2026;', 2, "quotation mark"),
        ("from;id\n21/12/2026;A\n22/12/2026;A", 3, "Line 2 has the same id and other days"),
        ("PK\x03\x04", 0, "a workbook"),
        ("from\0;to", 0, "not a text"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_do(text: str, line: int, words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        rows(text)
    (wrong,) = refusal.value.wrongs
    assert (wrong.line, words in wrong.said) == (line, True), wrong


def test_all_wrong_lines_are_said_at_once_the_first_hundred_of_them() -> None:
    with pytest.raises(Unreadable) as refusal:
        rows("from;to\nx;\n21/12/2026;\ny;\n")
    assert [wrong.line for wrong in refusal.value.wrongs] == [2, 4]
    with pytest.raises(Unreadable) as refusal:
        rows("from;to\n" + "x;\n" * 500)
    assert len(refusal.value.wrongs) == 100


def test_people_need_an_e_mail_column_where_they_are_many() -> None:
    with pytest.raises(Unreadable, match="No column is called “e-mail”"):
        rows("from\n21/12/2026", with_people=True)


def test_a_file_that_says_its_separator_as_spreadsheets_do_is_read() -> None:
    (row,) = rows("sep=|\r\nfrom|to\r\n21/12/2026|22/12/2026\r\n")
    assert row.found.line == 3


def test_lines_are_those_of_the_file_after_a_note_of_several() -> None:
    with pytest.raises(Unreadable) as refusal:
        rows('from;note\n21/12/2026;"Sea\nand sand"\n\nx;y\n')
    assert [wrong.line for wrong in refusal.value.wrongs] == [5]


def test_the_same_period_twice_comes_once_and_its_note_makes_no_difference() -> None:
    found = rows("from;note\n21/12/2026;Sea\n21/12/2026;Sand\n22/12/2026;Sea")
    assert [row.found.first_day.day for row in found] == [21, 22]


def test_a_file_of_too_many_lines_is_refused() -> None:
    with pytest.raises(Unreadable, match="too many lines"):
        rows("from\n" + "21/12/2026\n" * MOST_LINES)


def test_columns_without_end_are_passed_over() -> None:
    """A million separators in a file of 1 MB kept the server for eight seconds."""
    (row,) = read_table(
        f"first day{';' * 300_000}last day\n2026-12-21{';' * 300_000}x\n".encode(),
        with_people=False,
    )
    assert row.found.last_day == date(2026, 12, 21)
    with pytest.raises(Unreadable, match="No column is called"):
        read_table(b"x;" * 300 + b"first day\n", with_people=False)


@given(st.integers(0, 1_000), st.integers(0, 1_000), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
def test_days_written_either_way_are_read_back(after: int, days: int, form: str) -> None:
    first = date(2025, 1, 1) + timedelta(days=after)
    last = first + timedelta(days=days)
    (row,) = rows(f"from,to\n{first.strftime(form)},{last.strftime(form)}")
    assert row.found.days == (first, last, False, False)


def _is_sound(data: bytes) -> bool:
    """Refused in words, or periods whose days are in their order."""
    try:
        found = [row.found for row in read_table(data, with_people=False)]
    except Unreadable as refusal:
        return bool(refusal.wrongs) and all(wrong.said for wrong in refusal.wrongs)
    return all(one.first_day <= one.last_day for one in found)


@given(st.binary(max_size=200), st.text(alphabet='from;to,\n"\t 0123456789/-é', max_size=200))
def test_noise_is_refused_and_nothing_breaks(noise: bytes, text: str) -> None:
    for data in (noise, b"from;to\n" + noise, text.encode()):
        assert _is_sound(data)
