"""The pages of contracts, days of the company and matrix lines; what people see of their own."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts import actions
from accounts.actions import Employment
from accounts.models import CompanyDay, Contract, Team, TeamMembership, User
from accounts.working_time import work_times_of
from tests.factories import make_person, make_team

pytestmark = pytest.mark.django_db

Who = Callable[[str], Client]
OWN = "/settings/working-time/"
DAYS_OF_COMPANY = "/people/manage/company-days/"
MONDAY = date(2026, 11, 16)
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FOUR_DAYS = Employment(
    full_time_minutes=2_100,
    share=8_000,
    weekday_minutes=(420, 420, 0, 420, 420, 0, 0),
    country="FR",
    subdivision="57",
)


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel("2026-11-16 09:00+00:00", tick=False):
        yield


def path(person: User, name: str = "contract") -> str:
    return f"/people/manage/{person.slug}/{name}/"


def typed(*days: str, **facts: str) -> dict[str, str]:
    usual = {
        "since": "2026-11-18",
        "full_time_minutes": "35:00",
        "share": "80 %",
        "time_zone": "",
        "country": "FR",
        "subdivision": "57",
    }
    return usual | dict(zip(DAYS, days, strict=False)) | facts


def test_a_contract_is_declared_in_hours_and_per_cent(who: Who, expert: User) -> None:
    answer = who("administrator").post(path(expert), typed("7", "7h", "", "7:00", "420 min"))
    assert answer.status_code == 303
    row = Contract.objects.get()
    assert Employment.of(row) == FOUR_DAYS
    assert (row.since, row.person, row.declared_by.slug) == (
        date(2026, 11, 18),
        expert,
        "alix-garnier",
    )


def test_a_week_left_empty_is_spread_over_monday_to_friday(who: Who, expert: User) -> None:
    who("administrator").post(path(expert), typed(full_time_minutes="37:30", share="66,67"))
    assert Contract.objects.get().weekday_minutes == [300, 300, 300, 300, 300, 0, 0]


def test_days_are_made_even_before_anything_is_saved(who: Who, expert: User) -> None:
    page = who("administrator").post(path(expert), typed("3", "", "9", "1", spread="1"))
    assert not Contract.objects.exists()
    shown = page.content.decode()
    assert "Nothing is saved yet" in shown
    assert [shown.count(f'value="{hours}"') for hours in ("9:20", "0:00")] == [3, 0]
    assert 'value="2026-11-18"' in shown


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"monday": "8:00"}, "80 % of 35:00 is 28:00"),
        ({"monday": "some"}, "“some” is not understood"),
        ({"share": "120"}, "“120” is no share"),
        ({"share": "0"}, "“0” is no share"),
        ({"share": "66.667"}, "is no share"),
        ({"since": "1950-01-01"}, "at most twenty years"),
        ({"country": "BE"}, "This is no region of the country above"),
        ({"country": "ZZ"}, "Select a valid choice"),
        ({"time_zone": "Mars/Base"}, "Select a valid choice"),
        ({"full_time_minutes": "999:00"}, "10080"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    who: Who, expert: User, facts: dict[str, str], said: str
) -> None:
    sent = typed("7", "7", "", "7", "6:30", sunday="0:30") | facts
    answer = who("administrator").post(path(expert), sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert 'value="6:30"' in page
    assert 'value="0:30"' in page
    assert not Contract.objects.exists()


def test_the_regions_of_the_chosen_country_are_offered(who: Who, expert: User) -> None:
    page = who("administrator").get(path(expert), {"country": "DE"}).content.decode()
    assert "Bayern" in page
    assert "Moselle" not in page
    assert "Region" not in who("administrator").get(path(expert), {"country": ""}).content.decode()
    assert who("administrator").get(path(expert), {"country": "%00"}).status_code == 200


def test_a_contract_is_read_with_its_history_and_taken_back(
    who: Who, administrator: User, expert: User
) -> None:
    for days in (-400, 0, 30):
        since = MONDAY + timedelta(days=days)
        actions.declare_contract(person=expert, since=since, employment=FOUR_DAYS, by=administrator)
    page = who("administrator").get(path(expert)).content.decode()
    for words in ("In force", "Planned", "Earlier contracts", "France, Moselle", "80\u202f% of"):
        assert words in page
    planned = Contract.objects.get(since=MONDAY + timedelta(days=30))
    address = f"/people/manage/contracts/{planned.pk}/take-back/"
    assert who("administrator").post(address).status_code == 303
    assert who("administrator").post(address).status_code == 404
    assert "Planned" not in who("administrator").get(path(expert)).content.decode()


def test_people_read_their_own_contract_with_the_holidays_of_their_region(
    who: Who, administrator: User, expert: User
) -> None:
    page = who("expert").get(OWN).content.decode()
    assert "No contract is declared for you" in page
    assert "Saint Stephen" not in page
    actions.declare_contract(person=expert, since=MONDAY, employment=FOUR_DAYS, by=administrator)
    actions.add_company_day(
        day=date(2026, 5, 25), name="Solidarity", is_off=False, by=administrator
    )
    actions.add_company_day(day=date(2026, 12, 24), name="Bridge", by=administrator)
    actions.add_company_day(day=date(2026, 12, 23), name="Brussels", country="BE", by=administrator)
    User.objects.filter(pk=expert.pk).update(interface_language="fr")
    page = who("expert").get(OWN).content.decode()
    for words in ("Vendredi saint", "Saint-Étienne", "<s>Solidarity</s>", "Bridge", "28\u202fh"):
        assert words in page.replace("\xa0", "\u202f")
    assert "Brussels" not in page
    assert "Lundi de Pentecôte" not in page


def test_a_day_of_the_company_is_added_and_removed(who: Who, expert: User) -> None:
    day = date(2026, 11, 20)

    def minutes() -> int:
        return work_times_of([expert.pk], day, day)[expert.pk].minutes_on(day)

    facts = {"day": "2026-11-20", "name": "Bridge", "is_off": "yes", "country": ""}
    assert who("administrator").post(DAYS_OF_COMPANY, facts).status_code == 303
    assert minutes() == 0
    again = who("administrator").post(DAYS_OF_COMPANY, facts | {"name": "Twice"})
    assert "This day is there already" in again.content.decode()
    assert 'value="Twice"' in again.content.decode()
    row = CompanyDay.objects.get()
    who("administrator").post(f"{DAYS_OF_COMPANY}{row.pk}/remove/")
    assert minutes() == 420


def test_a_matrix_line_is_added_ended_and_taken_back(who: Who, expert: User) -> None:
    project = make_team("Project")
    browser = who("administrator")
    sent = {"team": str(project.pk), "since": "2026-11-16", "last_day": ""}
    assert browser.post(path(expert, "teams"), sent).status_code == 303
    line = TeamMembership.objects.get(team=project)
    twice = browser.post(path(expert, "teams"), sent | {"since": "2026-12-01"})
    assert "already belong" in twice.content.decode()
    assert 'value="2026-12-01"' in twice.content.decode()
    end = f"/people/manage/matrix-lines/{line.pk}/end/"
    early = browser.post(end, {"last_day": "2026-11-15"})
    assert "before its first day" in early.content.decode()
    assert browser.post(end, {"last_day": "2026-11-20"}).status_code == 303
    line.refresh_from_db()
    assert (line.until, line.last_day) == (date(2026, 11, 21), date(2026, 11, 20))
    page = browser.get(f"/people/manage/{expert.slug}/").content.decode()
    assert "matrix line" in page
    assert browser.post(end, {"take_back": "1"}).status_code == 303
    assert not TeamMembership.objects.filter(team=project).exists()
    main = TeamMembership.objects.get(person=expert)
    assert browser.get(f"/people/manage/matrix-lines/{main.pk}/end/").status_code == 404


def test_contracts_and_days_cost_the_same_queries_however_many(
    who: Who,
    administrator: User,
    expert: User,
    team: Team,
    assert_same_queries: Callable[..., None],
) -> None:
    days = iter(range(1, 1_000))

    def grow(number: int) -> None:
        for _each in range(number):
            since = MONDAY - timedelta(days=next(days))
            actions.declare_contract(
                person=expert, since=since, employment=FOUR_DAYS, by=administrator
            )
            actions.add_company_day(day=since, name="Off", by=administrator)
            actions.add_matrix_line(person=expert, team=make_team(), since=since, by=administrator)

    browser = who("administrator")
    theirs = who("expert")

    def read() -> None:
        for address in (path(expert), path(expert, "teams"), DAYS_OF_COMPANY):
            browser.get(address)
        theirs.get(OWN)

    assert_same_queries(read, grow)


def test_only_administrators_declare_contracts(who: Who, expert: User) -> None:
    person = make_person()
    for name in ("manager", "lead", "expert"):
        assert who(name).post(path(person), typed()).status_code == 403
    assert not Contract.objects.exists()
