"""Mail leaves from the outbox through a real server: once, threaded, silent about what is inside."""

import socket
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions import deactivate_person
from accounts.models import Team, User
from knowledge.notifications.actions import mark_read
from knowledge.notifications.actions.claiming import LEASE
from knowledge.notifications.actions.outbox import PAUSES, claim_mail
from knowledge.notifications.models import (
    GROUP_OF,
    MailState,
    Notification,
    OutgoingMail,
    RefusedAddress,
)
from knowledge.notifications.sending import Postman
from tests.factories import make_area, make_article, make_person, restrict_area
from tests.notifications.receiving import Mailbox, html_of, text_of
from tests.notifications.telling import send_all, tell

Clock = time_machine.Traveller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def test_every_kind_has_its_group() -> None:
    assert set(GROUP_OF) == set(Notification.Kind)


def test_an_answer_is_mailed_with_its_title_and_link_and_nothing_else(
    contact: User, mailbox: Mailbox, settings: Any
) -> None:
    article = make_article("Boxes & lamps", owner=make_person("Hélène Vasseur"))
    tell(contact, article, word="internal words")
    send_all()
    [message] = mailbox.messages
    assert message["To"] == contact.email
    assert message["Subject"] == "Boxes & lamps"
    url = f"{settings.BASE_URL}{article.get_absolute_url()}"
    assert url in text_of(message)
    assert "Boxes & lamps" in text_of(message)
    assert "Hélène Vasseur answered this article" in text_of(message)
    assert url in html_of(message)
    assert "internal words" not in message.as_string() + text_of(message) + html_of(message)


def test_words_are_shown_when_a_setting_says_so(
    contact: User, mailbox: Mailbox, settings: Any
) -> None:
    settings.MAIL_SHOWS_TEXT = True
    tell(contact, make_article(), word="Have a <b>look</b>")
    send_all()
    [message] = mailbox.messages
    assert "Have a <b>look</b>" in text_of(message)
    assert "Have a &lt;b&gt;look&lt;/b&gt;" in html_of(message)


def test_headers_say_that_it_is_automatic_and_how_to_stop_it(
    contact: User, mailbox: Mailbox, settings: Any
) -> None:
    settings.MAIL_REPLY_TO = "care@halage.example"
    tell(contact, make_article())
    send_all()
    [message] = mailbox.messages
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Precedence"] == "bulk"
    assert message["Reply-To"] == "care@halage.example"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith(f"<{settings.BASE_URL}/mail/off/")


def test_mails_on_one_subject_thread_and_keep_their_subject_line(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    article, other = make_article("Lamps"), make_article("Boxes")
    for subject in (article, article, other):
        tell(contact, subject)
        send_all()
        noon.shift(60)
    first, second, third = mailbox.messages
    assert (first["Subject"], second["Subject"]) == ("Lamps", "Re: Lamps")
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert third["References"] != first["References"]


def test_mail_speaks_the_persons_language(mailbox: Mailbox, settings: Any) -> None:
    person = make_person("Yann", interface_language="fr")
    tell(person, make_article())
    send_all()
    [message] = mailbox.messages
    assert '<html lang="fr">' in html_of(message)


def test_nothing_leaves_when_the_write_is_undone(contact: User, mailbox: Mailbox) -> None:
    article = make_article()

    with transaction.atomic():
        tell(contact, article)
        transaction.set_rollback(True)
    send_all()
    assert not mailbox.messages
    assert not contact.notifications.exists()


def test_after_four_mails_in_a_row_the_rest_fold_into_one(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    article = make_article("Lamps")
    for _number in range(9):
        tell(contact, article)
        send_all()
        noon.shift(60)
    assert len(mailbox.messages) == 4
    noon.shift(3_600)
    send_all()
    assert len(mailbox.messages) == 5
    assert text_of(mailbox.messages[-1]).count("answered this article") == 5
    tell(contact, article)
    noon.shift(3_600)
    send_all()
    assert len(mailbox.messages) == 5
    noon.shift(3_600)
    send_all()
    assert len(mailbox.messages) == 6


def test_whoever_looked_is_mailed_at_once_again(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    article = make_article()
    for _number in range(4):
        tell(contact, article)
        send_all()
        noon.shift(60)
    mark_read(person=contact)
    noon.shift(60)
    tell(contact, article)
    send_all()
    assert len(mailbox.messages) == 5


def test_lines_that_wait_together_leave_together(contact: User, mailbox: Mailbox) -> None:
    article = make_article()
    for _number in range(3):
        tell(contact, article)
    send_all()
    [message] = mailbox.messages
    assert text_of(message).count("answered this article") == 3


def test_what_was_read_here_meanwhile_is_not_mailed(contact: User, mailbox: Mailbox) -> None:
    tell(contact, make_article())
    mark_read(person=contact)
    send_all()
    assert not mailbox.messages
    assert OutgoingMail.objects.get().state == MailState.DROPPED


def test_what_was_closed_meanwhile_is_not_mailed(
    outsider: User, team: Team, mailbox: Mailbox
) -> None:
    area = make_area("Zephyr")
    tell(outsider, make_article("Zephyr plans", areas=[area]))
    restrict_area(area, team)
    send_all()
    assert not mailbox.messages


def test_whoever_left_is_told_nothing_and_gets_no_mail(
    contact: User, administrator: User, mailbox: Mailbox
) -> None:
    article = make_article()
    tell(contact, article)
    deactivate_person(contact, by=administrator)
    send_all()
    assert not mailbox.messages
    assert not tell(contact, article)


def test_who_acts_is_not_told(mailbox: Mailbox) -> None:
    article = make_article()
    assert not tell(article.owner, article)
    send_all()
    assert not mailbox.messages


def test_what_happened_long_ago_stands_in_the_inbox_alone(contact: User, mailbox: Mailbox) -> None:
    [line] = tell(contact, make_article(), at=timezone.now() - timedelta(days=30))
    send_all()
    assert line.mail_id is None
    assert not mailbox.messages


def test_a_refused_address_is_marked_and_its_person_told(contact: User, mailbox: Mailbox) -> None:
    mailbox.refuse(contact.email, "550 5.1.1 no such mailbox")
    article = make_article()
    tell(contact, article)
    send_all()
    refused = RefusedAddress.objects.get()
    assert (refused.person, refused.address) == (contact, contact.email)
    assert "no such mailbox" in refused.answer
    assert contact.notifications.filter(kind=Notification.Kind.REFUSED).count() == 1
    [line] = tell(contact, article)
    assert line.mail_id is None
    contact.email = "new@halage.example"
    contact.save()
    tell(contact, make_article())
    send_all()
    assert [message["To"] for message in mailbox.messages] == ["new@halage.example"]


def test_a_refusal_for_now_is_tried_again_after_pauses_that_grow(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    mailbox.refuse(contact.email, "450 try later")
    tell(contact, make_article())
    for pause in PAUSES:
        send_all()
        row = OutgoingMail.objects.get()
        assert row.state == MailState.QUEUED
        assert "try later" in row.last_error
        noon.shift(pause - timedelta(seconds=1))
        send_all()
        assert OutgoingMail.objects.get().attempts == row.attempts
        noon.shift(1)
    send_all()
    assert OutgoingMail.objects.get().state == MailState.DEAD
    assert not RefusedAddress.objects.exists()


def test_a_message_that_is_refused_for_good_waits_for_an_administrator(
    contact: User, administrator: User, mailbox: Mailbox, client_of: Any
) -> None:
    mailbox.answer_data("554 looks like spam")
    tell(contact, make_article("Secret plans"))
    send_all()
    row = OutgoingMail.objects.get()
    assert row.state == MailState.DEAD
    client = client_of(administrator)
    page = client.get(reverse("notifications:outbox")).content.decode()
    assert "looks like spam" in page
    assert "Secret plans" not in page
    client.post(reverse("notifications:outbox_retry", args=[row.pk]))
    send_all()
    assert len(mailbox.messages) == 1
    assert mailbox.messages[0]["Message-ID"] == f"<{row.message_id}>"


def test_a_dropped_message_is_never_sent(
    contact: User, administrator: User, mailbox: Mailbox, client_of: Any
) -> None:
    mailbox.answer_data("554 no")
    tell(contact, make_article())
    send_all()
    client_of(administrator).post(
        reverse("notifications:outbox_drop", args=[OutgoingMail.objects.get().pk])
    )
    send_all()
    assert not mailbox.messages
    assert contact.notifications.count() == 1


def test_one_refused_message_does_not_hold_up_the_next(
    contact: User, expert: User, mailbox: Mailbox
) -> None:
    mailbox.answer_data("554 no")
    article = make_article()
    tell(contact, article)
    tell(expert, article)
    send_all()
    assert [message["To"] for message in mailbox.messages] == [expert.email]


@pytest.mark.usefixtures("mailbox")
def test_while_no_server_answers_nothing_is_used_up(contact: User, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = free.getsockname()[1]
    tell(contact, make_article())
    postman = Postman()
    assert not postman.run()
    assert not postman.has_work()
    row = OutgoingMail.objects.get()
    assert (row.state, row.attempts) == (MailState.QUEUED, 0)


def test_a_message_claimed_by_a_dead_worker_is_taken_over_under_the_same_id(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    tell(contact, make_article())
    claimed = claim_mail(at=timezone.now())
    assert claimed is not None
    send_all()
    assert not mailbox.messages
    noon.shift(LEASE)
    send_all()
    [message] = mailbox.messages
    assert message["Message-ID"] == f"<{claimed.message_id}>"
