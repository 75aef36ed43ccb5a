"""The month of a manager's teams by mail: once, at their hour, the page's sentence, and nobody's name."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core import mail

from accounts.models import AwayPeriod, Team, User
from knowledge.contributions.actions.recording import keep_recording
from knowledge.contributions.models import FigureView, Recording
from knowledge.insights.time.monthly import tell_managers
from knowledge.notifications.models import Notification, OutgoingMail
from knowledge.notifications.sending import Postman
from tests.factories import make_person, make_team
from tests.insights.teams_made import LONG_AGO, employ, member, twelve, weekly

FIRST = "2026-12-01"
"""A Tuesday."""


@pytest.fixture(autouse=True)
def _told_before(manager: User) -> None:
    """Of November; they work as everybody does here."""
    employ(manager)
    Recording.objects.create(person=manager, mailed_month=date(2026, 11, 1))


@pytest.fixture(autouse=True)
def _sent(settings: Any) -> None:
    settings.MAIL_SHOWS_TEXT = True
    mail.outbox = []


def at(moment: str) -> None:
    """The job runs at this moment in Paris."""
    with time_machine.travel(datetime.fromisoformat(f"{moment}:00+01:00"), tick=False):
        tell_managers()
        Postman().run()


def lines(person: User) -> list[Notification]:
    return list(Notification.objects.filter(person=person, kind=Notification.Kind.TEAMS))


def letter() -> str:
    (sent,) = mail.outbox
    return f"{sent.subject}\n{sent.body}".replace("\u202f", " ").replace("\u00a0", " ")


def test_it_says_what_the_page_says_and_names_nobody(team: Team, manager: User) -> None:
    people = twelve(team)
    at(f"{FIRST}T08:05")
    said = letter()
    assert "of 12 people are below the band." in said
    assert "Over the last 4 complete weeks they gave" in said
    assert "/insights/time/" in said
    assert not any(name in said for name in people)
    (sent,) = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.to == [manager.email]
    seen = FigureView.objects.filter(viewer=manager, place="mail")
    assert seen.count() == len(people)


def test_it_comes_at_their_hour_and_once(team: Team, manager: User) -> None:
    member("Zoe", team)
    at(f"{FIRST}T07:55")
    assert not lines(manager)
    for moment in (f"{FIRST}T08:00", f"{FIRST}T08:10", "2026-12-14T08:10"):
        at(moment)
    assert len(lines(manager)) == 1
    at("2027-01-04T09:00")
    assert len(lines(manager)) == 2


def test_it_waits_for_their_first_working_day(team: Team, manager: User) -> None:
    member("Zoe", team)
    AwayPeriod.objects.create(
        person=manager, first_day=date(2026, 12, 1), last_day=date(2026, 12, 3)
    )
    at("2026-12-03T12:00")
    assert not lines(manager)
    at("2026-12-04T08:05")
    assert len(lines(manager)) == 1


def test_who_does_not_want_it_is_left_in_peace(team: Team, manager: User) -> None:
    member("Zoe", team)
    keep_recording(
        person=manager,
        counts_activity=True,
        reminds=True,
        remind_weekday=4,
        remind_minute=960,
        monthly_mail=False,
    )
    at(f"{FIRST}T08:05")
    assert not lines(manager)
    assert not FigureView.objects.exists()


def test_others_and_managers_of_nobody_get_none(
    team: Team, expert: User, administrator: User, manager: User
) -> None:
    nobody = make_person(roles=["manager"])
    at(f"{FIRST}T08:05")
    told = Notification.objects.filter(kind=Notification.Kind.TEAMS)
    assert not told.filter(person__in=[expert, administrator, nobody]).exists()


def test_a_new_manager_is_not_told_of_a_month_long_begun(team: Team) -> None:
    boss = make_person("New Boss", roles=["manager"])
    far = make_team("Far", managers=[boss])
    member("Zoe", far)
    at("2026-12-17T12:00")
    assert not lines(boss)
    at("2027-01-04T09:00")
    assert len(lines(boss)) == 1


def test_sums_alone_are_told_where_figures_are_shown_so(
    team: Team, manager: User, settings: Any
) -> None:
    settings.FIGURES_SHOWN = "teams"
    for number in range(5):
        weekly(member(f"Person Of Five {number}", team), 126)
    at(f"{FIRST}T08:05")
    said = letter()
    assert "of their time, all together" in said
    assert "Person Of" not in said
    assert not FigureView.objects.exists()


@pytest.mark.parametrize(("policy", "count"), [("person", 12), ("teams", 4)])
def test_nothing_is_told_that_may_not_be(
    team: Team, manager: User, settings: Any, policy: str, count: int
) -> None:
    settings.FIGURES_SHOWN = policy
    for _number in range(count):
        member("", team)
    at(f"{FIRST}T08:05")
    assert not lines(manager)
    assert not mail.outbox


def test_a_mail_that_waits_is_dropped_when_the_company_shows_less(
    team: Team, manager: User, settings: Any
) -> None:
    member("Zoe", team)
    with time_machine.travel(datetime.fromisoformat(f"{FIRST}T08:05:00+01:00"), tick=False):
        tell_managers()
        assert OutgoingMail.objects.filter(person=manager).exists()
        settings.FIGURES_SHOWN = "teams"
        Postman().run()
    assert not mail.outbox


def test_figures_are_written_as_the_manager_reads_them(team: Team, manager: User) -> None:
    """In the language of whom they are for, whatever that of the worker."""
    manager.interface_language = "fr"
    manager.save()
    twelve(team)
    at(f"{FIRST}T08:05")
    assert "92\u202f400" in lines(manager)[0].word


def test_who_has_no_contract_gets_it_too(team: Team) -> None:
    boss = make_person("Plain Boss", roles=["manager"])
    Recording.objects.create(person=boss, mailed_month=date(2026, 11, 1))
    member("Zoe", make_team("Far", managers=[boss]), since=LONG_AGO)
    at(f"{FIRST}T08:05")
    assert len(lines(boss)) == 1
