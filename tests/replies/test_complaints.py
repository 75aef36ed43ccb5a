"""Complaints follow their area's procedure and are not forgotten."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.working_time import company_calendar
from knowledge.notifications.models import Notification
from knowledge.replies.actions.complaints import (
    Step,
    close_complaint,
    keep_procedure,
    mark_step,
    raise_complaint,
    remind,
    reopen_complaint,
)
from knowledge.replies.forms.complaints import StepsField
from knowledge.replies.models import Complaint
from knowledge.replies.queries.complaints import procedure_for, steps_of
from tests.factories import make_area, restrict_area
from tests.replies.speaking import make_procedure

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


@pytest.fixture
def complaint(contact: User, expert: User, administrator: User) -> Complaint:
    make_procedure(owner=expert, by=administrator)
    return raise_complaint(person=contact, area=make_area("Energy"), about="A late engineer")


def lines_of(person: User) -> int:
    return Notification.objects.filter(person=person, kind=Notification.Kind.COMPLAINT).count()


def test_without_a_procedure_it_says_what_to_do(contact: User) -> None:
    with pytest.raises(ValidationError, match="administrator"):
        raise_complaint(person=contact, area=None)
    assert not Complaint.objects.exists()


def test_the_nearest_procedure_upwards_counts(
    expert: User, colleague: User, administrator: User
) -> None:
    top = make_area("Energy")
    inner = make_area("Meters", parent=top)
    make_procedure(owner=expert, by=administrator)
    assert procedure_for(inner).owner == expert  # type: ignore[union-attr]
    make_procedure(owner=colleague, by=administrator, area=top)
    assert procedure_for(inner).owner == colleague  # type: ignore[union-attr]
    assert procedure_for(None).owner == expert  # type: ignore[union-attr]


def test_its_steps_are_due_in_the_company_s_working_time(complaint: Complaint) -> None:
    first, second = complaint.steps.all()
    calendar = company_calendar()
    assert first.due_at == complaint.due_at == calendar.add_minutes(complaint.raised_at, 4 * 60)
    assert second.due_at == calendar.add_minutes(complaint.raised_at, 24 * 60)


def test_the_owner_is_told_and_sees_it_and_others_do_not(
    complaint: Complaint, expert: User, colleague: User, client_of: ClientOf
) -> None:
    assert lines_of(expert) == 1
    assert client_of(expert).get(complaint.get_absolute_url()).status_code == 200
    assert client_of(colleague).get(complaint.get_absolute_url()).status_code == 404


def test_done_steps_move_the_next_date_and_a_later_change_of_the_procedure_does_not(
    complaint: Complaint, expert: User, administrator: User
) -> None:
    first, second = complaint.steps.all()
    assert mark_step(step=first, by=expert).due_at == second.due_at
    assert mark_step(step=first, by=expert, done=False).due_at == first.due_at
    keep_procedure(
        area=None,
        owner=expert,
        steps=[Step("Other", "", 1)],
        words="",
        words_fr="",
        by=administrator,
    )
    assert [step.label for step in steps_of(complaint)] == ["Confirm that we have it", "Call back"]
    for step in (first, second):
        mark_step(step=step, by=expert)
    complaint.refresh_from_db()
    assert complaint.due_at is None


def test_it_reminds_each_day_until_the_step_is_done(
    complaint: Complaint, expert: User, contact: User, time_machine: Any
) -> None:
    remind()
    assert lines_of(contact) == 0
    assert complaint.due_at is not None
    time_machine.move_to(complaint.due_at + timedelta(minutes=1), tick=False)
    remind()
    remind()
    assert (lines_of(expert), lines_of(contact)) == (2, 1)
    time_machine.move_to(timezone.now() + timedelta(hours=25), tick=False)
    remind()
    assert (lines_of(expert), lines_of(contact)) == (3, 2)
    close_complaint(complaint=complaint, by=expert, outcome="Settled.")
    time_machine.move_to(timezone.now() + timedelta(hours=25), tick=False)
    before = lines_of(contact)
    remind()
    assert lines_of(contact) == before


def test_it_ends_with_words_and_whoever_raised_it_reads_them(
    complaint: Complaint, expert: User, contact: User
) -> None:
    with pytest.raises(ValidationError):
        close_complaint(complaint=complaint, by=expert, outcome=" ")
    close_complaint(complaint=complaint, by=expert, outcome="A new date was found.")
    line = Notification.objects.get(person=contact, kind=Notification.Kind.COMPLAINT)
    assert line.word == "A new date was found."
    with pytest.raises(ValidationError):
        close_complaint(complaint=complaint, by=expert, outcome="Again.")
    reopened = reopen_complaint(complaint=complaint, by=contact)
    assert (reopened.closed_at, reopened.outcome) == (None, "")
    assert reopened.due_at is not None


@pytest.mark.parametrize(
    ("field", "words"),
    [("about", "Call 06 12 34 56 78"), ("reference", "jean.dupont@example.org")],
)
def test_who_the_customer_is_stays_out(
    field: str, words: str, contact: User, administrator: User, client_of: ClientOf
) -> None:
    make_procedure(owner=administrator, by=administrator)
    answer = client_of(contact).post(
        reverse("replies:complaint_new"), {"about": "A bill"} | {field: words}
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Complaint.objects.exists()


def test_whoever_is_told_finds_it_in_the_inbox(
    complaint: Complaint, expert: User, client_of: ClientOf
) -> None:
    page = client_of(expert).get(reverse("notifications:inbox")).content.decode()
    assert "A complaint waits:" in page
    assert complaint.about in page


def test_a_closed_area_is_not_named_to_who_raised_it(
    complaint: Complaint, contact: User, lead: User, client_of: ClientOf
) -> None:
    area = complaint.area
    assert area is not None
    restrict_area(area, lead.team)  # type: ignore[arg-type]
    User.objects.filter(pk=contact.pk).update(team=None)
    contact.refresh_from_db()
    for address in (complaint.get_absolute_url(), reverse("replies:complaints")):
        page = client_of(contact).get(address).content.decode()
        assert "A late engineer" in page
        assert "Energy" not in page


def test_steps_are_read_line_by_line() -> None:
    field = StepsField()
    read = field.clean("4 h: Confirm | Accuser réception\n\n24 heures: Call: back")
    assert read == [Step("Confirm", "Accuser réception", 4), Step("Call: back", "", 24)]
    for wrong in ("Call back", "0 h: Call", "x h: Call", "4000 h: Call"):
        with pytest.raises(ValidationError, match="Line 1"):
            field.clean(wrong)


def test_the_list_costs_the_same_however_long(
    contact: User,
    expert: User,
    administrator: User,
    client_of: ClientOf,
    assert_same_queries: Any,
) -> None:
    make_procedure(owner=expert, by=administrator)
    client = client_of(contact)

    def grow(count: int) -> None:
        for number in range(count):
            raise_complaint(person=contact, area=make_area(), about=f"Nr {number}")

    assert_same_queries(lambda: client.get(reverse("replies:complaints")), grow)
