"""Who speaks in public for an area, and drafts handed to them."""

import re
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person
from accounts.models import User
from knowledge.notifications.models import Notification
from knowledge.replies.actions.spokespersons import (
    dismiss_spokesperson,
    hand_to_spokesperson,
    name_spokesperson,
)
from knowledge.replies.queries.spokespersons import speakers_for, spokesperson_needed
from knowledge.threads.models import Thread
from tests.factories import make_area, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]


def test_an_area_without_any_lets_everybody_speak(contact: User) -> None:
    assert spokesperson_needed(contact, [make_area().pk]) == []


def test_what_lies_inside_follows_the_nearest_area_that_names_some(
    contact: User, expert: User, colleague: User, administrator: User
) -> None:
    top = make_area("Energy")
    inner = make_area("Meters", parent=top)
    name_spokesperson(area=top, person=expert, by=administrator)
    assert spokesperson_needed(contact, [inner.pk]) == [expert]
    name_spokesperson(area=inner, person=colleague, by=administrator)
    assert spokesperson_needed(contact, [inner.pk]) == [colleague]
    assert spokesperson_needed(expert, [inner.pk]) == [colleague]
    assert [row.person for row in speakers_for(inner)] == [colleague]


def test_who_may_speak_for_all_of_it_hands_over_nothing(
    expert: User, colleague: User, administrator: User
) -> None:
    first, second = make_area("Energy"), make_area("Broadband")
    name_spokesperson(area=first, person=expert, by=administrator)
    assert spokesperson_needed(expert, [first.pk]) == []
    name_spokesperson(area=second, person=colleague, by=administrator)
    assert spokesperson_needed(expert, [first.pk, second.pk]) == [colleague]


def test_who_left_speaks_no_more(contact: User, expert: User, administrator: User) -> None:
    area = make_area()
    name_spokesperson(area=area, person=expert, by=administrator)
    deactivate_person(person=expert, by=administrator)
    assert spokesperson_needed(contact, [area.pk]) == []


def test_nobody_is_named_who_cannot_read_the_area(administrator: User, outsider: User) -> None:
    area = make_area()
    restrict_area(area, make_team("Lawyers"))
    with pytest.raises(ValidationError):
        name_spokesperson(area=area, person=outsider, by=administrator)


def test_naming_and_dismissing_stand_in_the_record_of_rights(
    expert: User, administrator: User, client_of: ClientOf
) -> None:
    area = make_area("Energy")
    row = name_spokesperson(area=area, person=expert, by=administrator)
    name_spokesperson(area=area, person=expert, by=administrator)
    dismiss_spokesperson(row=row, by=administrator)
    page = client_of(administrator).get(reverse("accounts:events")).content.decode()
    assert page.count("Spokesperson named") == page.count("Spokesperson dismissed") == 1


def test_a_draft_becomes_one_question_that_the_spokesperson_is_told_of(
    contact: User, expert: User, administrator: User, client_of: ClientOf
) -> None:
    area = make_area("Energy")
    name_spokesperson(area=area, person=expert, by=administrator)
    client = client_of(contact)
    sent = {"area": area.slug, "about": "Smart meters", "draft": "They measure, they do not spy."}
    for _ in range(2):
        answer = client.post(reverse("replies:hand_over"), sent)
        assert answer.status_code == 303
    thread = Thread.objects.get()
    assert thread.title == "Public reply: Smart meters"
    assert "They measure" in thread.text.source
    assert (thread.channel, thread.urgency) == ("social", "now")
    told = Notification.objects.filter(kind=Notification.Kind.HANDED)
    assert {line.person for line in told} == {expert}
    assert client.get(answer["Location"]).status_code == 200


def test_a_draft_without_words_is_refused(contact: User) -> None:
    with pytest.raises(ValidationError):
        hand_to_spokesperson(person=contact, area=make_area(), draft=" ", spokespersons=[])
    assert not Thread.objects.exists()


def test_what_was_typed_stays_when_the_form_is_refused(contact: User, client_of: ClientOf) -> None:
    make_person()
    answer = client_of(contact).post(
        reverse("replies:hand_over"), {"about": "Meters", "draft": "Typed with care", "area": ""}
    )
    assert answer.status_code == 422
    assert "Typed with care" in answer.content.decode()


@pytest.mark.parametrize("name", ["about", "draft"])
def test_what_may_say_who_the_customer_is_is_warned_of_once(
    contact: User, client_of: ClientOf, name: str
) -> None:
    client = client_of(contact)
    sent = {"area": make_area("Energy").slug, "about": "Meters", "draft": "They measure."}
    sent[name] = "Write to zoe.lambert@mail.example"
    answer = client.post(reverse("replies:hand_over"), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "zoe.lambert@mail.example. Take it out" in page
    assert "Hand over all the same" in page
    assert not Thread.objects.exists()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    assert client.post(reverse("replies:hand_over"), sent | {"seen": seen[1]}).status_code == 303
