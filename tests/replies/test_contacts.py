"""Closed contacts from the ticket system: all of a file or none, each once, and never who a customer is."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from accounts.leave.periods import Unreadable
from accounts.models import User
from knowledge.replies.actions.contacts import ImportedContacts, import_contacts
from knowledge.replies.models import Contact
from tests.conftest import ClientOf
from tests.factories import make_area, make_team, restrict_area

pytestmark = pytest.mark.django_db

HEAD = "reference;closed on;channel;area;team;score\n"


def _wrongs(lines: str, by: User) -> list[tuple[int, str]]:
    with pytest.raises(Unreadable) as refused:
        import_contacts(data=lines.encode(), by=by)
    return [(wrong.line, wrong.said) for wrong in refused.value.wrongs]


def test_a_file_is_imported_and_again_changes_nothing(administrator: User, team: Any) -> None:
    area = make_area("Energy", name_fr="Énergie")
    lines = HEAD + "HAL-1;2026-11-02;phone;énergie;Customer Care;8,5\nHAL-2;03/11/2026;;;;\n"
    first = import_contacts(data=lines.encode(), by=administrator)
    assert first == ImportedContacts(added=2)
    contact = Contact.objects.get(reference="HAL-1")
    assert (contact.area, contact.team, contact.channel) == (area, team, "phone")
    assert contact.score == Decimal("8.50")
    again = import_contacts(data=lines.encode(), by=administrator)
    assert again == ImportedContacts(unchanged=2)
    changed = import_contacts(data=lines.replace("8,5", "9").encode(), by=administrator)
    assert changed == ImportedContacts(changed=1, unchanged=1)
    assert Contact.objects.count() == 2


def test_french_columns_are_understood(administrator: User) -> None:
    lines = "Dossier,Remarque,Clos le,Canal,Satisfaction\nHAL-1,x,02/11/2026,Téléphone,7\n"
    import_contacts(data=lines.encode(), by=administrator)
    contact = Contact.objects.get()
    assert (contact.channel, contact.score) == ("phone", Decimal(7))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("06 12 34 56 78;2026-11-02;;;;", "telephone"),
        ("jean@example.org;2026-11-02;;;;", "e-mail"),
        (";2026-11-02;;;;", "missing"),
        ("HAL-1;soon;;;;", "no day"),
        ("HAL-1;2026-02-30;;;;", "no day"),
        ("HAL-1;2026-11-02;pigeon;;;", "no channel"),
        ("HAL-1;2026-11-02;;Nowhere;;", "product area"),
        ("HAL-1;2026-11-02;;;Nobody;", "team"),
        ("HAL-1;2026-11-02;;;;good", "no score"),
        ("HAL-1;2026-11-02;;;;NaN", "no score"),
        ("HAL-0;2026-11-02;;;;", "same reference"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_is_imported(
    administrator: User, line: str, said: str
) -> None:
    (found,) = _wrongs(f"{HEAD}HAL-0;2026-11-01;;;;\n{line}\n", administrator)
    assert found[0] == 3
    assert said in found[1]
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    "data", ["", "reference\nHAL-1\n", "reference;reference;closed on\n", 'reference;day\n"a;b\n']
)
def test_a_file_that_is_none_is_refused(administrator: User, data: str) -> None:
    assert _wrongs(data, administrator)


def test_an_area_that_is_closed_to_the_importer_is_not_there(manager: User, outsider: User) -> None:
    restrict_area(make_area("Falcon"), make_team())
    lines = f"{HEAD}HAL-1;2026-11-02;;Falcon;;\n"
    assert "product area" in _wrongs(lines, manager)[0][1]


def test_the_page_imports_and_names_wrong_lines(administrator: User, client_of: ClientOf) -> None:
    browser, url = client_of(administrator), reverse("replies:contacts")

    def send(text: str) -> Any:
        file = BytesIO(text.encode())
        file.name = "contacts.csv"
        return browser.post(url, {"file": file})

    refused = send(HEAD + "HAL-1;soon;;;;\n")
    assert refused.status_code == 422
    assert "Line 2" in refused.content.decode()
    assert send(HEAD + "HAL-1;2026-11-02;;;;\n").status_code == 303
    assert "1 closed contact is known" in browser.get(url).content.decode()
    assert browser.post(url, {}).status_code == 422
