"""Contributions from another system: proposed, all of a file or none, once."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import deactivate_person
from accounts.leave.periods import Unreadable
from accounts.models import User
from knowledge.contributions.actions import confirm_entry
from knowledge.contributions.actions.importing import Imported, import_entries
from knowledge.contributions.entry_table import MOST_LINES, MOST_WRONG, read_entry_table
from knowledge.contributions.models import Entry, EntryEvent, Source, State
from knowledge.contributions.sums import kept_sums
from tests.contributions.test_entries import AT
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db

HEAD = "email;day;minutes;kind;area;url;label;note;id\n"


@pytest.fixture
def maelle() -> User:
    return make_person("Maëlle Le Goff", email="maelle@halage.example", roles=["expert"])


def bring(text: str, head: str = HEAD) -> Imported:
    return import_entries(data=(head + text).encode(), at=AT)


def wrongs(text: str, head: str = HEAD) -> dict[int, str]:
    with pytest.raises(Unreadable) as refused:
        bring(text, head)
    return {wrong.line: wrong.said for wrong in refused.value.wrongs}


def test_a_line_becomes_a_proposal_of_its_person(maelle: User) -> None:
    area = make_area("Fibre")
    line = "Maelle@halage.example;19/11/2026;1 h 30;Forum client;fibre;https://f.example;Box;lent;T-1\n"
    assert bring(line) == Imported(proposed=1)
    [entry] = Entry.objects.all()
    assert (entry.person, f"{entry.day}", entry.minutes) == (maelle, "2026-11-19", 90)
    assert (entry.kind, entry.area, entry.url) == ("forum", area, "https://f.example")
    assert (entry.label, entry.note, entry.external_id) == ("Box", "lent", "T-1")
    assert (entry.state, entry.source) == (State.PROPOSED, Source.IMPORT)
    assert entry.events.get().actor is None
    assert kept_sums() == {}


def test_the_same_file_again_changes_nothing(maelle: User) -> None:
    text = "".join(
        f"maelle@halage.example;2026-11-1{number};20;article;;;;;{name}\n"
        for number, name in enumerate(["", "a", ""], start=1)
    )
    assert bring(text) == Imported(proposed=3)
    before = list(Entry.objects.values()), EntryEvent.objects.count()
    assert bring(text) == Imported(unchanged=3)
    assert before == (list(Entry.objects.values()), EntryEvent.objects.count())


def test_a_changed_line_is_followed_until_its_person_has_decided(maelle: User) -> None:
    line = "maelle@halage.example;2026-11-12;{};article;;;;;a\n"
    bring(line.format(20))
    assert bring(line.format(30)) == Imported(changed=1)
    entry = Entry.objects.get()
    assert entry.minutes == 30
    confirm_entry(entry=entry, by=maelle, minutes=25, at=AT)
    assert bring(line.format(40)) == Imported(decided=1)
    assert Entry.objects.get().minutes == 25


GOOD = "maelle@halage.example;2026-11-12;20;article;;;;;good"
WRONG = {
    "nobody": ("x@halage.example;2026-11-12;20;article;;;;;", "Nobody here has"),
    "who left": ("gone@halage.example;2026-11-12;20;article;;;;;", "Nobody here has"),
    "no address": (";2026-11-12;20;article;;;;;", "Nobody here has"),
    "no day": ("maelle@halage.example;;20;article;;;;;", "is not a day"),
    "the 31st of June": ("maelle@halage.example;31/06/2026;20;article;;;;;", "is not a day"),
    "a day to come": ("maelle@halage.example;2026-12-24;20;article;;;;;", "not come yet"),
    "no minutes": ("maelle@halage.example;2026-11-12;;article;;;;;", "is no duration"),
    "zero": ("maelle@halage.example;2026-11-12;0;article;;;;;", "at least one minute"),
    "less than zero": ("maelle@halage.example;2026-11-12;-5;article;;;;;", "is no duration"),
    "25 hours": ("maelle@halage.example;2026-11-12;25 h;article;;;;;", "24 hours"),
    "10^9": ("maelle@halage.example;2026-11-12;1000000000;article;;;;;", "is no duration"),
    "sleep": ("maelle@halage.example;2026-11-12;20;sleep;;;;;", "is no kind"),
    "no such area": ("maelle@halage.example;2026-11-12;20;article;nowhere;;;;", "not the short"),
    "a closed area": ("maelle@halage.example;2026-11-12;20;article;merger;;;;", "of the list"),
    "no link": ("maelle@halage.example;2026-11-12;20;talk;;;;;", "link or a reference"),
    "a long id": (f"maelle@halage.example;2026-11-12;20;article;;;;;{'x' * 201}", "200 letters"),
    "the same id": (GOOD.replace(";20;", ";25;"), "Line 2 has the same id"),
}


@pytest.mark.parametrize(("line", "said"), WRONG.values(), ids=WRONG.keys())
def test_one_wrong_line_is_named_and_nothing_is_kept(
    maelle: User, administrator: User, line: str, said: str
) -> None:
    deactivate_person(make_person(email="gone@halage.example"), by=administrator)
    restrict_area(make_area("Merger"), make_team("Board"))
    found = wrongs(f"{GOOD}\n{line}\n")
    assert list(found) == [3]
    assert said in found[3]
    assert not Entry.objects.exists()
    assert not EntryEvent.objects.exists()


@pytest.mark.parametrize(
    ("head", "text", "said"),
    [
        ("", "", "empty"),
        ("email;day;minutes\n", "", "No column is called “kind”"),
        ("email;day;minutes;kind;Day\n", "", "Two columns are called “day”"),
        (HEAD, 'maelle@halage.example;"2026', "quotation mark"),
        (HEAD, "a\x00b", "not a text"),
        ("PK\x03\x04", "", "workbook"),
        (HEAD, "\n" * MOST_LINES + GOOD, "too many lines"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(
    maelle: User, head: str, text: str, said: str
) -> None:
    assert said in " ".join(wrongs(text, head).values())


def test_no_more_wrong_lines_are_named_than_somebody_reads(maelle: User) -> None:
    assert len(wrongs("x;x;x;x\n" * (MOST_WRONG + 20))) == MOST_WRONG


def test_columns_come_in_any_order_with_commas_or_tabs_and_others_are_passed_over(
    maelle: User,
) -> None:
    head, line = (
        "Kind,Ticket,E-mail,Minutes,Day\n",
        "article,X-1,maelle@halage.example,20,2026-11-12",
    )
    assert bring(line, head) == Imported(proposed=1)
    assert bring(line.replace(",", "\t"), head.replace(",", "\t")) == Imported(unchanged=1)


def test_an_operator_imports_from_the_shell(
    maelle: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "planning.csv"
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_contributions", path)
    path.write_text(HEAD + GOOD)
    call_command("import_contributions", path)
    assert "1 proposed, 0 changed, 0 unchanged, 0 decided" in capsys.readouterr().out
    path.write_text(HEAD + GOOD + "\nx;x;x;x")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_contributions", path)
    assert capsys.readouterr().err.startswith("Line 3: ")


@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_file_breaks_the_reading(data: bytes) -> None:
    for table in (data, HEAD.encode() + data):
        with suppress(Unreadable):
            assert all(row.minutes >= 0 and row.external_id for row in read_entry_table(table))


def test_reading_a_known_file_again_takes_few_queries_a_line(
    maelle: User, django_assert_max_num_queries: Any
) -> None:
    bring(GOOD)
    with django_assert_max_num_queries(12):
        bring(GOOD)
