"""The inbox: grouped, unread first, one's own, and silent about what is closed."""

from collections.abc import Callable

from django.urls import reverse

from accounts.models import Team, User
from knowledge.articles.models import Article
from knowledge.notifications.actions import notify
from knowledge.notifications.counting import Recounting
from knowledge.notifications.models import Notification
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def _tell(person: User, article: Article, **fields: str) -> Notification:
    [line] = notify(
        people=[person],
        actor=article.owner,
        kind=Notification.Kind.COMMENT,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        **fields,
    )
    return line


def test_lines_about_one_article_stand_together_and_unread_ones_come_first(
    contact: User, client_of: ClientOf
) -> None:
    read, unread = make_article("Read"), make_article("Unread")
    _tell(contact, unread)
    _tell(contact, unread)
    line = _tell(contact, read)
    client = client_of(contact)
    client.post(reverse("notifications:read", args=[line.pk]))
    groups = client.get(reverse("notifications:inbox")).context["groups"]
    assert [(group.title, group.unread, len(group.lines)) for group in groups] == [
        ("Unread", 2, 2),
        ("Read", 0, 1),
    ]


def test_opening_a_line_marks_its_subject_read_and_leads_there(
    contact: User, client_of: ClientOf
) -> None:
    article = make_article()
    _tell(contact, article)
    line = _tell(contact, article)
    response = client_of(contact).post(reverse("notifications:open", args=[line.pk]))
    assert response["Location"] == article.get_absolute_url()
    contact.refresh_from_db()
    assert contact.unread_notifications == 0


def test_everything_is_read_at_once(contact: User, client_of: ClientOf) -> None:
    for _number in range(3):
        _tell(contact, make_article())
    client_of(contact).post(reverse("notifications:read_all"))
    contact.refresh_from_db()
    assert contact.unread_notifications == 0


def test_the_bar_counts_what_is_unread(contact: User, client_of: ClientOf) -> None:
    _tell(contact, make_article())
    _tell(contact, make_article())
    page = client_of(contact).get(reverse("replies:mine")).content.decode()
    assert "Inbox, 2 new" in page


def test_what_is_closed_to_the_person_now_is_not_named_in_the_inbox(
    outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Zephyr")
    _tell(outsider, make_article("Zephyr plans", areas=[area]), word="Zephyr words")
    client = client_of(outsider)
    url = reverse("notifications:inbox")
    assert "Zephyr plans" in client.get(url).content.decode()
    restrict_area(area, team)
    assert "Zephyr" not in client.get(url).content.decode()
    line = outsider.notifications.get()
    assert client.post(reverse("notifications:open", args=[line.pk])).status_code == 404


def test_the_inbox_costs_the_same_with_more_rows(
    contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)

    def grow(n: int) -> None:
        for _number in range(n):
            _tell(contact, make_article(owner=make_person()))

    assert_same_queries(lambda: client.get(reverse("notifications:inbox")), grow)


def test_the_count_leaves_out_what_was_closed_since(
    outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Zephyr")
    _tell(outsider, make_article(areas=[area]))
    _tell(outsider, make_article())
    restrict_area(area, team)
    client_of(outsider).get(reverse("notifications:inbox"))
    outsider.refresh_from_db()
    assert outsider.unread_notifications == 1


def test_the_worker_counts_anew_after_a_restriction(outsider: User, team: Team) -> None:
    area = make_area("Zephyr")
    _tell(outsider, make_article(areas=[area]))
    recounting = Recounting()
    while recounting():
        pass
    restrict_area(area, team)
    assert not recounting()
    outsider.refresh_from_db()
    assert outsider.unread_notifications == 0
    restrict_area(area)
    recounting()
    outsider.refresh_from_db()
    assert outsider.unread_notifications == 1


def test_kinds_are_shown_and_read_apart(contact: User, client_of: ClientOf) -> None:
    article = make_article("Lamps")
    _tell(contact, article)
    [mention] = notify(
        people=[contact],
        actor=article.owner,
        kind=Notification.Kind.MENTION,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
    )
    client = client_of(contact)
    url = reverse("notifications:inbox")
    [group] = client.get(url, {"group": "talk"}).context["groups"]
    assert group.lines == (mention,)
    assert len(client.get(url, {"group": "nonsense"}).context["groups"][0].lines) == 2
    client.post(reverse("notifications:read_all"), {"group": "talk"})
    contact.refresh_from_db()
    assert contact.unread_notifications == 1
