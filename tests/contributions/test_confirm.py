"""The week is confirmed in one go: as proposed, changed, or dropped; never silently too long."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from knowledge.contributions.actions.entries import propose_entry
from knowledge.contributions.models import Activity, Entry, Kind, Source, State
from tests.conftest import ClientOf
from tests.contributions.moments import NOW, TODAY, give

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(client_of: ClientOf, expert: User) -> Client:
    return client_of(expert)


def _propose(person: User, minutes: int = 20, day: date = TODAY, **fields: str) -> Entry:
    facts = {"kind": Kind.REVIEW, "label": "A draft"} | fields
    return propose_entry(person=person, day=day, minutes=minutes, source=Source.PLAN, **facts)


def _activity(person: User, minutes: int = 12) -> Activity:
    return Activity.objects.create(
        person=person,
        day=TODAY,
        kind=Kind.ANSWER,
        subject_kind="thread",
        subject_id=7,
        label="Bill doubled",
        url="/threads/7/",
        minutes=minutes,
        changed_at=NOW,
    )


def _row(
    key: str, *, keep: bool = True, kind: str = "review", minutes: str = "20"
) -> dict[str, str]:
    facts = {f"{key}-kind": kind, f"{key}-minutes": minutes}
    return facts | ({f"{key}-keep": "on"} if keep else {})


def test_all_that_is_proposed_is_ticked_and_one_button_confirms_it(
    client: Client, expert: User
) -> None:
    entry, activity = _propose(expert), _activity(expert)
    text = client.get("/time/").content.decode()
    assert text.count('type="checkbox"') == text.count(" checked") == 2
    assert "Confirm 2 entries" in text
    assert "With these, your week comes to 32 min" in text
    sent = {"row": [f"e{entry.pk}", f"a{activity.pk}"]}
    sent |= _row(f"e{entry.pk}") | _row(f"a{activity.pk}", kind="answer", minutes="12")
    assert client.post("/time/confirm/", sent).status_code == 303
    counted = Entry.objects.of(expert).counted()
    assert sorted(counted.values_list("kind", "minutes")) == [("answer", 12), ("review", 20)]
    assert not Activity.objects.exists()


def test_a_line_is_changed_as_people_write_durations_and_another_dropped(
    client: Client, expert: User
) -> None:
    changed, dropped = _propose(expert), _propose(expert, label="Nothing of mine")
    sent = {"row": [f"e{changed.pk}", f"e{dropped.pk}"]}
    sent |= _row(f"e{changed.pk}", kind="coaching", minutes="1h05")
    sent |= _row(f"e{dropped.pk}", keep=False, minutes="whatever")
    answer = client.post("/time/confirm/", sent, follow=True)
    assert "1 entry confirmed. 1 dropped" in answer.content.decode()
    changed.refresh_from_db()
    dropped.refresh_from_db()
    assert (changed.kind, changed.minutes, changed.state) == ("coaching", 65, State.CONFIRMED)
    assert dropped.state == State.DECLINED


def test_what_came_after_the_page_was_shown_still_waits(client: Client, expert: User) -> None:
    seen, unseen = _propose(expert), _propose(expert, label="Came later")
    client.post("/time/confirm/", {"row": f"e{seen.pk}"} | _row(f"e{seen.pk}"))
    unseen.refresh_from_db()
    assert unseen.state == State.PROPOSED


@pytest.mark.parametrize("typed", ["soon", "0", "-5", "", "25h", "<script>"])
def test_a_wrong_line_stops_all_of_them_and_loses_nothing(
    typed: str, client: Client, expert: User
) -> None:
    right, wrong = _propose(expert), _propose(expert, label="Typed wrong")
    sent = {"row": [f"e{right.pk}", f"e{wrong.pk}"]}
    sent |= _row(f"e{right.pk}", minutes="33") | _row(f"e{wrong.pk}", minutes=typed)
    answer = client.post("/time/confirm/", sent)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'value="33"' in text
    assert 'class="field__errors"' in text
    assert not Entry.objects.of(expert).counted().exists()


def test_days_that_get_too_long_are_asked_about_once(client: Client, expert: User) -> None:
    """A day of 7 h = 420 minutes: 400 are there, 30 and 40 more make 470 of one, 450 of the other."""
    yesterday = TODAY - timedelta(days=1)
    give(expert, 400, TODAY)
    rows = [_propose(expert, 30), _propose(expert, 40), _propose(expert, 450, yesterday)]
    sent = {"row": [f"e{row.pk}" for row in rows]}
    for row in rows:
        sent |= _row(f"e{row.pk}", minutes=str(row.minutes))
    answer = client.post("/time/confirm/", sent)
    text = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert text.count("you could work 7 h,") == 2
    assert "this makes 7 h 50" in text
    assert "this makes 7 h 30" in text
    assert Entry.objects.of(expert).counted().count() == 1
    assert client.post("/time/confirm/", sent | {"sure": "1"}).status_code == 303
    assert Entry.objects.of(expert).counted().count() == 4


def test_a_second_click_changes_nothing(client: Client, expert: User) -> None:
    entry = _propose(expert)
    sent = {"row": f"e{entry.pk}"} | _row(f"e{entry.pk}")
    client.post("/time/confirm/", sent)
    answer = client.post("/time/confirm/", sent, follow=True)
    assert "decided on in another window" in answer.content.decode()
    assert Entry.objects.of(expert).counted().count() == 1


def test_nobody_confirms_for_somebody_else(
    client_of: ClientOf, expert: User, manager: User
) -> None:
    entry, activity = _propose(expert), _activity(expert)
    sent = {"row": [f"e{entry.pk}", f"a{activity.pk}"]}
    sent |= _row(f"e{entry.pk}") | _row(f"a{activity.pk}")
    client_of(manager).post("/time/confirm/", sent)
    assert not Entry.objects.counted().exists()
    assert Activity.objects.count() == 1


def test_what_was_proposed_without_a_link_is_confirmed_without_asking(
    client: Client, expert: User
) -> None:
    entry = _propose(expert, kind=Kind.OFFICE_HOURS, label="Room 12", url="room 12")
    sent = {"row": f"e{entry.pk}"} | _row(f"e{entry.pk}", kind="office_hours")
    assert client.post("/time/confirm/", sent).status_code == 303
