"""People say themselves how their time is recorded and when they are reminded."""

import pytest
from django.urls import reverse

from accounts.models import User
from knowledge.contributions.models import Recording
from tests.conftest import ClientOf

pytestmark = pytest.mark.django_db

ALL = {"counts_activity": "on", "reminds": "on", "remind_weekday": "3", "remind_minute": "540"}


def test_the_page_begins_with_what_is_usual(client_of: ClientOf, expert: User) -> None:
    text = client_of(expert).get(reverse("time:settings")).content.decode()
    assert 'value="4" selected' in text
    assert 'value="960" selected' in text
    assert text.count(" checked") == 2
    assert not Recording.objects.exists()


def test_what_is_chosen_is_kept(client_of: ClientOf, expert: User) -> None:
    client = client_of(expert)
    assert client.post(reverse("time:settings"), ALL).status_code == 303
    kept = Recording.objects.get(person=expert)
    assert (kept.counts_activity, kept.reminds) == (True, True)
    assert (kept.remind_weekday, kept.remind_minute) == (3, 540)
    client.post(reverse("time:settings"), {"remind_weekday": "3", "remind_minute": "540"})
    kept.refresh_from_db()
    assert (kept.counts_activity, kept.reminds) == (False, False)


def test_only_who_manages_chooses_about_the_mail_on_teams(
    client_of: ClientOf, expert: User, manager: User
) -> None:
    url = reverse("time:settings")
    assert "monthly_mail" not in client_of(expert).get(url).content.decode()
    assert "monthly_mail" in client_of(manager).get(url).content.decode()
    client_of(manager).post(url, {})
    client_of(expert).post(url, ALL)
    kept = dict(Recording.objects.values_list("person", "monthly_mail"))
    assert kept == {manager.pk: False, expert.pk: True}


@pytest.mark.parametrize(
    "wrong", [{"remind_weekday": "7"}, {"remind_minute": "61"}, {"remind_minute": "soon"}]
)
def test_a_day_or_an_hour_that_does_not_exist_is_refused_in_words(
    wrong: dict[str, str], client_of: ClientOf, expert: User
) -> None:
    answer = client_of(expert).post(reverse("time:settings"), ALL | wrong)
    assert answer.status_code == 422
    assert "One thing to put right" in answer.content.decode()
    assert not Recording.objects.exists()


def test_who_is_not_asked_to_share_is_told_so(client_of: ClientOf, contact: User) -> None:
    text = client_of(contact).get(reverse("time:settings")).content.decode()
    assert "nothing is counted, and you are reminded of nothing" in text
    assert 'name="reminds"' not in text
