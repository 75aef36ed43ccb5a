"""Each person is told as they want: by group, by area, in their hours, and in a few queries."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Away, Calendar, Pattern
from accounts.hours import USUAL_WEEK
from accounts.models import AwayPeriod, Team, User
from knowledge.notifications.actions import (
    choose_deliveries,
    choose_for_area,
    keep_mail_settings,
    mark_read,
)
from knowledge.notifications.models import (
    DEFAULTS,
    Delivery,
    Group,
    MailSettings,
    Notification,
    OutgoingMail,
    Preference,
    Purpose,
    Quiet,
)
from knowledge.notifications.quiet import digest_at, leaves_at
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area
from tests.notifications.receiving import Mailbox, html_of, text_of
from tests.notifications.telling import send_all, tell

Clock = time_machine.Traveller
PARIS = ZoneInfo("Europe/Paris")
Kind = Notification.Kind


def _is_mailed(person: User, **fields: Any) -> str:
    """How a line on an answer is told now: "now", "daily", "weekly", "inbox" or "off"."""
    lines = tell(person, make_article(), **fields)
    if not lines:
        return "off"
    [line] = lines
    return line.mail.purpose if line.mail else "inbox"


@pytest.mark.django_db
@pytest.mark.parametrize("delivery", list(Delivery))
def test_a_line_reaches_its_person_as_they_chose(delivery: Delivery, contact: User) -> None:
    choose_deliveries(person=contact, chosen={Group.ANSWERS: delivery})
    assert _is_mailed(contact) == delivery
    contact.refresh_from_db()
    assert contact.unread_notifications == (delivery != Delivery.OFF)


@pytest.mark.django_db
@pytest.mark.parametrize("group", list(Group))
def test_defaults_are_quiet_and_leave_no_row(group: Group, contact: User) -> None:
    choose_deliveries(person=contact, chosen=DEFAULTS)
    assert not Preference.objects.exists()
    at_once = {group for group, delivery in DEFAULTS.items() if delivery == Delivery.NOW}
    assert at_once == {Group.OFFERS, Group.ANSWERS, Group.TIME, Group.REPLIES}


@pytest.mark.django_db
def test_the_choice_for_the_nearest_area_counts(contact: User) -> None:
    network = make_area("Network")
    fibre = make_area("Fibre", parent=network)
    ports = make_area("Ports", parent=fibre)
    choose_deliveries(person=contact, chosen={Group.ANSWERS: Delivery.WEEKLY})
    choose_for_area(person=contact, area=network, group=Group.ANSWERS, delivery=Delivery.OFF)
    choose_for_area(person=contact, area=fibre, group=Group.ANSWERS, delivery=Delivery.NOW)
    assert _is_mailed(contact) == "weekly"
    assert _is_mailed(contact, area_ids=[network.pk]) == "off"
    assert _is_mailed(contact, area_ids=[ports.pk]) == "now"


@pytest.mark.django_db
def test_of_several_areas_the_loudest_choice_counts(contact: User) -> None:
    loud, silent = make_area(), make_area()
    choose_for_area(person=contact, area=silent, group=Group.ANSWERS, delivery=Delivery.OFF)
    assert _is_mailed(contact, area_ids=[silent.pk]) == "off"
    assert _is_mailed(contact, area_ids=[silent.pk, loud.pk]) == "now"


@pytest.mark.django_db
def test_telling_many_costs_no_more_queries(
    team: Team, assert_same_queries: Callable[..., None]
) -> None:
    area = make_area("Network", owners=[make_person()])
    child = make_area("Fibre", parent=area)
    people: list[User] = []

    def grow(n: int) -> None:
        for _number in range(n):
            person = make_person(team=team)
            choose_for_area(person=person, area=area, group=Group.ANSWERS, delivery=Delivery.NOW)
            keep_mail_settings(person=person, quiet=Quiet.NEVER)
            people.append(person)

    fresh = [make_article() for _number in range(3)]
    assert_same_queries(lambda: tell(people, fresh.pop(), area_ids=[child.pk]), grow)


@pytest.mark.django_db
def test_telling_nobody_costs_nothing() -> None:
    article = make_article()
    with CaptureQueriesContext(connection) as queries:
        tell(article.owner, article)
    assert not [row for row in queries if "SAVEPOINT" not in row["sql"]]


# Hours


def _calendar(*away: Away) -> Calendar:
    return Calendar(PARIS, (Pattern(date.min, USUAL_WEEK),), away)


def _paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("at", "leaves"),
    [
        ("2026-03-04T12:00", "2026-03-04T12:00"),
        ("2026-03-04T20:00", "2026-03-05T07:00"),
        ("2026-03-04T23:59", "2026-03-05T07:00"),
        ("2026-03-05T03:00", "2026-03-05T07:00"),
        ("2026-03-05T07:00", "2026-03-05T07:00"),
        ("2026-03-28T23:30", "2026-03-29T07:00"),  # the clock jumps at night
    ],
)
def test_mail_at_once_waits_for_the_end_of_quiet_hours(at: str, leaves: str) -> None:
    assert leaves_at(MailSettings(), PARIS, _calendar(), _paris(at)) == _paris(leaves)


def test_quiet_hours_within_a_day_end_that_day() -> None:
    chosen = MailSettings(quiet_from=time(12), quiet_until=time(14))
    at = leaves_at(chosen, PARIS, _calendar(), _paris("2026-03-04T12:30"))
    assert at == _paris("2026-03-04T14:00")


def test_outside_working_hours_it_waits_for_the_next_working_morning() -> None:
    chosen = MailSettings(quiet=Quiet.WORK)
    friday = _paris("2026-03-06T18:00")
    assert leaves_at(chosen, PARIS, _calendar(), friday) == _paris("2026-03-09T09:00")


def test_on_leave_it_waits_until_they_are_back_and_quiet_is_over() -> None:
    leave = Away.of(date(2026, 3, 4), date(2026, 3, 5))
    at = leaves_at(MailSettings(), PARIS, _calendar(leave), _paris("2026-03-04T12:00"))
    assert at == _paris("2026-03-06T07:00")


@pytest.mark.parametrize(
    ("purpose", "at", "due"),
    [
        (Purpose.DAILY, "2026-03-04T07:59", "2026-03-04T08:00"),
        (Purpose.DAILY, "2026-03-04T08:00", "2026-03-05T08:00"),
        (Purpose.WEEKLY, "2026-03-04T12:00", "2026-03-09T08:00"),
        (Purpose.WEEKLY, "2026-03-09T08:00", "2026-03-16T08:00"),
    ],
)
def test_digests_come_at_their_hour(purpose: Purpose, at: str, due: str) -> None:
    assert digest_at(MailSettings(), PARIS, _calendar(), purpose, _paris(at)) == _paris(due)


def test_a_weekly_digest_on_leave_comes_on_the_day_after() -> None:
    leave = Away.of(date(2026, 3, 9), date(2026, 3, 10))
    due = digest_at(
        MailSettings(), PARIS, _calendar(leave), Purpose.WEEKLY, _paris("2026-03-04T12:00")
    )
    assert due == _paris("2026-03-11T08:00")


@given(
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001
    start=st.times(),
    end=st.times(),
    quiet=st.sampled_from(list(Quiet)),
    away=st.integers(0, 20),
)
def test_mail_never_leaves_earlier_nor_in_quiet_hours_nor_on_leave(
    at: datetime, start: time, end: time, quiet: Quiet, away: int
) -> None:
    moment = at.replace(tzinfo=ZoneInfo("UTC"))
    first = moment.astimezone(PARIS).date()
    leave = (Away.of(first, first + timedelta(days=away - 1)),) if away else ()
    calendar = _calendar(*leave)
    chosen = MailSettings(quiet=quiet, quiet_from=start, quiet_until=end)
    leaves = leaves_at(chosen, PARIS, calendar, moment)
    local = leaves.astimezone(PARIS)
    assert leaves >= moment
    assert not calendar.is_away_on(local.date())
    if quiet == Quiet.WORK:
        assert calendar.is_open(leaves)
    if quiet == Quiet.HOURS and start != end and local.fold == 0 and local.hour not in {2, 3}:
        now = local.time()
        inside = start <= now < end if start < end else now >= start or now < end
        assert not inside


@pytest.mark.django_db
def test_an_urgent_question_waits_for_no_hour_but_for_who_wants_no_mail(
    contact: User, expert: User
) -> None:
    choose_deliveries(person=expert, chosen={Group.OFFERS: Delivery.INBOX})
    with time_machine.travel(_paris("2026-03-04T23:00"), tick=False):
        article = make_article()
        tell(contact, article, kind=Kind.OFFER)
        held = OutgoingMail.objects.get()
        assert held.due_at > timezone.now()
        tell([contact, expert], article, kind=Kind.OFFER, urgent=True)
        assert OutgoingMail.objects.get().due_at == timezone.now()


# Digests


@pytest.mark.django_db
def test_a_digest_groups_what_happened_and_leaves_once(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    lamps, boxes = make_article("Lamps"), make_article("Boxes")
    for article in (lamps, lamps, boxes):
        tell(contact, article, kind=Kind.COMMENT)
    tell(contact, boxes, kind=Kind.MENTION)
    send_all()
    assert not mailbox.messages
    noon.shift(timedelta(days=1))
    send_all()
    send_all()
    [message] = mailbox.messages
    assert message["Subject"] == "Terroir today: 3 things"
    text = text_of(message)
    assert text.index("REPLIES TO YOU") < text.index("YOUR ARTICLES")
    assert text.count("commented on this article") == 3
    assert html_of(message).count("<h3>") == 3
    noon.shift(timedelta(days=3))
    send_all()
    assert len(mailbox.messages) == 1


@pytest.mark.django_db
def test_a_digest_whose_lines_were_all_read_is_not_sent(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    tell(contact, make_article(), kind=Kind.COMMENT)
    mark_read(person=contact)
    noon.shift(timedelta(days=1))
    send_all()
    assert not mailbox.messages


@pytest.mark.django_db
def test_leave_entered_later_holds_mail_back_and_nothing_is_lost(
    contact: User, mailbox: Mailbox, noon: Clock
) -> None:
    tell(contact, make_article("Lamps"), kind=Kind.COMMENT)
    today = timezone.localdate()
    AwayPeriod.objects.create(
        person=contact,
        first_day=today,
        last_day=today + timedelta(days=2),
    )
    noon.shift(timedelta(days=1))
    send_all()
    tell(contact, make_article("Boxes"), kind=Kind.COMMENT)
    assert not mailbox.messages
    noon.shift(timedelta(days=2))
    send_all()
    [message] = mailbox.messages
    assert {"Lamps", "Boxes"} <= set(text_of(message).splitlines())


# The page


def _posted(**changes: str) -> dict[str, str]:
    fields = {group.value: DEFAULTS[group].value for group in Group}
    hours = {"digest_hour": "8", "digest_weekday": "1", "quiet": "hours"}
    return fields | hours | {"quiet_from": "20:00", "quiet_until": "07:00"} | changes


@pytest.fixture
def page(contact: User, client_of: ClientOf) -> Client:
    return client_of(contact)


@pytest.mark.django_db
def test_choices_are_kept_and_shown(page: Client, contact: User) -> None:
    url = reverse("notifications:settings")
    answer = page.post(url, _posted(answers="weekly", digest_hour="17", quiet="work"))
    assert answer.status_code == 303
    [row] = Preference.objects.all()
    assert (row.person, row.group, row.delivery) == (contact, "answers", "weekly")
    form = page.get(url).context["form"]
    assert (form["answers"].value(), form["digest_hour"].value()) == ("weekly", 17)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"answers": "loud"}, {"digest_hour": "24"}, {"quiet_from": "late"}, {"digest_weekday": "0"}],
)
def test_a_wrong_value_is_refused_in_words_and_loses_nothing(
    wrong: dict[str, str], page: Client
) -> None:
    answer = page.post(reverse("notifications:settings"), _posted(thanks="off") | wrong)
    assert answer.status_code == 200
    assert answer.context["form"]["thanks"].value() == "off"
    assert answer.context["form"].errors
    assert not Preference.objects.exists()


@pytest.mark.django_db
def test_an_area_is_told_otherwise_until_it_is_removed(page: Client, contact: User) -> None:
    area = make_area("Network")
    fields = {"area": area.pk, "group": "answers", "delivery": "off"}
    page.post(reverse("notifications:settings_area"), fields)
    assert _is_mailed(contact, area_ids=[area.pk]) == "off"
    row = Preference.objects.get()
    page.post(reverse("notifications:settings_area_remove", args=[row.pk]))
    assert _is_mailed(contact, area_ids=[area.pk]) == "now"


@pytest.mark.django_db
def test_a_closed_area_is_neither_offered_nor_named(
    outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Zephyr")
    choose_for_area(person=outsider, area=area, group=Group.ANSWERS, delivery=Delivery.OFF)
    restrict_area(area, team)
    assert (
        "Zephyr" not in client_of(outsider).get(reverse("notifications:settings")).content.decode()
    )


@pytest.mark.django_db
def test_the_page_costs_the_same_with_more_areas(
    page: Client, contact: User, assert_same_queries: Callable[..., None]
) -> None:
    def grow(n: int) -> None:
        for _number in range(n):
            choose_for_area(
                person=contact, area=make_area(), group=Group.ANSWERS, delivery=Delivery.OFF
            )

    assert_same_queries(lambda: page.get(reverse("notifications:settings")), grow)
