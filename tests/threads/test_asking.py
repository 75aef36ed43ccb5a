"""Asking: what is kept, what is refused, who hears of it."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.models import Notification
from knowledge.passages.models import Attachment
from knowledge.passages.queries import readable_attachments
from knowledge.search.models import SearchChange
from knowledge.threads.actions.asking import ask_thread
from knowledge.threads.models import Offer, State, Thread, ThreadEvent
from tests.factories import (
    make_area,
    make_attachment,
    make_person,
    make_team,
    make_thread,
    restrict_area,
)
from tests.threads.conftest import MONDAY


def test_a_question_keeps_what_was_asked_and_is_offered_to_the_expert(
    boxes: Area, contact: User, expert: User
) -> None:
    thread = ask_thread(
        asker=contact,
        title="  Why does\nthe light blink? ",
        area=boxes,
        language="en",
        customer_words="It blinks all night.",
        tried="Unplugged it **twice**.",
        urgency="now",
        channel="phone",
        case_reference="C-4711",
        failed_query="light blinks",
        at=MONDAY,
    )
    kept = Thread.objects.get(pk=thread.pk)
    assert (kept.title, kept.customer_words) == (
        "Why does the light blink?",
        "It blinks all night.",
    )
    assert "<strong>twice</strong>" in kept.text.passages.get().html
    assert (kept.state, kept.failed_query, kept.asked_at) == (State.OPEN, "light blinks", MONDAY)
    assert Offer.objects.get(thread=thread).person == expert
    assert kept.versions.get().title == kept.title
    first = kept.events.order_by("pk")[0]
    assert (first.verb, first.actor) == (ThreadEvent.Verb.ASKED, contact)


def test_a_question_without_any_expert_is_kept_all_the_same(contact: User) -> None:
    thread = make_thread("Who knows?", asker=contact, area=make_area("Unknown land"))
    thread.refresh_from_db()
    assert thread.state == State.OPEN
    assert thread.without_expert_since is not None


def test_search_follows_the_question_in_its_own_transaction(question: Thread) -> None:
    assert SearchChange.objects.filter(kind="thread", object_id=question.pk).exists()


def test_an_area_that_is_closed_to_the_asker_does_not_exist_for_them(
    boxes: Area, outsider: User, team: Team
) -> None:
    restrict_area(boxes, team)
    with pytest.raises(ValidationError) as refused:
        make_thread(asker=User.objects.get(pk=outsider.pk), area=boxes)
    assert "area" in refused.value.message_dict
    with pytest.raises(ValidationError) as refused:
        make_thread(asker=User.objects.get(pk=outsider.pk), joined=[boxes])
    assert "joined" in refused.value.message_dict
    assert not Thread.objects.exists()


def test_an_archived_area_takes_no_questions(boxes: Area, contact: User) -> None:
    Area.objects.filter(pk=boxes.pk).update(archived=True)
    boxes.refresh_from_db()
    with pytest.raises(ValidationError):
        make_thread(asker=contact, area=boxes)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": " \n "},
        {"language": "xx"},
        {"urgency": "yesterday"},
        {"channel": "pigeon"},
        {"case_reference": "nadia@example.org"},
        {"case_reference": "+33 6 12 34 56 78"},
    ],
)
def test_a_wrong_value_is_refused_and_nothing_is_written(
    boxes: Area, contact: User, fields: dict[str, Any]
) -> None:
    values: dict[str, Any] = {"title": "Why?", "language": "en", "urgency": "today"} | fields
    with pytest.raises(ValidationError) as refused:
        ask_thread(asker=contact, area=boxes, **values)
    assert set(refused.value.message_dict) == set(fields)
    assert not Thread.objects.exists()
    assert not SearchChange.objects.exists()


def test_a_title_longer_than_the_column_is_refused_and_not_cut(boxes: Area, contact: User) -> None:
    with pytest.raises(ValidationError):
        make_thread("why " * 100, asker=contact, area=boxes)


def test_the_own_area_is_not_joined_to_itself_and_others_only_once(
    boxes: Area, contact: User
) -> None:
    bills = make_area("Bills")
    thread = make_thread(asker=contact, area=boxes, joined=[boxes, bills, bills])
    assert list(thread.joined_areas.all()) == [bills]


def test_who_is_mentioned_is_told_unless_the_area_is_closed_to_them(
    boxes: Area, contact: User, colleague: User, outsider: User, team: Team
) -> None:
    restrict_area(boxes, team)
    asker = User.objects.get(pk=contact.pk)
    words = f"Ask @{colleague.slug} or @{outsider.slug}"
    thread = make_thread(asker=asker, area=boxes, tried=words)
    told = Notification.objects.filter(kind=Notification.Kind.MENTION)
    assert [line.person for line in told] == [colleague]
    assert told[0].title == thread.title


def test_files_of_the_asker_are_shown_to_who_reads_the_question(
    boxes: Area, contact: User, colleague: User
) -> None:
    attachment = make_attachment(by=contact)
    make_thread(asker=contact, area=boxes, attachments=[attachment.key])
    assert attachment.key in readable_attachments(colleague, [attachment.key])


def test_nobody_shows_a_file_that_they_may_not_read(
    boxes: Area, contact: User, colleague: User
) -> None:
    private = make_attachment(by=make_person())
    thread = make_thread(
        asker=contact,
        area=boxes,
        attachments=[private.key],
        tried=f"![plan](attachment:{private.key})",
    )
    assert not Attachment.objects.used_by("thread", thread.pk).exists()
    assert not readable_attachments(colleague, [private.key])


def test_a_question_of_a_closed_area_shows_its_files_to_its_readers_alone(
    boxes: Area, contact: User, colleague: User, outsider: User
) -> None:
    restrict_area(boxes, make_team("Elsewhere"))
    restrict_area(boxes, contact.team or make_team())
    attachment = make_attachment(by=contact)
    make_thread(asker=User.objects.get(pk=contact.pk), area=boxes, attachments=[attachment.key])
    assert readable_attachments(User.objects.get(pk=colleague.pk), [attachment.key])
    assert not readable_attachments(User.objects.get(pk=outsider.pk), [attachment.key])
