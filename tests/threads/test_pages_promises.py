"""The page of an area's promises: read by all who see it, kept by its leads."""

from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.hours import week_of
from accounts.models import AccountEvent, User
from knowledge.areas.models import Area
from knowledge.threads.actions.promising import keep_promise
from knowledge.threads.models import AreaPromise, Thread, Urgency
from knowledge.threads.queries.promises import promises_of, working_day_minutes
from knowledge.threads.routing.durations import parse, written
from tests.conftest import ClientOf
from tests.factories import make_area
from tests.threads.people import captured, queries_of

DAY = 420
ALL = ("now", "today", "week")
NOTHING = {f"{urgency}-{name}": "" for urgency in ALL for name in ("first_answer", "solution")}


def there(area: Area) -> str:
    return reverse("threads:promises", args=[area.slug])


def kept(area: Area) -> dict[str, tuple[int, int]]:
    rows = AreaPromise.objects.filter(area=area)
    return {row.urgency: (row.first_answer_minutes, row.solution_minutes) for row in rows}


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("15 min", 15),
        ("15", 15),
        ("4 h", 240),
        ("4H", 240),
        ("1h30", 90),
        ("1\u00a0h\u00a005", 65),
        ("2 j", 840),
        ("2d", 840),
        ("2 days", 840),
        ("1 jour, 2 heures", 540),
        ("1,5 h", 90),
        ("0.5 d", 210),
        ("", None),
        ("soon", None),
        ("-4 h", None),
        ("2 h 1 d", None),
        ("1 h 1 h", None),
        ("15 15", None),
        ("4 parsecs", None),
        ("9" * 41, None),
    ],
)
def test_working_time_is_read_as_people_of_both_languages_type_it(
    typed: str, minutes: int | None
) -> None:
    assert parse(typed, day=DAY) == minutes


@given(st.integers(0, 300 * DAY), st.sampled_from([0, 60, 420, 450, 1440]))
def test_what_is_written_reads_as_the_same_again(minutes: int, day: int) -> None:
    assert parse(written(minutes, day=day), day=day) == minutes


def test_a_working_day_is_the_companys_and_there_is_none_where_nobody_works(
    settings: Any,
) -> None:
    settings.WORKING_HOURS = week_of([[[540, 720]], [[540, 780]], [], [], [], [], []])
    assert working_day_minutes() == 210
    settings.WORKING_HOURS = ((),) * 7
    assert working_day_minutes() == 0
    assert parse("2 d", day=0) is None


def test_a_lead_keeps_promises_and_drops_one_for_that_of_the_area_above(
    boxes: Area, lead: User, client_of: ClientOf
) -> None:
    keep_promise(area=boxes, urgency="now", first_answer_minutes=5, solution_minutes=30)
    below = make_area("Lamps", parent=boxes)
    client = client_of(lead)
    typed = NOTHING | {"today-first_answer": "1 h 30", "today-solution": "2 d"}
    assert client.post(there(below), typed).status_code == 303
    assert kept(below) == {"today": (90, 2 * working_day_minutes())}
    shown = {line.urgency: line for line in promises_of(below)}
    assert (shown[Urgency.NOW].source, shown[Urgency.NOW].is_own) == (boxes, False)
    page = client.get(there(below))
    fields = page.context["form"]
    assert (fields["today-first_answer"].value(), fields["now-solution"].value()) == ("1 h 30", "")
    assert "Boxes" in page.content.decode()
    more = {"today-first_answer": "1 h", "today-solution": "4 h", "now-first_answer": "2 min"}
    answer = client.post(there(below), NOTHING | more | {"now-solution": "9 min", "drop": "today"})
    assert answer.status_code == 303
    assert kept(below) == {"now": (2, 9)}
    noted = AccountEvent.objects.filter(kind="area_promises", area=below)
    assert [row.actor for row in noted] == [lead, lead]
    assert noted[0].detail["promise_now"] == {"from": "", "to": "2 / 9 min"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"now-first_answer": "soon", "now-solution": "2 h"},
        {"now-first_answer": "0", "now-solution": "2 h"},
        {"now-first_answer": "5 min"},
        {"now-solution": "5 min"},
        {"now-first_answer": "3 h", "now-solution": "2 h"},
        {"now-first_answer": "3 h", "now-solution": "999999 d"},
        {"now-first_answer": "\x00", "now-solution": "٣ h"},
    ],
)
def test_an_impossible_promise_is_refused_and_what_was_typed_stays(
    wrong: dict[str, str], boxes: Area, lead: User, client_of: ClientOf
) -> None:
    typed = NOTHING | {"week-first_answer": "1 d", "week-solution": "2 d"} | wrong
    answer = client_of(lead).post(there(boxes), typed)
    assert answer.status_code == 422
    assert answer.context["form"]["week-solution"].value() == "2 d"
    assert kept(boxes) == {}


def test_everybody_reads_what_is_promised_and_only_leads_are_given_a_form(
    boxes: Area, contact: User, lead: User, client_of: ClientOf
) -> None:
    read = client_of(contact).get(there(boxes)).content.decode()
    assert "4 h" in read
    assert 'name="now-solution"' not in read
    assert 'name="now-solution"' in client_of(lead).get(there(boxes)).content.decode()


def test_the_areas_page_and_the_threads_lead_there(
    boxes: Area, contact: User, lead: User, question: Thread, client_of: ClientOf
) -> None:
    link = f'href="{there(boxes)}"'
    assert link in client_of(contact).get(boxes.get_absolute_url()).content.decode()
    assert link in client_of(lead).get(question.get_absolute_url()).content.decode()
    assert link not in client_of(contact).get(question.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_with_more_areas_above(
    boxes: Area, contact: User, client_of: ClientOf
) -> None:
    below = boxes
    client = client_of(contact)
    client.get(there(boxes))
    with captured() as few:
        client.get(there(boxes))
    for number in range(3):
        keep_promise(area=below, urgency="now", first_answer_minutes=5, solution_minutes=30)
        below = make_area(f"Inside {number}", parent=below)
    with captured() as many:
        client.get(there(below))
    assert queries_of(many) == queries_of(few)


def test_an_areas_own_promise_goes_back_to_the_area_above_or_to_what_is_usual(
    boxes: Area, lead: User, client_of: ClientOf
) -> None:
    inner = make_area("Old boxes", parent=boxes)
    for area in (boxes, inner):
        keep_promise(area=area, urgency="now", first_answer_minutes=15, solution_minutes=60)
    words = {area: client_of(lead).get(there(area)).content.decode() for area in (boxes, inner)}
    assert "As usual" in words[boxes]
    assert "As the area above" not in words[boxes]
    assert "As the area above" in words[inner]
