"""A week edited as a table: saved as a whole, with each fault where it is, and nothing lost."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from knowledge.contributions.actions.entries import propose_entry
from knowledge.contributions.actions.months import close_month
from knowledge.contributions.models import Activity, Entry, Kind, Source, State
from tests.conftest import ClientOf
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.factories import make_area, restrict_area

pytestmark = pytest.mark.django_db

URL = f"/time/week/{MONDAY}/"
EMPTY = {"label": "", "kind": "", "area": "", "url": "", "minutes": ""}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(client_of: ClientOf, expert: User) -> Client:
    return client_of(expert)


def _line(key: str, day: date = MONDAY, **fields: str) -> dict[str, str]:
    facts = EMPTY | {"day": day.isoformat()} | fields
    return {f"{key}-{name}": value for name, value in facts.items()}


def _send(client: Client, *lines: dict[str, str], url: str = URL, **fields: str) -> tuple[int, str]:
    sent: dict[str, str] = {}
    for line in lines:
        sent |= line
    rows = [next(iter(line)).partition("-")[0] for line in lines]
    answer = client.post(url, sent | fields | {"row": rows})
    return answer.status_code, " ".join(answer.content.decode().split())


def _as_it_is(entry: Entry, **changed: str) -> dict[str, str]:
    facts = {
        "label": entry.label,
        "kind": entry.kind,
        "area": str(entry.area_id or ""),
        "url": entry.url,
        "minutes": str(entry.minutes),
    }
    return _line(f"e{entry.pk}", entry.day, **facts | changed)


def test_new_lines_are_recorded_and_empty_ones_left_out(client: Client, expert: User) -> None:
    area = make_area()
    status, _ = _send(
        client,
        _line("n0", label="A bill", kind="answer", minutes="1h30", area=str(area.pk)),
        _line("n1", day=TODAY, kind="talk", url="https://days.example", minutes="1,5 h"),
        _line("n2", kind="review"),
    )
    assert status == 303
    found = Entry.objects.of(expert).counted().order_by("day")
    assert [(row.day, row.kind, row.minutes, row.area) for row in found] == [
        (MONDAY, "answer", 90, area),
        (TODAY, "talk", 90, None),
    ]


def test_a_wrong_line_says_so_in_its_place_and_nothing_is_saved(
    client: Client, expert: User
) -> None:
    entry = give(expert, 30, MONDAY)
    status, text = _send(
        client,
        _as_it_is(entry, minutes="45"),
        _line("n0", label="Kept words", kind="blog", minutes="30"),
        _line("n1", label="No kind", minutes="soon"),
        _line("n2", day=MONDAY + timedelta(days=5), label="Ahead", kind="review", minutes="5"),
    )
    assert status == 422
    assert "“soon” is no duration" in text
    assert 'value="Kept words"' in text
    assert 'value="45"' in text
    entry.refresh_from_db()
    assert (entry.counts, Entry.objects.count()) == (True, 1)


def test_what_only_the_ledger_refuses_stands_in_its_line_too(client: Client, expert: User) -> None:
    status, text = _send(
        client,
        _line("n0", label="Outside", kind="blog", minutes="30"),
        _line("n1", day=MONDAY + timedelta(days=5), label="Ahead", kind="review", minutes="5"),
    )
    assert status == 422
    assert "Give a link or a reference" in text
    assert "This day has not come yet" in text
    assert not Entry.objects.exists()


def test_a_changed_line_becomes_a_correction_and_the_old_one_stays(
    client: Client, expert: User
) -> None:
    entry = give(expert, 30, MONDAY)
    other = give(expert, 10, TODAY)
    status, _ = _send(client, _as_it_is(entry, minutes="45", label="Two replies"), _as_it_is(other))
    assert status == 303
    entry.refresh_from_db()
    right = entry.corrections.get()
    assert (entry.counts, entry.minutes) == (False, 30)
    assert (right.counts, right.minutes, right.label) == (True, 45, "Two replies")
    assert not other.corrections.exists()


def test_nought_minutes_take_an_entry_back_and_it_can_be_taken_up_again(
    client: Client, expert: User
) -> None:
    entry = give(expert, 30, MONDAY)
    assert _send(client, _as_it_is(entry, minutes="0"))[0] == 303
    entry.refresh_from_db()
    assert entry.state == State.DECLINED
    text = client.get(URL).content.decode()
    assert "Take it up again" in text
    facts = {"minutes": "30", "kind": "answer", "day": MONDAY.isoformat(), "label": "A reply"}
    assert client.post(f"/time/entries/{entry.pk}/", facts).status_code == 303
    assert Entry.objects.of(expert).counted().get().minutes == 30


def test_proposals_wait_until_they_are_decided_on(client: Client, expert: User) -> None:
    def propose(label: str) -> Entry:
        return propose_entry(
            person=expert, day=MONDAY, minutes=20, kind="review", source=Source.PLAN, label=label
        )

    later, yes, no = propose("Later"), propose("Yes"), propose("No")
    activity = Activity.objects.create(
        person=expert, day=TODAY, kind=Kind.ANSWER, subject_kind="thread", subject_id=1,
        label="Bill", url="/threads/1/", minutes=7, changed_at=NOW,
    )  # fmt: skip
    active = _line(f"a{activity.pk}", TODAY, label="Bill", kind="answer", url="/threads/1/")
    status, _ = _send(
        client,
        _as_it_is(later) | {f"e{later.pk}-decision": ""},
        _as_it_is(yes, minutes="25") | {f"e{yes.pk}-decision": "confirm"},
        _as_it_is(no) | {f"e{no.pk}-decision": "drop"},
        active | {f"a{activity.pk}-decision": "confirm", f"a{activity.pk}-minutes": "9"},
    )
    assert status == 303
    states = dict(Entry.objects.of(expert).values_list("label", "state"))
    assert states == {
        "Later": State.PROPOSED,
        "Yes": State.CONFIRMED,
        "No": State.DECLINED,
        "Bill": State.CONFIRMED,
    }
    assert sum(Entry.objects.counted().values_list("minutes", flat=True)) == 34


def test_minutes_moved_between_lines_of_a_full_day_ask_nothing(
    client: Client, expert: User
) -> None:
    """420 minutes are all of the day: 400 and 20 become 300 and 120 in any order."""
    small, large = give(expert, 20, MONDAY), give(expert, 400, MONDAY)
    status, _ = _send(client, _as_it_is(small, minutes="120"), _as_it_is(large, minutes="300"))
    assert status == 303


def test_a_day_that_gets_too_long_is_asked_about(client: Client, expert: User) -> None:
    lines = [_line(f"n{n}", label="Long", kind="review", minutes="4h") for n in range(2)]
    status, text = _send(client, *lines)
    assert status == 422
    assert "you could work 7 h, and this makes 8 h." in text
    assert not Entry.objects.exists()
    assert _send(client, *lines, sure="1")[0] == 303
    status, text = _send(client, *[_line(f"n{n}", kind="review", minutes="20h") for n in range(2)])
    assert "A day has 24 hours" in text


def test_what_was_typed_into_a_line_that_is_gone_is_said(client: Client, expert: User) -> None:
    entry = give(expert, 30, MONDAY)
    _send(client, _as_it_is(entry, minutes="45"))
    status, text = _send(client, _as_it_is(entry, minutes="50", label="My words"))
    assert status == 422
    assert "You had typed: 50, My words" in text
    assert Entry.objects.counted().get().minutes == 45


def test_last_week_is_repeated_up_to_today_and_nothing_is_written_before_saving(
    client: Client, expert: User
) -> None:
    last = MONDAY - timedelta(days=7)
    give(expert, 30, last)
    give(expert, 60, last + timedelta(days=4))
    text = client.get(f"{URL}?repeat=1").content.decode()
    assert 'name="n0-minutes" value="30"' in text
    assert 'value="60"' not in text
    assert not Entry.objects.of(expert).filter(day__gte=MONDAY).exists()


def test_in_a_closed_month_the_difference_is_an_adjustment_that_stays_visible(
    client: Client, expert: User, administrator: User
) -> None:
    monday = date(2026, 10, 5)
    entry = give(expert, 30, monday)
    close_month(month=monday, by=administrator)
    url = f"/time/week/{monday}/"
    assert "October 2026 is closed" in client.get(url).content.decode()
    assert _send(client, _as_it_is(entry, minutes="45"), url=url)[0] == 303
    assert [row.minutes for row in Entry.objects.counted().order_by("pk")] == [30, 15]
    text = client.get(url).content.decode()
    assert "adjustment" in text
    assert "adjusted" in text
    adjustment = entry.corrections.get()
    page = client.get(f"/time/entries/{adjustment.pk}/").content.decode()
    assert 'value="45"' in page


def test_an_area_that_was_closed_stays_as_it_is_under_another_name(
    client_of: ClientOf, outsider: User, expert: User
) -> None:
    area = make_area("Project Falcon")
    entry = give(outsider, 30, MONDAY, area=area)
    assert expert.team
    restrict_area(area, expert.team)
    client = client_of(outsider)
    assert "Falcon" not in client.get(URL).content.decode()
    assert _send(client, _as_it_is(entry, minutes="45", area="as-is"))[0] == 303
    assert Entry.objects.counted().get().area == area
    status, _ = _send(client, _line("n0", kind="review", minutes="5", area=str(area.pk)))
    assert status == 422


def test_the_history_of_an_entry_says_each_change(client: Client, expert: User) -> None:
    entry = give(expert, 30, MONDAY)
    facts = {"minutes": "45", "kind": "review", "day": MONDAY.isoformat(), "label": "A reply"}
    client.post(f"/time/entries/{entry.pk}/", facts | {"note": "Forgot the second one"})
    right = entry.corrections.get()
    text = client.get(f"/time/entries/{right.pk}/").content.decode()
    assert "Forgot the second one" in text
    assert "replaced by a correction" in text
    part = client.get(f"/time/entries/{right.pk}/", headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


@pytest.mark.parametrize("path", ["/time/week/2026-02-30/", "/time/week/0000-00-00/"])
def test_a_day_that_does_not_exist_has_no_sheet(path: str, client: Client) -> None:
    assert client.get(path).status_code == 404


def test_any_day_leads_to_the_sheet_of_its_week(client: Client) -> None:
    assert client.get(f"/time/week/{TODAY}/")["Location"] == URL
    assert client.get("/time/week/")["Location"] == URL


def test_strange_rows_are_left_out(client: Client, expert: User) -> None:
    for row in ("", "n", "nn", "n-1", "e", "ex", "a9999999", "n²", "n" + "9" * 50):
        assert client.post(URL, {"row": row}).status_code in {303, 422}
    assert not Entry.objects.exists()


def test_a_sheet_costs_the_same_however_long_it_is(
    client: Client, expert: User, assert_same_queries: Callable[..., None]
) -> None:
    def grow(count: int) -> None:
        for _ in range(count):
            give(expert, 5, MONDAY, area=make_area())

    assert_same_queries(lambda: client.get(URL), grow)


def test_a_second_window_does_not_overwrite_the_correction_of_the_first(
    client: Client, expert: User
) -> None:
    entry = give(expert, 30, MONDAY)
    url = f"/time/entries/{entry.pk}/"
    facts = {"kind": "answer", "day": MONDAY.isoformat(), "label": "A reply"}
    assert client.post(url, facts | {"minutes": "45"}).status_code == 303
    refused = client.post(url, facts | {"minutes": "20"})
    right = entry.corrections.get()
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "corrected meanwhile" in text
    assert 'value="20"' in text
    assert f'action="/time/entries/{right.pk}/"' in text
    assert Entry.objects.counted().get().minutes == 45
    assert client.post(right_url := f"/time/entries/{right.pk}/", facts | {"minutes": "20"})
    assert client.get(right_url).status_code == 200
    assert Entry.objects.counted().get().minutes == 20
