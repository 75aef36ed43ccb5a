"""Administrators and managers set the allowance; administrators close months, for good."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
import time_machine

from accounts.models import Team, User
from knowledge.contributions.actions.allowance import set_allowance
from knowledge.contributions.actions.months import close_month
from knowledge.contributions.models import AllowancePolicy, ClosedMonth
from tests.conftest import ClientOf
from tests.contributions.moments import NOW, TODAY
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db

COMPANY = {
    "scope": "company", "unit": "share", "lowest": "4", "highest": "7.5", "since": "2026-12-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_an_administrator_sets_the_allowance_of_the_company(
    client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    assert client.post("/time/allowance/", COMPANY).status_code == 303
    policy = AllowancePolicy.objects.get()
    assert (policy.lowest, policy.highest, policy.unit) == (400, 750, "share")
    assert (policy.since, policy.team, policy.person) == (date(2026, 12, 1), None, None)
    text = client.get("/time/allowance/").content.decode()
    assert "4–7.5\u202f%" in text


def test_a_manager_sets_it_for_their_line_and_for_nobody_else(
    client_of: ClientOf, manager: User, expert: User, team: Team
) -> None:
    client = client_of(manager)
    other = make_person(team=make_team("Elsewhere"))
    days = COMPANY | {"unit": "days", "lowest": "5", "highest": "10"}
    assert (
        client.post("/time/allowance/", days | {"scope": "team", "team": team.pk}).status_code
        == 303
    )
    mine = days | {"scope": "person", "person": expert.pk}
    assert client.post("/time/allowance/", mine).status_code == 303
    for foreign in ({"scope": "company"}, {"scope": "person", "person": other.pk},
                    {"scope": "person", "person": manager.pk}, {"scope": "team"}):  # fmt: skip
        assert client.post("/time/allowance/", days | foreign).status_code == 422
    assert set(AllowancePolicy.objects.values_list("team", "person")) == {
        (team.pk, None),
        (None, expert.pk),
    }


def test_a_manager_reads_only_the_rules_of_their_line(
    client_of: ClientOf, manager: User, expert: User, administrator: User
) -> None:
    stranger = make_person("Zoé Lointaine", team=make_team("Elsewhere"))
    for person in (expert, stranger, None):
        set_allowance(
            by=administrator, since=date(2026, 12, 1), lowest=300, highest=600, person=person
        )
    text = client_of(manager).get("/time/allowance/").content.decode().split("</nav>")[-1]
    rules = text.split('id="set"')[0]
    assert "Maëlle Le Goff" in rules
    assert "The company" in rules
    assert "Lointaine" not in text


@pytest.mark.parametrize(
    "wrong",
    [
        {"lowest": "8", "highest": "7"},
        {"highest": "101"},
        {"lowest": "-1"},
        {"lowest": "five"},
        {"since": "soon"},
        {"unit": "parsec"},
        {"scope": "team"},
    ],
)
def test_a_wrong_allowance_is_refused_in_words_and_kept_on_the_screen(
    wrong: dict[str, str], client_of: ClientOf, administrator: User
) -> None:
    answer = client_of(administrator).post("/time/allowance/", COMPANY | wrong)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not AllowancePolicy.objects.exists()


def test_what_was_set_is_taken_back_by_who_may(
    client_of: ClientOf, administrator: User, manager: User
) -> None:
    policy = set_allowance(by=administrator, since=date(2026, 12, 1), lowest=300, highest=600)
    url = f"/time/allowance/{policy.pk}/take-back/"
    assert client_of(manager).post(url).status_code == 403
    assert client_of(administrator).post(url).status_code == 303
    assert not AllowancePolicy.objects.in_force().exists()


def test_a_month_is_closed_with_a_word_that_says_so(
    client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    unsure = client.post("/time/months/", {"month": "2026-10-01"})
    assert unsure.status_code == 422
    sent = {"month": "2026-10-01", "sure": "on"}
    assert client.post("/time/months/", sent).status_code == 303
    assert ClosedMonth.objects.get().month == date(2026, 10, 1)
    text = client.get("/time/months/").content.decode()
    assert 'value="2026-10-01"' not in text
    assert "October 2026" in text
    assert client.post("/time/months/", sent).status_code == 422


def test_who_may_not_close_months_is_told_so_and_led_to_their_own_time(
    client_of: ClientOf, manager: User
) -> None:
    answer = client_of(manager).get("/time/months/")
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "This is not yours to do." in text
    assert 'href="/time/"' in text
    assert "co-author" not in text


def test_the_month_after_the_last_closed_is_chosen_else_the_latest(
    client_of: ClientOf, administrator: User
) -> None:
    client = client_of(administrator)
    chosen = 'value="{}" selected'
    assert chosen.format("2026-10-01") in client.get("/time/months/").content.decode()
    close_month(month=date(2026, 7, 1), by=administrator)
    assert chosen.format("2026-08-01") in client.get("/time/months/").content.decode()
    close_month(month=date(2026, 10, 1), by=administrator)
    assert chosen.format("2026-09-01") in client.get("/time/months/").content.decode()


def test_a_month_that_is_not_over_is_not_offered(client_of: ClientOf, administrator: User) -> None:
    client = client_of(administrator)
    assert 'value="2026-11-01"' not in client.get("/time/months/").content.decode()
    sent = {"month": "2026-11-01", "sure": "on"}
    assert client.post("/time/months/", sent).status_code == 422
    assert not ClosedMonth.objects.exists()


def test_lists_cost_the_same_however_long(
    client_of: ClientOf, administrator: User, assert_same_queries: Callable[..., None]
) -> None:
    client = client_of(administrator)
    months = iter(date(year, month, 1) for year in (2024, 2025) for month in range(1, 13))
    days = iter(TODAY + timedelta(days=number) for number in range(100))

    def grow(count: int) -> None:
        for _ in range(count):
            close_month(month=next(months), by=administrator)
            set_allowance(by=administrator, since=next(days), lowest=300, highest=600)

    assert_same_queries(lambda: (client.get("/time/months/"), client.get("/time/allowance/")), grow)
