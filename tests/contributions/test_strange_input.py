"""What a browser would never send is answered in words: no page of one's time fails on it."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import User
from knowledge.contributions.models import AllowancePolicy, ClosedMonth, Entry, Timer
from tests.conftest import ClientOf
from tests.contributions.moments import give
from tests.test_nonsense import NONSENSE

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 10)
SHEET = "/time/week/2026-11-09/"
FIELDS = ("minutes", "kind", "day", "label", "url", "area", "note", "decision", "keep")
CHOICES = (
    "fields",
    "sure",
    "scope",
    "team",
    "person",
    "unit",
    "lowest",
    "highest",
    "since",
    "month",
)
ASKED = ("/time/", SHEET, "/time/add/", "/time/file/", "/time/looked/", "/time/months/")


@pytest.fixture
def client(client_of: ClientOf, administrator: User) -> Client:
    return client_of(administrator)


@pytest.mark.parametrize("words", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_addresses_shows_a_page(words: str, client: Client) -> None:
    query = dict.fromkeys(("line", "fields", "repeat", "format", "page", "next"), words)
    for path in ASKED:
        assert client.get(path, query).status_code == 200


@pytest.mark.parametrize("words", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_forms_writes_nothing_wrong(
    words: str, client: Client, administrator: User
) -> None:
    entry = give(administrator, 30, DAY)
    keys = (f"e{entry.pk}", "n0", words[:40])
    sent: dict[str, object] = {f"{key}-{name}": words for key in keys for name in FIELDS}
    sent |= dict.fromkeys((*FIELDS, *CHOICES, "line"), words) | {"row": list(keys)}
    for path in (
        "/time/confirm/",
        SHEET,
        "/time/add/",
        f"/time/entries/{entry.pk}/",
        "/time/allowance/",
        "/time/months/",
        "/time/settings/",
    ):
        assert client.post(path, sent).status_code in {303, 422}
    del sent["fields"]
    assert client.post("/time/add/", sent).status_code == 422
    assert list(Entry.objects.counted()) == [entry]
    assert not AllowancePolicy.objects.exists()
    assert not ClosedMonth.objects.exists()


@pytest.mark.parametrize("number", [0, 10**19, 10**40])
def test_a_number_beyond_any_row_is_not_found(number: int, client: Client) -> None:
    assert client.get(f"/time/entries/{number}/").status_code == 404
    assert client.post(f"/time/allowance/{number}/take-back/").status_code == 404


def test_a_week_before_all_weeks_is_not_there(client: Client) -> None:
    assert client.get("/time/week/1900-01-08/").status_code == 200
    for day in ("1900-01-01", "1900-01-03", "1900-02-30", "0001-01-01", "9999-12-31"):
        assert client.get(f"/time/week/{day}/").status_code == 404


@pytest.mark.parametrize("words", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_about_a_timer_changes_nothing_of_it(
    words: str, client: Client, administrator: User
) -> None:
    client.post("/time/timer/act/", {"do": "start", "kind": "answer", "label": "Reading"})
    timer = Timer.objects.get()
    started = timer.started_at.isoformat()
    fields = ("started", "until", "kind", "label", "url", "page", "next")
    for do in ("start", "pause", "go_on", "stop", "change", "discard", "bring_back", words):
        sent = dict.fromkeys(fields, words) | {"do": do}
        assert client.post("/time/timer/act/", sent).status_code in {303, 422}
        assert client.post("/time/timer/seen/", sent).status_code == 200
    changed = {"do": "change", "started": started, "next": words}
    answer = client.post("/time/timer/act/", changed)
    assert (answer.status_code, answer["Location"]) == (303, "/time/timer/#timer")
    assert list(Timer.objects.values_list("kind", "label")) == [("answer", "Reading")]
