"""Many are told at the same instant, while a worker sends: one digest each, and no line without it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.notifications.models import MailState, Notification, OutgoingMail
from tests.factories import make_article, make_person
from tests.notifications.receiving import Mailbox, text_of
from tests.notifications.telling import send_all, tell

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

THREADS = 4
ROUNDS = 8
TOLD = 10
"""As many lines as one message shows."""


def _tell_all(people: list[User], articles: list[Article]) -> None:
    try:
        for article in articles:
            tell(people, article, kind=Notification.Kind.COMMENT)
    finally:
        connections.close_all()


def test_lines_told_at_the_same_instant_share_one_digest() -> None:
    people = [make_person() for _number in range(5)]
    author = make_person()
    articles = [make_article(owner=author) for _number in range(THREADS * ROUNDS)]
    with ThreadPoolExecutor(THREADS) as pool:
        parts = [articles[start::THREADS] for start in range(THREADS)]
        orders = [people, people[::-1], people[2:] + people[:2], people]
        for done in [pool.submit(_tell_all, *pair) for pair in zip(orders, parts, strict=True)]:
            done.result()
    assert OutgoingMail.objects.count() == len(people)
    lines = Notification.objects.filter(person__in=people)
    assert lines.count() == len(people) * len(articles)
    assert not lines.filter(mail=None).exists()
    for person in people:
        person.refresh_from_db()
        assert person.unread_notifications == len(articles)


@pytest.mark.usefixtures("noon")
def test_a_line_that_joins_while_a_worker_sends_is_never_left_behind(mailbox: Mailbox) -> None:
    person, author = make_person(), make_person()
    article = make_article(owner=author)

    def tell_on() -> None:
        try:
            for _number in range(TOLD):
                tell(person, article)
        finally:
            connections.close_all()

    def send_on() -> None:
        try:
            for _number in range(60):
                send_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(tell_on), pool.submit(send_on)]:
            done.result()
    OutgoingMail.objects.filter(state=MailState.QUEUED).update(due_at=article.published_at)
    send_all()
    states = set(OutgoingMail.objects.values_list("state", flat=True))
    assert states == {MailState.SENT}
    said = sum(text_of(message).count("answered this article") for message in mailbox.messages)
    assert said == TOLD
    assert not Notification.objects.filter(person=person, mail=None).exists()
